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
        b"<a>" + b" " * xml.MAX_BYTES + b"</a>",
    ],
)
def test_what_cannot_be_trusted_is_one_error(body: bytes) -> None:
    with pytest.raises(InvalidResponseError) as caught:
        xml.parse(body, "a")
    message = caught.value.message
    assert message.startswith("The provider's response is") or "contains a document type" in message


def test_the_declared_charset_decides() -> None:
    latin = "<?xml version='1.0' encoding='ISO-8859-1'?><a>Zoë</a>".encode("latin-1")
    assert xml.read_text(xml.parse(latin, "a")) == "Zoë"
    assert xml.read_text(xml.parse("<a>Zoë</a>".encode("utf-16"), "a")) == "Zoë"


def test_deep_nesting_is_read_without_a_crash() -> None:
    assert xml.local_name(xml.parse(b"<a>" * 100_000 + b"</a>" * 100_000)) == "a"


@pytest.mark.parametrize(
    ("text", "flag"),
    [("true", True), (" 1\n", True), ("TRUE", True), ("false", False), ("0", False), ("", None), ("perhaps", None)],
)
def test_a_flag_is_read_in_each_spelling(text: str, flag: bool | None) -> None:
    assert xml.parse_bool(text) is flag


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
    assert xml.read_text(xml.find_child(again, "b")) == f"<&>\"']]>{text}"
