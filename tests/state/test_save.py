from collections.abc import Collection

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
    disable_recheck_delay,
    load_store,
)
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import (
    CallSettingsError,
    InvalidResponseError,
    NotAllowedError,
    OutcomeUnknownError,
    RejectedError,
    UnreachableError,
)
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Setting, Value
from tui_callsettings.state.save import SaveResult, SaveStatus, recheck, save


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    disable_recheck_delay(monkeypatch)


async def saved(
    backend: FakeBackend, feature: Feature, values: dict[FieldPath, Value], base: Setting | None = None
) -> SaveResult:
    base = base or backend.stored[feature]
    return await save(CallSettingsClient(backend), feature, base, base.with_values(values))


async def test_only_what_changed_is_written_and_verified() -> None:
    backend = FakeBackend()
    result = await saved(backend, DND, {ON: True})
    assert result.status is SaveStatus.SAVED
    assert backend.calls == [("read", DND), ("write", DND, (ON,)), ("read", DND)]
    assert result.message == f"Do not disturb: saved and verified at {result.at:%H:%M:%S}."
    assert (result.old and result.old.value(ON), result.new and result.new.value(ON)) == (False, True)


async def test_a_value_that_is_stored_already_is_not_sent() -> None:
    backend = FakeBackend()
    base = backend.stored[FORWARDING]
    backend.set("call_forwarding.busy.destination", "4022")
    result = await saved(backend, FORWARDING, {BUSY_TO: "40-22"}, base)
    assert (result.status, result.written, backend.writes) == (SaveStatus.SAVED, (), [])


async def test_numbers_are_sent_without_separators_and_nothing_else_is_rewritten() -> None:
    backend = FakeBackend()
    backend.set("voicemail.email_copy_of_message.email_id", "pat@example.com ")
    await saved(backend, VOICEMAIL, {("transfer_to_number", "destination"): "+1 (205) 555-0155"})
    assert backend.value("voicemail.transfer_to_number.destination") == "+12055550155"
    stored = backend.stored[VOICEMAIL].model_dump()
    assert stored["email_copy_of_message"]["email_id"] == "pat@example.com "
    assert backend.writes == [(VOICEMAIL, (("transfer_to_number", "destination"),))]


async def test_a_field_changed_elsewhere_is_a_conflict_and_nothing_is_sent() -> None:
    backend = FakeBackend()
    base = backend.stored[FORWARDING]
    backend.set("call_forwarding.busy.destination", "9999")
    result = await saved(backend, FORWARDING, {BUSY_TO: "4022", RINGS: 5}, base)
    (conflict,) = result.conflicts
    assert (result.status, backend.writes) == (SaveStatus.CONFLICT, [])
    assert (conflict.base, conflict.ours, conflict.theirs) == ("321321", "4022", "9999")
    assert "not saved: changed elsewhere in the meantime: Forward to (when busy)" in result.message


async def test_a_remote_change_in_another_field_stays() -> None:
    backend = FakeBackend()
    base = backend.stored[FORWARDING]
    backend.set("call_forwarding.no_answer.number_of_rings", 7)
    result = await saved(backend, FORWARDING, {BUSY_TO: "4022"}, base)
    assert result.status is SaveStatus.SAVED
    assert backend.value("call_forwarding.no_answer.number_of_rings") == 7


@pytest.mark.parametrize(
    ("feature", "path", "value"),
    [
        (FORWARDING, RINGS, "abc"),
        (FORWARDING, RINGS, True),
        (FORWARDING, RINGS, None),
        (FORWARDING, RINGS, ""),
        (FORWARDING, BUSY_TO, 4022),
        (FORWARDING, BUSY_TO, False),
        (DND, ON, "on"),
        (DND, ON, None),
        (DND, ON, 3),
        (VOICEMAIL, ("send_busy_calls", "greeting"), ""),
        (VOICEMAIL, COPY_TO, 5),
    ],
)
async def test_a_value_of_the_wrong_sort_never_leaves(feature: Feature, path: FieldPath, value: Value) -> None:
    backend = FakeBackend()
    result = await saved(backend, feature, {path: value})
    assert (result.status, backend.calls) == (SaveStatus.REJECTED, [])
    assert f" {feature.field_title(path)}: use " in result.message


async def test_a_save_that_cannot_read_first_sends_nothing() -> None:
    backend = FakeBackend()
    backend.read_error[DND] = UnreachableError("There is no connection.")
    result = await saved(backend, DND, {ON: True})
    assert (result.status, backend.writes) == (SaveStatus.REJECTED, [])
    assert result.message == "Do not disturb: not saved. There is no connection."


async def test_a_refusal_carries_the_words_of_the_provider() -> None:
    backend = FakeBackend()
    error = RejectedError("The provider refused it.", provider_message="Number not <allowed>", tracking_id="T-1")
    backend.write_error[FORWARDING] = error
    result = await saved(backend, FORWARDING, {BUSY_TO: "4022"})
    assert (result.status, result.failure) == (SaveStatus.REJECTED, error)
    assert "Number not <allowed>" in result.message
    assert "T-1" in result.message


