"""What a feature's spec knows: its name on the wire, its switches, and its summary in a few words."""

import pytest

from tui_callsettings.models.feature import Feature, FeatureSpec
from tui_callsettings.models.validation import find_problem, format_field_value, parse_value
from tui_callsettings.models.value_types import ValueLimits, pin_error

_RINGS = ("send_unanswered_calls", "number_of_rings")


def _unanswered(rings: object, *, is_busy_on: bool = True) -> dict[str, object]:
    unanswered = {"enabled": True, "numberOfRings": rings}
    return {"enabled": True, "sendBusyCalls": {"enabled": is_busy_on}, "sendUnansweredCalls": unanswered}


@pytest.mark.parametrize(
    ("feature", "document", "summary"),
    [
        (Feature.DO_NOT_DISTURB, {"enabled": False}, ""),
        (Feature.DO_NOT_DISTURB, {"enabled": None}, ""),
        (Feature.DO_NOT_DISTURB, {"enabled": True}, "callers are handled as if you were busy"),
        (
            Feature.DO_NOT_DISTURB,
            {"enabled": True, "incomingCallOption": "RINGER_OFF"},
            "calls appear without ringing",
        ),
        (Feature.VOICEMAIL, _unanswered(3), "busy; unanswered after 3 rings"),
        (Feature.VOICEMAIL, _unanswered(1, is_busy_on=False), "unanswered after 1 ring"),
        (Feature.VOICEMAIL, _unanswered(None), "busy; unanswered"),
        (Feature.VOICEMAIL, {"enabled": True, "sendAllCalls": {"enabled": True}}, "all calls"),
        (Feature.VOICEMAIL, {"enabled": True}, "which calls: not reported"),
        (
            Feature.VOICEMAIL,
            {"enabled": True, "sendBusyCalls": {"enabled": False}, "sendUnansweredCalls": {"enabled": False}},
            "no calls go there",
        ),
        (Feature.VOICEMAIL, {**_unanswered(3), "enabled": False}, ""),
        (
            Feature.CALL_FORWARDING,
            {
                "callForwarding": {
                    "always": {"enabled": False, "destination": "1"},
                    "busy": {"enabled": True, "destination": "9075551333"},
                },
                "businessContinuity": {"enabled": True},
            },
            "busy → (907) 555-1333, unreachable → ?",
        ),
        (Feature.CALL_WAITING, {"enabled": True}, ""),
    ],
)
def test_a_feature_is_summarized_in_a_few_words(feature: Feature, document: dict[str, object], summary: str) -> None:
    assert feature.summarize(feature.model.parse(document), "US") == summary


def test_every_switch_of_a_feature_is_a_field_of_it() -> None:
    assert all(feature.field(path).path == path for feature in Feature for path in feature.switches)
    assert len(Feature.CALL_FORWARDING.switches) == 4


def test_wire_names_are_those_of_the_sdk() -> None:
    assert [f.wire_name for f in Feature] == ["doNotDisturb", "callForwarding", "voicemail", "callWaiting"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_alternate_greeting_that_is_stored_has_its_label_and_is_not_unusual(number: int) -> None:
    field = Feature.VOICEMAIL.field(("send_unanswered_calls", "greeting"))
    group = {"enabled": True, "greeting": f"ALTERNATE0{number}"}
    setting = Feature.VOICEMAIL.model.parse({"sendUnansweredCalls": group})
    assert format_field_value(field, setting.value(field.path)) == f"Alternate greeting {number}"
    assert find_problem(field, setting, ValueLimits(takes_stored_choices=True)) is None
    elsewhere = find_problem(field, setting, ValueLimits())
    assert elsewhere is not None
    assert not elsewhere.is_error
    assert parse_value(field, f"alternate greeting {number}") == f"ALTERNATE0{number}"
    assert [choice.value for choice in field.meta.choices] == ["DEFAULT", "CUSTOM"]


def test_a_setting_keeps_typed_text_for_the_rules_to_reject_and_no_unknown_field() -> None:
    setting = Feature.VOICEMAIL.model().with_value(_RINGS, "3x")
    field = Feature.VOICEMAIL.field(_RINGS)
    problem = find_problem(field, setting, ValueLimits())
    assert setting.value(_RINGS) == "3x"
    assert problem is not None
    assert problem.message == "Enter 2 to 20 rings."
    for path in [("rings",), ("send_unanswered_calls", "rings"), ("enabled", "rings"), ()]:
        with pytest.raises(KeyError):
            setting.with_value(path, 3)
        with pytest.raises(KeyError):
            setting.value(path)


@pytest.mark.parametrize(("pin", "error"), [("2580", ""), ("25x0", "digits"), ("٢٥٨٠", "digits"), ("", "digits")])
def test_a_pin_consists_of_digits_and_no_message_repeats_it(pin: str, error: str) -> None:
    found = pin_error(pin)
    assert error in found
    assert bool(found) is bool(error)
    assert not pin or pin not in found


def test_a_feature_that_is_added_is_found_by_its_keys_until_it_is_removed() -> None:
    key = "parking.enabled"
    model = Feature.CALL_WAITING.model
    with pytest.raises(KeyError):
        Feature.find(key)
    added = Feature.register(FeatureSpec("parking", "Call parking", model, "parking"))
    try:
        assert Feature.find(key)[0] is added
    finally:
        Feature.unregister(added)
    with pytest.raises(KeyError):
        Feature.find(key)


@pytest.mark.parametrize("name", ["parking", "", ["voicemail"], None])
def test_what_names_no_feature_is_refused(name: object) -> None:
    with pytest.raises(ValueError, match="is not a feature"):
        Feature(name)
    assert Feature("voicemail") is Feature.VOICEMAIL
