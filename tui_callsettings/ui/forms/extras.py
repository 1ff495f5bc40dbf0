"""What a form offers beside its fields: things that are done at once and are no part of the setting."""

from dataclasses import dataclass

from tui_callsettings.models.capabilities import Capabilities


@dataclass(frozen=True, slots=True)
class Extra:
    """One thing that can be done.

    Attributes:
        title: what it is called in the form.
        hint: what it is for.
        action: the application's action.
        words: what it is called where all commands are listed.
    """

    title: str
    hint: str
    action: str
    words: str


_GREETINGS = tuple(
    Extra(
        f"Upload for {when}",
        f"Sends a recording from a WAV file; callers hear it {then} once you have saved.",
        f"app.greeting('{name}')",
        f"Upload a voicemail greeting for {when}",
    )
    for name, when, then in (
        ("busy", "busy", "when you are busy"),
        ("no_answer", "no answer", "when you don't answer"),
    )
)
_PIN = Extra(
    "Voicemail PIN",
    "The digits that you dial to hear your messages. It is changed at once, and never shown.",
    "app.pin",
    "Change the voicemail PIN",
)


def voicemail_extras(capabilities: Capabilities) -> tuple[Extra, ...]:
    """What the account lets one do about voicemail beside the settings."""
    return (
        *(_GREETINGS if capabilities.can_upload_greetings else ()),
        *((_PIN,) if capabilities.can_change_pin else ()),
    )
