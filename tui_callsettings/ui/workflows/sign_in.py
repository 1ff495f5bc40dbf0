"""Signing in inside the editor: a code, a token or a password, and where to store it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tui_callsettings.errors import CallSettingsError
from tui_callsettings.models.account import Account
from tui_callsettings.ui.editor import Editor

from .workflow import ask, run_to_end

if TYPE_CHECKING:
    from tui_callsettings.accounts.credential import Credential
    from tui_callsettings.accounts.credential_store import StorageKind

_STORED = {
    "keyring": "Your sign-in is stored in the system's keyring.",
    "file": "Your sign-in is stored in a file.",
    "memory": "Your sign-in is kept until you quit.",
}


async def sign_in(editor: Editor) -> None:
    """Ask for a credential, store it where the person chooses, and read again; no edit is lost."""
    from tui_callsettings.accounts.credential_store import shared_credential_store

    account = editor.account
    if account.backend == "local":
        editor.show_status(f'"{account.name}" needs no sign-in: its settings are stored on this machine.')
        return
    credential = await _ask_credential(editor, account)
    storage_kind = None if credential is None else await _choose_storage(editor, account)
    if credential is None or storage_kind is None:
        editor.show_status("Not signed in; nothing was stored.")
        return
    await run_to_end(asyncio.to_thread(shared_credential_store().save, account, credential, storage_kind))
    editor.signed_in_at = datetime.now().astimezone()
    save = f" {editor.keymap.key('app.review')} saves your changes." if editor.state.is_dirty else ""
    editor.show_status(f"{_STORED[storage_kind.value]}{save}")
    editor.io.reload()


async def _ask_credential(editor: Editor, account: Account) -> "Credential | None":
    from tui_callsettings.accounts.account_url import uses_webex_token
    from tui_callsettings.accounts.credential import Credential
    from tui_callsettings.accounts.device_grant import DeviceGrant, load_client_secret

    if not uses_webex_token(account):
        return await _ask_secret(
            editor, "Password", f"Password of {account.user}", lambda text: Credential.with_password(account, text)
        )
    secret = await run_to_end(asyncio.to_thread(load_client_secret))
    if account.client_id and secret is not None:
        from tui_callsettings.ui.screens.device_login import DeviceLoginScreen

        answer = await ask(editor, DeviceLoginScreen(DeviceGrant(account, secret)))
        if answer != "token":
            return answer if isinstance(answer, Credential) else None
    return await _ask_secret(
        editor, "Token", "Paste an access token from developer.webex.com or from your organization's integration.",
        lambda text: Credential.with_token(account, text),
    )  # fmt: skip


async def _ask_secret(
    editor: Editor, label: str, sentence: str, parse: "Callable[[str], Credential]"
) -> "Credential | None":
    from tui_callsettings.accounts.credential import MAX_SECRET_LENGTH
    from tui_callsettings.ui.screens.prompt import PromptField, PromptScreen

    def validate(text: str) -> str:
        try:
            parse(text)
        except CallSettingsError as error:
            return error.message
        return ""

    answer = await ask(
        editor,
        PromptScreen(
            title=f'Sign in to "{editor.account.name}"',
            sentences=(sentence, "It is masked, and never written to a log or draft."),
            fields=(PromptField(label, is_secret=True, max_length=MAX_SECRET_LENGTH),),
            validate=validate,
            hint="Next you choose where to store it, unless your system has a keyring.",
        ),
    )
    return None if answer is None else parse(answer[0])


async def _choose_storage(editor: Editor, account: Account) -> "StorageKind | None":
    from tui_callsettings.accounts import keyring
    from tui_callsettings.accounts.credential_store import StorageKind, shared_credential_store
    from tui_callsettings.ui.screens.dialog import ConfirmDialog

    store = shared_credential_store()
    if await run_to_end(asyncio.to_thread(store.storage_kind, account)) is StorageKind.FILE:
        return StorageKind.FILE
    editor.show_status("Checking the system's keyring...")
    problem = await run_to_end(asyncio.to_thread(keyring.check))
    editor.show_status("")
    if problem is None:
        return StorageKind.KEYRING
    answer = await ask(
        editor,
        ConfirmDialog(
            "Where should your sign-in be stored?",
            (
                f"No secure keyring is available on this system. {problem}",
                f"File: {store.path}, not encrypted; only you and an administrator can read it.",
                "Memory only: forgotten when you quit.",
            ),
            (("file", "[F]ile"), ("memory", "[M]emory only")),
            f"{editor.keymap.key('app.back')} cancels the sign-in.",
        ),
    )
    return None if answer is None else StorageKind(answer)
