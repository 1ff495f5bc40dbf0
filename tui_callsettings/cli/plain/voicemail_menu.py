"""Voicemail beside its settings: a greeting and the PIN."""

from pathlib import Path

from tui_callsettings.backends.base import Greeting
from tui_callsettings.models.value_types import pin_error
from tui_callsettings.state import voicemail_actions
from tui_callsettings.state.save import SaveStatus

from .plain_session import PlainSession

_GREETINGS: tuple[Greeting, ...] = ("busy", "no_answer")
_STEP = 25
"""Percent between two lines of progress."""


def upload_greeting(plain_session: PlainSession) -> None:
    """Ask for a greeting and a file, and upload it."""
    console = plain_session.console
    if not plain_session.store.capabilities.can_upload_greetings:
        console.write("This account takes no recorded greetings.")
        return
    chosen = console.choose("Greeting for (number, Enter back):", ["busy", "no-answer"])
    if chosen is None:
        return
    text = console.ask("WAV file, mono (Enter back):", hint="A WAV file on this machine, mono, 8000 or 16000 Hz.")
    if not text or not console.confirm(f"Upload {text} now?"):
        return
    reported = 0

    def report_progress(sent: int, total: int) -> None:
        nonlocal reported
        percent = 100 * sent // max(total, 1)
        if percent >= reported + _STEP:
            reported = percent
            console.write(f"{percent} % sent")

    path = Path(text).expanduser()
    action = voicemail_actions.upload_greeting(plain_session.session, _GREETINGS[chosen], path, report_progress)
    result = plain_session.run(action)
    console.write(result.message)
    if result.status is SaveStatus.SAVED and plain_session.store.is_dirty:
        console.write("Type save to use it as your greeting.")


def change_pin(plain_session: PlainSession) -> None:
    """Write the rules, ask for the PIN twice, and set it; it is neither shown nor written."""
    console, session = plain_session.console, plain_session.session
    if not plain_session.store.capabilities.can_change_pin:
        console.write("The voicemail PIN cannot be changed on this account.")
        return
    console.write(*plain_session.run(session.run(plain_session.store.client.pin_rules())))
    while pin := console.ask_secret("New PIN (Enter back):"):
        if console.ask_secret("New PIN again:") != pin:
            console.write("The PINs do not match.")
            continue
        if error := pin_error(pin):
            console.write(error)
            continue
        result = plain_session.run(voicemail_actions.change_pin(session, pin))
        console.write(result.message)
        if result.status is not SaveStatus.REJECTED:
            return
