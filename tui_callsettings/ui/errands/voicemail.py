"""Voicemail beside its settings: recordings for greetings, and the PIN."""

from pathlib import Path

from tui_callsettings import paths
from tui_callsettings.backends.base import Greeting
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.voicemail import CUSTOM_GREETING, GREETING_FIELDS

from .errand import Errands

_STEP = 10
"""Percent between two messages on how far it is."""


class VoicemailErrands(Errands):
    """Both are sent at once, as neither is a setting that could wait for the review."""

    async def action_greeting(self, greeting: Greeting) -> None:
        """Send a recording, and choose it as greeting."""
        if paths.is_restricted():
            self.tell("A greeting cannot be uploaded in restricted mode: no file of yours is read.")
        elif self._may(self.store.capabilities.can_upload_greetings, "This account takes no recorded greetings."):
            self.tell("")
            await self.send(self._greeting(greeting))

    async def action_pin(self) -> None:
        """Change the voicemail PIN."""
        if self._may(self.store.capabilities.can_change_pin, "The voicemail PIN cannot be changed on this account."):
            self.tell("")
            await self.send(self._pin())

    def _may(self, is_offered: bool, sentence: str) -> bool:
        if not is_offered or self.store.read_only_reason:
            self.tell(self.store.read_only_reason or sentence)
            return False
        return True

    async def _greeting(self, greeting: Greeting) -> None:
        from tui_callsettings.ui.wanted import Wanted

        when, text = greeting.replace("_", " "), ""
        while True:
            answer = await self.ask(
                "prompt",
                "PromptScreen",
                title=f"Greeting for {when}",
                sentences=("A WAV file on this machine, mono. It is checked before anything is sent.",),
                wanted=(Wanted("File", text),),
                hint="Enter sends it. Which greeting callers hear is then a change that you review and save.",
            )
            if answer is None:
                return
            text = answer[0].strip()
            if await self.done(self._uploaded(greeting, _file(text))):
                return

    async def _uploaded(self, greeting: Greeting, wav: Path) -> bool:
        told = -_STEP

        def progress(sent: int, total: int) -> None:
            nonlocal told
            percent = 100 * sent // max(total, 1)
            if percent >= told + _STEP:
                told = percent
                self.tell_from_thread(f"Sending the recording: {percent} %")

        session = self.session
        failure = await session.service.run(session.store.client.upload_greeting(greeting, wav, progress))
        if failure is not None:
            self.tell(failure.details)
            return False
        path = GREETING_FIELDS[greeting]
        session.store.set_known_value(Feature.VOICEMAIL, (*path[:-1], "greeting_uploaded"), True)
        session.store.edit(Feature.VOICEMAIL, path, CUSTOM_GREETING)
        self.reload(is_quiet=True)
        key = self.key_table.key("app.review")
        is_chosen = not session.store.feature_state(Feature.VOICEMAIL).is_dirty
        self.tell(
            "The recording is stored." if is_chosen else f"The recording is stored; {key} saves that it is heard."
        )
        return True

    async def _pin(self) -> None:
        from tui_callsettings.ui.wanted import Wanted

        session = self.session
        rules = await self.done(session.service.run(session.store.client.pin_rules()))
        while True:
            answer = await self.ask(
                "prompt",
                "PromptScreen",
                title="Voicemail PIN",
                sentences=tuple(rules),
                wanted=(Wanted("New PIN", is_secret=True), Wanted("Again", is_secret=True)),
                problem=_pin_problem,
                hint="It is sent at once, not with the review, and is kept nowhere here.",
            )
            if answer is None:
                return
            failure = await self.done(session.service.run(session.store.client.change_pin(answer[0])))
            self.tell("The voicemail PIN is changed." if failure is None else failure.details)
            if failure is None:
                return


def _file(text: str) -> Path:
    """The file that is meant; "~" without such a user stays as it is."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def _pin_problem(pin: str, again: str) -> str:
    if not pin:
        return "Type the new PIN, such as six digits, twice."
    return "" if pin == again else "The two are not the same: type both again."
