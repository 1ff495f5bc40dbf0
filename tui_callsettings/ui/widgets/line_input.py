"""One line to type in."""

from textual import events
from textual.widgets import Input

from tui_callsettings.ui.commands import Scope, bindings


class LineInput(Input, inherit_bindings=False):
    """Textual's `Input` on one row, with keys from the command table, and pastes that are used whole or refused.

    Textual cuts a paste of several lines to its first one.
    """

    BINDINGS = bindings(Scope.TEXT)

    def __init__(
        self, value: str = "", *, max_length: int = 0, restrict: str | None = None, password: bool = False
    ) -> None:
        super().__init__(value, compact=True, max_length=max_length, restrict=restrict, password=password)
        self.cursor_blink = False

    def action_clear_line(self) -> None:
        """Delete the whole line."""
        self.delete(0, len(self.value))

    def on_hide(self, event: events.Hide) -> None:
        """Keep the focus in a terminal that is too small for a moment: Textual would take it away."""
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Insert one line, cleaned of what cannot be seen; refuse what cannot be used whole."""
        event.stop()
        event.prevent_default()
        lines = [line for line in event.text.splitlines() if line.strip()]
        if len(lines) > 1:
            self.refuse_paste(f"Nothing was pasted: the text has {len(lines)} lines, and a field takes one.")
        elif lines:
            self._insert(self.clean_paste(lines[0]))

    def _insert(self, text: str) -> None:
        start, end = sorted(self.selection)
        length = len(self.value) - (end - start) + len(text)
        if self.max_length and length > self.max_length:
            self.refuse_paste(f"Nothing was pasted: the text is too long ({len(text)} characters).")
            return
        before = self.value
        self.replace(text, start, end)
        if text and self.value == before and text != before[start:end]:
            self.refuse_paste("Nothing was pasted: this field does not take such text.")

    def restricted(self) -> None:
        """Report a key that the field does not take: Textual would ring the bell."""
        is_full = self.max_length and len(self.value) >= self.max_length
        reason = f"takes at most {self.max_length} characters" if is_full else "does not take this character"
        self.refuse_paste(f"This field {reason}.")

    def clean_paste(self, text: str) -> str:
        """Return a pasted line as it is inserted."""
        return text.strip()

    def refuse_paste(self, reason: str) -> None:
        """Report why nothing was pasted."""
        self.notify(reason)
