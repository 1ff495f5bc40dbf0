import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import (
    ALWAYS,
    ALWAYS_TO,
    BUSY_TO,
    COPY_TO,
    DND,
    FORWARDING,
    ON,
    RINGS,
    VOICEMAIL,
    WAITING,
    load_store,
    make_store,
)
from tui_callsettings.errors import UnreachableError, UnsupportedError
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.setting import FieldPath
from tui_callsettings.state.changes import Change
from tui_callsettings.state.feature_state import Resolution
from tui_callsettings.state.save import SaveStatus
from tui_callsettings.state.store import SettingsStore
from tui_callsettings.state.store_state import StoreState

SPLASH: FieldPath = ("ring_splash_enabled",)
BUSY_ON: FieldPath = ("call_forwarding", "busy", "enabled")
RINGS_KEY = "call_forwarding.no_answer.number_of_rings"


def type_text(store: SettingsStore, path: FieldPath, text: str) -> None:
    for end in range(1, len(text) + 1):
        store.edit(FORWARDING, path, text[:end])


def shown(store: SettingsStore, path: FieldPath) -> object:
    return store.feature_state(FORWARDING).value(path)


async def test_text_typed_on_is_one_step_and_each_switch_is_one() -> None:
    store, _ = await load_store()
    type_text(store, BUSY_TO, "4022")
    store.edit(FORWARDING, ALWAYS, True)
    store.edit(FORWARDING, ALWAYS, False)
    store.edit(FORWARDING, RINGS, 1)
    store.edit(FORWARDING, RINGS, 12)
    assert [change and change.new for change in [store.undo() for _ in range(5)]] == [3, True, False, "321321", None]
    assert store.changes() == ()
    assert [change and change.new for change in [store.redo() for _ in range(5)]] == ["4022", True, False, 12, None]


async def test_an_edit_after_an_undo_ends_what_could_be_redone() -> None:
    store, _ = await load_store()
    type_text(store, BUSY_TO, "4022")
    store.undo()
    type_text(store, BUSY_TO, "5")
    assert store.redo() is None
    store.undo()
    assert shown(store, BUSY_TO) == "321321"


async def test_typing_after_a_save_is_a_step_of_its_own() -> None:
    store, _ = await load_store()
    type_text(store, BUSY_TO, "4022")
    await store.save()
    store.edit(FORWARDING, BUSY_TO, "40223")
    store.undo()
    assert shown(store, BUSY_TO) == "4022"
    change = store.undo()
    assert change is not None
    assert (change.old, change.new) == ("4022", "321321")
    assert [c.new for c in store.changes()] == ["321321"]


async def test_undo_never_brings_back_a_value_over_one_that_came_from_elsewhere() -> None:
    backend = FakeBackend()
    store, _ = await load_store(backend)
    store.edit(FORWARDING, RINGS, 5)
    await store.save()
    backend.set("call_forwarding.no_answer.number_of_rings", 9)
    await store.load()
    assert store.undo() is None
    assert shown(store, RINGS) == 9


async def test_discarded_edits_can_be_undone() -> None:
    store, _ = await load_store()
    store.edit(FORWARDING, RINGS, 5)
    store.edit(DND, ON, True)
    store.undo()
    store.revert()
    assert store.redo() is None
    assert store.changes() == ()
    store.undo()
    assert [(c.path, c.new) for c in store.changes()] == [(RINGS, 5)]


async def test_taking_theirs_can_be_undone() -> None:
    backend = FakeBackend()
    store, _ = await load_store(backend)
    store.edit(FORWARDING, BUSY_TO, "4022")
    backend.set("call_forwarding.busy.destination", "9999")
    assert (await store.save())[0].status is SaveStatus.CONFLICT
    assert not store.state.can_save(FORWARDING)
    assert (await store.save())[0].status is SaveStatus.CONFLICT
    store.resolve_conflict(FORWARDING, BUSY_TO, Resolution.THEIRS)
    assert shown(store, BUSY_TO) == "9999"
    store.undo()
    assert shown(store, BUSY_TO) == "4022"


@pytest.mark.parametrize("resolution", list(Resolution))
async def test_a_settled_conflict_can_be_saved(resolution: Resolution) -> None:
    backend = FakeBackend()
    store, _ = await load_store(backend)
    store.edit(FORWARDING, BUSY_TO, "4022")
    store.edit(FORWARDING, RINGS, 5)
    backend.set("call_forwarding.busy.destination", "9999")
    await store.save()
    store.resolve_conflict(FORWARDING, BUSY_TO, resolution)
    assert store.state.can_save(FORWARDING)
    assert (await store.save())[0].status is SaveStatus.SAVED
    assert backend.value("call_forwarding.busy.destination") == ("4022" if resolution is Resolution.OURS else "9999")
    assert backend.value("call_forwarding.no_answer.number_of_rings") == 5


