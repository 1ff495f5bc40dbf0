import json
from typing import Any

import pytest

from tui_callsettings.backends.http_response import HttpResponse, RequestContext
from tui_callsettings.backends.webex.wire import build_put_body, parse_owner, parse_pin_rules, parse_setting
from tui_callsettings.backends.webex.wire_names import RESOURCES, specific_fields
from tui_callsettings.errors import InvalidResponseError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import Setting
from tui_callsettings.models.setting_input import wire_name

PURPOSE = RequestContext("Webex Calling", "read")
VOICEMAIL: dict[str, Any] = {
    "enabled": True,
    "sendAllCalls": {"enabled": False},
    "sendBusyCalls": {"enabled": True, "greeting": "LATER", "greetingUploaded": True, "audioFile": {"name": "a.wav"}},
    "sendUnansweredCalls": {"enabled": True, "greeting": "DEFAULT", "numberOfRings": 3, "systemMaxNumberOfRings": 15},
    "notifications": {"enabled": False, "destination": "a@example.com"},
    "transferToNumber": {"enabled": False, "destination": "(205) 555-0142"},
    "later": {"nested": [1, None]},
}


def read(feature: Feature, document: object) -> Setting:
    return parse_setting(feature, HttpResponse(200, {}, json.dumps(document).encode()), PURPOSE)


def test_a_put_has_the_changed_groups_and_what_the_description_requires() -> None:
    path = ("send_unanswered_calls", "number_of_rings")
    body = build_put_body(Feature.VOICEMAIL, read(Feature.VOICEMAIL, VOICEMAIL).with_value(path, 4), [path])
    assert body == {
        "sendUnansweredCalls": {"enabled": True, "greeting": "DEFAULT", "numberOfRings": 4},
        "notifications": VOICEMAIL["notifications"],
        "transferToNumber": VOICEMAIL["transferToNumber"],
    }


def test_a_single_field_goes_without_its_neighbors() -> None:
    document = {"enabled": False, "ringSplashEnabled": True, "webexGoOverrideEnabled": False, "quietHours": {}}
    setting = read(Feature.DO_NOT_DISTURB, document).with_value(("enabled",), True)
    body = build_put_body(Feature.DO_NOT_DISTURB, setting, [("enabled",)])
    assert body == {"enabled": True, "webexGoOverrideEnabled": False}


def test_only_the_changed_kinds_of_forwarding_go() -> None:
    groups = {name: {"enabled": False, "destination": "4143", "later": 1} for name in ("always", "busy", "noAnswer")}
    document = {"callForwarding": groups, "businessContinuity": {"enabled": False}}
    paths = [("call_forwarding", "busy", "enabled"), ("business_continuity", "enabled")]
    setting = read(Feature.CALL_FORWARDING, document).with_values(dict.fromkeys(paths, True))
    assert build_put_body(Feature.CALL_FORWARDING, setting, paths) == {
        "callForwarding": {"busy": {"enabled": True, "destination": "4143", "later": 1}},
        "businessContinuity": {"enabled": True},
    }


def test_every_field_has_its_wire_name() -> None:
    for feature in Feature:
        own = {field.path for field in feature.fields if not field.meta.is_provider_specific}
        specific = {path for of, path in specific_fields([feature]) if of is feature}
        assert own | specific == set(RESOURCES[feature].fields)
    assert specific_fields(Feature) == {(Feature.VOICEMAIL, ("notifications", "sms_destination"))}


def test_the_wire_names_are_those_that_the_library_s_json_has() -> None:
    """A PUT body is cut out of that JSON, so that a field renamed in Python must not become another one on the wire."""
    for feature, resource in RESOURCES.items():
        assert resource.fields == {path: wire_name(feature, path) for path in resource.fields}


def test_what_was_read_goes_back_whole_but_for_what_is_read_only() -> None:
    body = build_put_body(Feature.VOICEMAIL, read(Feature.VOICEMAIL, VOICEMAIL), [], is_whole=True)
    expected = json.loads(json.dumps(VOICEMAIL))
    del expected["sendBusyCalls"]["greetingUploaded"], expected["sendBusyCalls"]["audioFile"]
    del expected["sendUnansweredCalls"]["systemMaxNumberOfRings"]
    assert body == expected