@pytest.mark.parametrize("error", [RejectedError("No."), InvalidResponseError("Garbled."), CallSettingsError("Ours.")])
async def test_what_is_stored_counts_for_more_than_the_answer(error: CallSettingsError) -> None:
    backend = FakeBackend()
    backend.write_error[DND], backend.applies_failed_write = error, True
    assert (await saved(backend, DND, {ON: True})).status is SaveStatus.SAVED


async def test_a_partial_save_names_what_was_saved_and_what_was_not() -> None:
    backend = FakeBackend()
    backend.transform_write = lambda _, setting: setting.with_value(ALWAYS, False)
    backend.write_error[FORWARDING], backend.applies_failed_write = RejectedError("Not that one."), True
    result = await saved(backend, FORWARDING, {ALWAYS: True, ALWAYS_TO: "4022"})
    assert result.status is SaveStatus.PARTIAL
    assert [change.path for change in result.written] == [ALWAYS_TO]
    assert [change.path for change in result.mismatches] == [ALWAYS]
    assert "partly saved. Saved: Forward to (always). Not saved: Forward all calls. Not that one." in result.message


async def test_a_provider_that_stores_another_value_is_reported() -> None:
    backend = FakeBackend()
    backend.transform_write = lambda _, setting: setting.with_value(RINGS, 6)
    result = await saved(backend, FORWARDING, {RINGS: 5, BUSY_TO: "4022"})
    assert result.status is SaveStatus.MISMATCH
    assert (
        "the provider accepted the change but stored a different value: Number of rings (when unanswered) is 6 rings"
        in result.message
    )


@pytest.mark.parametrize("is_done", [True, False])
async def test_a_lost_answer_is_resolved_by_reading_again(is_done: bool) -> None:
    backend = FakeBackend()
    backend.write_error[DND], backend.applies_failed_write = OutcomeUnknownError("No answer."), is_done
    result = await saved(backend, DND, {ON: True})
    assert result.status is (SaveStatus.SAVED if is_done else SaveStatus.REJECTED)
    assert len(backend.writes) == 1
    if not is_done:
        assert "Reading again shows that nothing was changed" in result.message


async def test_a_provider_still_at_work_is_read_a_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = FakeBackend()
    backend.write_error[DND] = OutcomeUnknownError("No answer.")
    reads = 0

    async def late(feature: Feature) -> Setting:
        nonlocal reads
        reads += 1
        if reads == 3:
            backend.set("do_not_disturb.enabled", True)
        return backend.stored[feature]

    monkeypatch.setattr(backend, "read", late)
    assert (await saved(backend, DND, {ON: True})).status is SaveStatus.SAVED


class BlindAfterWrite(FakeBackend):
    """The first read works; whatever comes after a write does not, until `sees` is set."""

    sees = False

    async def read(self, feature: Feature) -> Setting:
        if self.writes and not self.sees:
            raise UnreachableError("There is no connection.")
        return await super().read(feature)


@pytest.mark.parametrize("is_answered", [True, False])
@pytest.mark.parametrize("is_done", [True, False])
async def test_a_save_that_cannot_be_reread_is_unknown_until_a_recheck_can(is_answered: bool, is_done: bool) -> None:
    backend = BlindAfterWrite()
    if not is_answered:
        backend.write_error[WAITING], backend.applies_failed_write = OutcomeUnknownError("No answer."), is_done
    elif not is_done:
        backend.transform_write = lambda _, setting: setting.with_value(ON, True)
    unknown = await saved(backend, WAITING, {ON: False})
    assert unknown.status is SaveStatus.UNKNOWN
    assert "Call waiting: not confirmed." in unknown.message
    client = CallSettingsClient(backend)
    assert (await recheck(client, unknown)).status is SaveStatus.UNKNOWN
    backend.sees = True
    known = await recheck(client, unknown)
    assert known.status is (SaveStatus.SAVED if is_done else SaveStatus.REJECTED)
    assert len(backend.writes) == 1


async def test_a_clear_refusal_stays_one_even_when_nothing_can_be_read_after() -> None:
    backend = BlindAfterWrite()
    backend.write_error[DND] = NotAllowedError("Not for you.")
    result = await saved(backend, DND, {ON: True})
    assert (result.status, result.message) == (
        SaveStatus.REJECTED,
        "Do not disturb: not saved. Not for you.",
    )


async def test_a_field_that_was_not_sent_and_changed_is_reported_and_can_be_edited_back() -> None:
    backend = FakeBackend()
    backend.transform_write = lambda _, setting: setting.with_value(COPY_TO, "kim@example.com")
    result = await saved(backend, VOICEMAIL, {ON: False})
    assert result.status is SaveStatus.MISMATCH
    assert "fields changed that were not sent. Also changed: Send copies to is now kim@example.com." in result.message
    assert [(c.path, c.new) for c in result.repairs] == [(COPY_TO, "pat@example.com")]
    assert not result.resets_omitted_fields


