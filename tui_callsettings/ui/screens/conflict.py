"""Fields that were changed here and elsewhere: which value to keep."""

from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.models.validation import format_field_value
from tui_callsettings.state.changes import Conflict
from tui_callsettings.state.feature_state import Resolution
from tui_callsettings.terminal.input_messages import TypedAhead
from tui_callsettings.ui import styles
from tui_callsettings.ui.commands import Scope, bindings, display_key
from tui_callsettings.ui.messages import Severity
from tui_callsettings.ui.rendering import bar_style, fit_spans

from .editor_screen import EditorScreen

_SIDES = ((Resolution.OURS, "yours"), (Resolution.THEIRS, "theirs"))


class ConflictScreen(EditorScreen[bool]):
    """Each field with both values; closes with True when each has its answer."""

    BINDINGS = bindings(Scope.CONFLICT)
    SCOPES = (Scope.CONFLICT,)
    HEADING = "Conflict: also changed elsewhere"
    FOOTER = ("conflict.mine", "conflict.theirs", "conflict.next", "app.back")
    AUTO_FOCUS = "ConflictRow"

    def body(self) -> Iterable[Widget]:
        """Yield a block for each conflict."""
        for state in self.editor.state.features.values():
            for conflict in state.conflicts:
                yield ConflictRow(conflict, self.editor.state.owner.region)

    def on_mount(self) -> None:
        """Focus the first one."""
        self.set_focus(next(iter(self.query(ConflictRow)), None))
        self.hint = "Choose which value to keep for each field. Nothing is sent yet: the review follows."

    @property
    def question(self) -> object:
        """The conflicts as they are now: an answer typed before they could be read is dropped."""
        return tuple(conflict for each in self.editor.state.features.values() for conflict in each.conflicts)

    def on_typed_ahead(self, message: TypedAhead) -> None:
        """Show that an answer came too early."""
        message.stop()
        text = f"Typed ahead: press {display_key(message.key)} again."
        self.editor.show_status(text, Severity.WARNING, "typed-ahead")

    def action_choose(self, side: str) -> None:
        """Choose for the focused field."""
        if isinstance(self.focused, ConflictRow):
            self.focused.resolution = Resolution.OURS if side == "mine" else Resolution.THEIRS

    def action_move_on(self) -> None:
        """On to the next; after the last one, resolve all of them."""
        rows = list(self.query(ConflictRow))
        if rows and self.focused is not rows[-1]:
            self.focus_next()
            return
        for row in rows:
            self.editor.store.resolve_conflict(row.conflict.feature, row.conflict.path, row.resolution)
        self.dismiss(True)


class ConflictRow(Widget, can_focus=True):
    """One field with its two values; Textual's `RadioSet` has no room for what the value was."""

    resolution: reactive[Resolution] = reactive(Resolution.OURS)

    def __init__(self, conflict: Conflict, region: str) -> None:
        super().__init__()
        self._region = region
        self.conflict = conflict

    @property
    def cursor_screen_offset(self) -> Offset:
        """At the chosen value."""
        return self.region.offset + Offset(5, 1 if self.resolution is Resolution.OURS else 2)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return rows for the field, both values, and an empty one."""
        del container, viewport, width
        return 4

    def on_focus(self) -> None:
        """Draw it as the focused one."""
        self.refresh()

    def on_blur(self) -> None:
        """Draw it as the others."""
        self.refresh()

    def render(self) -> Content:
        """Return the field, our value, theirs."""
        conflict, width = self.conflict, self.size.width
        field, region = conflict.change.field, self._region
        was = "empty" if conflict.base in (None, "") else format_field_value(field, conflict.base, region)
        style = bar_style(self) if self.has_focus else styles.TITLE
        title = (f" {'>' if self.has_focus else ' '}# {conflict.change.title} ", style)
        rows = [fit_spans([title, (f"  before: {was}", styles.MUTED)], width)]
        for resolution, label in _SIDES:
            is_chosen = resolution is self.resolution
            value = conflict.ours if resolution is Resolution.OURS else conflict.theirs
            text = f"    ({'x' if is_chosen else ' '}) {label:<8}{format_field_value(field, value, region)}"
            rows.append(fit_spans([(text, styles.TITLE if is_chosen else styles.PLAIN)], width))
        return Content("\n").join([*rows, Content("")])
