import asyncio
from typing import Any

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.recorded import (
    DND,
    FORWARDING,
    ON,
    RINGS,
    VOICEMAIL,
    WAITING,
    loaded,
    store_of,
    until,
    without_pause,
)
from tui_callsettings.errors import NotOfferedError, OutcomeUnknownError, RefusedError, UnreachableError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import Setting
from tui_callsettings.state.saving import Outcome, Result
from tui_callsettings.state.slot import Phase

LOADING, READY, SAVING, UNKNOWN, FAILED = (Phase.LOADING, Phase.READY, Phase.SAVING, Phase.UNKNOWN, Phase.FAILED)
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


async def test_all_features_are_asked_at_once_and_each_is_shown_when_its_answer_comes() -> None:
    backend = Gated()
    store, recorder = store_of(backend)
    reading = asyncio.create_task(store.load())
    await until(lambda: len(backend.answers) == 4)
    assert [slot.phase for slot in store.slots] == [LOADING] * 4
    for position in (2, 0):
        backend.answers[position].set_result(backend.stored[tuple(Feature)[position]])
    await until(lambda: store.slot(DND).phase is READY)
    assert [slot.phase for slot in store.slots] == [READY, LOADING, READY, LOADING]
    backend.answers[1].set_exception(GONE)
    backend.answers[3].set_result(backend.stored[WAITING])
    await reading
    assert [recorder.phases(feature)[-1] for feature in Feature] == [READY, FAILED, READY, READY]
    assert store.slot(FORWARDING).failure is GONE
    assert store.owner.name == "Pat"


async def test_a_feature_that_could_not_be_read_is_read_the_next_time() -> None:
    backend = FakeBackend()
    backend.read_error[VOICEMAIL] = GONE
    store, recorder = store_of(backend)
    await store.load()
    backend.read_error.clear()
    await store.load([VOICEMAIL], is_quiet=True)
    assert recorder.phases(VOICEMAIL) == [LOADING, FAILED, READY]
    assert store.slot(VOICEMAIL).failure is None


async def test_what_is_not_offered_says_so_and_does_not_ask() -> None:
    backend = FakeBackend()
    backend.read_error[WAITING] = NotOfferedError("Not here.")
    store, _ = store_of(backend)
    await store.load()
    assert store.slot(WAITING).phase is Phase.UNSUPPORTED


async def test_a_save_goes_through_its_phases() -> None:
    store, recorder = await loaded()
    store.edit(DND, ON, True)
    (outcome,) = await store.save()
    assert outcome.result is Result.SAVED
    assert recorder.phases(DND) == [READY, SAVING, READY]
    assert not store.is_dirty
    assert store.slot(DND).read_at == outcome.at


async def test_what_is_typed_during_a_save_stays_and_is_saved_by_the_next() -> None:
    backend = FakeBackend()
    store, _ = await loaded(backend)
    store.edit(FORWARDING, ("call_forwarding", "busy", "destination"), "4022")
    backend.gate.clear()
    saving = asyncio.create_task(store.save())
    await until(lambda: store.is_saving)
    store.edit(FORWARDING, ("call_forwarding", "busy", "destination"), "4023")
    store.edit(FORWARDING, RINGS, 5)
    backend.gate.set()
    await saving
    changed = {change.path: (change.before, change.after) for change in store.changes()}
    assert changed == {("call_forwarding", "busy", "destination"): ("4022", "4023"), RINGS: (3, 5)}
    await store.save()
    assert backend.value("call_forwarding.busy.destination") == "4023"
    assert store.changes() == ()


