"""The first level: what happens to a call, the four features, and the commands."""

from collections.abc import Callable
from enum import Enum

from tui_callsettings.call_path import advisories, header_warning, sentence
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import Kind
from tui_callsettings.models.rules import words_of
from tui_callsettings.state.slot import Phase, Slot

from .form import Form, undo
from .review import Review
from .sitting import Sitting


class Leave(Enum):
    """Why the person left the menu."""

    QUIT = "the person is done"
    SIGN_IN = "the account is to be opened again with a sign-in"


_COMMANDS = {
    "list": "say all this again",
    "save": "review your changes and save them",
    "undo": "take back the last change",
    "redo": "make it again",
    "drop": "drop all changes",
    "off": "switch all forwarding off; it is saved only after the review",
    "reload": "read again",
    "login": "sign in to this account",
    "quit": "leave",
}


class Menu:
    """The person's way through one sitting.

    Args:
        sitting: the settings and the person.
    """

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._store = sitting.store
        self._transcript = sitting.transcript
        self._review = Review(sitting)
        self._actions: dict[str, Callable[[], Leave | None]] = {
            "list": self.describe,
            "save": self._review.work,
            "undo": lambda: undo(sitting),
            "redo": self._redo,
            "drop": self._drop,
            "off": self._switch_forwarding_off,
            "reload": self._reload,
            "login": self._log_in,
            "quit": self._quit,
        }

    def work(self) -> Leave:
        """Do what is asked until the person leaves."""
        self.describe()
        while True:
            count = len(self._store.changes())
            state = f"{count} {'change' if count == 1 else 'changes'} not saved. " if count else ""
            answer = self._transcript.ask(f"{state}Number or command, Enter lists them:").casefold()
            leave = self._do(answer or "list")
            if leave is not None:
                return leave

    def _do(self, answer: str) -> Leave | None:
        features = tuple(Feature)
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(features):
            Form(self._sitting, features[int(answer) - 1]).work()
            return None
        fitting = [name for name in _COMMANDS if name.startswith(answer)]
        if len(fitting) == 1:
            return self._actions[fitting[0]]()
        meant = " or ".join(fitting) or f"a number from 1 to {len(features)}, or {', '.join(_COMMANDS)}"
        self._transcript.say(f'"{answer}" is not clear: type {meant}.')
        return None

    def describe(self) -> None:
        """Say what happens to a call, what is on, and what can be done."""
        path = self._sitting.path(is_draft=False)
        say, store = self._transcript.say, self._store
        say("", *filter(None, [header_warning(path)]), sentence(path))
        silenced = self._sitting.config.silenced_advisories
        for advice in advisories(store.settings(is_draft=False), store.capabilities, store.owner, silenced):
            say(f"Advice: {advice.sentence} {advice.reason}")
        say("")
        for number, slot in enumerate(store.slots, start=1):
            say(f"{number} {'* ' if slot.is_dirty else ''}{slot.feature.title}: {_gist(slot)}")
        say(*(f"{name}  {meaning}" for name, meaning in _COMMANDS.items()))

    def _redo(self) -> None:
        change = self._store.redo()
        said = "There is nothing to make again." if change is None else f"Again: {change.title}: {change.words[1]}."
        self._transcript.say(said)

    def _drop(self) -> None:
        if not self._store.is_dirty:
            self._transcript.say("Nothing is changed.")
        elif self._transcript.confirmed("Drop all your changes?"):
            self._store.revert()
            self._transcript.say("Dropped.")

    def _switch_forwarding_off(self) -> None:
        feature = Feature.CALL_FORWARDING
        slot = self._store.slot(feature)
        if self._store.read_only_reason:
            self._transcript.say(self._store.read_only_reason)
            return
        on = [field for field in feature.fields if field.path[-1] == "enabled" and slot.value(field.path) is True]
        on = [field for field in on if self._store.capabilities.support(feature, field.path).is_writable]
        for field in on:
            self._store.edit(feature, field.path, False)
        if on:
            self._review.work()
        else:
            self._transcript.say("No forwarding is on that could be switched off here.")

    def _reload(self) -> None:
        self._review.settle_unknown()
        known = [slot.feature for slot in self._store.slots if slot.phase is not Phase.UNKNOWN]
        self._transcript.say("Reading...")
        self._sitting.load(known)
        self.describe()

    def _log_in(self) -> Leave:
        return Leave.SIGN_IN

    def _quit(self) -> Leave | None:
        if not self._store.is_dirty:
            return Leave.QUIT
        options = ["save", "keep the changes for the next start", "drop the changes"]
        chosen = self._transcript.choose("You have changes that are not saved. Number, Enter stays here:", options)
        if chosen == 0:
            self._review.work()
            return None if self._store.changes() else Leave.QUIT
        if chosen == 2:
            self._store.revert()
        return None if chosen is None else Leave.QUIT


def _gist(slot: Slot) -> str:
    if not slot.is_editable:
        return slot.failure.sentence if slot.failure is not None else slot.phase.value
    switches = [field for field in slot.feature.fields if field.path[-1] == "enabled" and field.kind is Kind.SWITCH]
    if slot.feature is not Feature.CALL_FORWARDING:
        switches = [field for field in switches if field.path == ("enabled",)]
    states = [(field, words_of(field, slot.value(field.path))) for field in switches]
    said = [f"{field.group[0].lower()} {words}" if field.group else words for field, words in states]
    phase = "" if slot.phase is Phase.READY else f" ({slot.phase.value})"
    return ", ".join(said) + phase
