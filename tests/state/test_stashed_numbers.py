"""At a provider that keeps a number only while forwarding is on, the number goes and comes with its switch."""

from pathlib import Path

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import ALWAYS, ALWAYS_TO, BUSY_TO, FORWARDING, load_store, make_store
from tui_callsettings.models.account import PRACTICE
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.setting import Setting, Value
from tui_callsettings.models.value_types import ValueLimits
from tui_callsettings.state.feature_state import Resolution
from tui_callsettings.state.history import History
from tui_callsettings.state.save import SaveStatus
from tui_callsettings.state.store import SettingsStore

TO = "+19075551333"


def forgetful() -> FakeBackend:
    backend = FakeBackend(Capabilities(provider="Forgetful", value_limits=ValueLimits(keeps_numbers=False)))
    backend.transform_write = lambda _, setting: (
        setting if setting.value(ALWAYS) else setting.with_value(ALWAYS_TO, None)
    )
    backend.set("call_forwarding.always.enabled", True)
    backend.set("call_forwarding.always.destination", TO)
    return backend


def always(setting: Setting | None) -> tuple[Value, Value]:
    assert setting is not None
    return setting.value(ALWAYS), setting.value(ALWAYS_TO)


def changes(store: SettingsStore) -> dict[tuple[str, ...], tuple[Value, Value]]:
    return {change.path: (change.old, change.new) for change in store.changes()}


async def test_the_change_shows_the_number_that_goes_and_no_other() -> None:
    store, _ = await load_store(forgetful())
    store.edit(FORWARDING, ALWAYS, False)
    assert changes(store) == {ALWAYS: (True, False), ALWAYS_TO: (TO, "")}
    assert store.unsaved() == store.changes()
    assert store.feature_state(FORWARDING).value(BUSY_TO) == "321321"


async def test_a_switch_put_back_brings_the_number_as_it_was_typed() -> None:
    store, _ = await load_store(forgetful())
    store.edit(FORWARDING, ALWAYS_TO, "4022")
    store.edit(FORWARDING, ALWAYS, False)
    store.edit(FORWARDING, ALWAYS, True)
    assert changes(store) == {ALWAYS_TO: (TO, "4022")}


async def test_undo_and_redo_take_the_number_along() -> None:
    store, _ = await load_store(forgetful())
    store.edit(FORWARDING, ALWAYS, False)
    store.undo()
    assert changes(store) == {}
    store.redo()
    assert changes(store) == {ALWAYS: (True, False), ALWAYS_TO: (TO, "")}
    store.revert()
    assert changes(store) == {}
    store.undo()
    store.undo()
    assert changes(store) == {ALWAYS: (True, False), ALWAYS_TO: (TO, "")}


async def test_a_number_typed_while_off_stays_when_switched_on() -> None:
    backend = forgetful()
    backend.set("call_forwarding.always.enabled", False)
    backend.set("call_forwarding.always.destination", None)
    store, _ = await load_store(backend)
    store.edit(FORWARDING, ALWAYS_TO, "4022")
    store.edit(FORWARDING, ALWAYS, True)
    assert always(store.feature_state(FORWARDING).draft) == (True, "4022")


@pytest.mark.parametrize("is_edited_meanwhile", [False, True])
async def test_a_save_records_the_number_and_restoring_it_brings_both_back(
    tmp_path: Path, *, is_edited_meanwhile: bool
) -> None:
    backend, history = forgetful(), History(PRACTICE, tmp_path)
    store, _ = make_store(backend, history.record_in_thread)
    await store.load()
    store.edit(FORWARDING, ALWAYS, False)
    (result,) = await store.save()
    assert result.status is SaveStatus.SAVED
    assert always(backend.stored[FORWARDING]) == (False, None)
    feature_state = store.feature_state(FORWARDING)
    assert (feature_state.changes, feature_state.remote_changes) == ((), frozenset())
    (entry,) = history.entries()
    assert entry.old_values() == {ALWAYS: True, ALWAYS_TO: TO}
    if is_edited_meanwhile:
        store.edit(FORWARDING, ALWAYS_TO, "4022")
    for path, value in entry.old_values().items():
        store.edit(FORWARDING, path, value)
    await store.save()
    assert always(backend.stored[FORWARDING]) == (True, TO)


@pytest.mark.parametrize("resolution", Resolution)
async def test_another_number_set_meanwhile_is_a_conflict_and_then_a_change_of_its_own(
    resolution: Resolution,
) -> None:
    backend = forgetful()
    store, _ = await load_store(backend)
    store.edit(FORWARDING, ALWAYS, False)
    backend.set("call_forwarding.always.destination", "4099")
    (result,) = await store.save()
    assert result.status is SaveStatus.CONFLICT
    assert always(backend.stored[FORWARDING]) == (True, "4099")
    (conflict,) = store.feature_state(FORWARDING).conflicts
    assert (conflict.path, conflict.ours, conflict.theirs) == (ALWAYS_TO, "", "4099")
    store.resolve_conflict(FORWARDING, ALWAYS_TO, resolution)
    assert changes(store) == {ALWAYS: (True, False), ALWAYS_TO: ("4099", "")}
    (result,) = await store.save()
    assert result.status is SaveStatus.SAVED
    assert {change.path: change.old for change in result.written} == {ALWAYS: True, ALWAYS_TO: "4099"}