async def test_errors_block_a_save_but_not_those_that_the_account_had_before() -> None:
    backend = FakeBackend()
    backend.set("call_forwarding.always.enabled", True)
    store, _ = await load_store(backend)
    store.edit(FORWARDING, RINGS, 5)
    assert [problem.path for problem in store.state.find_problems(FORWARDING) if problem.is_error] == [ALWAYS_TO]
    assert store.state.blockers(FORWARDING) == ()
    store.edit(FORWARDING, ("call_forwarding", "no_answer", "enabled"), True)
    (problem,) = store.state.blockers(FORWARDING)
    assert problem.path == ("call_forwarding", "no_answer", "destination")
    (result,) = await store.save()
    assert (result.status, backend.writes) == (SaveStatus.REJECTED, [])
    assert len(store.changes()) == 2


@pytest.mark.parametrize("value", ["abc", "", None, True, "9" * 5000])
async def test_what_is_no_number_of_rings_stays_as_typed_and_is_not_sent(value: str | bool | None) -> None:
    backend = FakeBackend()
    store, _ = await load_store(backend)
    store.edit(FORWARDING, RINGS, value)
    assert shown(store, RINGS) == value
    assert [problem.path for problem in store.state.blockers(FORWARDING)] == [RINGS]
    assert (await store.save())[0].status is SaveStatus.REJECTED
    assert backend.writes == []


async def test_an_unsupported_field_takes_no_edit_and_gives_the_reason() -> None:
    limits = {
        (DND, SPLASH): Support(Access.NOT_OFFERED, "not offered by Fake"),
        (WAITING, ()): Support(Access.READ_ONLY, "your administrator decides"),
    }
    store, _ = await load_store(FakeBackend(Capabilities("Fake", limits)))
    with pytest.raises(UnsupportedError, match="not offered by Fake"):
        store.edit(DND, SPLASH, False)
    with pytest.raises(UnsupportedError, match="your administrator decides"):
        store.edit(WAITING, ON, False)
    with pytest.raises(UnsupportedError, match="set by your provider"):
        store.edit(FORWARDING, ("call_forwarding", "no_answer", "system_max_number_of_rings"), 5)
    with pytest.raises(KeyError):
        store.edit(DND, ("no_such_field",), True)
    assert store.changes() == ()


async def test_a_draft_edit_that_the_account_no_longer_takes_blocks_a_save() -> None:
    backend = FakeBackend(Capabilities("Fake", {(DND, SPLASH): Support(Access.NOT_OFFERED, "not offered by Fake")}))
    store, _ = await load_store(backend)
    store.resume([Change(DND, SPLASH, True, False)])
    (problem,) = store.state.blockers(DND)
    assert "not offered by Fake" in problem.message
    assert not store.state.can_save(DND)
    store.undo()
    assert store.state.blockers(DND) == ()


async def test_kept_edits_of_a_feature_that_cannot_be_read_wait_for_it() -> None:
    backend = FakeBackend()
    backend.read_error[VOICEMAIL] = UnreachableError("There is no connection.")
    store, _ = make_store(backend)
    await store.load()
    edits = [Change(VOICEMAIL, COPY_TO, "pat@example.com", "kim@example.com"), Change(FORWARDING, RINGS, 3, 5)]
    store.resume(edits)
    assert [change.path for change in store.changes()] == [RINGS]
    assert {change.path for change in store.unsaved()} == {RINGS, COPY_TO}
    store.revert()
    assert [change.path for change in store.unsaved()] == [COPY_TO]
    backend.read_error.clear()
    await store.load([VOICEMAIL])
    assert [change.path for change in store.changes()] == [COPY_TO]
    assert store.unsaved() == store.changes()


async def test_kept_edits_are_all_among_the_unsaved_at_every_moment_of_taking_them_up() -> None:
    store, _ = await load_store()
    edits = [Change(FORWARDING, RINGS, 3, 5), Change(VOICEMAIL, COPY_TO, "pat@example.com", "kim@example.com")]
    heard: list[set[FieldPath]] = []
    store.subscribe(lambda _: heard.append({change.path for change in store.unsaved()}))
    store.resume(edits)
    assert heard
    assert all(each == {RINGS, COPY_TO} for each in heard)


async def test_listeners_get_the_current_state_and_can_unsubscribe() -> None:
    store, _ = await load_store()
    heard: list[object] = []

    def meddling(state: StoreState) -> None:
        if state.features[FORWARDING].value(RINGS) == 5:
            store.edit(FORWARDING, RINGS, 6)

    leave_meddling = store.subscribe(meddling)
    leave = store.subscribe(lambda state: heard.append(state.features[FORWARDING].value(RINGS)))
    store.edit(FORWARDING, RINGS, 5)
    assert heard == [6, 6]
    leave_meddling()
    leave()
    store.edit(FORWARDING, RINGS, 5)
    assert heard == [6, 6]
    store.edit(FORWARDING, RINGS, 5)
    assert store.settings(is_draft=False)[FORWARDING].value(RINGS) == 3


