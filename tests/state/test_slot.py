from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.fakes.backend import DOCUMENTS
from tests.state.recorded import BUSY_TO, COPY_TO, FORWARDING, RINGS, VOICEMAIL
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.state.merge import Change
from tui_callsettings.state.saving import Outcome, Result
from tui_callsettings.state.slot import Phase, Side, Slot

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 1, 12, 5, tzinfo=UTC)
BASE = FORWARDING.model.model_validate(DOCUMENTS[FORWARDING])


def read(values: dict[FieldPath, Value] | None = None) -> Slot:
    return Slot(FORWARDING).reread(BASE, AT).reread(BASE.with_values(values or {}), AT)


def test_a_slot_that_was_never_read_takes_no_edit() -> None:
    slot = Slot(FORWARDING)
    assert slot.edited(RINGS, 5) == slot
    assert slot.settled(RINGS, Side.MINE) == slot
    assert slot.acknowledged(RINGS, 5) == slot
    assert slot.resumed([Change(FORWARDING, RINGS, 3, 5)]) == slot
    assert (slot.changes, slot.is_editable, slot.value(RINGS)) == ((), False, None)


def test_reading_again_keeps_mine_and_brings_theirs() -> None:
    slot = read().edited(RINGS, 5).reread(BASE.with_value(BUSY_TO, "9999"), LATER)
    assert [(c.path, c.after) for c in slot.changes] == [(RINGS, 5)]
    assert slot.value(BUSY_TO) == "9999"
    assert slot.elsewhere == {BUSY_TO}
    assert (slot.conflicts, slot.read_at, slot.phase) == ((), LATER, Phase.READY)


def test_what_was_done_here_beside_the_saves_is_no_change_of_others_before_or_after_it_is_read() -> None:
    now = BASE.with_value(BUSY_TO, "9999")
    early = read().reread(now, LATER).acknowledged(BUSY_TO, "9999")
    late = read().edited(RINGS, 5).acknowledged(BUSY_TO, "9999").reread(now, LATER)
    assert (early.elsewhere, late.elsewhere) == (frozenset(), frozenset())
    assert (early.value(BUSY_TO), late.value(BUSY_TO)) == ("9999", "9999")
    assert (early.changes, [c.path for c in late.changes]) == ((), [RINGS])


def clashed() -> Slot:
    return read().edited(BUSY_TO, "4022").reread(BASE.with_value(BUSY_TO, "9999"), LATER)


def test_a_clash_keeps_mine_on_the_form_and_asks() -> None:
    slot = clashed()
    (conflict,) = slot.conflicts
    assert (conflict.base, conflict.mine, conflict.now) == ("321321", "4022", "9999")
    assert slot.value(BUSY_TO) == "4022"
    assert slot.reread(BASE.with_value(BUSY_TO, "9999"), LATER).conflicts == slot.conflicts


@pytest.mark.parametrize(("side", "value"), [(Side.MINE, "4022"), (Side.THEIRS, "9999")])
def test_a_settled_clash_is_over(side: Side, value: str) -> None:
    slot = clashed().settled(BUSY_TO, side)
    assert (slot.conflicts, slot.value(BUSY_TO)) == ((), value)
    assert slot.is_dirty is (side is Side.MINE)


def test_a_clash_settled_for_mine_is_asked_again_when_it_changes_again() -> None:
    slot = clashed().settled(BUSY_TO, Side.MINE).reread(BASE.with_value(BUSY_TO, "8888"), LATER)
    (conflict,) = slot.conflicts
    assert (conflict.base, conflict.now) == ("9999", "8888")


@pytest.mark.parametrize("typed", ["9999", "99 99"])
def test_a_clash_is_over_when_both_want_the_same(typed: str) -> None:
    assert clashed().edited(BUSY_TO, typed).conflicts == ()
    assert clashed().reread(BASE.with_value(BUSY_TO, "4022"), LATER).conflicts == ()
    assert clashed().reverted().conflicts == ()


