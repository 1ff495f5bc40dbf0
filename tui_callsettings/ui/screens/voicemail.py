"""Voicemail: when calls go there, what callers hear, who is told, where messages are kept."""

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import FieldType
from tui_callsettings.ui.forms.extras import voicemail_extras
from tui_callsettings.ui.forms.groups import Group, fields_in

from .form import FormScreen


class VoicemailScreen(FormScreen):
    """Voicemail, in groups of what belongs together."""

    FEATURE = Feature.VOICEMAIL

    def groups(self) -> tuple[Group, ...]:
        """As the model, but greetings apart from when calls go there, and single switches where they belong."""
        calls = fields_in(Feature.VOICEMAIL, "When calls go there")
        main, *single = fields_in(Feature.VOICEMAIL, "")
        greetings = tuple(f for f in calls if f.type is FieldType.CHOICE or f.meta.is_read_only)
        return (
            Group("Calls", (main, *(field for field in calls if field not in greetings))),
            Group("Greetings", greetings, voicemail_extras(self.app.store.capabilities)),
            Group("Tell me", fields_in(Feature.VOICEMAIL, "Tell me")),
            Group("Messages", (*fields_in(Feature.VOICEMAIL, "Message storage"), *single)),
            Group("Press 0", fields_in(Feature.VOICEMAIL, "Press 0")),
            Group("Fax", fields_in(Feature.VOICEMAIL, "Fax")),
        )
