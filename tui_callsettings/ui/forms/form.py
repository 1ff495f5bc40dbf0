"""The form: a section for each group, one of them shown, and what is known of each field."""

from textual import getters, on
from textual.app import ComposeResult
from textual.events import Resize
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.models.capabilities import Access, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.models.validation import Problem
from tui_callsettings.state.feature_state import FeatureState
from tui_callsettings.ui.fields.factory import field_for
from tui_callsettings.ui.fields.field import Field, Mark
from tui_callsettings.ui.fields.rings import RingsField
from tui_callsettings.ui.hints import note_of, rings_of
from tui_callsettings.ui.host import Host
from tui_callsettings.ui.widgets.body import Body, Section
from tui_callsettings.ui.widgets.tabs import Tabs

from .extra_row import ExtraRow
from .groups import Group


class Form(Widget):
    """The fields of one feature. It holds nothing but which group is shown and which fields were left once.

    Args:
        feature: whose fields.
        groups: which of them are shown together.
    """

    active: reactive[int] = reactive(0, init=False)
    app = getters.app(Host)

    def __init__(self, feature: Feature, groups: tuple[Group, ...]) -> None:
        super().__init__()
        self.feature = feature
        self.groups = groups
        self._checked: set[FieldPath] = set()

    def compose(self) -> ComposeResult:
        """The names of the groups, if there are several; the fields of a group are made when it is first shown."""
        if len(self.groups) > 1:
            yield Tabs(tuple(group.title for group in self.groups))
        with Body():
            for index, group in enumerate(self.groups):
                section = Section(*self._made(group) if index == self.active else ())
                section.display = index == self.active
                yield section

    def _made(self, group: Group) -> list[Widget]:
        shown = self.app.store.capabilities.fields(self.feature)
        made = [field_for(setting_field, self.take_edit) for setting_field in group.fields if setting_field in shown]
        changed = self._changed()
        for field in made:
            field.set_reactive(Field.title_width, self._title_width())
            self._show(field, changed)
        return [*made, *(ExtraRow(extra) for extra in group.extras)]

    def _title_width(self) -> int:
        longest = max(len(field.title) for group in self.groups for field in group.fields)
        return min(longest, max(16, int(self.app.size.width * 0.45)))

    @property
    def feature_state(self) -> FeatureState:
        """The feature as it is now: newer than any that was told of, as keys may have come meanwhile."""
        return self.app.store.feature_state(self.feature)

    def show(self) -> None:
        """Show each field its value, its mark and, once it was left, what is wrong with it."""
        problems = {p.path: p for p in self.app.store.state.find_problems(self.feature) if p.path in self._checked}
        changed = self._changed()
        for field in self.query(Field):
            self._show(field, changed)
            field.problem = problems.get(field.field.path)
        for tabs in self.query(Tabs):
            tabs.marks = tuple(_mark(group, problems, changed) for group in self.groups)

    def _changed(self) -> set[FieldPath]:
        return {change.path for change in self.feature_state.changes}

    def _show(self, field: Field, changed: set[FieldPath]) -> None:
        path, feature_state = field.field.path, self.feature_state
        field.admit(self._support(path), is_open=feature_state.is_editable)
        if isinstance(field, RingsField):
            field.allowed = rings_of(field.field, feature_state, self.app.store)
        field.note = note_of(field.field, feature_state)
        field.mark = (
            Mark.CHANGED if path in changed else Mark.ELSEWHERE if path in feature_state.remote_changes else Mark.NONE
        )
        field.show(feature_state.value(path))

    def _support(self, path: FieldPath) -> Support:
        support = self.app.store.capabilities.support(self.feature, path)
        is_barred = bool(self.app.store.read_only_reason) and support.is_writable
        return Support(Access.READ_ONLY) if is_barred else support

    def take_edit(self, field: Field, value: Value) -> None:
        """Give the store what the person did; a problem is not mentioned while it is being put right."""
        self._checked.discard(field.field.path)
        field.problem = None
        self.app.edit(self.feature, field.field.path, value)

    @on(Field.Left)
    def check(self, message: Field.Left) -> None:
        """Say what is wrong once the person has gone on."""
        self._checked.add(message.field.field.path)
        self.show()

    def on_resize(self, event: Resize) -> None:
        """Titles take their share of the width."""
        del event
        for field in self.query(Field):
            field.title_width = self._title_width()

    async def go_to(self, path: FieldPath) -> None:
        """Show the group of the field at `path` and focus the field; all that is wrong is said."""
        self._checked |= {field.path for field in self.feature.fields}
        for index, group in enumerate(self.groups):
            if path in group.paths:
                await self.show_group(index)
        self.show()
        for field in self.query(Field):
            if field.field.path == path:
                field.focus()

    async def show_group(self, index: int) -> None:
        """Show one group instead of another."""
        sections = list(self.query(Section))
        if not sections[index].children:
            await sections[index].mount(*self._made(self.groups[index]))
        self.active = index
        for number, section in enumerate(sections):
            # Not by a class: styles follow classes a frame later, and the name would stand above the fields of another.
            section.display = number == index
        for tabs in self.query(Tabs):
            tabs.active = index
        self.show()

    async def step_group(self, count: int) -> None:
        """Show the next group, or the one before; the focus goes along."""
        if len(self.groups) > 1:
            is_on_tabs = isinstance(self.screen.focused, Tabs)
            await self.show_group((self.active + count) % len(self.groups))
            if not is_on_tabs:
                self.focus_first()

    async def move_on(self) -> None:
        """On to the next field; after the last one, to the next group. Do what is in focus, if it is no field."""
        fields = self._fields_shown()
        if isinstance(self.screen.focused, ExtraRow):
            await self.app.run_action(self.screen.focused.extra.action)
        elif fields and self.screen.focused is fields[-1] and self.active < len(self.groups) - 1:
            await self.step_group(1)
        else:
            self.screen.focus_next()

    def focus_first(self) -> None:
        """Focus the first field that can be changed."""
        self.screen.set_focus(next(iter(self._fields_shown()), None))

    def _fields_shown(self) -> list[Widget]:
        section = list(self.query(Section))[self.active]
        return [widget for widget in section.children if widget.can_focus]


def _mark(group: Group, problems: dict[FieldPath, Problem], changed: set[FieldPath]) -> str:
    if any(problem.is_error for path, problem in problems.items() if path in group.paths):
        return "!"
    return "*" if group.paths & changed else ""
