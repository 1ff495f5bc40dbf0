from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.fakes.backend import DOCUMENTS
from tests.state.store_helpers import BUSY_TO, COPY_TO, FORWARDING, RINGS, VOICEMAIL
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.state.changes import Change
from tui_callsettings.state.feature_state import FeatureState, Resolution, Status
from tui_callsettings.state.save import SaveResult, SaveStatus

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 1, 12, 5, tzinfo=UTC)
BASE = FORWARDING.model.model_validate(DOCUMENTS[FORWARDING])


def read(values: dict[FieldPath, Value] | None = None) -> FeatureState:
    return FeatureState(FORWARDING).with_reread(BASE, AT).with_reread(BASE.with_values(values or {}), AT)


def test_a_feature_that_was_never_read_takes_no_edit() -> None:
    state = FeatureState(FORWARDING)
    assert state.with_edit(RINGS, 5) == state
    assert state.with_resolution(RINGS, Resolution.OURS) == state
    assert state.with_known_value(RINGS, 5) == state
    assert state.with_restored_edits([Change(FORWARDING, RINGS, 3, 5)]) == state
    assert (state.changes, state.is_editable, state.value(RINGS)) == ((), False, None)


def test_rereading_keeps_our_changes_and_brings_remote_ones() -> None:
    state = read().with_edit(RINGS, 5).with_reread(BASE.with_value(BUSY_TO, "9999"), LATER)
    assert [(c.path, c.new) for c in state.changes] == [(RINGS, 5)]
    assert state.value(BUSY_TO) == "9999"
    assert state.remote_changes == {BUSY_TO}
    assert (state.conflicts, state.read_at, state.status) == ((), LATER, Status.READY)


def test_what_was_done_here_beside_the_saves_is_no_change_of_others_before_or_after_it_is_read() -> None:
    now = BASE.with_value(BUSY_TO, "9999")
    early = read().with_reread(now, LATER).with_known_value(BUSY_TO, "9999")
    late = read().with_edit(RINGS, 5).with_known_value(BUSY_TO, "9999").with_reread(now, LATER)
    assert (early.remote_changes, late.remote_changes) == (frozenset(), frozenset())
    assert (early.value(BUSY_TO), late.value(BUSY_TO)) == ("9999", "9999")
    assert (early.changes, [c.path for c in late.changes]) == ((), [RINGS])


def conflicting() -> FeatureState:
    return read().with_edit(BUSY_TO, "4022").with_reread(BASE.with_value(BUSY_TO, "9999"), LATER)


def test_a_conflict_keeps_our_value_on_the_form() -> None:
    state = conflicting()
    (conflict,) = state.conflicts
    assert (conflict.base, conflict.ours, conflict.theirs) == ("321321", "4022", "9999")
    assert state.value(BUSY_TO) == "4022"
    assert state.with_reread(BASE.with_value(BUSY_TO, "9999"), LATER).conflicts == state.conflicts


@pytest.mark.parametrize(("resolution", "value"), [(Resolution.OURS, "4022"), (Resolution.THEIRS, "9999")])
def test_a_resolved_conflict_is_gone(resolution: Resolution, value: str) -> None:
    state = conflicting().with_resolution(BUSY_TO, resolution)
    assert (state.conflicts, state.value(BUSY_TO)) == ((), value)
    assert state.is_dirty is (resolution is Resolution.OURS)


def test_a_conflict_resolved_for_ours_comes_back_when_theirs_changes_again() -> None:
    state = conflicting().with_resolution(BUSY_TO, Resolution.OURS).with_reread(BASE.with_value(BUSY_TO, "8888"), LATER)
    (conflict,) = state.conflicts
    assert (conflict.base, conflict.theirs) == ("9999", "8888")


@pytest.mark.parametrize("typed", ["9999", "99 99"])
def test_a_conflict_is_gone_when_both_values_are_the_same(typed: str) -> None:
    assert conflicting().with_edit(BUSY_TO, typed).conflicts == ()
    assert conflicting().with_reread(BASE.with_value(BUSY_TO, "4022"), LATER).conflicts == ()
    assert conflicting().without_edits().conflicts == ()


def saved(ours: FeatureState) -> SaveResult:
    assert ours.draft is not None
    return SaveResult(FORWARDING, SaveStatus.SAVED, LATER, ours.draft, old=ours.saved, new=ours.draft)


def test_after_a_save_what_was_typed_meanwhile_is_the_only_change() -> None:
    sent = read().with_edit(RINGS, 5)
    state = sent.with_edit(BUSY_TO, "4022").with_save_result(saved(sent))
    assert [(c.path, c.old, c.new) for c in state.changes] == [(BUSY_TO, "321321", "4022")]
    assert state.read_at == LATER


