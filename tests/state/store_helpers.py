"""What happened to a store, as a list of phases, and the fields that the tests edit."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath
from tui_callsettings.state import save
from tui_callsettings.state.feature_state import Status
from tui_callsettings.state.save import SaveResult
from tui_callsettings.state.store import SettingsStore
from tui_callsettings.state.store_state import StoreState

DND = Feature.DO_NOT_DISTURB
FORWARDING = Feature.CALL_FORWARDING
VOICEMAIL = Feature.VOICEMAIL
WAITING = Feature.CALL_WAITING
ON: FieldPath = ("enabled",)
ALWAYS: FieldPath = ("call_forwarding", "always", "enabled")
ALWAYS_TO: FieldPath = ("call_forwarding", "always", "destination")
BUSY_TO: FieldPath = ("call_forwarding", "busy", "destination")
RINGS: FieldPath = ("call_forwarding", "no_answer", "number_of_rings")
COPY_TO: FieldPath = ("email_copy_of_message", "email_id")


class StatusRecorder:
    """Every status of every feature of a store, in order."""

    def __init__(self, store: SettingsStore) -> None:
        self.seen: list[tuple[Feature, Status]] = []
        self._known = dict(store.state.features)
        store.subscribe(self._note)

    def _note(self, state: StoreState) -> None:
        for feature, current in state.features.items():
            if current is not self._known.get(feature) and (feature, current.status) not in self.seen[-1:]:
                self.seen.append((feature, current.status))
        self._known = dict(state.features)

    def statuses(self, feature: Feature) -> list[Status]:
        return [status for seen, status in self.seen if seen is feature]


def make_store(
    backend: FakeBackend, on_result: Callable[[SaveResult], Awaitable[None]] | None = None
) -> tuple[SettingsStore, StatusRecorder]:
    store = SettingsStore(CallSettingsClient(backend), on_result=on_result)
    return store, StatusRecorder(store)


async def load_store(backend: FakeBackend | None = None) -> tuple[SettingsStore, StatusRecorder]:
    store, recorder = make_store(backend or FakeBackend())
    await store.load()
    recorder.seen.clear()
    return store, recorder


async def wait_until(is_so: Callable[[], bool]) -> None:
    """Let the loop run until something is so."""
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110 - what is waited for is not always an event
            await asyncio.sleep(0)


def disable_recheck_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that does not answer is looked at again at once."""
    monkeypatch.setattr(save, "RECHECK_SECONDS", 1e-6)
