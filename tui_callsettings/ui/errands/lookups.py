"""Looking things up: what was saved, what would happen if, all advice."""

import asyncio

from tui_callsettings import paths
from tui_callsettings.call_flow import Advisory, FieldRef
from tui_callsettings.errors import UnsupportedError
from tui_callsettings.state.history import HistoryEntry

from .errand import Errands


class Lookups(Errands):
    """History, what-if and advice; each leads to a setting or to the review."""

    async def action_history(self) -> None:
        """Show what was saved, and bring one of it back."""
        self.tell("")
        await self.send(self._history())

    async def _history(self) -> None:
        entries = await self.done(asyncio.to_thread(self.session.history.entries))
        entry: HistoryEntry | None = await self.ask("history", "HistoryScreen", entries=entries)
        if entry is not None:
            await self._restore(entry)

    async def _restore(self, entry: HistoryEntry) -> None:
        lacking = []
        for path, value in entry.old_values().items():
            try:
                self.store.edit(entry.feature, path, value)
            except UnsupportedError as error:
                lacking.append(error.message)
        if any(change.feature is entry.feature for change in self.store.changes()):
            await self.action_review()
            if lacking:
                self.tell(f"Left out: {' '.join(lacking)}")
        else:
            self.tell(" ".join(lacking) or "Nothing to bring back: it is as it was before that save.")

    async def action_what_if(self) -> None:
        """Show what happens to a call in each situation."""
        await self.show("what_if", "WhatIfScreen", then=self._go_to)

    async def _go_to(self, source: FieldRef | None) -> None:
        if source is not None:
            await self.open_feature(*source)

    async def action_advice(self) -> None:
        """Show all advice."""
        await self.show("advice", "AdviceScreen", then=self._follow)

    async def _follow(self, advisory: Advisory | None) -> None:
        if advisory is not None:
            await self.open_feature(advisory.feature, advisory.path)

    def silence(self, advisory: str, *, is_silenced: bool) -> None:
        """Do not show the advice with this id again, or do; the configuration remembers."""
        others = self.silenced - {advisory}
        self.silenced = others | {advisory} if is_silenced else others
        until = " until you leave" if paths.is_restricted() else ""
        self.tell(f"Silenced{until}. S brings it back." if is_silenced else "It is shown again.")
        if not until:
            self.start(asyncio.to_thread(_write_silenced, advisory, is_silenced))


def _write_silenced(advisory: str, is_silenced: bool) -> None:
    from tui_callsettings.accounts.config_edit import silence_advisory

    silence_advisory(advisory, is_silenced=is_silenced)
