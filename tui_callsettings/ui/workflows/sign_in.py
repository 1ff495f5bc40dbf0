"""Signing in inside the editor: a code, a token or a password, tried with one request, and where to store it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tui_callsettings.errors import CallSettingsError
from tui_callsettings.models.account import Account
from tui_callsettings.ui.editor import Editor
from tui_callsettings.ui.messages import Severity

from .workflow import ask, run_to_end

if TYPE_CHECKING:
    from tui_callsettings.accounts.credential import Credential
    from tui_callsettings.accounts.credential_store import StorageKind
    from tui_callsettings.accounts.sign_in_check import SignInCheck

_STORED = {
    "keyring": "Your sign-in is stored in the system's keyring.",
    "file": "Your sign-in is stored in a file.",
    "memory": "Your sign-in is kept until you quit.",
}


async def sign_in(editor: Editor) -> None:
    """Ask for a credential until the provider takes it, store it where the person chooses, and read again.

    No edit is lost.
    """
    from tui_callsettings.accounts.credential_store import shared_credential_store
    from tui_callsettings.accounts.sign_in_check import SignInStatus, save_checked

    account = editor.account
    if account.backend == "local":
        editor.show_status(f'"{account.name}" needs no sign-in: its settings are stored on this machine.')
        return
    accepted = await _ask_until_accepted(editor, account)
    storage_kind = None if accepted is None else await _choose_storage(editor, account)
    if accepted is None or storage_kind is None:
        editor.show_status("Not signed in; nothing was stored.")
        return
    credential, check = accepted
    store = shared_credential_store()
    if check.status is SignInStatus.ACCEPTED:
        await run_to_end(asyncio.to_thread(save_checked, store, account, credential, storage_kind))
    else:
        await run_to_end(asyncio.to_thread(store.save, account, credential, storage_kind))
    editor.signed_in_at = datetime.now().astimezone()
    review = f" {editor.keymap.key('app.review')} saves your changes." if editor.state.is_dirty else ""
    editor.show_status(f"{check.message} {_STORED[storage_kind.value]}{review}")
    editor.io.reload()


async def _ask_until_accepted(editor: Editor, account: Account) -> "tuple[Credential, SignInCheck] | None":
    """Return a credential that the provider has not rejected; none is sent a second time.

    Providers lock an account after a few wrong passwords.
    """
    from tui_callsettings.accounts.sign_in_check import SignInStatus, check_sign_in

    rejected: set[str] = set()
    message = ""
    while True:
        credential = await _ask_credential(editor, account, message)
        if credential is None:
            return None
        if credential.authorization() in rejected:
            message = "This was rejected already, so it was not sent again. Check it and type it anew."
            continue
        editor.show_status("Checking the sign-in...")
        check = await run_to_end(editor.session.provider_thread.run(check_sign_in(account, credential)))
        editor.show_status("")
        if check.status is not SignInStatus.REJECTED:
            return credential, check
        rejected.add(credential.authorization())
        message = f"{check.message} Nothing was stored."


async def _ask_credential(editor: Editor, account: Account, message: str) -> "Credential | None":
    from tui_callsettings.accounts.account_url import uses_webex_token
    from tui_callsettings.accounts.credential import Credential
    from tui_callsettings.accounts.device_grant import DeviceGrant, load_client_secret

    if not uses_webex_token(account):
        return await _ask_secret(
            editor,
            "Password",
            f"Password of {account.user}",
            lambda text: Credential.with_password(account, text),
            message,
        )
    secret = await run_to_end(asyncio.to_thread(load_client_secret))
    if account.client_id and secret is not None:
        from tui_callsettings.ui.screens.device_login import DeviceLoginScreen

        answer = await ask(editor, DeviceLoginScreen(DeviceGrant(account, secret)))
        if answer != "token":
            return answer if isinstance(answer, Credential) else None
    return await _ask_secret(
        editor, "Token", "Paste an access token from developer.webex.com or from your organization's integration.",
        lambda text: Credential.with_token(account, text), message,
    )  # fmt: skip


async def _ask_secret(
    editor: Editor, label: str, sentence: str, parse: "Callable[[str], Credential]", message: str
) -> "Credential | None":
    from tui_callsettings.accounts.credential import MAX_SECRET_LENGTH
    from tui_callsettings.ui.screens.prompt import PromptField, PromptScreen

    def validate(text: str) -> str:
        try:
            parse(text)
        except CallSettingsError as error:
            return error.message
        return ""

    if message:
        editor.show_status(message, Severity.ERROR, "sign-in")
    answer = await ask(
        editor,
        PromptScreen(
            title=f'Sign in to "{editor.account.name}"',
            sentences=(sentence, "It is masked, and never written to a log or draft."),
            fields=(PromptField(label, is_secret=True, max_length=MAX_SECRET_LENGTH),),
            validate=validate,
            hint="It is tried with one request. Then you choose where to store it, unless your system has a keyring.",
            acts_at_once=True,
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