def test_a_field_typed_back_during_the_save_is_a_change_again() -> None:
    sent = read().with_edit(RINGS, 5)
    state = sent.with_edit(RINGS, 3).with_save_result(saved(sent))
    assert [(c.path, c.old, c.new) for c in state.changes] == [(RINGS, 5, 3)]


def test_after_a_save_a_text_is_shown_as_it_was_sent() -> None:
    base = VOICEMAIL.model.model_validate(DOCUMENTS[VOICEMAIL])
    state = FeatureState(VOICEMAIL).with_reread(base, AT).with_edit(COPY_TO, "kim@example.com ")
    ours = base.with_value(COPY_TO, "kim@example.com")
    new = state.with_save_result(SaveResult(VOICEMAIL, SaveStatus.SAVED, LATER, ours, old=base, new=ours))
    assert (new.changes, new.value(COPY_TO)) == ((), "kim@example.com")


def test_what_the_provider_kept_otherwise_stays_as_typed() -> None:
    sent = read().with_edit(RINGS, 5).with_edit(BUSY_TO, "4022")
    assert sent.draft is not None
    stored = sent.draft.with_value(RINGS, 6)
    mismatches = (Change(FORWARDING, RINGS, 5, 6),)
    result = SaveResult(
        FORWARDING,
        SaveStatus.MISMATCH,
        LATER,
        sent.draft,
        old=BASE,
        new=stored,
        written=sent.changes,
        mismatches=mismatches,
    )
    state = sent.with_save_result(result)
    assert [(c.path, c.old, c.new) for c in state.changes] == [(RINGS, 6, 5)]
    assert state.remote_changes == frozenset()


@pytest.mark.parametrize("status", [SaveStatus.REJECTED, SaveStatus.CONFLICT])
def test_a_save_that_was_not_made_brings_in_what_it_read_first(status: SaveStatus) -> None:
    sent = read().with_edit(RINGS, 5)
    assert sent.draft is not None
    found = BASE.with_value(BUSY_TO, "9999")
    state = sent.with_save_result(SaveResult(FORWARDING, status, LATER, sent.draft, old=found))
    assert (state.saved, state.value(BUSY_TO), state.remote_changes) == (found, "9999", frozenset({BUSY_TO}))
    assert [(c.path, c.old, c.new) for c in state.changes] == [(RINGS, 3, 5)]
    assert (state.read_at, state.conflicts) == (LATER, ())


def test_a_save_that_read_nothing_leaves_everything_as_it_was() -> None:
    sent = read().with_edit(RINGS, 5)
    assert sent.draft is not None
    result = SaveResult(FORWARDING, SaveStatus.REJECTED, LATER, sent.draft)
    assert sent.with_save_result(result) == replace(sent, last_save=result)


def test_an_unknown_result_changes_only_the_status() -> None:
    sent = read().with_edit(RINGS, 5)
    assert sent.draft is not None
    state = sent.with_save_result(
        SaveResult(FORWARDING, SaveStatus.UNKNOWN, LATER, sent.draft, old=BASE, written=sent.changes)
    )
    assert (state.status, state.changes, state.saved) == (Status.UNKNOWN, sent.changes, BASE)


def test_draft_edits_come_back_and_newer_edits_win() -> None:
    edits = [Change(FORWARDING, RINGS, 3, 5), Change(FORWARDING, BUSY_TO, "321321", "4022")]
    state = read().with_edit(BUSY_TO, "4444").with_restored_edits(edits)
    assert [(c.path, c.new) for c in state.changes] == [(BUSY_TO, "4444"), (RINGS, 5)]
    assert state.conflicts == ()


def test_draft_edits_overtaken_elsewhere_are_conflicts_and_those_already_made_are_none() -> None:
    edits = [Change(FORWARDING, RINGS, 3, 5), Change(FORWARDING, BUSY_TO, "321321", "4022")]
    state = read({RINGS: 5, BUSY_TO: "9999"}).with_restored_edits(edits)
    assert [c.path for c in state.conflicts] == [BUSY_TO]
    assert [c.path for c in state.changes] == [BUSY_TO]


def test_resuming_edits_changes_no_status() -> None:
    state = replace(read(), status=Status.SAVING).with_restored_edits([Change(FORWARDING, RINGS, 3, 5)])
    assert (state.status, state.value(RINGS)) == (Status.SAVING, 5)
