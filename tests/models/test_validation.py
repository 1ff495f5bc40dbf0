import re

import pytest

from tui_callsettings.models.destination import is_same_destination, normalize_destination
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.models.validation import (
    ProblemSeverity,
    describe_field,
    find_problem,
    find_problems,
    format_field_value,
    is_same_value,
    parse_value,
    ring_limits,
)
from tui_callsettings.models.value_types import ValueLimits
from tui_callsettings.text import clean_text

ALWAYS_TO = "call_forwarding.always.destination"
RINGS = "call_forwarding.no_answer.number_of_rings"
NOTICE_TO = "voicemail.notifications.destination"
FAX_EXTENSION = "voicemail.fax_message.extension"
GREETING = "voicemail.send_busy_calls.greeting"
BROADWORKS = ValueLimits(takes_no_rings=True)
OWNER = Owner(numbers=("+1 907 555 0142",), extension="4021")


def verdict(
    key: str,
    value: Value,
    rules: ValueLimits | None = None,
    owner: Owner | None = None,
    *,
    is_on: bool | None = None,
) -> str:
    feature, field = Feature.find(key)
    setting = feature.model().with_value(field.path, value)
    if is_on is not None and field.enabled_by:
        setting = setting.with_value(field.enabled_by, is_on)
    problem = find_problem(field, setting, rules or ValueLimits(), owner)
    return "fine" if problem is None else problem.severity.value


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (ALWAYS_TO, "+19075551333", "fine"),
        (ALWAYS_TO, "+1 (907) 555-1333", "fine"),
        (ALWAYS_TO, "4021", "fine"),
        (ALWAYS_TO, "*72", "fine"),
        (ALWAYS_TO, "desk@example.com", "fine"),
        (ALWAYS_TO, "desk@example.com:5060", "fine"),
        (ALWAYS_TO, "sip:desk@example.com", "error"),
        (ALWAYS_TO, "desk@", "error"),
        (ALWAYS_TO, "two words@example.com", "error"),
        (ALWAYS_TO, "a" * 150 + "@example.com", "error"),
        (ALWAYS_TO, "a" * 149 + "@example.com", "fine"),
        (ALWAYS_TO, "555-CALL-ME", "error"),
        (ALWAYS_TO, "1" * 30, "fine"),
        (ALWAYS_TO, "1" * 31, "error"),
        (ALWAYS_TO, "12,,34", "warning"),
        (ALWAYS_TO, "7", "warning"),
        (RINGS, 2, "fine"),
        (RINGS, 20, "fine"),
        (RINGS, 21, "error"),
        (RINGS, 1, "error"),
        (RINGS, 0, "error"),
        (RINGS, "many", "error"),
        (NOTICE_TO, "pat+phone@example.com", "fine"),
        (NOTICE_TO, "pat.example.com", "error"),
        (NOTICE_TO, "pat@localhost", "warning"),
        (FAX_EXTENSION, "42", "fine"),
        (FAX_EXTENSION, "4", "error"),
        (FAX_EXTENSION, "1" * 21, "error"),
        (FAX_EXTENSION, "x21", "error"),
        (GREETING, "DEFAULT", "fine"),
        (GREETING, "SPOKEN_BY_A_PARROT", "warning"),
        ("call_waiting.enabled", "perhaps", "error"),
    ],
)
def test_values(key: str, value: Value, expected: str) -> None:
    assert verdict(key, value) == expected


def test_broadworks_also_takes_no_rings_at_all_but_not_one() -> None:
    assert verdict(RINGS, 0, BROADWORKS) == "fine"
    assert verdict(RINGS, 1, BROADWORKS) == "error"


def test_the_account_s_own_maximum_counts() -> None:
    feature, field = Feature.find(RINGS)
    maximum = field.sibling("system_max_number_of_rings")
    setting = feature.model().with_values({field.path: 15, maximum: 10})
    problem = find_problem(field, setting, ValueLimits())
    assert problem is not None
    assert problem.message == "Enter 2 to 10 rings."


@pytest.mark.parametrize("text", ["on", "true", "yes", "1", " ON "])
def test_words_for_on_and_off(text: str) -> None:
    _, field = Feature.find("call_waiting.enabled")
    off = {"on": "off", "true": "False", "yes": "No", "1": "0", " ON ": " OFF "}[text]
    assert (parse_value(field, text), parse_value(field, off)) == (True, False)
    assert parse_value(field, "2") == "2"


