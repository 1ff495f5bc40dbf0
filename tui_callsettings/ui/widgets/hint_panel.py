"""Below the form: what the focused row is for, and what can be done with it."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.ui import styles
from tui_callsettings.ui.rendering import key_rows, truncate, wrap

Usage = str | tuple[tuple[str, str], ...]
"""A sentence, or keys with what they do."""
_LOW = 3
"""Rows of the panel where the usage has no row of its own."""


class HintPanel(Widget):
    """A rule and two rows, three where there is room; always as tall, so that nothing jumps.

    Textual's `HelpPanel` follows the focus too, but takes a third of the width, which the form needs, and shows a text
    that belongs to a class of widgets; here each field has its own, with its saved value and what it conflicts with.
    """

    description: reactive[str] = reactive("")
    usage: reactive[Usage] = reactive("")

    def render(self) -> Content:
        """Return the rule, the description, and how to use it."""
        width = self.size.width
        rule = Content.styled("─" * width, styles.MUTED)
        rows = [Content(row) for row in wrap(self.description, max(20, width - 2))]
        if self.size.height > _LOW and len(rows) < _LOW:
            rows = [*rows, Content(""), Content("")][:2]
            rows += self._usage_rows(width - 2)[:1]
        else:
            rows = self._low_rows(rows, width - 2)
        return Content("\n").join([rule, *(Content.assemble(" ", row) for row in rows)])

    def _usage_rows(self, width: int) -> list[Content]:
        return [Content(self.usage)] if isinstance(self.usage, str) else key_rows(self.usage, width)

    def _low_rows(self, rows: list[Content], width: int) -> list[Content]:
        """Return two rows, the description first."""
        usage_rows = self._usage_rows(width)
        if not rows or not usage_rows:
            return (rows or usage_rows)[:2]
        usage = usage_rows[0]
        if len(rows) == 1:
            return [*rows, usage]
        rows = [rows[0], Content(truncate(" ".join(row.plain for row in rows[1:]), width))]
        if len(rows[1]) + len(usage) + 1 <= width:
            rows[1] = Content.assemble(rows[1], " ", usage)
        return rows
