"""A row of a form that starts an action."""

from textual.content import Content
from textual.events import Hide
from textual.geometry import Offset, Size
from textual.message import Message
from textual.widget import Widget

from tui_callsettings.ui import styles
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.groups import FormAction
from tui_callsettings.ui.rendering import bar_style, fit_spans

from .field_row import TITLE_COLUMN


class ActionRow(Widget, can_focus=True):
    """The title of an action in the column of the fields' titles; a `Button` would stand out of the form's columns.

    Args:
        action: what it starts.
    """

    BINDINGS = bindings(Scope.ACTION)

    class Started(Message):
        """The person wants the action."""

        def __init__(self, action: FormAction) -> None:
            super().__init__()
            self.action = action

    def __init__(self, action: FormAction) -> None:
        super().__init__()
        self.action = action

    def on_hide(self, event: Hide) -> None:
        """Keep the focus in a terminal that is too small for a moment: Textual would take it away."""
        event.prevent_default()

    @property
    def cursor_screen_offset(self) -> Offset:
        """At its title."""
        return self.region.offset + Offset(TITLE_COLUMN, 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return one row."""
        del container, viewport, width
        return 1

    def action_run(self) -> None:
        """Post that the person wants the action."""
        self.post_message(self.Started(self.action))

    def render(self) -> Content:
        """Return mark and title."""
        style = bar_style(self) if self.has_focus else styles.PLAIN
        mark = " >  " if self.has_focus else "    "
        return fit_spans([(f"{mark}{self.action.title} ", style)], self.size.width)