async def test_a_listener_that_does_not_follow_edits_hears_what_is_read_and_saved() -> None:
    store, _ = await load_store()
    heard: list[object] = []
    store.subscribe(lambda state: heard.append(state.features[FORWARDING].saved), to_edits=False)
    store.edit(FORWARDING, RINGS, 5)
    store.undo()
    store.redo()
    assert not heard
    await store.save()
    assert heard[-1] == store.settings(is_draft=False)[FORWARDING]
    assert store.settings(is_draft=False)[FORWARDING].value(RINGS) == 5


async def test_turning_forwarding_off_edits_every_rule_that_is_on_and_keeps_the_numbers() -> None:
    backend = FakeBackend()
    backend.set("call_forwarding.always.enabled", True)
    backend.set("call_forwarding.busy.enabled", True)
    store, _ = await load_store(backend)
    edits = store.turn_forwarding_off()
    assert [(change.path, change.new) for change in edits] == [(ALWAYS, False), (BUSY_ON, False)]
    assert store.changes() == edits
    assert shown(store, BUSY_TO) == "321321"
    assert store.turn_forwarding_off() == ()


async def test_a_state_that_existed_can_be_restored_though_todays_rules_refuse_it_as_new() -> None:
    backend = FakeBackend()
    store, _ = await load_store(backend)
    own = "+19075550142"
    store.edit(FORWARDING, BUSY_TO, own)
    store.edit(FORWARDING, BUSY_ON, True)
    assert store.state.blockers(FORWARDING)
    store.revert()
    snapshot = backend.stored[FORWARDING].with_values({BUSY_TO: own, BUSY_ON: True})
    assert store.restore(FORWARDING, {BUSY_TO: own, BUSY_ON: True}, snapshot) == ()
    assert store.state.blockers(FORWARDING) == ()
    assert [(change.path, problem.is_error) for change, problem in store.state.warnings()] == [(BUSY_TO, False)]
    assert (await store.save())[0].status is SaveStatus.SAVED
    store.edit(FORWARDING, ALWAYS_TO, own)
    store.edit(FORWARDING, ALWAYS, True)
    assert [problem.path for problem in store.state.blockers(FORWARDING)] == [ALWAYS_TO]


async def test_a_stored_own_number_that_is_turned_on_is_stopped_like_a_new_one() -> None:
    backend = FakeBackend()
    backend.set("call_forwarding.busy.destination", "+19075550142")
    store, _ = await load_store(backend)
    store.edit(FORWARDING, RINGS, 5)
    assert store.state.blockers(FORWARDING) == ()
    store.edit(FORWARDING, BUSY_ON, True)
    assert [problem.path for problem in store.state.blockers(FORWARDING)] == [BUSY_TO]


@pytest.mark.parametrize("value", [True, False])
async def test_a_field_that_is_not_reported_is_edited_like_any_other(value: bool) -> None:
    backend = FakeBackend()
    backend.stored[FORWARDING] = FORWARDING.model.model_validate({"callForwarding": {"always": None, "busy": {}}})
    store, _ = await load_store(backend)
    assert shown(store, BUSY_ON) is None
    store.edit(FORWARDING, BUSY_ON, value)
    assert [(change.old, change.new) for change in store.changes()] == [(None, value)]
    store.undo()
    assert store.changes() == ()
    store.edit(FORWARDING, ("call_forwarding", "no_answer", "enabled"), False)
    assert (await store.save())[0].status is SaveStatus.SAVED
    assert shown(store, BUSY_ON) is None
    assert backend.writes == [(FORWARDING, (("call_forwarding", "no_answer", "enabled"),))]


async def test_side_effects_of_a_save_can_be_edited_back() -> None:
    backend = FakeBackend()
    backend.resets_omitted = True
    store, _ = await load_store(backend)
    store.edit(FORWARDING, RINGS, 5)
    (result,) = await store.save()
    assert result.status is SaveStatus.MISMATCH
    assert result.repair_command == "callsettings set call_forwarding.busy.destination=321321"
    change = store.undo()
    assert change is not None
    assert (change.path, change.new) == (BUSY_TO, "321321")
    store.redo()
    assert [(change.path, change.new) for change in store.undo_side_effects(FORWARDING)] == [(BUSY_TO, "321321")]
    assert (await store.save())[0].status is SaveStatus.SAVED
    assert (backend.value("call_forwarding.busy.destination"), backend.value(RINGS_KEY)) == ("321321", 5)


async def test_the_state_is_replaced_and_never_changed() -> None:
    store, _ = await load_store()
    before = store.state
    seen: list[StoreState] = []
    store.subscribe(seen.append)
    store.edit(FORWARDING, RINGS, 5)
    assert (before.is_dirty, before.can_undo) == (False, False)
    assert seen == [store.state]
    assert (store.state.is_dirty, store.state.can_undo, store.state.can_redo) == (True, True, False)
    store.undo()
    assert (store.state.is_dirty, store.state.can_undo, store.state.can_redo) == (False, False, True)
    store.edit(FORWARDING, RINGS, 3)
    assert seen[-1] is store.state
