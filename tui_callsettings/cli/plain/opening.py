"""From the command line to a sitting: first run, signing in, the draft of an earlier run, and the end."""

import argparse
import logging
import sys

from tui_callsettings import paths
from tui_callsettings.accounts.config import Config
from tui_callsettings.cli import login
from tui_callsettings.cli.change import review_lines
from tui_callsettings.cli.exit_status import ExitStatus
from tui_callsettings.cli.opening import account as opened_account
from tui_callsettings.errors import CallSettingsError
from tui_callsettings.models.rules import is_same_value
from tui_callsettings.state.drafts import Draft
from tui_callsettings.terminal.environment import Terminal

from .ending import Ended, EndOfInputError, ended_by_signals
from .first_run import chosen_account
from .menu import Leave, Menu
from .sitting import Sitting, silence_output
from .transcript import Transcript


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
        with ended_by_signals():
            transcript = Transcript(is_ascii=terminal.is_ascii)
            try:
                return _work(arguments, config, transcript)
            except EndOfInputError:
                return ExitStatus.DONE
    except Ended as end:
        if end.is_terminal_lost:
            silence_output()
        return 128 + end.signal_number


def _work(arguments: argparse.Namespace, config: Config, transcript: Transcript) -> int:
    transcript.say("Call settings, plain mode. What you type is saved only after a review.")
    if arguments.account is None and config.is_first_run and not paths.is_restricted():
        arguments.account = chosen_account(transcript)
    account = opened_account(arguments)
    is_resumed = False
    while True:
        with Sitting(account, config, transcript) as sitting:
            leave = _sitting_through(sitting, is_resumed=is_resumed)
        if leave is Leave.QUIT:
            transcript.say("Goodbye.")
            return ExitStatus.DONE
        _sign_in(account.name, transcript)
        is_resumed = True


def _sitting_through(sitting: Sitting, *, is_resumed: bool) -> Leave:
    say, session, store = sitting.transcript.say, sitting.session, sitting.store
    say("Reading...")
    sitting.load()
    who = ", ".join(filter(None, (store.owner.name, f"line {store.owner.line}" if store.owner.line else "")))
    say(f"Account {session.account.name}, {store.capabilities.provider}{'. ' + who if who else ''}.")
    say(*filter(None, (store.capabilities.notice, *session.notices, store.read_only_reason)))
    if sitting.needs_sign_in and not is_resumed:
        say(*dict.fromkeys(slot.failure.details for slot in store.slots if slot.failure is not None))
        if sitting.transcript.confirmed("Sign in now?"):
            return Leave.SIGN_IN
    leave = None if session.draft is None else _settle_draft(sitting, session.draft, is_resumed=is_resumed)
    return leave or Menu(sitting).work()


def _settle_draft(sitting: Sitting, draft: Draft, *, is_resumed: bool) -> Leave | None:
    """Take up or drop the draft of an earlier run, or leave with the draft as it is."""
    transcript, session = sitting.transcript, sitting.session
    if not _unread(sitting, draft):
        saved = sitting.store.settings(is_draft=False)
        if all(is_same_value(c.field, saved[c.feature].value(c.path), c.after) for c in draft.changes):
            session.discard()
            return None
        if is_resumed:
            session.resume()
            return None
    transcript.say("", f"You left changes unsaved on {draft.at.astimezone():%Y-%m-%d at %H:%M}:")
    transcript.say(*review_lines(draft.changes))
    while unread := _unread(sitting, draft):
        transcript.say(f"They can be taken up when this is read, which failed: {', '.join(unread)}.")
        options = ["read again", "sign in", "leave, and keep them"]
        chosen = transcript.choose("Number, Enter reads again:", options)
        if chosen in (1, 2):
            return Leave.SIGN_IN if chosen == 1 else Leave.QUIT
        sitting.load()
    return _asked_draft(sitting)


def _unread(sitting: Sitting, draft: Draft) -> list[str]:
    saved = sitting.store.settings(is_draft=False)
    return [feature.title for feature in draft.features if feature not in saved]


def _asked_draft(sitting: Sitting) -> Leave | None:
    options = ["take them up", "drop them", "leave, and keep them"]
    chosen = None
    while chosen is None:
        chosen = sitting.transcript.choose("Number:", options)
    if chosen == 0:
        sitting.session.resume()
        if any(slot.conflicts for slot in sitting.store.slots):
            sitting.transcript.say("Somebody else changed the same meanwhile: saving will ask you about it.")
    elif chosen == 1:
        sitting.session.discard()
    return Leave.QUIT if chosen == 2 else None


def _sign_in(account: str, transcript: Transcript) -> None:
    options = {"token": False, "token_file": None, "store": None, "ascii": transcript.is_ascii}
    try:
        login.run(argparse.Namespace(account=account, **options))
    except CallSettingsError as error:
        transcript.say(error.details)
    finally:
        # What was printed there comes before what is said next.
        sys.stdout.flush()
