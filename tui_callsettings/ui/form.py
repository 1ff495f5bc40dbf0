"""The form of a feature: its groups as tabs or on one page, and what is known of each field."""

import re

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus, Resize
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Tab, Tabs

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.state.feature_state import FeatureState
from tui_callsettings.state.store_state import StoreState

from . import styles
from .editor import editor_of
from .fields.action_row import ActionRow
from .fields.factory import make_row
from .fields.field_row import FieldRow
from .fields.text_field import TextField
from .groups import Group, feature_groups
from .summaries import FieldView, field_view
from .widgets.text_block import ScrollBody, TextBlock

_TITLE_LEAST = 27
"""Columns that titles may take in a narrow terminal."""
_VALUE_WIDTH = 37
"""Columns for mark, value and annotation, before titles are cut off."""
_IS_ON = re.compile("●")


class GroupTabs(Tabs, can_focus=False, inherit_bindings=False):
    """Textual's `Tabs` on one row: a tab shows whether its rule is on, changed or invalid.

    They stand alone and not in a `TabbedContent`, which can show one pane only, not all of them on one page.
    """


class FormGroup(Widget):
    """The rows of one group, made when it is first shown."""

    def __init__(self, group: Group) -> None:
        super().__init__()
        self.group = group
        self.heading = TextBlock(classes="group-heading")

    def compose(self) -> ComposeResult:
        """Yield the heading."""
        yield self.heading

    def rows(self) -> list[Widget]:
        """Return its rows, in order."""
        return [child for child in self.children if isinstance(child, FieldRow | ActionRow)]


