"""Fields that the person and somebody else changed: which value stands?"""

from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.models.validation import format_field_value
from tui_callsettings.state.changes import Conflict
from tui_callsettings.state.feature_state import Resolution
from tui_callsettings.terminal.input_messages import TypedAhead
from tui_callsettings.ui import look
from tui_callsettings.ui.keys import Where, bindings, shown_key
from tui_callsettings.ui.parts import Part, cut

from .screen import EditorScreen


class ConflictScreen(EditorScreen[bool]):
    """Each field with both values; done when each has its answer."""

    BINDINGS = bindings(Where.CONFLICT)

    def heading(self) -> str:
        """What it is about."""
        return "Changed by you and by somebody else"

    def footer(self) -> tuple[str, ...]:
        """Its own commands."""
        return ("conflict.mine", "conflict.theirs", "conflict.done", "app.back")

    @property
    def question(self) -> object:
        """The conflicts as they are now: an answer typed before they were on the terminal is dropped."""
        return tuple(conflict for slot in self.app.store.feature_states for conflict in slot.conflicts)

    def on_typed_ahead(self, message: TypedAhead) -> None:
        """Show that an answer came too early."""
        message.stop()
        self.app.tell(f"Typed ahead: press {shown_key(message.key)} again.")

    def body(self) -> Iterable[Widget]:
        """A row of three lines for each."""
        for feature_state in self.app.store.feature_states:
            for conflict in feature_state.conflicts:
                yield ConflictRow(conflict)

    def on_mount(self) -> None:
        """The first one is in focus."""
        self.query(ConflictRow).first().focus()
        self.hint = "Choose for each whose value stands. Nothing is sent yet: the review follows."

    def action_choose(self, side: str) -> None:
        """Choose for the one in focus."""
        if isinstance(self.focused, ConflictRow):
            self.focused.side = Resolution(side)

    async def action_move_on(self) -> None:
        """On to the next; after the last one, settle all and review."""
        rows = list(self.query(ConflictRow))
        if rows and self.focused is not rows[-1]:
            self.focus_next()
            return
        for row in rows:
            self.app.store.resolve_conflict(row.conflict.feature, row.conflict.path, row.side)
        self.dismiss(True)


class ConflictRow(Widget, can_focus=True):
    """One field with its two values."""

    side: reactive[Resolution] = reactive(Resolution.OURS)

    def __init__(self, conflict: Conflict) -> None:
        super().__init__()
        self.conflict = conflict

    @property
    def cursor_screen_offset(self) -> Offset:
        """At the chosen value."""
        return self.region.offset + Offset(6, 1 if self.side is Resolution.OURS else 2)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The field, both values, and air."""
        del container, viewport, width
        return 4

    def on_focus(self) -> None:
        """The mark of the focus moves here."""
        self.refresh()

    def on_blur(self) -> None:
        """And away."""
        self.refresh()

    def render(self) -> Content:
        """Field, mine, theirs."""
        conflict, width = self.conflict, self.size.width
        field = conflict.change.field
        focus = ">" if self.has_focus else " "
        title: list[Part] = [(f" {focus}# ", look.FOCUSED), (conflict.change.title, look.TITLE)]
        began = f"   (was {format_field_value(field, conflict.base)} when you began)"
        rows = [cut([*title, (began, look.MUTED)], width)]
        for side, value in ((Resolution.OURS, conflict.ours), (Resolution.THEIRS, conflict.theirs)):
            is_chosen = side is self.side
            text = f"     ({'x' if is_chosen else ' '}) {side.value:<8}{format_field_value(field, value)}"
            rows.append(cut([(text, look.TITLE if is_chosen else look.PLAIN)], width))
        return Content("\n").join([*rows, Content("")])
