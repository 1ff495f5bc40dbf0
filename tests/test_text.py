import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_callsettings.errors import CallSettingsError, trace_locations
from tui_callsettings.models.call_forwarding import CallForwardSetting
from tui_callsettings.models.owner import Owner
from tui_callsettings.text import clean_text, clean_values, dump_json

TITLE_SEQUENCE = "\x1b]0;Pat\x07"
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Mary", "Mary"),
        ("  Mary \t", "Mary"),
        ("Mary\r\nJane\u2028Doe", "Mary  Jane Doe"),
        (f"{TITLE_SEQUENCE}Mary", "]0;PatMary"),
        ("\x9b31mMary\x85", "31mMary"),
        ("Ma\u200b\u200d\ufeffry", "Mary"),
        ("\u202eyraM\u2066", "yraM"),
        ("Ma\ud800\ue000\U000f0000\U000e0041ry", "Mary"),
        ("M\ufe0fa\u3164ry\x00", "Mary"),
        ("Zoë 田中 Łuk", "Zoë 田中 Łuk"),
        ("+1\u00a0907", "+1 907"),
    ],
)
def test_what_cannot_be_seen_is_removed_and_white_space_becomes_a_space(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


@given(ANY_TEXT)
def test_any_text_becomes_one_printable_line(text: str) -> None:
    cleaned = clean_text(text)
    assert cleaned.isprintable()
    cleaned.encode()
    assert clean_text(cleaned) == cleaned


@given(st.dictionaries(ANY_TEXT, ANY_TEXT | st.lists(ANY_TEXT) | st.none() | st.integers()))
def test_json_escapes_what_cannot_be_seen_and_reads_back_the_same(document: dict[str, object]) -> None:
    text = dump_json(document)
    assert text.replace("\n", "").isprintable()
    text.encode()
    assert json.loads(text) == json.loads(json.dumps(document))


def test_json_shows_readable_characters_as_they_are() -> None:
    assert dump_json({"name": "Zoë 田中", "odd": "\u202e\x1b\ue000"}, indent=None) == (
        '{"name": "Zoë 田中", "odd": "\\u202e\\u001b\\ue000"}'
    )


def test_every_text_of_a_document_is_cleaned() -> None:
    assert clean_values({"a\x00": ["b\x1b", {"c": "d\u202e"}, 1, None]}) == {"a": ["b", {"c": "d"}, 1, None]}


def test_an_error_is_printable_whatever_it_was_made_from() -> None:
    error = CallSettingsError("no \ud800account\x1b", provider_message=f"{TITLE_SEQUENCE}no", tracking_id="T\u200b1")
    assert error.details == 'no account The provider says: "]0;Patno" (tracking id T1)'
    assert str(error) == "no account"


def test_the_person_is_printable() -> None:
    owner = Owner(f"{TITLE_SEQUENCE}Mary\ud800", "m@x\x00", ("+1\u202e907",), "40\u200b21", "US")
    assert owner == Owner("]0;PatMary", "m@x", ("+1907",), "4021", "US")


def test_a_value_is_shown_cleaned_and_written_back_as_it_came() -> None:
    raw = {"callForwarding": {"always": {"enabled": True, "destination": "+1\u202e907\ud800"}}}
    setting = CallForwardSetting.model_validate(raw)
    assert setting.value(("call_forwarding", "always", "destination")) == "+1907"
    assert setting.call_forwarding is not None
    assert setting.call_forwarding.always is not None
    assert setting.call_forwarding.always.destination == "+1\u202e907\ud800"


def test_a_program_error_is_located_without_values() -> None:
    def read(secret: str) -> str:
        return {"a": "b"}[secret]

    try:
        read("canary")
    except KeyError as error:
        locations = trace_locations(error)
    assert "test_text.py:" in locations
    assert locations.endswith(" read")
    assert "canary" not in locations