def test_only_a_changed_number_loses_its_separators() -> None:
    path = ("fax_message", "phone_number")
    target = read(Feature.VOICEMAIL, VOICEMAIL).with_value(path, "+1 (205) 555-0199")
    body = build_put_body(Feature.VOICEMAIL, target, [path])
    assert body["faxMessage"] == {"phoneNumber": "+12055550199"}
    assert body["transferToNumber"]["destination"] == "(205) 555-0142"


@pytest.mark.parametrize("cleared", [None, ""])
def test_a_cleared_destination_goes_as_an_empty_text(cleared: str | None) -> None:
    path = ("call_forwarding", "busy", "destination")
    document = {"callForwarding": {"busy": {"enabled": False, "destination": "4143"}}}
    target = read(Feature.CALL_FORWARDING, document).with_value(path, cleared)
    body = build_put_body(Feature.CALL_FORWARDING, target, [path])
    assert body == {"callForwarding": {"busy": {"enabled": False, "destination": ""}}}


def test_what_the_account_did_not_give_is_not_sent() -> None:
    document: dict[str, Any] = {
        "enabled": True,
        "sendAllCalls": None,
        "notifications": None,
        "messageStorage": {"externalEmail": None},
    }
    body = build_put_body(Feature.VOICEMAIL, read(Feature.VOICEMAIL, document), [], is_whole=True)
    # The description asks for these two objects, and for nothing in them.
    assert body == {"enabled": True, "messageStorage": {}, "notifications": {}, "transferToNumber": {}}
    document = {"callForwarding": {"always": None, "busy": {"enabled": True, "destination": None}}}
    body = build_put_body(Feature.CALL_FORWARDING, read(Feature.CALL_FORWARDING, document), [], is_whole=True)
    assert body == {"callForwarding": {"busy": {"enabled": True}}}


@pytest.mark.parametrize(
    ("document", "path", "raw"),
    [
        ({"enabled": "perhaps"}, ("enabled",), "perhaps"),
        ({"enabled": 1}, ("enabled",), "1"),
        ({"sendBusyCalls": []}, ("send_busy_calls", "enabled"), "[]"),
        ({"sendUnansweredCalls": {"numberOfRings": 2.5}}, ("send_unanswered_calls", "number_of_rings"), "2.5"),
        ({"notifications": {"destination": ["a"]}}, ("notifications", "destination"), '["a"]'),
    ],
)
def test_a_value_of_another_type_is_unreadable_alone_and_goes_back_as_it_was(
    document: dict[str, Any], path: tuple[str, ...], raw: str
) -> None:
    setting = read(Feature.VOICEMAIL, {"sendAllCalls": {"enabled": True}, **document})
    assert setting.unreadable[path] == raw
    assert setting.value(path) is None
    assert setting.value(("send_all_calls", "enabled")) is True
    body = build_put_body(Feature.VOICEMAIL, setting, [], is_whole=True)
    assert {name: body[name] for name in document} == document


@pytest.mark.parametrize("group", [None, {}, "absent"])
def test_a_group_that_is_missing_null_or_empty_is_not_reported(group: object) -> None:
    document: dict[str, Any] = {"enabled": True, "voiceMessageForwardingEnabled": True}
    if group != "absent":
        document |= dict.fromkeys(("sendAllCalls", "sendBusyCalls", "sendUnansweredCalls"), group)
    setting = read(Feature.VOICEMAIL, document)
    assert setting.value(("enabled",)) is True
    for path in (("send_all_calls", "enabled"), ("send_busy_calls", "enabled"), ("send_busy_calls", "greeting")):
        assert setting.value(path) is None
    assert not setting.unreadable


def test_flags_as_texts_and_numbers_are_read() -> None:
    document = {"enabled": "true", "sendUnansweredCalls": {"enabled": "0", "numberOfRings": "4"}}
    setting = read(Feature.VOICEMAIL, {**document, "faxMessage": {"phoneNumber": 2055550142}})
    assert setting.value(("enabled",)) is True
    assert setting.value(("send_unanswered_calls", "enabled")) is False
    assert setting.value(("send_unanswered_calls", "number_of_rings")) == 4
    assert setting.value(("fax_message", "phone_number")) == "2055550142"


def test_an_error_document_with_a_success_status_is_no_setting() -> None:
    document = {"message": "Try later", "errors": [{"description": "Out of order"}], "trackingId": "T1"}
    with pytest.raises(InvalidResponseError, match="has nothing of call forwarding in it") as caught:
        read(Feature.CALL_FORWARDING, document)
    assert caught.value.provider_message == "Try later Out of order"
    assert caught.value.tracking_id == "T1"