class Form(Widget):
    """The fields of one feature. It holds no value: which group is shown, and which fields were left once.

    Args:
        feature: its fields are shown.
    """

    state: reactive[StoreState | None] = reactive(None, init=False)
    is_one_page: reactive[bool] = reactive(False, init=False)

    class FocusChanged(Message):
        """Another row has the focus."""

    def __init__(self, feature: Feature) -> None:
        super().__init__()
        self.feature = feature
        self.groups: tuple[Group, ...] = ()
        self.active = 0
        self._visited: set[FieldPath] = set()
        self._marked_row: FieldRow | ActionRow | None = None
        self.border_title = feature.title

    def compose(self) -> ComposeResult:
        """Yield the tabs, if there are several groups, and a container for each group."""
        self.groups = feature_groups(self.feature, editor_of(self).state.capabilities)
        if len(self.groups) > 1:
            yield GroupTabs(*(Tab(group.title, id=f"group-{index}") for index, group in enumerate(self.groups)))
        with ScrollBody():
            for index, group in enumerate(self.groups):
                section = FormGroup(group)
                section.display = index == self.active
                yield section

    # What is shown

    @property
    def _feature_state(self) -> FeatureState:
        return editor_of(self).state.features[self.feature]

    def watch_state(self) -> None:
        """Show each field as it is now."""
        if self.is_mounted:
            self.update_rows()

    def update_rows(self) -> None:
        """Give each row what it shows, and each tab its marks."""
        editor = editor_of(self)
        feature_state = self._feature_state
        changed = {change.path for change in feature_state.changes}
        problems = {problem.path: problem for problem in editor.state.find_problems(self.feature)}
        for row in self.query(FieldRow):
            path = row.field.path
            problem = problems.get(path) if path in self._visited else None
            is_missing = path in problems and problems[path].is_error and feature_state.value(path) in (None, "")
            row.view = field_view(row.field, editor.state, feature_state, problem, changed, is_missing=is_missing)
        invalid = {path for path, problem in problems.items() if path in self._visited and problem.is_error}
        for section in self.query(FormGroup):
            index = self.groups.index(section.group)
            label = self._group_label(section.group, changed, invalid)
            section.heading.content = Content.styled(f" {label.strip('[]')}", styles.TITLE)
            section.heading.display = self.is_one_page
            for tab in self.query(Tab):
                if tab.id == f"group-{index}" and tab.label_text != self._tab_text(index, label):
                    tab.label = Content(self._tab_text(index, label)).highlight_regex(_IS_ON, style=styles.ON)
        self._fit_height()

    def _tab_text(self, index: int, label: str) -> str:
        title, marks = label[: len(label.rstrip("*!"))], label[len(label.rstrip("*!")) :]
        return f"[{title}]{marks or ' '}" if index == self.active else f" {title} {marks or ''}".ljust(len(title) + 3)

    def _group_label(self, group: Group, changed: set[FieldPath], invalid: set[FieldPath]) -> str:
        state = ""
        if group.switch is not None:
            value = self._feature_state.value(group.switch)
            state = " ●" if value is True else " ○" if value is False else " ?"
        mark = "!" if group.paths & invalid else "*" if group.paths & changed else ""
        return f"{group.title}{state}{mark}"

    def _fit_height(self) -> None:
        """Take the rows that tabs and shown groups need; what the screen has left goes to the panel below."""
        height = 1 if self.query(GroupTabs) and not self.is_one_page else 0
        for section in self.query(FormGroup):
            if section.display:
                heights = (row.get_content_height(self.size, self.size, self.size.width) for row in section.rows())
                height += sum(heights) + (1 if self.is_one_page else 0)
        tabs_margin = sum(each.styles.margin.height for each in self.query(GroupTabs) if each.display)
        rows = max(1, height) + tabs_margin + self.gutter.height
        self.styles.height = "1fr" if self.has_class("-fills") else rows

    def _title_width(self, group: Group) -> int:
        """Return columns for the titles that stand below one another."""
        groups = self.groups if self.is_one_page else (group,)
        longest = max((len(field.title) for each in groups for field in each.fields), default=0)
        least = min(_TITLE_LEAST, int(self.size.width * 0.45))
        return min(longest, max(least, self.size.width - _VALUE_WIDTH))

    def on_resize(self, event: Resize) -> None:
        """Give titles their share of the width."""
        del event
        self._fit_titles()
        self._fit_height()

    def _fit_titles(self) -> None:
        for section in self.query(FormGroup):
            for row in section.query(FieldRow):
                row.set_title_width(self._title_width(section.group))

    # Groups

    async def on_mount(self) -> None:
        """Make the first group."""
        await self.show_group(self.active)

    async def watch_is_one_page(self, is_one_page: bool) -> None:
        """Show all groups, or the one with the focus; the focus and what was typed stay."""
        if not self.is_mounted:
            return
        focused = self.screen.focused
        for index, section in enumerate(self.query(FormGroup)):
            if focused is not None and section in focused.ancestors:
                self.active = index
        for tabs in self.query(GroupTabs):
            tabs.display = not is_one_page
        self._fit_titles()
        if is_one_page:
            for section in self.query(FormGroup):
                await self._fill(section)
                section.display = True
            self.update_rows()
        else:
            await self.show_group(self.active)

    async def _fill(self, section: FormGroup) -> None:
        if not section.rows():
            rows = [make_row(field, self._title_width(section.group)) for field in section.group.fields]
            for row in rows:
                if isinstance(row.control, TextField):
                    row.control.edit = self.edit
            await section.mount(*rows, *(ActionRow(action) for action in section.group.actions))

    async def show_group(self, index: int) -> None:
        """Show one group instead of another; on one page all of them stay."""
        sections = list(self.query(FormGroup))
        await self._fill(sections[index])
        self.active = index
        if not self.is_one_page:
            for number, section in enumerate(sections):
                section.display = number == index
        for tabs in self.query(GroupTabs):
            with self.prevent(Tabs.TabActivated):
                tabs.active = f"group-{index}"
        self.update_rows()
        self.refresh(layout=True)

    async def step_group(self, count: int) -> None:
        """Show the next group, or the one before; the focus goes to its first row."""
        if len(self.groups) > 1:
            await self.show_group((self.active + count) % len(self.groups))
            self.focus_first()

    async def go_to(self, path: FieldPath) -> None:
        """Focus the field at `path`, in its group; everything that is wrong is shown from now on."""
        self._visited |= {field.path for field in self.feature.fields}
        for index, group in enumerate(self.groups):
            if path in group.paths:
                await self.show_group(index)
        self.update_rows()
        for row in self.query(FieldRow):
            if row.field.path == path:
                self.screen.set_focus(row.control)

    # The focus

    @property
    def focused_row(self) -> FieldRow | ActionRow | None:
        """The row with the focus; None if it is elsewhere."""
        focused = self.screen.focused
        if focused is None:
            return None
        rows = (node for node in focused.ancestors_with_self if isinstance(node, FieldRow | ActionRow))
        return next(rows, None)

    def mark_focused_row(self) -> None:
        """Draw the row that had the focus and the one that has it now, in one frame."""
        row = self.focused_row
        for each in (self._marked_row, row):
            if each is not None:
                each.refresh()
        self._marked_row = row

    def focus_first(self) -> None:
        """Focus the first row that is shown."""
        for row in self._shown_rows()[:1]:
            self.screen.set_focus(row.control if isinstance(row, FieldRow) else row)

    def _shown_rows(self) -> list[Widget]:
        if self.is_one_page:
            sections = list(self.query(FormGroup))[self.active : self.active + 1]
        else:
            sections = [section for section in self.query(FormGroup) if section.display]
        return [row for section in sections for row in section.rows()]

    async def move_on(self) -> None:
        """On to the next row; after the last one to the next group. Start an action."""
        row = self.focused_row
        if isinstance(row, ActionRow):
            row.action_run()
            return
        rows = self._shown_rows()
        if not self.is_one_page and rows and row is rows[-1] and self.active < len(self.groups) - 1:
            await self.step_group(1)
        else:
            self.screen.focus_next()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Post that another row has the focus."""
        del event
        if self.is_one_page:
            focused = self.screen.focused
            for index, section in enumerate(self.query(FormGroup)):
                if focused is not None and section in focused.ancestors:
                    self.active = index
        self.post_message(self.FocusChanged())

    @on(DescendantBlur)
    def _show_problems(self, event: DescendantBlur) -> None:
        """Show what is wrong with a field once the person has gone on."""
        for node in event.widget.ancestors_with_self:
            if isinstance(node, FieldRow):
                self._visited.add(node.field.path)
        self.update_rows()

    # Edits

    @on(FieldRow.Changed)
    def _edit(self, event: FieldRow.Changed) -> None:
        """Give the store what the person did."""
        event.stop()
        self.edit(event.path, event.value)

    def edit(self, path: FieldPath, value: Value) -> None:
        """Give the store a new value; a problem with it is not mentioned while it is being fixed."""
        self._visited.discard(path)
        before = self.state
        editor_of(self).edit(self.feature, path, value)
        if self.state is before:
            self.update_rows()

    def view(self, path: FieldPath) -> FieldView:
        """Return what the row of a field shows."""
        return next((row.view for row in self.query(FieldRow) if row.field.path == path), FieldView())
