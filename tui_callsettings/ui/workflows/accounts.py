"""Accounts inside the editor: switch, add, make one the default, sign out, remove; and the lines of one."""

import asyncio
from contextlib import suppress
from dataclasses import replace

from tui_callsettings import paths
from tui_callsettings.accounts.config import Config
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.state.session import open_session
from tui_callsettings.state.splash_file import splash_path
from tui_callsettings.ui.editor import Editor
from tui_callsettings.ui.rendering import count_text

from .workflow import ask, confirm, run_to_end


async def manage_accounts(editor: Editor) -> None:
    """Show the accounts until one is opened or the person leaves."""
    if paths.is_restricted():
        editor.show_status("In restricted mode your administrator chooses the account.")
        return
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.accounts.config_edit import use_account
    from tui_callsettings.ui.screens.accounts import AccountsScreen

    from .new_account import ask_new_account

    name = ""
    while True:
        config = await run_to_end(asyncio.to_thread(load_config))
        choice = await ask(editor, AccountsScreen(config, name or None))
        if choice is None:
            return
        action, name = choice
        if action == "add":
            added = await ask_new_account(editor, config.accounts)
            if added is not None:
                await _open_new(editor, *added)
                return
            name = ""
        elif action == "default":
            await run_to_end(asyncio.to_thread(use_account, name))
            editor.show_status(f'"{name}" is the default account: it opens when you start.')
        elif action == "sign_out":
            await _sign_out(editor, config.account(name))
        elif action == "remove":
            await _remove(editor, config, name)
        else:
            if name != editor.account.name:
                await run_to_end(switch_account(editor, config.account(name), config))
            return


async def _open_new(editor: Editor, name: str, config: Config) -> None:
    from .sign_in import sign_in

    await run_to_end(switch_account(editor, config.account(name), config))
    editor.show_status(f'Added account "{name}" ({config.path}). {editor.status_message.text}'.strip())
    await sign_in(editor)


async def _sign_out(editor: Editor, account: Account) -> None:
    from tui_callsettings.accounts.credential_store import shared_credential_store

    if account.backend == "local":
        editor.show_status(f'"{account.name}" needs no sign-in: its settings are stored on this machine.')
        return
    lost = await run_to_end(asyncio.to_thread(_lost_ends, account))
    sentence = "The stored sign-in is deleted from this machine."
    if lost:
        sentence += f" Unless you sign in again before their time, these no longer end by themselves: {lost}."
    if await confirm(editor, f'Sign out of "{account.name}"?', sentence):
        was_stored = await run_to_end(asyncio.to_thread(shared_credential_store().delete, account))
        editor.show_status(f'Signed out of "{account.name}".' if was_stored else "There was no stored sign-in.")


async def _remove(editor: Editor, config: Config, name: str) -> None:
    from tui_callsettings.accounts.config_edit import remove_account
    from tui_callsettings.accounts.credential_store import shared_credential_store

    if name == PRACTICE:
        editor.show_status("The practice account cannot be removed.")
        return
    if name == editor.account.name:
        editor.show_status(f'"{name}" is open: switch to another account first, then remove it.')
        return
    account = config.account(name)
    lost = await run_to_end(asyncio.to_thread(_lost_ends, account))
    sentence = "The account and its sign-in are removed from this machine. Your settings do not change."
    if lost:
        sentence += f" These no longer end by themselves: {lost}."
    if await confirm(editor, f'Remove "{name}"?', sentence):
        await run_to_end(asyncio.to_thread(_cancel_ends, account))
        await run_to_end(asyncio.to_thread(shared_credential_store().delete, account))
        await run_to_end(asyncio.to_thread(remove_account, name))
        editor.show_status(f'Removed account "{name}".')


def _lost_ends(account: Account) -> str:
    """Return the fields of an account that go back by themselves, for people; "" where there are none."""
    from tui_callsettings.errors import StorageError
    from tui_callsettings.state.scheduled_ends import ScheduledEnds

    try:
        pending = ScheduledEnds(account.storage_key).pending()
    except StorageError as error:
        return error.message.rstrip(".")
    return "; ".join(field.title for end in pending for field in end.pending_fields)


def _cancel_ends(account: Account) -> None:
    """Cancel the ends of an account, with their jobs; what cannot be read was named before."""
    from tui_callsettings.errors import StorageError
    from tui_callsettings.state.end_scheduling import cancel_ends

    with suppress(StorageError):
        cancel_ends(account)


async def switch_account(editor: Editor, account: Account, config: Config) -> None:
    """Open another account as one step that is never left half done; unsaved changes wait there as a draft.

    Args:
        editor: where it is opened.
        account: which.
        config: how much of its history is kept.

    Raises:
        ConfigurationError: the account cannot be opened; the present one stays open.
    """
    async with editor.switching:
        client = CallSettingsClient.for_account(account)
        await editor.io.wait_for_saves()
        waiting = len(editor.store.changes())
        kept = f'{count_text(waiting, "change")} to "{editor.account.name}" kept as a draft.' if waiting else ""
        await asyncio.to_thread(editor.session.close)
        warn = editor.show_status_from_thread
        session = await asyncio.to_thread(open_session, account, config, client=client, on_warning=warn)
        session.notices.insert(0, kept)
        if editor.splash_file is not None:
            editor.splash_file = splash_path(account.storage_key)
        editor.signed_in_at = None
        await editor.switch_session(session)


async def announce_lines(editor: Editor) -> None:
    """Say so where one line of several is shown."""
    lines = await _read_lines(editor)
    if lines:
        line = editor.state.owner.line or lines[0]
        key = editor.keymap.key("overview.lines")
        editor.show_status(f"You have {count_text(len(lines), 'line')}; this is {line}. {key} chooses another one.")


async def _read_lines(editor: Editor) -> tuple[str, ...]:
    if not editor.state.capabilities.needs_directory_number:
        return ()
    lines = await run_to_end(editor.session.provider_thread.run(editor.store.client.lines()))
    return lines if len(lines) > 1 else ()


async def choose_line(editor: Editor) -> None:
    """Show the lines of the account, and edit another one."""
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.accounts.config_edit import set_account_key
    from tui_callsettings.ui.screens.lines import LinesScreen

    lines = await _read_lines(editor)
    if not lines:
        editor.show_status("This account has one line.")
        return
    line, is_kept = await ask(editor, LinesScreen(lines)) or ("", False)
    if not line:
        return
    name = editor.account.name
    work = asyncio.to_thread(set_account_key, name, "line", line) if is_kept else asyncio.to_thread(load_config)
    config = await run_to_end(work)
    await run_to_end(switch_account(editor, replace(editor.account, line=line), config))
