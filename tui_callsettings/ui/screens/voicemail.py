"""Voicemail: when calls go there, what callers hear, who is notified, where messages are stored."""

from dataclasses import replace

from tui_callsettings.models.feature import Feature
from tui_callsettings.ui.forms.extras import voicemail_extras
from tui_callsettings.ui.forms.groups import Group

from .form import FormScreen


class VoicemailScreen(FormScreen):
    """Voicemail, with what can be uploaded beside the greetings."""

    FEATURE = Feature.VOICEMAIL

    def groups(self) -> tuple[Group, ...]:
        """Return the groups of the model, those of the greetings with their actions."""
        extras = voicemail_extras(self.app.store.capabilities)
        return tuple(
            replace(group, extras=extras) if group.title == "Greetings" else group for group in super().groups()
        )
