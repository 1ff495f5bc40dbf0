"""The first level of plain mode: where calls go, the features, and the commands."""

from collections.abc import Callable
from typing import NamedTuple

from tui_callsettings import paths
from tui_callsettings.call_flow import find_advisories, header_warning, summarize_flow
from tui_callsettings.cli.value_output import field_text
from tui_callsettings.cli.vocabulary import find_feature, suggestion
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.feature_state import FeatureState, Status

from .account_menu import AccountMenu
from .call_menus import AdviceMenu, simulate_call
from .end_menu import EndMenu
from .exit_reason import ExitReason
from .feature_editor import FeatureEditor, undo
from .field_input import parse_field_input
from .plain_session import PlainSession
from .save_dialog import SaveDialog
from .saved_menus import HistoryMenu, ProfileMenu
from .termination import QuitRequestedError
from .voicemail_menu import change_pin, upload_greeting


class _MenuCommand(NamedTuple):
    help: str
    run: "Callable[[MainMenu], ExitReason | None]"
    is_restricted: bool = True


class MainMenu:
    """The person's way through one session.

    Args:
        plain_session: the settings and the console.
    """

    def __init__(self, plain_session: PlainSession) -> None:
        self._session = plain_session
        self._store = plain_session.store
        self._console = plain_session.console
        self._save_dialog = SaveDialog(plain_session)
        self._commands = {
            name: command for name, command in _COMMANDS.items() if command.is_restricted or not paths.is_restricted()
        }

    def run(self) -> ExitReason:
        """Run commands until the person leaves."""
        self.describe()
        prompt = "Feature number or name, or a command (Enter lists them):"
        while True:
            self._session.end_due_settings()
            count = len(self._store.changes())
            state = f"{count} unsaved {'change' if count == 1 else 'changes'}. " if count else ""
            try:
                reason = self._run_command(self._console.ask(f"{state}{prompt}", hint=self._help()))
            except QuitRequestedError:
                reason = self._quit()
            prompt = "Command:"
            if reason is not None:
                return reason

    def _run_command(self, answer: str) -> ExitReason | None:
        if not answer:
            self.describe()
            return None
        features = tuple(Feature)
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(features):
            FeatureEditor(self._session, features[int(answer) - 1]).run()
            return None
        word = "off" if answer.casefold() in ("forward off", "forwarding off") else answer.casefold()
        matches = [name for name in self._commands if name.startswith(word)]
        if word in self._commands or len(matches) == 1:
            return self._commands[word if word in self._commands else matches[0]].run(self)
        if not self._edit_field(answer):
            hint = f"Type {' or '.join(matches)}." if matches else self._suggestion(word)
            self._console.write(f'Unknown command "{answer}". {hint}')
        return None

    def _suggestion(self, word: str) -> str:
        return suggestion(word, self._commands) or "Type help for the commands."

    def _edit_field(self, answer: str) -> bool:
        """Open the feature, or set the field, that `answer` names; return whether it names one."""
        try:
            FeatureEditor(self._session, find_feature(answer)).run()
        except ConfigurationError:
            found = parse_field_input(answer)
            if found is None:
                return False
            FeatureEditor(self._session, found.feature).change(found.field, found.text)
            if found.switch is not None and self._store.feature_state(found.feature).value(found.field.path):
                FeatureEditor(self._session, found.feature).change(found.feature.field(found.switch), "on")
        return True

    def describe(self) -> None:
        """Write where calls go, what is on, and the commands."""
        flow = self._session.path(is_draft=False)
        write, store = self._console.write, self._store
        write("", *filter(None, [header_warning(flow)]), summarize_flow(flow), *self._session.end_lines())
        silenced = self._session.config.silenced_advisories
        for advice in find_advisories(store.settings(is_draft=False), store.capabilities, store.owner, silenced):
            write(f"Advice: {advice.message} {advice.reason}")
        write("")
        for number, state in enumerate(store.feature_states, start=1):
            write(f"{number} {'* ' if state.is_dirty else ''}{state.feature.title}: {self._summary(state)}")
        write(f"Commands: {', '.join(self._commands)}, help.")

    def _summary(self, state: FeatureState) -> str:
        if not state.is_editable or state.draft is None:
            return state.failure.message if state.failure is not None else state.status.value
        switches = [state.feature.field(path) for path in state.feature.switches]
        texts = [(field, field_text(field, state.draft, self._store.owner.region)) for field in switches]
        is_several = len(texts) > 1
        summary = [f"{field.group[0].lower()} {text}" if is_several else text for field, text in texts]
        note = "" if state.status is Status.READY else f" ({state.status.value})"
        return ", ".join(summary) + note

    def _help(self) -> str:
        rows = [f"{name}  {command.help}" for name, command in self._commands.items()]
        return "\n".join(
            [
                "Type the number or name of a feature to open it, or set a field at once: dnd on, "
                "forward always +1 907 555 1333.",
                *rows,
            ]
        )

    def _save(self) -> None:
        self._save_dialog.run()

    def _redo(self) -> None:
        change = self._store.redo()
        self._console.write(
            "Nothing to redo."
            if change is None
            else f"Redone: {change.title}: {change.texts(self._store.owner.region)[1]}."
        )

    def _discard(self) -> None:
        if not self._store.is_dirty:
            self._console.write("No changes to discard.")
        elif self._console.confirm("Discard all your changes?"):
            self._store.revert()
            self._console.write("Discarded.")

    def _turn_forwarding_off(self) -> None:
        if self._store.read_only_reason:
            self._console.write(self._store.read_only_reason)
        elif self._store.turn_forwarding_off():
            self._save_dialog.run()
        else:
            self._console.write("No forwarding is on.")

    def _reload(self) -> None:
        self._save_dialog.recheck_unknown()
        known = [state.feature for state in self._store.feature_states if state.status is not Status.UNKNOWN]
        self._console.write("Reading...")
        self._session.load(known)
        self.describe()

    def _find(self) -> None:
        text = self._console.ask('Find (part of a name, such as "fax" or "rings"):').casefold()
        if not text:
            return
        found = [
            (feature, field)
            for feature in Feature
            for field in self._store.capabilities.fields(feature)
            if text in feature.field_title(field.path).casefold() or text in feature.key(field.path)
        ]
        if not found:
            self._console.write("No matches.")
            return
        titles = [feature.field_title(field.path) for feature, field in found]
        chosen = self._console.choose("Choose a number (Enter back):", titles)
        if chosen is not None:
            feature, field = found[chosen]
            FeatureEditor(self._session, feature).change(field)

    def _open_ends(self) -> ExitReason | None:
        EndMenu(self._session).run()
        return None

    def _open_accounts(self) -> ExitReason | None:
        return AccountMenu(self._session).run()

    def _sign_out(self) -> ExitReason | None:
        return AccountMenu(self._session).sign_out()

    def _quit(self) -> ExitReason | None:
        if not self._store.is_dirty:
            return ExitReason.QUIT
        options = ["save", "keep the changes for the next start", "discard the changes"]
        try:
            chosen = self._console.choose("Quit with unsaved changes? Choose a number (Enter: stay):", options)
            if chosen == 0:
                self._save_dialog.run()
                return None if self._store.changes() else ExitReason.QUIT
        except QuitRequestedError:
            # Twice the same word: the changes are kept as a draft.
            return ExitReason.QUIT
        if chosen == 2:
            self._store.revert()
        return None if chosen is None else ExitReason.QUIT