async def test_a_refused_save_keeps_what_was_typed_and_one_feature_hides_no_other() -> None:
    backend = FakeBackend()
    store, recorder = await loaded(backend)
    backend.write_error[VOICEMAIL] = RefusedError("No.", words="Mailbox is full")
    store.edit(VOICEMAIL, ON, False)
    store.edit(DND, ON, True)
    outcomes = {outcome.feature: outcome.result for outcome in await store.save()}
    assert outcomes == {DND: Result.SAVED, VOICEMAIL: Result.REFUSED}
    assert [change.feature for change in store.changes()] == [VOICEMAIL]
    assert recorder.phases(VOICEMAIL)[-1] is READY
    assert (await store.save())[0].result is Result.SAVED


async def test_of_two_saves_at_once_the_second_finds_it_done() -> None:
    backend = FakeBackend()
    store, recorder = await loaded(backend)
    store.edit(DND, ON, True)
    first, second = await asyncio.gather(store.save(), store.save())
    assert first == second
    assert len(backend.writes) == 1
    assert recorder.phases(DND).count(SAVING) == 1


async def test_a_save_goes_on_when_nobody_waits_for_it() -> None:
    backend = FakeBackend()
    store, _ = await loaded(backend)
    store.edit(DND, ON, True)
    backend.gate.clear()
    saving = asyncio.create_task(store.save())
    await until(lambda: store.is_saving)
    saving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saving
    assert store.slot(DND).phase is SAVING
    backend.gate.set()
    await until(lambda: not store.is_saving)
    assert backend.value("do_not_disturb.enabled") is True
    assert not store.is_dirty


async def test_an_answer_that_left_before_a_save_shows_nothing_old_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = FakeBackend()
    store, _ = await loaded(backend)
    late: asyncio.Future[Setting] = asyncio.get_running_loop().create_future()
    with monkeypatch.context() as patched:

        async def slow(feature: Feature) -> Setting:
            backend.calls.append(("slow", feature))
            return await late

        patched.setattr(backend, "read", slow)
        reading = asyncio.create_task(store.load([DND], is_quiet=True))
        await until(lambda: ("slow", DND) in backend.calls)
    old = backend.stored[DND]
    store.edit(DND, ON, True)
    await store.save()
    late.set_result(old)
    await reading
    assert store.slot(DND).value(ON) is True
    assert not store.is_dirty
    assert store.slot(DND).elsewhere == frozenset()


async def test_of_two_reads_the_one_that_began_later_stands() -> None:
    backend = Gated()
    store, _ = store_of(backend)
    one = asyncio.create_task(store.load([DND]))
    await until(lambda: len(backend.answers) == 1)
    two = asyncio.create_task(store.load([DND]))
    await until(lambda: len(backend.answers) == 2)
    old, new = backend.stored[DND], backend.stored[DND].with_value(ON, True)
    backend.answers[1].set_result(new)
    await two
    backend.answers[0].set_result(old)
    await one
    assert store.slot(DND).saved == new
    assert store.slot(DND).phase is READY


async def test_a_quiet_reading_marks_what_others_changed_and_touches_no_draft() -> None:
    backend = FakeBackend()
    store, recorder = await loaded(backend)
    store.edit(FORWARDING, RINGS, 5)
    backend.set("call_forwarding.busy.destination", "9999")
    await store.load(is_quiet=True)
    slot = store.slot(FORWARDING)
    assert LOADING not in recorder.phases(FORWARDING)
    assert slot.elsewhere == {("call_forwarding", "busy", "destination")}
    assert slot.value(("call_forwarding", "busy", "destination")) == "9999"
    assert [change.path for change in slot.changes] == [RINGS]
    backend.read_error[FORWARDING] = GONE
    await store.load(is_quiet=True)
    assert store.slot(FORWARDING) == slot


async def test_a_failed_reading_keeps_what_was_typed_and_it_can_be_saved_later() -> None:
    backend = FakeBackend()
    store, _ = await loaded(backend)
    store.edit(DND, ON, True)
    backend.read_error[DND] = GONE
    await store.load()
    assert store.slot(DND).phase is FAILED
    assert (await store.save())[0].result is Result.REFUSED
    assert store.is_dirty
    backend.read_error.clear()
    assert store.can_save(DND)
    assert (await store.save())[0].result is Result.SAVED


