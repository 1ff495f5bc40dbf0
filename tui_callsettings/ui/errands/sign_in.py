"""Signing in inside the editor: a code, a token or a password, and where to keep it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tui_callsettings.errors import CallSettingsError
from tui_callsettings.models.account import Account

from .errand import Errands

if TYPE_CHECKING:
    from tui_callsettings.accounts.credential import Credential
    from tui_callsettings.accounts.credential_store import StorageKind


class SignInErrands(Errands):
    """Signs in again without losing an edit: the store stays as it is, and is read again."""

    async def action_sign_in(self) -> None:
        """Sign in to the account that is open."""
        self.tell("")
        await self.send(self.sign_in())

    async def sign_in(self) -> None:
        """Ask for what proves who one is, keep it where the person chooses, and read again."""
        from tui_callsettings.accounts.credential_store import shared_credential_store

        account = self.account
        if account.backend == "local":
            self.tell(f'"{account.name}" needs no sign-in: its settings are on this machine.')
            return
        sign_in = await self._proof(account)
        storage_kind = None if sign_in is None else await self._place(account)
        if sign_in is None or storage_kind is None:
            self.tell("Not signed in; nothing was kept.")
            return
        await self.done(asyncio.to_thread(shared_credential_store().save, account, sign_in, storage_kind))
        self.signed_in_at = datetime.now().astimezone()
        changes = f" {self.key_table.key('app.review')} saves what you changed." if self.store.is_dirty else ""
        self.tell(f"The sign-in is kept{_WHERE[storage_kind.value]}.{changes}")
        self.reload()

    async def _proof(self, account: Account) -> "Credential | None":
        from tui_callsettings.accounts.account_url import uses_webex_token
        from tui_callsettings.accounts.credential import Credential
        from tui_callsettings.accounts.device_grant import DeviceGrant, load_client_secret

        if not uses_webex_token(account):
            return await self._typed(
                "Password", f"Password of {account.user}", lambda text: Credential.with_password(account, text)
            )
        secret = load_client_secret()
        if account.client_id and secret is not None:
            answer = await self.ask("code", "CodeScreen", grant=DeviceGrant(account, secret))
            if answer != "token":
                return answer if isinstance(answer, Credential) else None
        return await self._typed(
            "Token", "Paste a token of developer.webex.com, or of your organisation's integration.",
            lambda text: Credential.with_token(account, text),
        )  # fmt: skip

    async def _typed(self, label: str, sentence: str, understood: "Callable[[str], Credential]") -> "Credential | None":
        from tui_callsettings.accounts.credential import MAX_SECRET_LENGTH
        from tui_callsettings.ui.wanted import Wanted

        def problem(text: str) -> str:
            try:
                understood(text)
            except CallSettingsError as error:
                return error.message
            return ""

        answer = await self.ask(
            "prompt",
            "PromptScreen",
            title=f'Sign in to "{self.account.name}"',
            sentences=(sentence, "It shows as stars, and is in no log and no draft."),
            wanted=(Wanted(label, is_secret=True, longest=MAX_SECRET_LENGTH),),
            problem=problem,
            hint="Enter goes on; you are asked where to keep it unless your system has a keyring.",
        )
        return None if answer is None else understood(answer[0])

    async def _place(self, account: Account) -> "StorageKind | None":
        from tui_callsettings.accounts import keyring
        from tui_callsettings.accounts.credential_store import StorageKind, shared_credential_store

        store = shared_credential_store()
        if await self.done(asyncio.to_thread(store.storage_kind, account)) is StorageKind.FILE:
            return StorageKind.FILE
        self.tell("Asking the system's keyring...")
        problem = await self.done(asyncio.to_thread(keyring.check))
        self.tell("")
        if problem is None:
            return StorageKind.KEYRING
        answer = await self.ask(
            "answer",
            "AnswerScreen",
            title="Where to keep the sign-in?",
            sentences=(
                f"It cannot be kept in the system's keyring. {problem}",
                f"A file: {store.path}, not encrypted; only you and an administrator can read it.",
                "Memory: it is gone when you leave the editor.",
            ),
            answers=(("file", "[F]ile"), ("memory", "[M]emory only")),
            hint="Esc keeps nothing, and you are not signed in.",
        )
        return None if answer is None else StorageKind(answer)


_WHERE = {"keyring": " in the system's keyring", "file": " in a file", "memory": " until you leave"}
