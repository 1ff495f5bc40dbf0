"""Below the form: what the focused row is for, and what can be done with it."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.ui import styles
from tui_callsettings.ui.rendering import wrap

_LOW = 3
"""Rows of the panel where the usage has no row of its own."""


class HintPanel(Widget):
    """A rule and two rows, three where there is room; always as tall, so that nothing jumps."""

    description: reactive[str] = reactive("")
    usage: reactive[str] = reactive("")

    def render(self) -> Content:
        """Return the rule, the description, and how to use it."""
        width = self.size.width
        rows = wrap(self.description, max(20, width - 2))
        if self.size.height > _LOW:
            rows = [*(rows or [""]), ""][:2] if len(rows) < 2 else rows
            if len(rows) == 2:
                rule = Content.styled("─" * width, styles.MUTED)
                return Content("\n").join([rule, *(Content(f" {row}") for row in (*rows, self.usage))])
        if len(rows) > 2:
            rows = [rows[0], styles.truncate(" ".join(rows[1:]), width - 2)]
        if len(rows) < 2:
            rows = [*(rows or [""]), self.usage]
        elif len(rows[1]) + len(self.usage) + 3 < width:
            rows[1] = f"{rows[1]} {self.usage}"
        rule = Content.styled("─" * width, styles.MUTED)
        return Content("\n").join([rule, *(Content(f" {row}") for row in rows)])