def test_a_text_message_number_is_read_and_written_without_separators() -> None:
    path = ("notifications", "sms_destination")
    notifications = {"enabled": True, "smsDestination": "+12055550199"}
    setting = read(Feature.VOICEMAIL, {"notifications": notifications})
    assert setting.value(path) == "+12055550199"
    body = build_put_body(Feature.VOICEMAIL, setting.with_value(path, "+1 205 555 0142"), [path])
    assert body["notifications"] == {"enabled": True, "smsDestination": "+12055550142"}


def test_a_whole_number_may_come_with_a_decimal_point() -> None:
    answer = HttpResponse(200, {}, b'{"sendUnansweredCalls": {"numberOfRings": 3.0}}')
    setting = parse_setting(Feature.VOICEMAIL, answer, PURPOSE)
    body = build_put_body(Feature.VOICEMAIL, setting, [], is_whole=True)
    assert json.dumps(body["sendUnansweredCalls"]) == '{"numberOfRings": 3}'


PERSON = {
    "displayName": "Robin Quayle",
    "emails": ["robin@example.com"],
    "phoneNumbers": [
        {"type": "work", "value": "+12055550142"},
        {"type": "mobile", "value": "+12055550188"},
        {"type": "work_extension", "value": "834142"},
    ],
    "extension": "4142",
    "addresses": [{"country": "US"}],
}
PROFILE = {
    "firstName": "Robin",
    "lastName": "Q",
    "email": "other@example.com",
    "phoneNumbers": [{"directNumber": "+12055550142", "extension": "4142", "esn": "834142", "enterprise": "834142"}],
    "location": {"address": {"country": "gb"}},
}


def test_the_owner_comes_from_both_sides() -> None:
    owner = parse_owner(PERSON, PROFILE, "")
    assert (owner.name, owner.identity, owner.extension) == ("Robin Quayle", "robin@example.com", "4142")
    # The mobile number is not the line's: forwarding to it makes no circle.
    assert owner.numbers == ("+12055550142", "834142")
    assert owner.region == "GB"


def test_either_side_is_enough_and_the_configuration_decides_the_region() -> None:
    assert parse_owner(PERSON, {}, "").region == "US"
    assert parse_owner(PERSON, PROFILE, "DE").region == "DE"
    alone = parse_owner({}, PROFILE, "")
    assert (alone.name, alone.identity, alone.extension) == ("Robin Q", "other@example.com", "4142")


def test_an_owner_of_wrong_types_is_nobody_rather_than_an_error() -> None:
    wrong = {"displayName": 5, "emails": "x", "phoneNumbers": [7, {"type": "work", "value": 9}], "addresses": {}}
    owner = parse_owner(wrong, {"phoneNumbers": "none", "location": {"address": {"country": "Narnia"}}}, "")
    assert (owner.name, owner.identity, owner.numbers, owner.region) == ("", "", (), "")


def test_pin_rules_are_sentences() -> None:
    document = {
        "blockRepeatedPatternsEnabled": True,
        "blockUserNumberEnabled": True,
        "blockReversedUserNumberEnabled": False,
        "blockPreviousPasscodes": {"enabled": True, "numberOfPasscodes": 4},
        "blockReversedOldPasscodeEnabled": False,
        "blockRepeatedDigits": {"enabled": True, "max": 2},
        "blockContiguousSequences": {"enabled": True, "numberOfAscendingDigits": 3, "numberOfDescendingDigits": 2},
        "length": {"min": 6, "max": 15},
        "later": True,
    }
    assert parse_pin_rules(HttpResponse(200, {}, json.dumps(document).encode()), PURPOSE) == (
        "It has 6 to 15 digits.",
        "It does not repeat a pattern, such as 121212.",
        "No digit comes more than 2 times in a row.",
        "It does not count up over more than 3 digits, such as 1234.",
        "It does not count down over more than 2 digits, such as 987.",
        "It is not your own number.",
        "It is none of your last 4 PINs.",
    )


def test_pin_rules_of_the_wrong_kind_are_named() -> None:
    with pytest.raises(InvalidResponseError, match=r'"length\.min"'):
        parse_pin_rules(HttpResponse(200, {}, b'{"length": {"min": "six", "max": 9}}'), PURPOSE)
    assert parse_pin_rules(HttpResponse(200, {}, b"{}"), PURPOSE) == ()
