"""Plain mode from start to end: first run, signing in, the draft of an earlier run, switching accounts."""

import argparse
import logging
import sys
from pathlib import Path

from tui_callsettings import paths
from tui_callsettings.accounts.config import Config, load_config
from tui_callsettings.accounts.credential_store import StorageKind
from tui_callsettings.cli import account_options, login, restricted
from tui_callsettings.cli.exit_status import ExitStatus
from tui_callsettings.cli.save_command import review_lines
from tui_callsettings.errors import CallSettingsError
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.models.validation import is_same_value
from tui_callsettings.state.drafts import Draft
from tui_callsettings.terminal.detect import Terminal

from .account_setup import choose_account
from .console import Console
from .exit_reason import ExitReason
from .main_menu import MainMenu
from .plain_session import PlainSession, silence_output
from .termination import EndOfInputError, QuitRequestedError, Terminated, terminate_on_signals


def run(arguments: argparse.Namespace, config: Config, terminal: Terminal) -> int:
    """Run plain mode until the person quits or the input ends.

    Args:
        arguments: the command line, for the account.
        config: the configuration in force.
        terminal: what the terminal can show.

    Returns:
        The exit status: 0, or 128 and the number of the signal that ended it.

    Raises:
        CallSettingsError: the account cannot be opened.
    """
    # Without a handler, log records would be written into the transcript, errors with their values.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        with terminate_on_signals():
            console = Console(is_ascii=terminal.is_ascii)
            try:
                return _run_sessions(arguments, config, console)
            except EndOfInputError:
                return ExitStatus.DONE
            except QuitRequestedError:
                # At a prompt before or after a session, where nothing can be unsaved.
                return ExitStatus.DONE
    except Terminated as end:
        if end.is_terminal_lost:
            silence_output()
        return 128 + end.signal_number


def _run_sessions(arguments: argparse.Namespace, config: Config, console: Console) -> int:
    console.write("Call settings, plain mode. Nothing is sent until you review and save. Type help at any prompt.")
    if arguments.account is None and config.is_first_run and not paths.is_restricted():
        arguments.account = choose_account(console)
    account = account_options.account(arguments)
    is_resumed = False
    while True:
        with PlainSession(account, config, console, can_set_ends=restricted.allows_ends(arguments)) as plain_session:
            reason = _run_session(plain_session, is_resumed=is_resumed)
            config = plain_session.config
        if reason is ExitReason.QUIT:
            console.write("Goodbye.")
            return ExitStatus.DONE
        is_resumed = reason is ExitReason.SIGN_IN
        if reason is ExitReason.SIGN_IN:
            _sign_in(account.name, console)
        else:
            account = plain_session.next_account or account
            config = load_config()


def _run_session(plain_session: PlainSession, *, is_resumed: bool) -> ExitReason:
    write, session, store = plain_session.console.write, plain_session.session, plain_session.store
    write("Reading...")
    plain_session.load()
    write(_account_line(session.account, plain_session))
    write(*filter(None, (store.capabilities.notice, *session.notices, store.read_only_reason)))
    try:
        if plain_session.needs_sign_in and not is_resumed:
            failures = (state.failure.message for state in store.feature_states if state.failure is not None)
            write(*list(dict.fromkeys(failures))[:1])
            if plain_session.console.confirm("Sign in now?"):
                return ExitReason.SIGN_IN
        reason = None if session.draft is None else _offer_draft(plain_session, session.draft, is_resumed=is_resumed)
    except QuitRequestedError:
        return ExitReason.QUIT
    return reason or MainMenu(plain_session).run()


def _account_line(account: Account, plain_session: PlainSession) -> str:
    owner, provider = plain_session.store.owner, plain_session.store.capabilities.provider
    person = ", ".join(filter(None, (owner.name, f"line {owner.line}" if owner.line else "")))
    if account.name == PRACTICE:
        adding = "" if paths.is_restricted() else " Type accounts to add your own account."
        return f"Practice account: nothing leaves this machine. {person}.{adding}"
    return f"Account {account.name}, {provider}{'. ' + person if person else ''}."


def _offer_draft(plain_session: PlainSession, draft: Draft, *, is_resumed: bool) -> ExitReason | None:
    """Resume or discard the draft of an earlier run, or leave it as it is."""
    console, session = plain_session.console, plain_session.session
    if not _unread_features(plain_session, draft):
        saved = plain_session.store.settings(is_draft=False)
        if all(is_same_value(c.field, saved[c.feature].value(c.path), c.new) for c in draft.changes):
            session.discard()
            return None
        if is_resumed:
            session.resume()
            return None
    console.write("", f"Unsaved draft from {draft.at.astimezone():%Y-%m-%d at %H:%M}:")
    console.write(*review_lines(draft.changes, plain_session.store.owner.region))
    while unread := _unread_features(plain_session, draft):
        console.write(f"It can be resumed once this can be read: {', '.join(unread)}.")
        options = ["read again", "sign in", "quit and keep the draft"]
        chosen = console.choose("Choose a number (Enter: read again):", options)
        if chosen in (1, 2):
            return ExitReason.SIGN_IN if chosen == 1 else ExitReason.QUIT
        plain_session.load()
    return _ask_draft(plain_session)


def _unread_features(plain_session: PlainSession, draft: Draft) -> list[str]:
    saved = plain_session.store.settings(is_draft=False)
    return [feature.title for feature in draft.features if feature not in saved]


def _ask_draft(plain_session: PlainSession) -> ExitReason | None:
    chosen = None
    while chosen is None:
        chosen = plain_session.console.choose(
            "Choose a number:", ["resume the draft", "discard the draft", "quit and keep the draft"]
        )
    if chosen == 0:
        plain_session.session.resume()
        if any(state.conflicts for state in plain_session.store.feature_states):
            plain_session.console.write("The same was changed elsewhere in the meantime; saving asks about it.")
    elif chosen == 1:
        plain_session.session.discard()
    return ExitReason.QUIT if chosen == 2 else None


def _sign_in(account: str, console: Console) -> None:
    def choose_storage(path: Path) -> StorageKind | None:
        # What was printed comes before what is written next.
        sys.stdout.flush()
        options = [f"in {path}, which only you and an administrator can read", "in memory: forgotten when you quit"]
        chosen = console.choose("Where should your sign-in be stored? (number, Enter cancels the sign-in)", options)
        return None if chosen is None else (StorageKind.FILE, StorageKind.MEMORY)[chosen]

    options = {
        "token": False,
        "token_file": None,
        "store": None,
        "ascii": console.is_ascii,
        "choose_storage": choose_storage,
    }
    try:
        login.run(argparse.Namespace(account=account, **options))
    except CallSettingsError as error:
        console.write(error.details)
    finally:
        # What was printed there comes before what is written next.
        sys.stdout.flush()
