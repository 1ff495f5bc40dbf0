"""The first level: what happens to a call, the four features, and the commands."""

from collections.abc import Callable
from enum import Enum

from tui_callsettings.call_flow import find_advisories, header_warning, summarize_flow
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import FieldType
from tui_callsettings.models.validation import format_field_value
from tui_callsettings.state.feature_state import FeatureState, Status

from .feature_editor import Form, undo
from .plain_session import PlainSession
from .save_dialog import Review


class ExitReason(Enum):
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

    def __init__(self, plain_session: PlainSession) -> None:
        self._session = plain_session
        self._store = plain_session.store
        self._console = plain_session.console
        self._review = Review(plain_session)
        self._actions: dict[str, Callable[[], ExitReason | None]] = {
            "list": self.describe,
            "save": self._review.work,
            "undo": lambda: undo(plain_session),
            "redo": self._redo,
            "drop": self._drop,
            "off": self._switch_forwarding_off,
            "reload": self._reload,
            "login": self._log_in,
            "quit": self._quit,
        }

    def work(self) -> ExitReason:
        """Do what is asked until the person leaves."""
        self.describe()
        while True:
            count = len(self._store.changes())
            state = f"{count} {'change' if count == 1 else 'changes'} not saved. " if count else ""
            answer = self._console.ask(f"{state}Number or command, Enter lists them:").casefold()
            leave = self._do(answer or "list")
            if leave is not None:
                return leave

    def _do(self, answer: str) -> ExitReason | None:
        features = tuple(Feature)
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(features):
            Form(self._session, features[int(answer) - 1]).work()
            return None
        fitting = [name for name in _COMMANDS if name.startswith(answer)]
        if len(fitting) == 1:
            return self._actions[fitting[0]]()
        meant = " or ".join(fitting) or f"a number from 1 to {len(features)}, or {', '.join(_COMMANDS)}"
        self._console.write(f'"{answer}" is not clear: type {meant}.')
        return None

    def describe(self) -> None:
        """Say what happens to a call, what is on, and what can be done."""
        path = self._session.path(is_draft=False)
        write, store = self._console.write, self._store
        write("", *filter(None, [header_warning(path)]), summarize_flow(path))
        silenced = self._session.config.silenced_advisories
        for advice in find_advisories(store.settings(is_draft=False), store.capabilities, store.owner, silenced):
            write(f"Advice: {advice.message} {advice.reason}")
        write("")
        for number, feature_state in enumerate(store.feature_states, start=1):
            mark = "* " if feature_state.is_dirty else ""
            write(f"{number} {mark}{feature_state.feature.title}: {_gist(feature_state)}")
        write(*(f"{name}  {meaning}" for name, meaning in _COMMANDS.items()))

    def _redo(self) -> None:
        change = self._store.redo()
        said = "There is nothing to make again." if change is None else f"Again: {change.title}: {change.texts[1]}."
        self._console.write(said)

    def _drop(self) -> None:
        if not self._store.is_dirty:
            self._console.write("Nothing is changed.")
        elif self._console.confirm("Drop all your changes?"):
            self._store.revert()
            self._console.write("Dropped.")

    def _switch_forwarding_off(self) -> None:
        feature = Feature.CALL_FORWARDING
        feature_state = self._store.feature_state(feature)
        if self._store.read_only_reason:
            self._console.write(self._store.read_only_reason)
            return
        on = [
            field for field in feature.fields if field.path[-1] == "enabled" and feature_state.value(field.path) is True
        ]
        on = [field for field in on if self._store.capabilities.support(feature, field.path).is_writable]
        for field in on:
            self._store.edit(feature, field.path, False)
        if on:
            self._review.work()
        else:
            self._console.write("No forwarding is on that could be switched off here.")

    def _reload(self) -> None:
        self._review.settle_unknown()
        known = [
            feature_state.feature
            for feature_state in self._store.feature_states
            if feature_state.status is not Status.UNKNOWN
        ]
        self._console.write("Reading...")
        self._session.load(known)
        self.describe()

    def _log_in(self) -> ExitReason:
        return ExitReason.SIGN_IN

    def _quit(self) -> ExitReason | None:
        if not self._store.is_dirty:
            return ExitReason.QUIT
        options = ["save", "keep the changes for the next start", "drop the changes"]
        chosen = self._console.choose("You have changes that are not saved. Number, Enter stays here:", options)
        if chosen == 0:
            self._review.work()
            return None if self._store.changes() else ExitReason.QUIT
        if chosen == 2:
            self._store.revert()
        return None if chosen is None else ExitReason.QUIT


def _gist(feature_state: FeatureState) -> str:
    if not feature_state.is_editable:
        return feature_state.failure.message if feature_state.failure is not None else feature_state.status.value
    switches = [
        field
        for field in feature_state.feature.fields
        if field.path[-1] == "enabled" and field.type is FieldType.SWITCH
    ]
    if feature_state.feature is not Feature.CALL_FORWARDING:
        switches = [field for field in switches if field.path == ("enabled",)]
    states = [(field, format_field_value(field, feature_state.value(field.path))) for field in switches]
    said = [f"{field.group[0].lower()} {words}" if field.group else words for field, words in states]
    phase = "" if feature_state.status is Status.READY else f" ({feature_state.status.value})"
    return ", ".join(said) + phase
