"""The same keys on every provider: of what it stores, the fields that were changed differ, and nothing else."""

from copy import deepcopy
from typing import Any

import pytest

from tui_callsettings.models.feature import Feature

from .accounts import practice_documents, serve_provider
from .editor import Editor

NUMBER = "2055550177"


def change_four_settings(editor: Editor) -> None:
    """Do not disturb, forwarding when busy, the rings of voicemail, and call waiting."""
    editor.wait_ready().open(Feature.DO_NOT_DISTURB).press("space").back()
    editor.open(Feature.CALL_FORWARDING).press("next group").wait_for("[When busy")
    editor.press("space", "down", "erase", NUMBER).back()
    editor.open(Feature.VOICEMAIL).press("down", "down", "down", "down", "9").back()
    editor.open(Feature.CALL_WAITING).press("space")
    editor.review().wait_for("Save 5 changes?")
    editor.confirm("s").wait_for("Saved and verified")
    assert editor.quit() == 0


def changed_on_practice(documents: Any) -> None:
    documents[Feature.DO_NOT_DISTURB]["enabled"] = True
    documents[Feature.CALL_FORWARDING]["callForwarding"]["busy"] |= {"enabled": True, "destination": NUMBER}
    documents[Feature.VOICEMAIL]["sendUnansweredCalls"]["numberOfRings"] = 9
    documents[Feature.CALL_WAITING]["enabled"] = False


def changed_on_webex(state: Any) -> None:
    documents = next(iter(state["people"].values()))
    documents["doNotDisturb"]["enabled"] = True
    documents["callForwarding"]["callForwarding"]["busy"] |= {"enabled": True, "destination": NUMBER}
    documents["voicemail"]["sendUnansweredCalls"]["numberOfRings"] = 9
    documents["callWaiting"]["enabled"] = False


def changed_on_broadworks(state: Any) -> None:
    state["DoNotDisturb"]["active"] = "true"
    state["CallForwardingBusy"] = {"active": "true", "forwardToPhoneNumber": NUMBER}
    state["VoiceMessaging/Greetings"]["noAnswerNumberOfRings"] = "9"
    state["CallWaiting"]["active"] = "false"


def test_on_the_practice_account() -> None:
    expected = deepcopy(practice_documents())
    with Editor() as editor:
        change_four_settings(editor)
    changed_on_practice(expected)
    assert practice_documents() == expected


@pytest.mark.parametrize(("provider", "changed"), [("webex", changed_on_webex), ("broadworks", changed_on_broadworks)])
def test_on_a_provider(provider: str, changed: Any) -> None:
    with serve_provider(provider) as simulator:
        expected = simulator.state()
        with Editor() as editor:
            change_four_settings(editor)
        changed(expected)
        assert simulator.state() == expected


def test_forward_all_and_do_not_disturb_on_ucm() -> None:
    with serve_provider("ucm") as simulator:
        expected = simulator.state()
        with Editor() as editor:
            editor.wait_ready().wait_row("3  Voicemail", "not available")
            editor.open(Feature.DO_NOT_DISTURB).press("space").back()
            editor.open(Feature.CALL_FORWARDING).press("space", "down", NUMBER)
            editor.save()
            assert editor.quit() == 0
        expected["extensions"][0]["callForwardAllDestination"]["sendToCustomDestination"] = NUMBER
        for device in expected["devices"]:
            device["enableDoNotDisturb"] = "true"
        assert simulator.state() == expected


def test_a_number_that_ucm_forgets_is_shown_to_go_and_is_had_back_from_the_history() -> None:
    with serve_provider("ucm") as simulator:
        forwarding = simulator.state()["extensions"][0]["callForwardAllDestination"]
        with Editor() as editor:
            editor.wait_ready().open(Feature.CALL_FORWARDING).press("down")
            editor.wait_words("Your provider deletes the number when you turn this off.")
            editor.press("up", "space", "down", NUMBER)
            editor.save()
            editor.press("up", "space").wait_row(" Forward to ", "applies when on")
            editor.review().wait_words("Save 2 changes?", f"{NUMBER} → -")
            editor.confirm("s").wait_until(lambda: editor.lines[0].startswith(" Call forwarding"), "the form again")
            assert simulator.state()["extensions"][0]["callForwardAllDestination"] == forwarding
            editor.back().press("h").wait_words("History", f"{NUMBER} → -")
            editor.press("enter").wait_words("Save 2 changes?", f"- → {NUMBER}")
            editor.confirm("s").wait_for("Saved and verified")
            assert editor.quit() == 0
        expected = forwarding | {"sendToCustomDestination": NUMBER}
        assert simulator.state()["extensions"][0]["callForwardAllDestination"] == expected