@pytest.mark.parametrize("maximum", [1, 0, -1, None])
def test_an_own_maximum_that_leaves_no_count_is_none(maximum: int | None) -> None:
    feature, field = Feature.find(RINGS)
    values: dict[FieldPath, Value] = {field.path: 21, field.sibling("system_max_number_of_rings"): maximum}
    problem = find_problem(field, feature.model().with_values(values), ValueLimits())
    assert problem is not None
    assert problem.message == "Enter 2 to 20 rings."
    assert ring_limits(field, feature.model().with_values(values), ValueLimits()) == (2, 20)


@pytest.mark.parametrize(
    ("number", "own", "expected"),
    [
        ("+4021", "4021", "fine"),
        ("004021", "4021", "fine"),
        ("0114021", "4021", "fine"),
        ("+402100", "402100", "fine"),
        ("+4021000", "4021000", "error"),
        ("004021000", "4021000", "error"),
        ("0114021000", "4021000", "error"),
    ],
)
def test_a_prefix_for_other_countries_is_one_only_before_a_long_number(number: str, own: str, expected: str) -> None:
    assert verdict(ALWAYS_TO, number, owner=Owner(extension=own), is_on=True) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+19075550142", "error"),
        ("1-907-555-0142", "error"),
        ("0019075550142", "error"),
        ("01119075550142", "error"),
        ("4021", "error"),
        ("5550142", "warning"),
        ("9075550142", "warning"),
        ("4022", "fine"),
        ("+19075550143", "fine"),
    ],
)
def test_forwarding_to_the_own_number_is_an_error(number: str, expected: str) -> None:
    assert verdict(ALWAYS_TO, number, owner=OWNER, is_on=True) == expected


def test_a_stored_own_number_is_a_warning_until_it_is_turned_on() -> None:
    feature, field = Feature.find(ALWAYS_TO)
    assert field.enabled_by is not None
    stored = feature.model().with_values({field.path: "4021", field.enabled_by: False})
    found = {problem.message: problem.is_error for problem in find_problems(feature, stored, ValueLimits(), OWNER)}
    assert list(found.values()) == [False]
    turned_on = stored.with_value(field.enabled_by, True)
    (problem,) = find_problems(feature, turned_on, ValueLimits(), OWNER)
    assert problem.is_error
    assert problem.message not in found


def test_an_escaped_plus_is_a_plus() -> None:
    assert is_same_destination(r"\+12055550142", "+1 205 555 0142")
    assert verdict(ALWAYS_TO, r"\+12055550143") == "fine"
    assert verdict(ALWAYS_TO, r"\+19075550142", owner=OWNER, is_on=True) == "error"
    assert normalize_destination(r"\+1 205 555 0142") == r"\+12055550142"


def test_what_a_restored_state_already_had_is_a_warning_only() -> None:
    feature, field = Feature.find("call_forwarding.busy.destination")
    assert field.enabled_by is not None
    earlier = feature.model().with_values({field.path: "4021", field.enabled_by: True})
    (new,) = find_problems(feature, earlier, ValueLimits(), OWNER)
    (restored,) = find_problems(feature, earlier, ValueLimits(), OWNER, previous=earlier)
    assert (new.is_error, restored.is_error) == (True, False)
    (other,) = find_problems(feature, earlier.with_value(field.path, "+19075550142"), ValueLimits(), OWNER, earlier)
    assert other.is_error


def test_the_word_for_voicemail_is_a_destination_only_where_it_means_something() -> None:
    assert verdict(ALWAYS_TO, "VOICEMAIL") == "error"
    assert verdict(ALWAYS_TO, "voicemail", ValueLimits(voicemail_word="VOICEMAIL")) == "fine"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"call_forwarding.busy.enabled": True}, "Forwarding is on, so a number is required, for example +"),
        ({"voicemail.notifications.enabled": True}, "This is on, so an email address is required, for example name@"),
        ({"voicemail.fax_message.enabled": True}, "This is on, so a number is required, for example +"),
        (
            {"voicemail.message_storage.storage_type": "EXTERNAL"},
            "Messages are sent to email, so an email address is required, for example name@",
        ),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
def test_a_required_value_comes_with_why_it_is_required(values: dict[str, Value], message: str) -> None:
    (feature,) = {Feature.find(key)[0] for key in values}
    setting = feature.model().with_values({Feature.find(key)[1].path: value for key, value in values.items()})
    found = [problem.message for problem in find_problems(feature, setting, ValueLimits())]
    assert any(each.startswith(message) for each in found), found


def test_on_without_a_number_is_an_error_and_off_without_one_is_not() -> None:
    feature = Feature.CALL_FORWARDING
    path = ("call_forwarding", "busy", "enabled")
    on = find_problems(feature, feature.model().with_value(path, True), ValueLimits())
    assert [problem.path for problem in on] == [("call_forwarding", "busy", "destination")]
    assert find_problems(feature, feature.model().with_value(path, False), ValueLimits()) == ()


