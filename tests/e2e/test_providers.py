"""The same keys on every provider: of what it stores, the fields that were changed differ, and nothing else."""

from copy import deepcopy
from typing import Any

import pytest

from tui_callsettings.models.feature import Feature

from .accounts import practice_documents, served
from .person import Person

NUMBER = "2055550177"


def change_four_settings(person: Person) -> None:
    """Do not disturb, forwarding when busy, the rings of voicemail, and call waiting."""
    person.ready().open(Feature.DO_NOT_DISTURB).press("space").back()
    person.open(Feature.CALL_FORWARDING).press("next group").wait_for("[Busy]")
    person.press("space", "down", "erase", NUMBER).back()
    person.open(Feature.VOICEMAIL).press("down", "down", "down", "down", "9").back()
    person.open(Feature.CALL_WAITING).press("space")
    person.review().wait_for("Save 5 changes?")
    person.press("s").wait_for("Saved and checked")
    assert person.quit() == 0


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
    with Person() as person:
        change_four_settings(person)
    changed_on_practice(expected)
    assert practice_documents() == expected


@pytest.mark.parametrize(("provider", "changed"), [("webex", changed_on_webex), ("broadworks", changed_on_broadworks)])
def test_on_a_provider(provider: str, changed: Any) -> None:
    with served(provider) as simulator:
        expected = simulator.state()
        with Person() as person:
            change_four_settings(person)
        changed(expected)
        assert simulator.state() == expected


def test_forward_all_and_do_not_disturb_on_ucm() -> None:
    with served("ucm") as simulator:
        expected = simulator.state()
        with Person() as person:
            person.ready().wait_row("3  Voicemail", "not offered")
            person.open(Feature.DO_NOT_DISTURB).press("space").back()
            person.open(Feature.CALL_FORWARDING).press("space", "down", NUMBER)
            person.save()
            assert person.quit() == 0
        expected["extensions"][0]["callForwardAllDestination"]["sendToCustomDestination"] = NUMBER
        for device in expected["devices"]:
            device["enableDoNotDisturb"] = "true"
        assert simulator.state() == expected


def test_a_number_that_ucm_forgets_is_shown_to_go_and_is_had_back_from_the_history() -> None:
    with served("ucm") as simulator:
        forwarding = simulator.state()["extensions"][0]["callForwardAllDestination"]
        with Person() as person:
            person.ready().open(Feature.CALL_FORWARDING).press("down")
            person.wait_words("Your provider forgets it when you switch off.")
            person.press("up", "space", "down", NUMBER)
            person.save()
            person.press("up", "space").wait_row(" To ", "used when ON")
            person.review().wait_words("Save 2 changes?", f"{NUMBER} → -")
            person.press("s").wait_until(lambda: person.lines[0].startswith(" Call forwarding"), "the form again")
            assert simulator.state()["extensions"][0]["callForwardAllDestination"] == forwarding
            person.back().press("h").wait_words("What was saved", f"{NUMBER} → -")
            person.press("enter").wait_words("Save 2 changes?", f"- → {NUMBER}")
            person.press("s").wait_for("Saved and checked")
            assert person.quit() == 0
        expected = forwarding | {"sendToCustomDestination": NUMBER}
        assert simulator.state()["extensions"][0]["callForwardAllDestination"] == expected
