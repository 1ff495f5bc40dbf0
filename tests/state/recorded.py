"""What happened to a store, as a list of phases, and the fields that the tests edit."""

import asyncio
from collections.abc import Callable

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath
from tui_callsettings.state import saving
from tui_callsettings.state.saving import Outcome
from tui_callsettings.state.slot import Phase, Slot
from tui_callsettings.state.store import SettingsStore

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


class Recorder:
    """Every phase of every feature of a store, in order."""

    def __init__(self, store: SettingsStore) -> None:
        self.seen: list[tuple[Feature, Phase]] = []
        store.subscribe(self._note)

    def _note(self, slot: Slot) -> None:
        if (slot.feature, slot.phase) not in self.seen[-1:]:
            self.seen.append((slot.feature, slot.phase))

    def phases(self, feature: Feature) -> list[Phase]:
        return [phase for seen, phase in self.seen if seen is feature]


def store_of(backend: FakeBackend, recorded: Callable[[Outcome], None] | None = None) -> tuple[SettingsStore, Recorder]:
    store = SettingsStore(CallSettingsClient(backend), recorded=recorded)
    return store, Recorder(store)


async def loaded(backend: FakeBackend | None = None) -> tuple[SettingsStore, Recorder]:
    store, recorder = store_of(backend or FakeBackend())
    await store.load()
    recorder.seen.clear()
    return store, recorder


async def until(is_so: Callable[[], bool]) -> None:
    """Let the loop run until something is so."""
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110 - what is waited for is not always an event
            await asyncio.sleep(0)


def without_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that does not answer is looked at again at once."""
    monkeypatch.setattr(saving, "SECOND_LOOK_SECONDS", 1e-6)
