"""A switch: `[x] ON`, `[ ] OFF`, or not reported."""

from textual.content import Content
from textual.events import Hide
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.widgets import Checkbox

from tui_callsettings.models.setting import SettingField
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.rendering import fit_spans, switch_text
from tui_callsettings.ui.summaries import FieldView

from .field_row import ANNOTATION_OFFSET, FieldRow, missing_span


class SwitchField(Checkbox, inherit_bindings=False):
    """A `Checkbox` that names its state and knows a third one; Enter goes on to the next field instead of toggling."""

    BINDINGS = bindings(Scope.SWITCH)
    WIDTH = ANNOTATION_OFFSET - 1

    view: reactive[FieldView] = reactive(FieldView(), init=False)

    def __init__(self, field: SettingField) -> None:
        super().__init__(compact=True)
        self.field = field

    def watch_view(self, view: FieldView) -> None:
        """Show the value without posting it as a change."""
        with self.prevent(Checkbox.Changed):
            self.value = view.value is True
        self.refresh()

    def on_hide(self, event: Hide) -> None:
        """Keep the focus in a terminal that is too small for a moment: Textual would take it away."""
        event.prevent_default()

    @property
    def value_text(self) -> str:
        """The state in words."""
        return switch_text(self.view.value, self.field.meta.state_labels)[0]

    def action_toggle_button(self) -> None:
        """Post the other state; the form shows it once the store has it."""
        if self.view.is_editable:
            self.post_message(FieldRow.Changed(self.field.path, self.view.value is not True))
        else:
            self.post_message(FieldRow.Refused(self.field.path))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return room for the longest state."""
        del container, viewport
        return self.WIDTH

    @property
    def cursor_screen_offset(self) -> Offset:
        """Inside the brackets."""
        return self.region.offset + Offset(1, 0)

    def render(self) -> Content:
        """Return `[x] ON`, `[ ] OFF`, or why neither is known."""
        span = missing_span(self.view) or switch_text(self.view.value, self.field.meta.state_labels)
        return fit_spans([span], self.size.width)