async def test_a_provider_that_clears_what_a_request_leaves_out_is_recognized() -> None:
    backend = FakeBackend()
    backend.resets_omitted = True
    result = await saved(backend, FORWARDING, {RINGS: 5})
    assert result.status is SaveStatus.MISMATCH
    assert [c.path for c in result.side_effects] == [BUSY_TO]
    assert result.sends_whole_from_now
    assert "whole settings are sent to it from now on" in result.message
    backend.set("call_forwarding.busy.destination", "321321")
    assert (await saved(backend, FORWARDING, {RINGS: 6})).status is SaveStatus.SAVED


@pytest.mark.parametrize(("count", "is_reset"), [(1, False), (2, True), (3, True)])
async def test_one_value_lost_among_others_is_no_reset_and_two_are(count: int, *, is_reset: bool) -> None:
    backend = FakeBackend()
    values: dict[FieldPath, Value] = {
        BUSY_TO: "321321",
        ("call_forwarding", "busy", "enabled"): True,
        ("call_forwarding", "busy", "destination_voicemail_enabled"): True,
    }
    backend.stored[FORWARDING] = backend.stored[FORWARDING].with_values(values)
    lost: dict[FieldPath, Value] = {path: False if values[path] is True else "" for path in list(values)[:count]}
    backend.transform_write = lambda _, setting: setting.with_values(lost)
    result = await saved(backend, FORWARDING, {RINGS: 5})
    assert {change.path for change in result.side_effects} == set(lost)
    assert result.resets_omitted_fields is is_reset


@pytest.mark.parametrize("stale_reads", [0, 1])
async def test_one_stale_read_after_a_good_write_is_looked_at_again(stale_reads: int) -> None:
    backend = FakeBackend()
    backend.stale_reads = stale_reads
    result = await saved(backend, DND, {ON: True})
    assert result.status is SaveStatus.SAVED
    assert [call[0] for call in backend.calls] == ["read", "write", "read"] + ["read"] * stale_reads


async def test_the_part_of_a_save_that_went_through_is_in_the_result_even_when_nothing_can_be_read_after() -> None:
    backend = BlindAfterWrite()
    backend.stores_only = {ALWAYS, ALWAYS_TO}
    result = await saved(backend, FORWARDING, {ALWAYS: True, ALWAYS_TO: "4022", BUSY_TO: "4023"})
    assert result.status is SaveStatus.PARTIAL
    assert {change.path for change in result.written} == {ALWAYS, ALWAYS_TO}
    assert [(c.path, c.old, c.new) for c in result.mismatches] == [(BUSY_TO, "4023", "321321")]
    assert "Saved: Forward all calls; Forward to (always). Not saved: Forward to (when busy)." in result.message
    backend.sees = True
    result = await saved(backend, FORWARDING, {RINGS: 5, BUSY_TO: "4023"})
    assert result.status is SaveStatus.REJECTED


class ChangedMeanwhile(FakeBackend):
    """An administrator changes another field between our read and our write."""

    async def write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> None:
        self.set("voicemail.email_copy_of_message.email_id", "kim@example.com")
        await super().write(feature, wanted, changed)


async def test_a_change_made_elsewhere_between_our_read_and_our_write_stays_and_is_reported() -> None:
    backend = ChangedMeanwhile()
    result = await saved(backend, VOICEMAIL, {ON: False})
    assert backend.value("voicemail.email_copy_of_message.email_id") == "kim@example.com"
    assert [(change.path, change.new) for change in result.side_effects] == [(COPY_TO, "kim@example.com")]
    assert (result.status, result.sends_whole_from_now) == (SaveStatus.MISMATCH, False)


@pytest.mark.parametrize("error", [RejectedError("No."), OutcomeUnknownError("No answer.")])
async def test_after_a_refused_save_the_edit_stays_on_what_was_read_last(error: CallSettingsError) -> None:
    backend = ChangedMeanwhile()
    store, _ = await load_store(backend)
    store.edit(VOICEMAIL, ON, False)
    backend.write_error[VOICEMAIL] = error
    (result,) = await store.save()
    state = store.feature_state(VOICEMAIL)
    assert (result.status, state.value(COPY_TO)) == (SaveStatus.REJECTED, "kim@example.com")
    assert [(change.path, change.new) for change in state.changes] == [(ON, False)]


async def test_after_a_refused_save_that_cannot_be_reread_what_was_read_before_it_is_shown() -> None:
    backend = BlindAfterWrite()
    store, _ = await load_store(backend)
    store.edit(VOICEMAIL, ON, False)
    backend.set("voicemail.email_copy_of_message.email_id", "kim@example.com")
    backend.write_error[VOICEMAIL] = NotAllowedError("Not for you.")
    (result,) = await store.save()
    state = store.feature_state(VOICEMAIL)
    assert (result.status, state.value(COPY_TO)) == (SaveStatus.REJECTED, "kim@example.com")
    assert [(change.path, change.new) for change in state.changes] == [(ON, False)]
