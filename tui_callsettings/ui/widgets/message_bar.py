"""What just happened, or how things stand: a sentence above the hint."""

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.ui import styles
from tui_callsettings.ui.messages import NO_MESSAGE, Severity, StatusMessage
from tui_callsettings.ui.rendering import wrap

_STYLES = {
    Severity.INFO: styles.PLAIN,
    Severity.GOOD: styles.GOOD,
    Severity.WARNING: styles.WARNING,
    Severity.ERROR: styles.ERROR,
}


class MessageBar(Widget):
    """The message as long as it holds; no row at all while there is none.

    Textual's toasts go away by themselves, which costs bytes on an idle line and loses what was not read in time.
    """

    message: reactive[StatusMessage] = reactive(NO_MESSAGE, layout=True)

    def watch_message(self, message: StatusMessage) -> None:
        """Take no place, and no margin, without a message."""
        self.display = bool(message.text)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return as many rows as the sentence takes."""
        del container, viewport
        return len(self._rows(width))

    def _rows(self, width: int) -> list[str]:
        return wrap(self.message.text, max(20, width - 2)) if self.message.text else []

    def render(self) -> Content:
        """Return the sentence."""
        style = _STYLES[self.message.severity]
        return Content("\n").join(Content.styled(f" {row}", style) for row in self._rows(self.size.width))