def saved(mine: Slot) -> Outcome:
    assert mine.draft is not None
    return Outcome(FORWARDING, Result.SAVED, LATER, mine.draft, before=mine.saved, after=mine.draft)


def test_after_a_save_what_was_typed_meanwhile_is_the_only_change() -> None:
    sent = read().edited(RINGS, 5)
    slot = sent.edited(BUSY_TO, "4022").after_save(saved(sent))
    assert [(c.path, c.before, c.after) for c in slot.changes] == [(BUSY_TO, "321321", "4022")]
    assert slot.read_at == LATER


def test_a_field_typed_back_during_the_save_is_a_change_again() -> None:
    sent = read().edited(RINGS, 5)
    slot = sent.edited(RINGS, 3).after_save(saved(sent))
    assert [(c.path, c.before, c.after) for c in slot.changes] == [(RINGS, 5, 3)]


def test_after_a_save_a_text_is_shown_as_it_was_sent() -> None:
    base = VOICEMAIL.model.model_validate(DOCUMENTS[VOICEMAIL])
    slot = Slot(VOICEMAIL).reread(base, AT).edited(COPY_TO, "kim@example.com ")
    mine = base.with_value(COPY_TO, "kim@example.com")
    after = slot.after_save(Outcome(VOICEMAIL, Result.SAVED, LATER, mine, before=base, after=mine))
    assert (after.changes, after.value(COPY_TO)) == ((), "kim@example.com")


def test_what_the_provider_kept_otherwise_stays_as_typed() -> None:
    sent = read().edited(RINGS, 5).edited(BUSY_TO, "4022")
    assert sent.draft is not None
    kept = sent.draft.with_value(RINGS, 6)
    differing = (Change(FORWARDING, RINGS, 5, 6),)
    outcome = Outcome(
        FORWARDING,
        Result.DIFFERS,
        LATER,
        sent.draft,
        before=BASE,
        after=kept,
        written=sent.changes,
        differing=differing,
    )
    slot = sent.after_save(outcome)
    assert [(c.path, c.before, c.after) for c in slot.changes] == [(RINGS, 6, 5)]
    assert slot.elsewhere == frozenset()


def test_an_unknown_outcome_changes_nothing_but_the_phase() -> None:
    sent = read().edited(RINGS, 5)
    assert sent.draft is not None
    slot = sent.after_save(Outcome(FORWARDING, Result.UNKNOWN, LATER, sent.draft, before=BASE, written=sent.changes))
    assert (slot.phase, slot.changes, slot.saved) == (Phase.UNKNOWN, sent.changes, BASE)


def test_kept_edits_come_back_and_what_is_typed_since_wins() -> None:
    kept = [Change(FORWARDING, RINGS, 3, 5), Change(FORWARDING, BUSY_TO, "321321", "4022")]
    slot = read().edited(BUSY_TO, "4444").resumed(kept)
    assert [(c.path, c.after) for c in slot.changes] == [(BUSY_TO, "4444"), (RINGS, 5)]
    assert slot.conflicts == ()


def test_kept_edits_that_were_overtaken_are_a_question_and_those_made_elsewhere_are_none() -> None:
    kept = [Change(FORWARDING, RINGS, 3, 5), Change(FORWARDING, BUSY_TO, "321321", "4022")]
    slot = read({RINGS: 5, BUSY_TO: "9999"}).resumed(kept)
    assert [c.path for c in slot.conflicts] == [BUSY_TO]
    assert [c.path for c in slot.changes] == [BUSY_TO]


def test_taking_up_edits_ends_no_phase() -> None:
    slot = replace(read(), phase=Phase.SAVING).resumed([Change(FORWARDING, RINGS, 3, 5)])
    assert (slot.phase, slot.value(RINGS)) == (Phase.SAVING, 5)
