"""Accounts: open another one inside the editor, add one."""

import asyncio
from dataclasses import replace

from textual.screen import Screen

from tui_callsettings import paths
from tui_callsettings.accounts.config import Config
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.session import open_session
from tui_callsettings.state.splash_file import splash_path
from tui_callsettings.ui.status import counted

from .new_account import NewAccountErrands


class AccountErrands(NewAccountErrands):
    """Which account is open, and which of its lines."""

    async def action_accounts(self) -> None:
        """Show the accounts."""
        if paths.is_restricted():
            self.tell("In restricted mode your administrator chooses the account.")
            return
        self.tell("")
        await self.send(self._accounts())

    async def _accounts(self) -> None:
        from tui_callsettings.accounts.config import load_config

        config = await self.done(asyncio.to_thread(load_config))
        what, name = await self._chosen(config)
        while what == "add":
            added = await self.new_account(config.accounts)
            if added is not None:
                await self._enter_new(*added)
                return
            what, name = await self._chosen(config)
        if what == "use":
            from tui_callsettings.accounts.config_edit import use_account

            config = await self.done(asyncio.to_thread(use_account, name))
        if what and name != self.account.name:
            await self.enter(config.account(name), config)
        elif what == "use":
            self.tell(f'"{name}" is opened when you start.')

    async def _chosen(self, config: Config) -> tuple[str, str]:
        return await self.ask("accounts", "AccountsScreen", config=config) or ("", "")

    async def _enter_new(self, name: str, config: Config) -> None:
        await self.enter(config.account(name), config)
        self.tell(f'Account "{name}" is in {config.path}. {self.message}'.strip())
        await self.sign_in()

    async def enter(self, account: Account, config: Config) -> None:
        """Open another account; what is not saved in this one waits as its draft.

        Args:
            account: which.
            config: how much of its history is kept.

        Raises:
            ConfigurationError: the account cannot be opened; the present one stays open.
        """
        client = CallSettingsClient.for_account(account)
        await self.finish_saves()
        waiting = len(self.store.changes())
        kept = f'{counted(waiting, "change")} to "{self.account.name}" wait there as a draft.' if waiting else ""
        await asyncio.to_thread(self.session.close)
        tell = self.tell_from_thread
        self.session = open_session(account, config, client=client, on_warning=tell)
        self.session.notices.insert(0, kept)
        if self.screen_file is not None:
            self.screen_file = splash_path(account.storage_key)
        self.account, self.store, self.signed_in_at = account, self.session.store, None
        while len(self.screen_stack) > 1:
            self.pop_screen()
        await self._forget_forms()
        self.begin()

    async def _forget_forms(self) -> None:
        """Forms that were made for another account."""
        for feature in Feature:
            if self.is_screen_installed(feature.value):
                form: Screen[object] = self.get_screen(feature.value)
                self.uninstall_screen(form)
                if form.is_attached:
                    await form.remove()

    async def read_and_offer(self) -> None:
        """Read everything; say so where one line of several is shown."""
        await super().read_and_offer()
        lines = () if self.account.line else await self.lines()
        if lines:
            shown = self.store.owner.line or lines[0]
            key = self.key_table.key("overview.lines")
            self.tell(f"You have {counted(len(lines), 'line')}; this is {shown}. {key} chooses another one.")

    async def action_lines(self) -> None:
        """Show the lines of the account."""
        self.tell("")
        await self.send(self._lines())

    async def lines(self) -> tuple[str, ...]:
        """The lines one can choose from; none where there is nothing to choose."""
        if not self.store.capabilities.needs_directory_number:
            return ()
        lines: tuple[str, ...] = await self.done(self.session.service.run(self.store.client.lines()))
        return lines if len(lines) > 1 else ()

    async def _lines(self) -> None:
        lines = await self.lines()
        if not lines:
            self.tell("This account has one line.")
            return
        line, is_kept = await self.ask("lines", "LinesScreen", lines=lines) or ("", False)
        if not line:
            return
        from tui_callsettings.accounts.config import load_config
        from tui_callsettings.accounts.config_edit import set_line

        name = self.account.name
        work = asyncio.to_thread(set_line, name, line) if is_kept else asyncio.to_thread(load_config)
        await self.enter(replace(self.account, line=line), await self.done(work))