class Blind(FakeBackend):
    """Reads fail once a write has left, while `is_blind`."""

    is_blind = True

    async def read(self, feature: Feature) -> Setting:
        if self.writes and self.is_blind:
            raise GONE
        return await super().read(feature)


@pytest.mark.parametrize("is_done", [True, False])
@pytest.mark.parametrize("way", ["check", "load", "quiet", "save"])
async def test_an_unknown_outcome_is_found_out_before_anything_is_sent_again(
    is_done: bool, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pause(monkeypatch)
    backend = Blind()
    store, recorder = await loaded(backend)
    store.edit(DND, ON, True)
    backend.write_error[DND], backend.is_lost = OutcomeUnknownError("No answer."), is_done
    assert (await store.save())[0].result is Result.UNKNOWN
    assert recorder.phases(DND) == [READY, SAVING, UNKNOWN]
    ways: dict[str, Any] = {
        "check": lambda: store.check(DND),
        "load": store.load,
        "quiet": lambda: store.load(is_quiet=True),
        "save": store.save,
    }
    await ways[way]()
    assert (store.slot(DND).phase, len(backend.writes)) == (UNKNOWN, 1)
    backend.is_blind = False
    await ways[way]()
    assert store.slot(DND).phase is READY
    assert store.is_dirty is (not is_done and way != "save")
    assert len(backend.writes) == (2 if way == "save" and not is_done else 1)
    assert await store.check(DND) is None


async def test_what_is_typed_while_the_outcome_is_unknown_is_not_mistaken_for_somebody_elses() -> None:
    backend = Blind()
    store, _ = await loaded(backend)
    store.edit(FORWARDING, RINGS, 5)
    backend.write_error[FORWARDING], backend.is_lost = OutcomeUnknownError("No answer."), True
    await store.save()
    store.edit(FORWARDING, RINGS, 6)
    backend.is_blind = False
    (outcome,) = await store.save()
    assert (outcome.result, outcome.conflicts) == (Result.SAVED, ())
    assert backend.value("call_forwarding.no_answer.number_of_rings") == 6


async def test_each_outcome_is_recorded_where_the_save_ran_before_the_screen_hears_of_it() -> None:
    backend = FakeBackend()
    seen: list[tuple[Result, bool]] = []

    def record(outcome: Outcome) -> None:
        seen.append((outcome.result, store.is_saving))

    store, _ = store_of(backend, record)
    await store.load()
    store.edit(DND, ON, True)
    await store.save()
    assert seen == [(Result.SAVED, True)]


async def test_an_error_of_ours_leaves_no_feature_saving_for_ever_and_hides_no_other() -> None:
    def record(outcome: Outcome) -> None:
        if outcome.feature is DND:
            raise RuntimeError("a mistake of ours")

    backend = FakeBackend()
    store, _ = store_of(backend, record)
    await store.load()
    store.edit(DND, ON, True)
    store.edit(WAITING, ON, False)
    with pytest.raises(RuntimeError):
        await store.save()
    assert [store.slot(feature).phase for feature in (DND, WAITING)] == [READY, READY]
    outcome = store.slot(WAITING).outcome
    assert outcome is not None
    assert outcome.result is Result.SAVED
    store.catch_up()
    assert not store.is_dirty


async def test_a_session_that_may_only_read_sends_nothing() -> None:
    backend = FakeBackend()
    store, _ = await loaded(backend)
    store.edit(DND, ON, True)
    store.read_only_reason = "Somebody else is editing."
    with pytest.raises(NotOfferedError, match="Somebody else"):
        store.edit(WAITING, ON, False)
    (outcome,) = await store.save()
    assert (outcome.result, backend.writes) == (Result.REFUSED, [])
    assert "Somebody else is editing" in outcome.sentence
