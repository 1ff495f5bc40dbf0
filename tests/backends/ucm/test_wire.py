"""UCM documents: what is read from them, and what is written."""

import base64
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backends.fake_xml_server import TEXT
from tui_callsettings.backends import xml
from tui_callsettings.backends.field_values import parse_values
from tui_callsettings.backends.ucm import uds_wire, wire
from tui_callsettings.backends.ucm.uds_wire import Device, Extension, ForwardingLocation
from tui_callsettings.errors import InvalidResponseError
from tui_callsettings.models.call_forwarding import CallForwardAlwaysSetting
from tui_callsettings.models.do_not_disturb import DoNotDisturbSetting
from tui_callsettings.models.feature import Feature

QUICK = settings(deadline=None, derandomize=True, max_examples=100)
UUID = "0d896090-483e-f472-065b-aa2163fc6efa"
LOCATIONS = [
    uds_wire.all_lines_location("jane"),
    uds_wire.primary_line_location("jane"),
    uds_wire.extension_location("jane", "d", "e"),
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


def forward_always(location: ForwardingLocation, root: Element) -> CallForwardAlwaysSetting:
    values = uds_wire.parse_forward_all(location, root)
    return CallForwardAlwaysSetting.parse_group({path[-1]: value for path, value in values.items()})


@QUICK
@given(
    st.sampled_from(LOCATIONS),
    TEXT.filter(lambda text: text.casefold() != "voicemail" and not text.startswith("\\+")),
)
def test_a_number_survives_the_wire_wherever_it_is_kept(location: ForwardingLocation, number: str) -> None:
    root = xml.parse(uds_wire.forwarding_body(location, number), location.steps[0])
    assert forward_always(location, root) == CallForwardAlwaysSetting(enabled=True, destination=number)


@pytest.mark.parametrize("location", LOCATIONS)
def test_voicemail_and_off_survive_the_wire(location: ForwardingLocation) -> None:
    root = xml.parse(uds_wire.forwarding_body(location, "Voicemail"))
    assert forward_always(location, root) == CallForwardAlwaysSetting(enabled=True, destination="VOICEMAIL")
    root = xml.parse(uds_wire.forwarding_body(location, ""))
    assert forward_always(location, root) == CallForwardAlwaysSetting(enabled=False)


def test_off_empties_the_number_and_voicemail_leaves_it() -> None:
    off = uds_wire.forwarding_body(LOCATIONS[0], "")
    assert b"<sendToVoiceMailPilotNumber>false</sendToVoiceMailPilotNumber><destination />" in off
    assert b"destination" not in uds_wire.forwarding_body(LOCATIONS[0], "VOICEMAIL")
    assert b"<sendToCustomDestination>8002</sendToCustomDestination>" in uds_wire.forwarding_body(LOCATIONS[2], "8002")


def test_do_not_disturb_is_written_alone() -> None:
    root = xml.parse(uds_wire.do_not_disturb_body(enabled=True))
    assert [xml.local_name(element) for element in root.iter()] == ["user", "enableDoNotDisturb"]
    assert uds_wire.parse_do_not_disturb(root, ()) == {("enabled",): "true"}


def do_not_disturb(
    devices: Sequence[Device], flag: str = "false", applies_to_all: str = "false"
) -> DoNotDisturbSetting:
    element = f"<enableDoNotDisturb appliesToAllDevices='{applies_to_all}'>{flag}</enableDoNotDisturb>"
    root = xml.parse(f"<user>{element}</user>".encode())
    setting = parse_values(Feature.DO_NOT_DISTURB, uds_wire.parse_do_not_disturb(root, devices))
    assert isinstance(setting, DoNotDisturbSetting)
    return setting


DESK, LAPTOP = Device("Desk", is_on=True, option="0"), Device("Laptop", is_on=False, option="1")


def test_a_value_that_holds_for_one_device_only_is_not_reported_as_the_persons() -> None:
    setting = do_not_disturb([DESK, LAPTOP])
    assert (setting.enabled, setting.applies_to_all_devices) == (None, False)
    assert setting.incoming_call_option == "RINGER_OFF"
    assert setting.devices == "Desk: ON (ringer off); Laptop: OFF (call reject)"
    assert do_not_disturb([]).enabled is None
    assert do_not_disturb([LAPTOP, LAPTOP]).enabled is False


def test_the_option_is_that_of_the_devices_on_which_it_is_on() -> None:
    on = do_not_disturb([DESK, Device("Laptop", is_on=True, option="0")], "true", "true")
    assert (on.enabled, on.incoming_call_option) == (True, "RINGER_OFF")
    mixed = do_not_disturb([DESK, Device("Laptop", is_on=True, option="1")], "true", "true")
    assert (mixed.enabled, mixed.incoming_call_option) == (True, None)
    rejecting = do_not_disturb([LAPTOP, LAPTOP], "false", "true")
    assert (rejecting.enabled, rejecting.incoming_call_option) == (False, "CALL_REJECT")
    profile = do_not_disturb([Device("Desk", is_on=True, option="2")], "true", "true")
    assert profile.incoming_call_option is None
    assert profile.devices == "Desk: ON (option of the phone profile)"


def test_a_document_without_do_not_disturb_is_no_setting() -> None:
    with pytest.raises(InvalidResponseError):
        uds_wire.parse_do_not_disturb(xml.parse(b"<user><userName>jane</userName></user>"), ())


def test_a_device_is_read_with_its_own_do_not_disturb() -> None:
    body = b"""<device><name>SEP00</name><description> </description><model>Cisco 8851</model>
      <doNotDisturbSettings><enable>true</enable><option value="1"><supportedDndOptions/></option>
      </doNotDisturbSettings></device>"""
    assert uds_wire.parse_device(body) == Device("Cisco 8851", is_on=True, option="1")
    assert uds_wire.parse_device(b"<device/>") == Device("Phone", is_on=None, option="")
    odd = b"<device><doNotDisturbSettings><enable>perhaps</enable></doNotDisturbSettings></device>"
    assert uds_wire.parse_device(odd).summary == "Phone: not readable"


def test_busy_and_unanswered_calls_are_read_from_outside_and_inside() -> None:
    def forward(kind: str, to_voicemail: str, number: str) -> str:
        name = f"forward{kind}CallDestination"
        inner = f"<sendToVoiceMailPilotNumber>{to_voicemail}</sendToVoiceMailPilotNumber>"
        return f"<{name}>{inner}<sendToCustomDestination>{number}</sendToCustomDestination></{name}>"

    parts = (
        forward("BusyExternal", "true", "5"),
        forward("BusyInternal", "false", "\\+12055550142"),
        forward("NoAnswerExternal", "false", ""),
        forward("NoAnswerInternal", "perhaps", ""),
    )
    root = xml.parse(f"<extension>{''.join(parts)}</extension>".encode())
    setting = parse_values(Feature.CALL_FORWARDING, uds_wire.parse_other_forwards(root))
    busy, no_answer = ("call_forwarding", "busy"), ("call_forwarding", "no_answer")
    assert setting.value((*busy, "enabled")) is True
    assert setting.value((*busy, "destination")) == "VOICEMAIL"
    assert setting.value((*busy, "internal_destination")) == "+12055550142"
    assert setting.value((*no_answer, "enabled")) is False
    assert setting.unreadable == {(*no_answer, "internal_destination"): '["perhaps"]'}
    assert uds_wire.parse_other_forwards(xml.parse(b"<extension/>")) == {}


@QUICK
@given(
    st.sampled_from(LOCATIONS),
    st.lists(st.sampled_from(["destination", "sendToVoiceMailPilotNumber", "sendToCustomDestination", "x"])),
    st.sampled_from(["", " ", "1", " true ", "no", "é", "<x/>"]),
    st.sampled_from(["UTF-8", "ISO-8859-1", "UTF-16"]),
)
def test_a_spoilt_document_reads_without_a_crash(
    location: ForwardingLocation, names: list[str], text: str, charset: str
) -> None:
    inner = "".join(f"<{name}>{text}</{name}>" for name in names)
    for step in reversed(location.steps):
        inner = f"<{step} appliesToAllExtensions='perhaps'>{inner}</{step}>"
    root = xml.parse(f"<?xml version='1.0' encoding='{charset}'?>{inner}".encode(charset))
    setting = forward_always(location, root)
    if setting.destination:
        assert setting.enabled is True
    assert uds_wire.default_location("jane", root) in (*LOCATIONS[:2], None)


@pytest.mark.parametrize(
    ("flag", "destination", "enabled", "shown"),
    [
        (True, "8002", True, "VOICEMAIL"),
        ("true", None, True, "VOICEMAIL"),
        ("false", "8002", True, "8002"),
        ("0", 8002, True, "8002"),
        (False, "", False, None),
        (False, None, False, None),
        (None, "8002", True, "8002"),
        (None, "", None, None),
        (None, None, None, None),
        ("maybe", "", None, None),
        ("maybe", "8002", True, None),
        (False, ["8002"], None, None),
        (False, "\\+12055550142", True, "+12055550142"),
    ],
)
def test_forwarding_is_on_off_or_not_known(
    flag: object, destination: object, enabled: bool | None, shown: str | None
) -> None:
    setting = CallForwardAlwaysSetting.parse_group(wire.build_forward_values(flag, destination))
    assert (setting.enabled, setting.destination) == (enabled, shown)
    is_odd = flag == "maybe" or isinstance(destination, list)
    assert bool(setting.unreadable) is is_odd


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
        {"dn": 8006, "destinationVoicemailEnabled": "true", "destination": 8007},
        {"dn": "8007", "destinationVoicemailEnabled": "perhaps", "destination": ""},
        {"dn": "8008"},
        "later",
    ]
    lines = wire.parse_cloud_lines({"callForwarding": {"always": always}})
    assert [line.forwarding.destination for line in lines] == ["VOICEMAIL", "8004", None, "VOICEMAIL", None, None]
    assert [line.forwarding.enabled for line in lines] == [True, True, False, True, None, None]
    assert [line.number for line in lines][3] == "8006"
    assert lines[4].forwarding.unreadable == {("enabled",): '["perhaps"]'}


@pytest.mark.parametrize("document", [{}, {"callForwarding": {}}, {"callForwarding": {"always": [{"x": 1}]}}])
def test_a_document_without_a_known_field_is_one_error(document: dict[str, Any]) -> None:
    with pytest.raises(InvalidResponseError):
        wire.parse_cloud_lines(document)


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
        ("\\+12055550142", "+12055550142", True),
        ("+12055550142", "\\+1 205 555 0142", True),
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
    assert uds_wire.parse_extensions(body.encode()) == (
        Extension("e2", "d", "2222", True),
        Extension("e1", "", "1111", False),
    )


def test_a_user_is_an_owner() -> None:
    body = b"""<user><userName>jane</userName><displayName>Jane Day</displayName><phoneNumber>+12055550142</phoneNumber>
      <primaryExtension><directoryNumber>8001</directoryNumber></primaryExtension></user>"""
    owner = uds_wire.parse_uds_owner(xml.parse(body), "", "US")
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
def test_an_error_gives_its_message_and_never_html(body: str, words: str) -> None:
    assert uds_wire.parse_error_message(body.encode()) == words
