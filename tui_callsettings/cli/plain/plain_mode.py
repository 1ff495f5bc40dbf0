"""From the command line to a sitting: first run, signing in, the draft of an earlier run, and the end."""

import argparse
import logging
import sys

from tui_callsettings import paths
from tui_callsettings.accounts.config import Config
from tui_callsettings.cli import login
from tui_callsettings.cli.account_options import account as opened_account
from tui_callsettings.cli.exit_status import ExitStatus
from tui_callsettings.cli.save_command import review_lines
from tui_callsettings.errors import CallSettingsError
from tui_callsettings.models.validation import is_same_value
from tui_callsettings.state.drafts import Draft
from tui_callsettings.terminal.detect import Terminal

from .account_setup import choose_account
from .console import Console
from .main_menu import ExitReason, Menu
from .plain_session import PlainSession, silence_output
from .termination import EndOfInputError, Terminated, terminate_on_signals


def run(arguments: argparse.Namespace, config: Config, terminal: Terminal) -> int:
    """Work in plain mode until the person leaves, or is gone.

    Args:
        arguments: of the command line: which account.
        config: the configuration in force.
        terminal: what is known of the terminal.

    Returns:
        The exit status: 0, or 128 and the number of the signal that ended it.

    Raises:
        CallSettingsError: the account cannot be opened.
    """
    # Without a handler, what is logged would be written into the transcript, errors with their values.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        with terminate_on_signals():
            console = Console(is_ascii=terminal.is_ascii)
            try:
                return _work(arguments, config, console)
            except EndOfInputError:
                return ExitStatus.DONE
    except Terminated as end:
        if end.is_terminal_lost:
            silence_output()
        return 128 + end.signal_number


def _work(arguments: argparse.Namespace, config: Config, console: Console) -> int:
    console.write("Call settings, plain mode. What you type is saved only after a review.")
    if arguments.account is None and config.is_first_run and not paths.is_restricted():
        arguments.account = choose_account(console)
    account = opened_account(arguments)
    is_resumed = False
    while True:
        with PlainSession(account, config, console) as plain_session:
            leave = _run_session(plain_session, is_resumed=is_resumed)
        if leave is ExitReason.QUIT:
            console.write("Goodbye.")
            return ExitStatus.DONE
        _sign_in(account.name, console)
        is_resumed = True


def _run_session(plain_session: PlainSession, *, is_resumed: bool) -> ExitReason:
    write, session, store = plain_session.console.write, plain_session.session, plain_session.store
    write("Reading...")
    plain_session.load()
    who = ", ".join(filter(None, (store.owner.name, f"line {store.owner.line}" if store.owner.line else "")))
    write(f"Account {session.account.name}, {store.capabilities.provider}{'. ' + who if who else ''}.")
    write(*filter(None, (store.capabilities.notice, *session.notices, store.read_only_reason)))
    if plain_session.needs_sign_in and not is_resumed:
        write(
            *dict.fromkeys(
                feature_state.failure.details
                for feature_state in store.feature_states
                if feature_state.failure is not None
            )
        )
        if plain_session.console.confirm("Sign in now?"):
            return ExitReason.SIGN_IN
    leave = None if session.draft is None else _settle_draft(plain_session, session.draft, is_resumed=is_resumed)
    return leave or Menu(plain_session).work()


def _settle_draft(plain_session: PlainSession, draft: Draft, *, is_resumed: bool) -> ExitReason | None:
    """Take up or drop the draft of an earlier run, or leave with the draft as it is."""
    console, session = plain_session.console, plain_session.session
    if not _unread(plain_session, draft):
        saved = plain_session.store.settings(is_draft=False)
        if all(is_same_value(c.field, saved[c.feature].value(c.path), c.new) for c in draft.changes):
            session.discard()
            return None
        if is_resumed:
            session.resume()
            return None
    console.write("", f"You left changes unsaved on {draft.at.astimezone():%Y-%m-%d at %H:%M}:")
    console.write(*review_lines(draft.changes))
    while unread := _unread(plain_session, draft):
        console.write(f"They can be taken up when this is read, which failed: {', '.join(unread)}.")
        options = ["read again", "sign in", "leave, and keep them"]
        chosen = console.choose("Number, Enter reads again:", options)
        if chosen in (1, 2):
            return ExitReason.SIGN_IN if chosen == 1 else ExitReason.QUIT
        plain_session.load()
    return _asked_draft(plain_session)


def _unread(plain_session: PlainSession, draft: Draft) -> list[str]:
    saved = plain_session.store.settings(is_draft=False)
    return [feature.title for feature in draft.features if feature not in saved]


def _asked_draft(plain_session: PlainSession) -> ExitReason | None:
    options = ["take them up", "drop them", "leave, and keep them"]
    chosen = None
    while chosen is None:
        chosen = plain_session.console.choose("Number:", options)
    if chosen == 0:
        plain_session.session.resume()
        if any(feature_state.conflicts for feature_state in plain_session.store.feature_states):
            plain_session.console.write("Somebody else changed the same meanwhile: saving will ask you about it.")
    elif chosen == 1:
        plain_session.session.discard()
    return ExitReason.QUIT if chosen == 2 else None


def _sign_in(account: str, console: Console) -> None:
    options = {"token": False, "token_file": None, "store": None, "ascii": console.is_ascii}
    try:
        login.run(argparse.Namespace(account=account, **options))
    except CallSettingsError as error:
        console.write(error.details)
    finally:
        # What was printed there comes before what is said next.
        sys.stdout.flush()
