"""BroadWorks: which documents and elements a change sends, and writes that stop halfway. The network is replaced."""

import pytest

from tests.backends.broadworks.platform import ALWAYS, BUSY, GREETINGS, XSI, Platform, place
from tui_callsettings.errors import OutcomeUnknownError, PartialWriteError, RejectedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import Setting


async def test_only_changed_documents_and_elements_are_sent() -> None:
    platform = Platform()
    before = await platform.backend.read(Feature.VOICEMAIL)
    rings, box = ("send_unanswered_calls", "number_of_rings"), ("transfer_to_number", "destination")
    await platform.backend.write(Feature.VOICEMAIL, before.with_value(rings, 6), [rings])
    [(path, body)] = platform.puts
    assert path == GREETINGS
    assert body.endswith("><noAnswerNumberOfRings>6</noAnswerNumberOfRings></VoiceMessagingGreetings>")
    await platform.backend.write(Feature.VOICEMAIL, before.with_value(box, None), [box])
    assert platform.puts[1][0] == place("VoiceMessaging")
    assert platform.puts[1][1].endswith('><transferPhoneNumber xsi:nil="true" /></VoiceMessaging>')


async def test_switching_on_leaves_the_stored_number_alone() -> None:
    platform = Platform()
    before = await platform.backend.read(Feature.CALL_FORWARDING)
    target = before.with_values({(*BUSY, "enabled"): True, (*BUSY, "destination"): "2055550142"})
    await platform.backend.write(Feature.CALL_FORWARDING, target, [(*BUSY, "enabled")])
    [(path, body)] = platform.puts
    assert path == place("CallForwardingBusy")
    assert body.endswith("><active>true</active></CallForwardingBusy>")


async def test_unsupported_fields_are_dropped_when_off_and_rejected_when_on() -> None:
    platform = Platform()
    path = (*ALWAYS, "destination_voicemail_enabled")
    setting = await platform.backend.read(Feature.CALL_FORWARDING)
    await platform.backend.write(Feature.CALL_FORWARDING, setting.with_value(path, False), [path])
    with pytest.raises(RejectedError, match="not offered by BroadWorks"):
        await platform.backend.write(Feature.CALL_FORWARDING, setting.with_value(path, True), [path])
    assert not platform.puts


async def changed_twice(platform: Platform) -> tuple[Setting, list[tuple[str, ...]]]:
    before = await platform.backend.read(Feature.CALL_FORWARDING)
    changed = [(*ALWAYS, "destination"), (*BUSY, "destination"), ("business_continuity", "enabled")]
    return before.with_values({changed[0]: "1", changed[1]: "2", changed[2]: False}), changed


async def test_a_rejected_second_document_names_what_was_stored() -> None:
    platform = Platform()
    words = f"<ErrorInfo {XSI}><summaryEnglish>Not that number.</summaryEnglish></ErrorInfo>".encode()
    platform.add_error("PUT", place("CallForwardingBusy"), 400, words)
    setting, changed = await changed_twice(platform)
    with pytest.raises(PartialWriteError) as caught:
        await platform.backend.write(Feature.CALL_FORWARDING, setting, changed)
    error = caught.value
    assert error.details == (
        "Only part was saved: forward always. Not saved: forward when busy and business continuity. "
        'The provider says: "Not that number." (status 400)'
    )
    assert error.written == {changed[0]}
    assert not error.uncertain
    assert error.unwritten == set(changed[1:])
    assert isinstance(error.cause, RejectedError)
    assert error.status == 400
    assert [path for path, _ in platform.puts] == [place("CallForwardingAlways"), place("CallForwardingBusy")]


async def test_a_second_document_without_an_answer_is_uncertain() -> None:
    platform = Platform()
    platform.add_error("PUT", place("CallForwardingBusy"), 500)
    setting, changed = await changed_twice(platform)
    with pytest.raises(PartialWriteError) as caught:
        await platform.backend.write(Feature.CALL_FORWARDING, setting, changed)
    error = caught.value
    assert error.message.startswith(
        "Only part was saved: forward always. Not confirmed: forward when busy. Not saved: business continuity."
    )
    assert error.written == {changed[0]}
    assert error.uncertain == {changed[1]}
    assert error.unwritten == {changed[2]}
    assert isinstance(error.cause, OutcomeUnknownError)


async def test_a_rejected_first_document_changes_nothing() -> None:
    platform = Platform()
    platform.add_error("PUT", place("CallForwardingAlways"), 400, b"<html><body>Bad</body></html>")
    with pytest.raises(RejectedError) as caught:
        await platform.backend.write(Feature.CALL_FORWARDING, *await changed_twice(platform))
    assert "it stays as it was" in caught.value.details
    assert "html" not in caught.value.details
    assert len(platform.puts) == 1