_COMMANDS = {
    "list": _MenuCommand("show where calls go, the features and the commands", lambda menu: menu.describe()),
    "save": _MenuCommand("review your changes and save them", MainMenu._save),
    "undo": _MenuCommand("undo the last change", lambda menu: undo(menu._session)),
    "redo": _MenuCommand("redo the change that was undone", MainMenu._redo),
    "discard": _MenuCommand("discard all changes", MainMenu._discard),
    "off": _MenuCommand(
        "turn all forwarding off (numbers are kept; review before saving)", MainMenu._turn_forwarding_off
    ),
    "find": _MenuCommand("find a field by name", MainMenu._find),
    "reload": _MenuCommand("reload settings (keeps your unsaved changes)", MainMenu._reload),
    "what-if": _MenuCommand("follow a call step by step", lambda menu: simulate_call(menu._session)),
    "advice": _MenuCommand("settings that conflict or have no effect", lambda menu: AdviceMenu(menu._session).run()),
    "history": _MenuCommand("review and restore earlier saves", lambda menu: HistoryMenu(menu._session).run()),
    "until": _MenuCommand("list, cancel and change settings that end by themselves", MainMenu._open_ends),
    "profiles": _MenuCommand("save and apply named settings", lambda menu: ProfileMenu(menu._session).run(), False),
    "greeting": _MenuCommand("upload a voicemail greeting", lambda menu: upload_greeting(menu._session), False),
    "pin": _MenuCommand("change the voicemail PIN", lambda menu: change_pin(menu._session), False),
    "accounts": _MenuCommand("switch or add accounts, choose the line", MainMenu._open_accounts, False),
    "login": _MenuCommand("sign in to this account", lambda _: ExitReason.SIGN_IN),
    "logout": _MenuCommand("sign out of this account", MainMenu._sign_out),
    "quit": _MenuCommand("quit (asks if there are unsaved changes)", MainMenu._quit),
}
