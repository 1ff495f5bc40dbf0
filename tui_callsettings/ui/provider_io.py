"""Reading and saving beside the screens, and quitting once saves have ended: what the editor awaits of its store."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from textual.worker import WorkerError

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.validation import is_same_value
from tui_callsettings.state.feature_state import Status

from .messages import Severity, save_message

_START_TIMEOUT = 0.5
"""Seconds that the splash may stay and keys may wait while the first answers are on their way."""


class ProviderIO:
    """Workers of one editor. An error in one is shown and ends nothing; a save goes on whatever screen is shown.

    Args:
        app: the editor.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    def _run(self, coroutine: Any, group: str) -> None:
        self._app.run_worker(coroutine, group, group, exit_on_error=False, description=group)

    def start_first_load(self) -> None:
        """Read everything; then offer the draft of an earlier run, if there is one.

        At the start the splash stays until the answers are there, unless they take long: then everything can be seen to
        be read, and keys work.
        """
        self._app.ends.reset()
        self._run(self._first_load(), "load")

    async def _first_load(self) -> None:
        app = self._app
        app.set_timer(_START_TIMEOUT, app.start_painting)
        try:
            await self._load(Feature)
            self._run(app.ends.run_due(), "ends")
            await app.after_first_load()
        finally:
            app.call_after_refresh(app.start_painting)

    async def _load(self, features: Iterable[Feature], *, is_quiet: bool = False) -> None:
        try:
            await self._app.store.load(tuple(features), is_quiet=is_quiet)
        finally:
            self._app.state = self._app.store.state

    def reload(self, *, is_quiet: bool = False) -> None:
        """Read everything again; where a save was not confirmed, find out how it ended."""
        features = self._app.state.features
        unknown = [feature for feature, state in features.items() if state.status is Status.UNKNOWN]
        for feature in unknown:
            self._run(self._recheck(feature), "load")
        self._run(self._load([feature for feature in features if feature not in unknown], is_quiet=is_quiet), "load")

    async def _recheck(self, feature: Feature) -> None:
        result = await self._app.store.recheck(feature)
        if result is not None:
            self._app.status_message = save_message((result,))
            await self._app.ends.after_recheck(result)

    def start_save(self, features: Iterable[Feature], *, is_quitting: bool = False) -> None:
        """Save these features; quit afterwards if that is asked and nothing is left to save."""
        self._run(self._save(tuple(features), is_quitting=is_quitting), "save")

    async def _save(self, features: tuple[Feature, ...], *, is_quitting: bool) -> None:
        app = self._app
        results = await app.store.save(features)
        app.state = app.store.state
        app.last_results = results
        app.status_message = save_message(results)
        await app.ends.after_save(results)
        reviews = [screen for screen in app.screen_stack if hasattr(screen, "conclude")]
        if is_quitting and not app.state.is_dirty:
            self.quit()
        elif reviews:
            await reviews[-1].conclude()

    async def wait_for_saves(self) -> None:
        """Wait until no save is in progress."""
        for worker in [each for each in self._app.workers if each.group == "save" and not each.is_finished]:
            with suppress(WorkerError):
                await asyncio.shield(worker.wait())

    def _has_later_edits(self) -> bool:
        """Return whether anything is unsaved that the last save did not try to save."""
        saved = {result.feature: result.ours for result in self._app.last_results}
        return any(
            change.feature not in saved
            or not is_same_value(change.field, saved[change.feature].value(change.path), change.new)
            for change in self._app.store.unsaved()
        )

    def quit(self) -> None:
        """End the editor as soon as no save is in progress, unless something was edited meanwhile: that is asked."""
        self._run(self._quit(), "quit")

    async def _quit(self) -> None:
        if self._app.state.is_saving:
            text = "Quitting as soon as the save has ended..."
            self._app.show_status(text, Severity.INFO, "quitting")
            await self.wait_for_saves()
            if self._has_later_edits():
                await self._app.navigation.ask_to_quit()
                return
            self._app.unseen_results = self._app.last_results
        self._app.keep_splash()
        self._app.exit(0)
