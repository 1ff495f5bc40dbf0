import asyncio
from typing import Any

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import (
    DND,
    FORWARDING,
    ON,
    RINGS,
    VOICEMAIL,
    WAITING,
    disable_recheck_delay,
    load_store,
    make_store,
    wait_until,
)
from tui_callsettings.errors import OutcomeUnknownError, RejectedError, UnreachableError, UnsupportedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.other_rules import OtherRule
from tui_callsettings.models.setting import FieldPath, Setting
from tui_callsettings.state.feature_state import Status
from tui_callsettings.state.save import SaveResult, SaveStatus
from tui_callsettings.state.store import SettingsStore

LOADING, READY, SAVING, UNKNOWN, FAILED = (Status.LOADING, Status.READY, Status.SAVING, Status.UNKNOWN, Status.FAILED)
GONE = UnreachableError("There is no connection.")


class Gated(FakeBackend):
    """Each read waits for its own gate: `answers[n]` is what the n-th read is given, once it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[asyncio.Future[Setting]] = []

    async def read(self, feature: Feature) -> Setting:
        answer: asyncio.Future[Setting] = asyncio.get_running_loop().create_future()
        self.answers.append(answer)
        return await answer


async def test_all_features_are_read_at_once_and_each_is_shown_when_its_answer_arrives() -> None:
    backend = Gated()
    store, recorder = make_store(backend)
    reading = asyncio.create_task(store.load())
    await wait_until(lambda: len(backend.answers) == 4)
    assert [feature_state.status for feature_state in store.feature_states] == [LOADING] * 4
    for position in (2, 0):
        backend.answers[position].set_result(backend.stored[tuple(Feature)[position]])
    await wait_until(lambda: store.feature_state(DND).status is READY)
    assert [feature_state.status for feature_state in store.feature_states] == [READY, LOADING, READY, LOADING]
    backend.answers[1].set_exception(GONE)
    backend.answers[3].set_result(backend.stored[WAITING])
    await reading
    assert [recorder.statuses(feature)[-1] for feature in Feature] == [READY, FAILED, READY, READY]
    assert store.feature_state(FORWARDING).failure is GONE
    assert store.owner.name == "Pat"


async def test_a_feature_that_could_not_be_read_is_read_the_next_time() -> None:
    backend = FakeBackend()
    backend.read_error[VOICEMAIL] = GONE
    store, recorder = make_store(backend)
    await store.load()
    backend.read_error.clear()
    await store.load([VOICEMAIL], is_quiet=True)
    assert recorder.statuses(VOICEMAIL) == [LOADING, FAILED, READY]
    assert store.feature_state(VOICEMAIL).failure is None


async def test_an_unsupported_feature_has_that_status() -> None:
    backend = FakeBackend()
    backend.read_error[WAITING] = UnsupportedError("Not here.")
    store, _ = make_store(backend)
    await store.load()
    assert store.feature_state(WAITING).status is Status.UNSUPPORTED


async def test_a_save_goes_through_its_phases() -> None:
    store, recorder = await load_store()
    store.edit(DND, ON, True)
    (result,) = await store.save()
    assert result.status is SaveStatus.SAVED
    assert recorder.statuses(DND) == [READY, SAVING, READY]
    assert not store.is_dirty
    assert store.feature_state(DND).read_at == result.at


async def test_what_is_typed_during_a_save_stays_and_is_saved_by_the_next() -> None:
    backend = FakeBackend()
    store, _ = await load_store(backend)
    store.edit(FORWARDING, ("call_forwarding", "busy", "destination"), "4022")
    backend.gate.clear()
    saving = asyncio.create_task(store.save())
    await wait_until(lambda: store.is_saving)
    store.edit(FORWARDING, ("call_forwarding", "busy", "destination"), "4023")
    store.edit(FORWARDING, RINGS, 5)
    backend.gate.set()
    await saving
    changed = {change.path: (change.old, change.new) for change in store.changes()}
    assert changed == {("call_forwarding", "busy", "destination"): ("4022", "4023"), RINGS: (3, 5)}
    await store.save()
    assert backend.value("call_forwarding.busy.destination") == "4023"
    assert store.changes() == ()


async def test_a_refused_save_keeps_what_was_typed_and_one_feature_hides_no_other() -> None:
    backend = FakeBackend()
    store, recorder = await load_store(backend)
    backend.write_error[VOICEMAIL] = RejectedError("No.", provider_message="Mailbox is full")
    store.edit(VOICEMAIL, ON, False)
    store.edit(DND, ON, True)
    results = {result.feature: result.status for result in await store.save()}
    assert results == {DND: SaveStatus.SAVED, VOICEMAIL: SaveStatus.REJECTED}
    assert [change.feature for change in store.changes()] == [VOICEMAIL]
    assert recorder.statuses(VOICEMAIL)[-1] is READY
    assert (await store.save())[0].status is SaveStatus.SAVED


async def test_of_two_saves_at_once_the_second_finds_it_done() -> None:
    backend = FakeBackend()
    store, recorder = await load_store(backend)
    store.edit(DND, ON, True)
    first, second = await asyncio.gather(store.save(), store.save())
    assert first == second
    assert len(backend.writes) == 1
    assert recorder.statuses(DND).count(SAVING) == 1


async def test_a_save_goes_on_when_nobody_waits_for_it() -> None:
    backend = FakeBackend()
    store, _ = await load_store(backend)
    store.edit(DND, ON, True)
    backend.gate.clear()
    saving = asyncio.create_task(store.save())
    await wait_until(lambda: store.is_saving)
    saving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saving
    assert store.feature_state(DND).status is SAVING
    backend.gate.set()
    await wait_until(lambda: not store.is_saving)
    assert backend.value("do_not_disturb.enabled") is True
    assert not store.is_dirty


async def test_an_answer_that_left_before_a_save_shows_nothing_old_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = FakeBackend()
    store, _ = await load_store(backend)
    late: asyncio.Future[Setting] = asyncio.get_running_loop().create_future()
    with monkeypatch.context() as patched:

        async def slow(feature: Feature) -> Setting:
            backend.calls.append(("slow", feature))
            return await late

        patched.setattr(backend, "read", slow)
        reading = asyncio.create_task(store.load([DND], is_quiet=True))
        await wait_until(lambda: ("slow", DND) in backend.calls)
    old = backend.stored[DND]
    store.edit(DND, ON, True)
    await store.save()
    late.set_result(old)
    await reading
    assert store.feature_state(DND).value(ON) is True
    assert not store.is_dirty
    assert store.feature_state(DND).remote_changes == frozenset()


async def test_of_two_reads_the_one_that_began_later_stands() -> None:
    backend = Gated()
    store, _ = make_store(backend)
    one = asyncio.create_task(store.load([DND]))
    await wait_until(lambda: len(backend.answers) == 1)
    two = asyncio.create_task(store.load([DND]))
    await wait_until(lambda: len(backend.answers) == 2)
    old, new = backend.stored[DND], backend.stored[DND].with_value(ON, True)
    backend.answers[1].set_result(new)
    await two
    backend.answers[0].set_result(old)
    await one
    assert store.feature_state(DND).saved == new
    assert store.feature_state(DND).status is READY


async def test_a_quiet_reading_marks_what_others_changed_and_touches_no_draft() -> None:
    backend = FakeBackend()
    store, recorder = await load_store(backend)
    store.edit(FORWARDING, RINGS, 5)
    backend.set("call_forwarding.busy.destination", "9999")
    await store.load(is_quiet=True)
    feature_state = store.feature_state(FORWARDING)
    assert LOADING not in recorder.statuses(FORWARDING)
    assert feature_state.remote_changes == {("call_forwarding", "busy", "destination")}
    assert feature_state.value(("call_forwarding", "busy", "destination")) == "9999"
    assert [change.path for change in feature_state.changes] == [RINGS]
    backend.read_error[FORWARDING] = GONE
    await store.load(is_quiet=True)
    assert store.feature_state(FORWARDING) == feature_state


async def test_a_failed_reading_keeps_what_was_typed_and_it_can_be_saved_later() -> None:
    backend = FakeBackend()
    store, _ = await load_store(backend)
    store.edit(DND, ON, True)
    backend.read_error[DND] = GONE
    await store.load()
    assert store.feature_state(DND).status is FAILED
    assert (await store.save())[0].status is SaveStatus.REJECTED
    assert store.is_dirty
    backend.read_error.clear()
    assert store.state.can_save(DND)
    assert (await store.save())[0].status is SaveStatus.SAVED


class Blind(FakeBackend):
    """Reads fail once a write has left, while `is_blind`."""

    is_blind = True

    async def read(self, feature: Feature) -> Setting:
        if self.writes and self.is_blind:
            raise GONE
        return await super().read(feature)


@pytest.mark.parametrize("is_done", [True, False])
@pytest.mark.parametrize("way", ["check", "load", "quiet", "save"])
async def test_an_unknown_result_is_rechecked_before_anything_is_sent_again(
    is_done: bool, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    disable_recheck_delay(monkeypatch)
    backend = Blind()
    store, recorder = await load_store(backend)
    store.edit(DND, ON, True)
    backend.write_error[DND], backend.applies_failed_write = OutcomeUnknownError("No answer."), is_done
    assert (await store.save())[0].status is SaveStatus.UNKNOWN
    assert recorder.statuses(DND) == [READY, SAVING, UNKNOWN]
    ways: dict[str, Any] = {
        "check": lambda: store.recheck(DND),
        "load": store.load,
        "quiet": lambda: store.load(is_quiet=True),
        "save": store.save,
    }
    await ways[way]()
    assert (store.feature_state(DND).status, len(backend.writes)) == (UNKNOWN, 1)
    backend.is_blind = False
    await ways[way]()
    assert store.feature_state(DND).status is READY
    assert store.is_dirty is (not is_done and way != "save")
    assert len(backend.writes) == (2 if way == "save" and not is_done else 1)
    assert await store.recheck(DND) is None


async def test_edits_made_while_a_result_is_unknown_are_no_remote_changes() -> None:
    backend = Blind()
    store, _ = await load_store(backend)
    store.edit(FORWARDING, RINGS, 5)
    backend.write_error[FORWARDING], backend.applies_failed_write = OutcomeUnknownError("No answer."), True
    await store.save()
    store.edit(FORWARDING, RINGS, 6)
    backend.is_blind = False
    (result,) = await store.save()
    assert (result.status, result.conflicts) == (SaveStatus.SAVED, ())
    assert backend.value("call_forwarding.no_answer.number_of_rings") == 6


async def test_each_result_is_recorded_before_the_screen_learns_of_it() -> None:
    backend = FakeBackend()
    seen: list[tuple[SaveStatus, bool]] = []

    async def record(result: SaveResult) -> None:
        seen.append((result.status, store.is_saving))

    store, _ = make_store(backend, record)
    await store.load()
    store.edit(DND, ON, True)
    await store.save()
    assert seen == [(SaveStatus.SAVED, True)]


async def test_an_internal_error_leaves_no_feature_saving_and_hides_no_other() -> None:
    async def record(result: SaveResult) -> None:
        if result.feature is DND:
            raise RuntimeError("a mistake of ours")

    backend = FakeBackend()
    store, _ = make_store(backend, record)
    await store.load()
    store.edit(DND, ON, True)
    store.edit(WAITING, ON, False)
    with pytest.raises(RuntimeError):
        await store.save()
    assert [store.feature_state(feature).status for feature in (DND, WAITING)] == [READY, READY]
    result = store.feature_state(WAITING).last_save
    assert result is not None
    assert result.status is SaveStatus.SAVED
    store.apply_finished_saves()
    assert not store.is_dirty


async def test_a_session_that_may_only_read_sends_nothing() -> None:
    backend = FakeBackend()
    store, _ = await load_store(backend)
    store.edit(DND, ON, True)
    store.read_only_reason = "Another process is editing."
    with pytest.raises(UnsupportedError, match="Another process"):
        store.edit(WAITING, ON, False)
    (result,) = await store.save()
    assert (result.status, backend.writes) == (SaveStatus.REJECTED, [])
    assert "Another process is editing" in result.message


async def test_a_cancelled_read_leaves_no_feature_loading() -> None:
    backend = Gated()
    store, _ = make_store(backend)
    one, two = asyncio.create_task(store.load([DND])), asyncio.create_task(store.load([DND]))
    await wait_until(lambda: len(backend.answers) == 2)
    for task in (one, two):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert store.feature_state(DND).status is Status.UNLOADED
    await loaded_once(store, backend)
    again = asyncio.create_task(store.load([DND]))
    await wait_until(lambda: len(backend.answers) == 4)
    again.cancel()
    with pytest.raises(asyncio.CancelledError):
        await again
    assert store.feature_state(DND).status is READY


async def loaded_once(store: SettingsStore, backend: Gated) -> None:
    reading = asyncio.create_task(store.load([DND]))
    await wait_until(lambda: len(backend.answers) == 3)
    backend.answers[2].set_result(backend.stored[DND])
    await reading


async def test_the_other_rules_are_read_with_everything_and_not_for_one_feature() -> None:
    backend = FakeBackend()
    backend.other_rules = (OtherRule.named("selective_forwarding", is_on=True),)
    store, _ = make_store(backend)
    await store.load([DND])
    assert not store.state.other_rules
    await store.load()
    assert store.state.other_rules == backend.other_rules


async def test_a_part_that_was_saved_is_shown_as_saved_even_when_nothing_can_be_read_after() -> None:
    backend = Blind()
    results: list[SaveResult] = []

    async def record(result: SaveResult) -> None:
        results.append(result)

    store, _ = make_store(backend, record)
    await store.load()
    always: FieldPath = ("call_forwarding", "always", "destination")
    backend.stores_only = {always}
    store.edit(FORWARDING, always, "4022")
    store.edit(FORWARDING, RINGS, 5)
    (result,) = await store.save()
    assert result.status is SaveStatus.PARTIAL
    assert results == [result]
    assert [(change.path, change.new) for change in store.changes()] == [(RINGS, 5)]
    assert store.feature_state(FORWARDING).value(always) == "4022"
