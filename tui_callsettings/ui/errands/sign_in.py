"""Signing in inside the editor: a code, a token or a password, and where to keep it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tui_callsettings.errors import CallSettingsError
from tui_callsettings.models.account import Account

from .errand import Errands

if TYPE_CHECKING:
    from tui_callsettings.accounts.sign_in import SignIn
    from tui_callsettings.accounts.vault import Place


class SignInErrands(Errands):
    """Signs in again without losing an edit: the store stays as it is, and is read again."""

    async def action_sign_in(self) -> None:
        """Sign in to the account that is open."""
        self.tell("")
        await self.send(self.sign_in())

    async def sign_in(self) -> None:
        """Ask for what proves who one is, keep it where the person chooses, and read again."""
        from tui_callsettings.accounts.vault import process_vault

        account = self.account
        if account.backend == "local":
            self.tell(f'"{account.name}" needs no sign-in: its settings are on this machine.')
            return
        sign_in = await self._proof(account)
        place = None if sign_in is None else await self._place(account)
        if sign_in is None or place is None:
            self.tell("Not signed in; nothing was kept.")
            return
        await self.done(asyncio.to_thread(process_vault().keep, account, sign_in, place))
        self.signed_in_at = datetime.now().astimezone()
        changes = f" {self.key_table.key('app.review')} saves what you changed." if self.store.is_dirty else ""
        self.tell(f"The sign-in is kept{_WHERE[place.value]}.{changes}")
        self.reload()

    async def _proof(self, account: Account) -> "SignIn | None":
        from tui_callsettings.accounts.device_grant import DeviceGrant, client_secret_from
        from tui_callsettings.accounts.sign_in import SignIn, takes_webex_token

        if not takes_webex_token(account):
            return await self._typed(
                "Password", f"Password of {account.user}", lambda text: SignIn.with_password(account, text)
            )
        secret = client_secret_from()
        if account.client_id and secret is not None:
            answer = await self.ask("code", "CodeScreen", grant=DeviceGrant(account, secret))
            if answer != "token":
                return answer if isinstance(answer, SignIn) else None
        return await self._typed(
            "Token", "Paste a token of developer.webex.com, or of your organisation's integration.",
            lambda text: SignIn.with_token(account, text),
        )  # fmt: skip

    async def _typed(self, label: str, sentence: str, understood: "Callable[[str], SignIn]") -> "SignIn | None":
        from tui_callsettings.accounts.sign_in import LONGEST_SECRET
        from tui_callsettings.ui.wanted import Wanted

        def problem(text: str) -> str:
            try:
                understood(text)
            except CallSettingsError as error:
                return error.sentence
            return ""

        answer = await self.ask(
            "prompt",
            "PromptScreen",
            title=f'Sign in to "{self.account.name}"',
            sentences=(sentence, "It shows as stars, and is in no log and no draft."),
            wanted=(Wanted(label, is_secret=True, longest=LONGEST_SECRET),),
            problem=problem,
            hint="Enter goes on; you are asked where to keep it unless your system has a keyring.",
        )
        return None if answer is None else understood(answer[0])

    async def _place(self, account: Account) -> "Place | None":
        from tui_callsettings.accounts import system_keyring
        from tui_callsettings.accounts.vault import Place, process_vault

        vault = process_vault()
        if await self.done(asyncio.to_thread(vault.place, account)) is Place.FILE:
            return Place.FILE
        self.tell("Asking the system's keyring...")
        problem = await self.done(asyncio.to_thread(system_keyring.problem))
        self.tell("")
        if problem is None:
            return Place.KEYRING
        answer = await self.ask(
            "answer",
            "AnswerScreen",
            title="Where to keep the sign-in?",
            sentences=(
                f"It cannot be kept in the system's keyring. {problem}",
                f"A file: {vault.path}, not encrypted; only you and an administrator can read it.",
                "Memory: it is gone when you leave the editor.",
            ),
            answers=(("file", "[F]ile"), ("memory", "[M]emory only")),
            hint="Esc keeps nothing, and you are not signed in.",
        )
        return None if answer is None else Place(answer)


_WHERE = {"keyring": " in the system's keyring", "file": " in a file", "memory": " until you leave"}
