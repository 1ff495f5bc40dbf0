"""The base of the four feature screens: a form, and help for the field in focus."""

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.widget import Widget

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath
from tui_callsettings.ui.fields.field import Field
from tui_callsettings.ui.fields.text import TextField
from tui_callsettings.ui.forms.extra_row import ExtraRow
from tui_callsettings.ui.forms.form import Form
from tui_callsettings.ui.forms.groups import Group, groups_of
from tui_callsettings.ui.hints import HOW, hint_of
from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.notices import is_signed_out
from tui_callsettings.ui.pictures import advice_at
from tui_callsettings.ui.status import trouble_of
from tui_callsettings.ui.widgets.tabs import Tabs

from .screen import EditorScreen

_TABS_HINT = "Left and Right show another group, Down goes to its fields. * changed, ! to be put right."


class FormScreen(EditorScreen[None]):
    """A feature's form."""

    BINDINGS = bindings(Where.FORM)
    FEATURE: ClassVar[Feature]

    def heading(self) -> str:
        """The feature's title."""
        return self.FEATURE.title

    def footer(self) -> tuple[str, ...]:
        """With the groups' keys where there are groups."""
        groups = ("form.next_tab",) if len(self.groups()) > 1 else ()
        return ("app.review", "app.back", *groups, "app.undo", "app.find", "app.reload")

    def groups(self) -> tuple[Group, ...]:
        """Which fields are shown together."""
        return groups_of(self.FEATURE)

    def content(self) -> Iterable[Widget]:
        """The form."""
        yield Form(self.FEATURE, self.groups())

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    def follow(self) -> None:
        """Show the feature as it is now."""
        super().follow()
        self.form.show()
        if self.focused is None:
            self.form.focus_first()
        self._show_hint()

    def notice(self) -> str:
        """What is wrong with the feature as a whole."""
        feature_state, key = self.app.store.feature_state(self.FEATURE), self.app.key_table.key("app.reload")
        trouble = "" if is_signed_out(feature_state, self.app) else trouble_of(feature_state, key)
        return " ".join(part for part in (super().notice(), trouble) if part)

    @on(TextField.PasteRefused)
    def tell_refusal(self, message: TextField.PasteRefused) -> None:
        """Say why nothing was pasted."""
        self.app.tell(message.message)

    def watch_focused(self) -> None:
        """Help for what is in focus, at once: told by a message, it would be painted a frame after the focus."""
        self._show_hint()

    def _show_hint(self) -> None:
        if isinstance(self.focused, Field):
            store = self.app.store
            advice = advice_at(self.app, self.FEATURE, self.focused.field.path)
            self.hint = advice or hint_of(
                self.focused.field, store.feature_state(self.FEATURE), store.capabilities.value_limits
            )
            self.how = HOW.get(self.focused.field.type, "")
        elif isinstance(self.focused, ExtraRow):
            self.hint, self.how = self.focused.extra.hint, "Enter asks for it."
        elif isinstance(self.focused, Tabs):
            self.hint, self.how = _TABS_HINT, ""

    async def go_to(self, path: FieldPath) -> None:
        """Focus the field at `path`; all that is wrong is said."""
        await self.form.go_to(path)

    async def action_next_tab(self) -> None:
        """Show the next group."""
        await self.form.step_group(1)

    async def action_previous_tab(self) -> None:
        """Show the group before."""
        await self.form.step_group(-1)

    async def action_move_on(self) -> None:
        """On to the next field or group."""
        await self.form.move_on()