def test_external_storage_needs_an_address() -> None:
    feature, field = Feature.find("voicemail.message_storage.storage_type")
    (problem,) = find_problems(feature, feature.model().with_value(field.path, "EXTERNAL"), ValueLimits())
    assert problem.path == ("message_storage", "external_email")


def test_a_recording_that_is_not_there_cannot_greet() -> None:
    feature, field = Feature.find(GREETING)
    setting = feature.model().with_values({field.path: "CUSTOM", field.sibling("greeting_uploaded"): False})
    problem = find_problem(field, setting, ValueLimits())
    assert problem is not None
    assert problem.severity is ProblemSeverity.ERROR


def test_every_error_has_what_is_allowed() -> None:
    bad: list[tuple[str, Value]] = [(ALWAYS_TO, "555-CALL-ME"), (RINGS, 21), (NOTICE_TO, "pat"), (FAX_EXTENSION, "x")]
    for key, value in bad:
        feature, field = Feature.find(key)
        problem = find_problem(field, feature.model().with_value(field.path, value), ValueLimits())
        assert problem is not None
        assert re.search("example|Example|Enter", problem.message)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        (" +1 (907) 555-1333 ", "+19075551333"),
        ("\u200b+1\u00a0907\u20115551333\u202e", "+19075551333"),
        ("\uff11\uff12\uff13", "123"),
        ("1234 abc", "1234 abc"),
        ("*72 4021#", "*724021#"),
        ("desk@example.com ", "desk@example.com"),
        ("\x1b[31m12", "[31m12"),
    ],
)
def test_only_separators_and_what_cannot_be_seen_is_taken_away(typed: str, sent: str) -> None:
    assert normalize_destination(typed) == sent
    assert normalize_destination(normalize_destination(typed)) == sent


def test_plain_text_has_no_control_characters() -> None:
    assert clean_text("a\x00b\u202ec\u200dd\n") == "abcd"


def test_separators_make_no_difference() -> None:
    assert is_same_destination("+1 907 555 1333", "+19075551333")
    assert is_same_destination(None, "")
    assert not is_same_destination("+19075551333", "19075551333")
    _, field = Feature.find(ALWAYS_TO)
    assert is_same_value(field, "1-2", "12")


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        (RINGS, "4", 4),
        (RINGS, " 4 ", 4),
        (RINGS, "four", "four"),
        (RINGS, "", None),
        ("call_waiting.enabled", "ON", True),
        ("call_waiting.enabled", "off", False),
        (GREETING, "custom greeting", "CUSTOM"),
        (GREETING, "default", "DEFAULT"),
        (ALWAYS_TO, "1 2", "12"),
    ],
)
def test_what_people_type_becomes_a_value(key: str, text: str, value: Value) -> None:
    _, field = Feature.find(key)
    assert parse_value(field, text) == value


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (RINGS, 3, "3 rings (about 18 seconds)"),
        (RINGS, 0, "0 rings (at once)"),
        ("call_waiting.enabled", True, "ON"),
        ("call_waiting.enabled", None, "not reported"),
        (GREETING, "CUSTOM", "Custom greeting"),
        (GREETING, "ODD", "ODD"),
        ("voicemail.send_busy_calls.greeting_uploaded", True, "uploaded"),
        ("voicemail.send_busy_calls.greeting_uploaded", False, "not uploaded"),
        ("voicemail.send_busy_calls.greeting_uploaded", None, "not reported"),
        (ALWAYS_TO, "", "-"),
    ],
)
def test_values_are_formatted_for_people(key: str, value: Value, words: str) -> None:
    _, field = Feature.find(key)
    assert format_field_value(field, value) == words


@pytest.mark.parametrize(
    ("rules", "words"), [(ValueLimits(), "is kept"), (ValueLimits(keeps_numbers=False), "deletes")]
)
def test_the_description_has_what_happens_to_a_number_when_forwarding_is_turned_off(
    rules: ValueLimits, words: str
) -> None:
    feature, field = Feature.find("call_forwarding.always.destination")
    assert words in describe_field(field, rules)
    switch = feature.field(("call_forwarding", "always", "enabled"))
    assert describe_field(switch, rules) == switch.description


def test_a_notification_by_text_message_needs_no_email_address() -> None:
    feature, field = Feature.find(NOTICE_TO)
    on = feature.model().with_value(field.sibling("enabled"), True)
    assert [problem.path for problem in find_problems(feature, on, ValueLimits())] == [field.path]
    assert find_problems(feature, on.with_value(field.sibling("sms_destination"), "+19075551333"), ValueLimits()) == ()
