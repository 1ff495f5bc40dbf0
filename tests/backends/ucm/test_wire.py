"""UCM documents: what is read from them, and what is written."""

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backends.fake_xml_server import TEXT
from tui_callsettings.backends import xml
from tui_callsettings.backends.ucm import wire
from tui_callsettings.backends.ucm.wire import Extension, ForwardingLocation
from tui_callsettings.errors import InvalidResponseError
from tui_callsettings.models.call_forwarding import CallForwardAlwaysSetting

QUICK = settings(deadline=None, derandomize=True, max_examples=100)
UUID = "0d896090-483e-f472-065b-aa2163fc6efa"
PLACES = [
    wire.all_lines_location("jane"),
    wire.primary_line_location("jane"),
    wire.extension_location("jane", "d", "e"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["callForwarding", "always", "dn", "destination", "destinationVoicemailEnabled", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@QUICK
@given(st.sampled_from(PLACES), TEXT.filter(lambda text: text.casefold() != "voicemail"))
def test_a_number_survives_the_wire_wherever_it_is_kept(place: ForwardingLocation, number: str) -> None:
    root = xml.parse(wire.forwarding_body(place, number), place.steps[0])
    assert wire.parse_forwarding(place, root) == CallForwardAlwaysSetting(enabled=True, destination=number)


@pytest.mark.parametrize("place", PLACES)
def test_voicemail_and_off_survive_the_wire(place: ForwardingLocation) -> None:
    root = xml.parse(wire.forwarding_body(place, "Voicemail"))
    assert wire.parse_forwarding(place, root) == CallForwardAlwaysSetting(enabled=True, destination="VOICEMAIL")
    root = xml.parse(wire.forwarding_body(place, ""))
    assert wire.parse_forwarding(place, root) == CallForwardAlwaysSetting(enabled=False)


def test_off_empties_the_number_and_voicemail_leaves_it() -> None:
    off = wire.forwarding_body(PLACES[0], "")
    assert b"<sendToVoiceMailPilotNumber>false</sendToVoiceMailPilotNumber><destination />" in off
    assert b"destination" not in wire.forwarding_body(PLACES[0], "VOICEMAIL")
    assert b"<sendToCustomDestination>8002</sendToCustomDestination>" in wire.forwarding_body(PLACES[2], "8002")


def test_do_not_disturb_is_written_alone() -> None:
    root = xml.parse(wire.do_not_disturb_body(enabled=True))
    assert [xml.local_name(element) for element in root.iter()] == ["user", "enableDoNotDisturb"]
    assert wire.parse_do_not_disturb(root) is True


@QUICK
@given(
    st.sampled_from(PLACES),
    st.lists(st.sampled_from(["destination", "sendToVoiceMailPilotNumber", "sendToCustomDestination", "x"])),
    st.sampled_from(["", " ", "1", " true ", "no", "é", "<x/>"]),
    st.sampled_from(["UTF-8", "ISO-8859-1", "UTF-16"]),
)
def test_a_spoilt_document_reads_without_a_crash(
    place: ForwardingLocation, names: list[str], told: str, charset: str
) -> None:
    inner = "".join(f"<{name}>{told}</{name}>" for name in names)
    for step in reversed(place.steps):
        inner = f"<{step} appliesToAllExtensions='perhaps'>{inner}</{step}>"
    root = xml.parse(f"<?xml version='1.0' encoding='{charset}'?>{inner}".encode(charset))
    if told in ("no", "é") and "sendToVoiceMailPilotNumber" in names:
        with pytest.raises(InvalidResponseError, match="neither true nor false"):
            wire.parse_forwarding(place, root)
    else:
        setting = wire.parse_forwarding(place, root)
        assert setting.enabled is bool(setting.destination)
    assert wire.parse_do_not_disturb(root) is False
    assert wire.default_location("jane", root) in (*PLACES[:2], None)


@QUICK
@given(JSON)
def test_any_json_is_a_list_of_lines_or_one_error(document: Any) -> None:
    try:
        lines = wire.parse_cloud_lines(document if isinstance(document, dict) else {"callForwarding": document})
    except InvalidResponseError:
        return
    assert all(isinstance(line.number, str) for line in lines)


def test_voicemail_wins_and_nothing_is_off() -> None:
    always = [
        {"dn": "8001", "destination": "8002", "destinationVoicemailEnabled": True, "e164Number": "+12055550142"},
        {"dn": "8003", "destination": "8004"},
        {"dn": "8005", "destinationVoicemailEnabled": False, "destination": ""},
        "later",
    ]
    lines = wire.parse_cloud_lines({"callForwarding": {"always": always}})
    assert [line.forwarding.destination for line in lines] == ["VOICEMAIL", "8004", None]
    assert [line.forwarding.enabled for line in lines] == [True, True, False]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("8001", "8001", True),
        (" 80-01 ", "8001", True),
        ("+1 (205) 555-0142", "+12055550142", True),
        ("12055550142", "+12055550142", True),
        ("1", "8001", False),
        ("", "", False),
        ("", "8001", False),
        ("+", "+12055550142", False),
        ("80010", "8001", False),
    ],
)
def test_directory_numbers_are_compared_whole(one: str, other: str, is_same: bool) -> None:
    assert wire.is_same_number(one, other) is is_same


@pytest.mark.parametrize("padding", ["", "="])
def test_an_id_is_read_with_and_without_its_padding(padding: str) -> None:
    address = f"ciscospark://eu/PEOPLE/{UUID.upper()}"
    encoded = base64.urlsafe_b64encode(address.encode()).decode().rstrip("=") + padding
    assert wire.raw_id(encoded) == UUID
    assert wire.raw_id(UUID.upper()) == UUID


@pytest.mark.parametrize("identifier", ["", "../../people", "a b", "=", "\N{SNOWMAN}", "eC8="])
def test_an_id_that_is_none_is_one_error(identifier: str) -> None:
    with pytest.raises(InvalidResponseError):
        wire.raw_id(identifier)


def test_extensions_are_listed_with_the_primary_one_first() -> None:
    address = "https://cucm:8443/cucm-uds/user/jane"
    body = f"""<extensions>
      <extension isPrimary="false" uri="{address}/extension/e1"><id>e1</id>
        <directoryNumber>1111</directoryNumber></extension>
      <extension isPrimary="true" uri="{address}/device/d/extension/e2">
        <directoryNumber>2222</directoryNumber></extension>
      <extension uri="x"><id>e3</id></extension></extensions>"""
    assert wire.parse_extensions(body.encode()) == (
        Extension("e2", "d", "2222", True),
        Extension("e1", "", "1111", False),
    )


def test_a_user_is_an_owner() -> None:
    body = b"""<user><userName>jane</userName><displayName>Jane Day</displayName><phoneNumber>+12055550142</phoneNumber>
      <primaryExtension><directoryNumber>8001</directoryNumber></primaryExtension></user>"""
    owner = wire.parse_uds_owner(xml.parse(body), "", "US")
    assert (owner.name, owner.identity, owner.numbers) == ("Jane Day", "jane", ("+12055550142",))
    assert (owner.extension, owner.region) == ("8001", "US")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<errors><error><code>7</code><message>No such user.</message></error></errors>", "No such user."),
        ("<error><message> No. </message></error>", "No."),
        ("<errors/>", ""),
        ("<html><body><message>x</message></body></html>", ""),
    ],
)
def test_an_error_tells_its_message_and_never_html(body: str, words: str) -> None:
    assert wire.parse_error_message(body.encode()) == words
