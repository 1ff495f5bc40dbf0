"""Voicemail beside its settings: recordings for greetings, and the PIN. Both take effect at once."""

from pathlib import Path

from tui_callsettings import paths
from tui_callsettings.backends.base import Greeting
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.value_types import pin_error
from tui_callsettings.state import voicemail_actions
from tui_callsettings.ui.editor import Editor
from tui_callsettings.ui.messages import Severity

from .workflow import ask, run_to_end

_STEP = 10
"""Percent between two messages on the progress."""
_NAMES = {"busy": "busy", "no_answer": "unanswered"}


def _refusal(editor: Editor, text: str, *, is_offered: bool) -> bool:
    if is_offered and not editor.state.read_only_reason:
        return False
    editor.show_status(editor.state.read_only_reason or text, Severity.WARNING, "read-only")
    return True


async def upload_busy_greeting(editor: Editor) -> None:
    """Upload the greeting for callers who find the person busy."""
    await _upload_greeting(editor, "busy")


async def upload_unanswered_greeting(editor: Editor) -> None:
    """Upload the greeting for callers whom the person does not answer."""
    await _upload_greeting(editor, "no_answer")


async def _upload_greeting(editor: Editor, greeting: Greeting) -> None:
    """Ask for a recording, upload it, and choose it as greeting."""
    from tui_callsettings.ui.screens.prompt import PromptField, PromptScreen

    if paths.is_restricted():
        editor.show_status("Greetings cannot be uploaded in restricted mode: no file of yours is read.")
        return
    text = "This account does not take recorded greetings."
    if _refusal(editor, text, is_offered=editor.state.capabilities.can_upload_greetings):
        return
    typed, error = "", ""
    while True:
        screen = PromptScreen(
            title=f"Upload {_NAMES[greeting]} greeting",
            sentences=("Choose a mono WAV file on this machine. It is checked before it is sent.",),
            fields=(PromptField("File", typed),),
            hint='Enter uploads it; then choose "Custom greeting" and save.',
            acts_at_once=True,
        )
        if error:
            editor.show_status(error, Severity.ERROR, "upload")
        answer = await ask(editor, screen)
        if answer is None:
            return
        typed = answer[0].strip()
        error = await run_to_end(_upload(editor, greeting, _expand(typed)))
        if not error:
            return


async def _upload(editor: Editor, greeting: Greeting, wav: Path) -> str:
    """Upload a recording; return what went wrong, "" if nothing did."""
    shown = -_STEP

    def progress(sent: int, total: int) -> None:
        nonlocal shown
        percent = 100 * sent // max(total, 1)
        if percent >= shown + _STEP:
            shown = percent
            editor.show_status_from_thread(f"Uploading the recording: {percent} %")

    session = editor.session
    result = await voicemail_actions.upload_greeting(session, greeting, wav, progress)
    if result.failure is not None:
        return result.message
    editor.io.reload(is_quiet=True)
    if session.store.feature_state(Feature.VOICEMAIL).is_dirty:
        key = editor.keymap.key("app.review")
        editor.show_status(f"The recording is uploaded. {key} saves that callers hear it.")
    else:
        editor.show_status("The recording is uploaded.")
    return ""


async def change_pin(editor: Editor) -> None:
    """Ask for a new voicemail PIN, and change it."""
    from tui_callsettings.ui.screens.prompt import PromptField, PromptScreen

    text = "The voicemail PIN cannot be changed on this account."
    if _refusal(editor, text, is_offered=editor.state.capabilities.can_change_pin):
        return
    session, error = editor.session, ""
    rules = await run_to_end(session.provider_thread.run(session.store.client.pin_rules()))
    while True:
        screen = PromptScreen(
            title="Change voicemail PIN",
            sentences=("Change the PIN you dial to hear your messages.", *rules),
            fields=(PromptField("New PIN", is_secret=True), PromptField("Repeat", is_secret=True)),
            validate=_pin_problem,
            hint="It takes effect at once, without the review, and is not stored here.",
            acts_at_once=True,
        )
        if error:
            editor.show_status(error, Severity.ERROR, "pin")
        answer = await ask(editor, screen)
        if answer is None:
            return
        result = await run_to_end(voicemail_actions.change_pin(session, answer[0]))
        if result.failure is None:
            editor.show_status("The voicemail PIN is changed.", Severity.GOOD, "pin")
            return
        error = result.message


def _expand(text: str) -> Path:
    """Return the file that is meant; "~" without such a user stays as it is."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def _pin_problem(pin: str, repeated: str) -> str:
    if not pin:
        return "Enter the new PIN twice."
    return pin_error(pin) if pin == repeated else "The PINs do not match."
