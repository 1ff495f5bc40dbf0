"""XML read without trust and written with escaping."""

from xml.etree.ElementTree import Element, SubElement

import pytest
from hypothesis import given, settings

from tests.backends.fake_xml_server import BILLION_LAUGHS, TEXT
from tui_callsettings.backends import xml
from tui_callsettings.errors import InvalidResponseError, RejectedError


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Bad gateway",
        b"<a>" * 100_000,
        b"<a>\xff</a>",
        b"\x00",
        b"<?xml version='1.0' encoding='no-such-charset'?><a/>",
        b"<?xml version='1.0' encoding='shift_jis'?><a/>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        BILLION_LAUGHS,
        b"<b/>",
        b"<a>" + b" " * xml.MOST_BYTES + b"</a>",
    ],
)
def test_what_cannot_be_trusted_is_one_error(body: bytes) -> None:
    with pytest.raises(InvalidResponseError) as caught:
        xml.parse(body, "a")
    assert caught.value.message.startswith("The provider's answer is") or "has a document type" in caught.value.message


def test_the_declared_charset_decides() -> None:
    latin = "<?xml version='1.0' encoding='ISO-8859-1'?><a>Zoë</a>".encode("latin-1")
    assert xml.text(xml.parse(latin, "a")) == "Zoë"
    assert xml.text(xml.parse("<a>Zoë</a>".encode("utf-16"), "a")) == "Zoë"


def test_deep_nesting_is_read_without_a_crash() -> None:
    assert xml.local_name(xml.parse(b"<a>" * 100_000 + b"</a>" * 100_000)) == "a"


@pytest.mark.parametrize(
    ("told", "flag"),
    [("true", True), (" 1\n", True), ("TRUE", True), ("false", False), ("0", False), ("", None)],
)
def test_a_flag_is_read_in_each_spelling(told: str, flag: bool | None) -> None:
    assert xml.read_flag(xml.parse(f"<a>{told}</a>".encode())) is flag


@pytest.mark.parametrize(("told", "number"), [(" 4 ", 4), ("0", 0), ("", None)])
def test_a_count_is_a_short_whole_number(told: str, number: int | None) -> None:
    assert xml.read_count(xml.parse(f"<a>{told}</a>".encode())) == number


@pytest.mark.parametrize("told", ["yes", "perhaps", "2", "-1", "4.5", "9" * 5000])
def test_what_is_neither_is_an_error_and_never_off(told: str) -> None:
    element = xml.parse(f"<active>{told}</active>".encode())
    with pytest.raises(InvalidResponseError, match="active is neither true nor false") as caught:
        xml.read_flag(element)
    assert told not in caught.value.message
    if told != "2":
        with pytest.raises(InvalidResponseError, match="not a whole number"):
            xml.read_count(element)


@pytest.mark.parametrize("text", ["\x00", "a\x1bb", "\r", "\x85", "\ufffe", "\ud800"])
def test_what_xml_cannot_carry_is_refused(text: str) -> None:
    root = Element("a")
    root.text = text
    with pytest.raises(RejectedError, match="control character"):
        xml.serialize(root)


@settings(deadline=None, derandomize=True, max_examples=200)
@given(TEXT)
def test_no_text_gets_out_of_its_element(text: str) -> None:
    root = Element("{urn:x}a")
    SubElement(root, "{urn:x}b").text = f"<&>\"']]>{text}"
    body = xml.serialize(root, "urn:x")
    again = xml.parse(body, "a")
    assert [xml.local_name(element) for element in again.iter()] == ["a", "b"]
    assert xml.text(xml.find_child(again, "b")) == f"<&>\"']]>{text}"
