"""What an account only reports."""

from textual.geometry import Offset

from tui_callsettings.models.validation import format_field_value
from tui_callsettings.ui import styles
from tui_callsettings.ui.styles import Span

from .field_row import Control


class ReadOnlyField(Control):
    """The value in words; unlike Textual's `Label` it takes the focus, so that the reason can be read."""

    WIDTH = None

    def value_span(self) -> Span:
        """Return the value in words."""
        if self.view.value is None:
            return "not reported", styles.MUTED
        return format_field_value(self.field, self.view.value, self.view.number_region), styles.PLAIN

    @property
    def cursor_screen_offset(self) -> Offset:
        """At the value."""
        return self.region.offset
