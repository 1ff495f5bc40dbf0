"""BroadWorks documents: what is read from them, and what is written."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backends.fake_xml_server import TEXT
from tui_callsettings.backends import xml
from tui_callsettings.backends.broadworks import wire
from tui_callsettings.backends.broadworks.wire import ElementSpec, ElementType, Resource
from tui_callsettings.backends.field_values import parse_values
from tui_callsettings.errors import InvalidResponseError, RejectedError
from tui_callsettings.models.destination import normalize_destination
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldType, Setting

QUICK = settings(deadline=None, derandomize=True, max_examples=100)
NUMBERS = st.from_regex(r"\A(\+?[0-9*#]{1,29}|[a-z]{1,9}@example\.com)\Z")
XSI = 'xmlns="http://schema.broadsoft.com/xsi" xmlns:x="http://www.w3.org/2001/XMLSchema-instance"'


def resource(root: str) -> Resource:
    return next(resource for resource in wire.RESOURCES if resource.root == root)


def legal_values(feature: Feature, element: ElementSpec) -> st.SearchStrategy[Any]:
    if element.type is ElementType.FLAG:
        return st.booleans()
    if element.type is ElementType.COUNT:
        return st.sampled_from([0, *range(2, 21)])
    if element.type is ElementType.CHOICE:
        return st.sampled_from(sorted(element.texts))
    is_number = feature.field(element.path).type in (FieldType.DESTINATION, FieldType.FORWARD_NUMBER)
    return st.none() | (NUMBERS if is_number else TEXT)


def writable(part: Resource) -> list[ElementSpec]:
    return [element for element in part.elements if not element.is_read_only]


@st.composite
def legal_settings(draw: st.DrawFn) -> tuple[Feature, Setting]:
    feature = draw(st.sampled_from(list(Feature)))
    elements = [element for part in wire.feature_resources(feature) for element in writable(part)]
    values = {element.path: draw(legal_values(feature, element)) for element in elements}
    return feature, feature.model().with_values({path: value for path, value in values.items() if value is not None})


@QUICK
@given(legal_settings())
def test_a_legal_setting_survives_the_wire(case: tuple[Feature, Setting]) -> None:
    feature, setting = case
    values: dict[tuple[str, ...], object] = {}
    for part in wire.feature_resources(feature):
        body = wire.build_put_body(part, setting, [element.path for element in part.elements])
        assert body is not None
        values |= wire.read_values(part, body)
    assert parse_values(feature, values) == setting


@QUICK
@given(st.data())
def test_only_changed_elements_are_written_in_schema_order(data: st.DataObject) -> None:
    feature, setting = data.draw(legal_settings())
    part = data.draw(st.sampled_from(wire.feature_resources(feature)))
    changed = data.draw(st.sets(st.sampled_from([element.path for element in part.elements])))
    body = wire.build_put_body(part, setting, changed)
    expected = [element.name for element in writable(part) if element.path in changed]
    assert [xml.local_name(element) for element in xml.parse(body)] == expected if body else not expected


@QUICK
@given(st.text(max_size=60))
def test_no_typed_text_reaches_the_document_unescaped(typed: str) -> None:
    part = resource("VoiceMessaging")
    path = ("notifications", "destination")
    target = Feature.VOICEMAIL.model().with_value(path, f"<a>&{typed}")
    body = wire.build_put_body(part, target, [path])
    assert body is not None
    elements = list(xml.parse(body).iter())
    assert [xml.local_name(element) for element in elements] == [part.root, "voiceMessageNotifyEmailAddress"]
    assert b"<a>" not in body


SPOILT = st.sampled_from(
    [
        "",
        " ",
        "1",
        "0",
        " true\n",
        "TRUE",
        "maybe",
        "-3",
        "4.5",
        "99999999999",
        "é ü",
        "&lt;b&gt;",
        "<deeper>1</deeper>",
    ]
)


@st.composite
def spoilt_documents(draw: st.DrawFn) -> tuple[Resource, bytes]:
    """A document with elements missing, doubled, out of order, unknown, nil, padded or of the wrong kind."""
    part = draw(st.sampled_from(wire.RESOURCES))
    names = draw(st.lists(st.sampled_from([*(element.name for element in part.elements), "later", "x"]), max_size=20))
    elements = []
    for name in names:
        nil = draw(st.sampled_from(["", ' x:nil="true"', ' x:nil="1"', ' x:nil="maybe"', ' other="é"']))
        elements.append(f"<{name}{nil}>{draw(SPOILT)}</{name}>")
    charset = draw(st.sampled_from(["UTF-8", "ISO-8859-1", "UTF-16"]))
    namespace = draw(st.sampled_from([XSI, XSI.replace("schema", "other")]))
    pad = draw(st.sampled_from(["", "\n  ", "<!-- é -->", "<?robot here?>"]))
    text = (
        f'<?xml version="1.0" encoding="{charset}"?>\n<{part.root} {namespace}>{pad.join(elements)}{pad}</{part.root}>'
    )
    return part, text.encode(charset)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(spoilt_documents())
def test_a_spoilt_document_reads_without_a_crash(case: tuple[Resource, bytes]) -> None:
    part, body = case
    try:
        values = wire.read_values(part, body)
        setting = parse_values(part.feature, values)
    except InvalidResponseError:
        return
    for path in values:
        assert path in setting.unreadable or setting.value(path) is not None


@QUICK
@given(st.sampled_from(wire.RESOURCES), st.binary(max_size=200))
def test_any_bytes_are_a_document_or_one_error(part: Resource, body: bytes) -> None:
    with pytest.raises(InvalidResponseError):
        wire.read_values(part, body)
    assert wire.parse_error_message(body) == ""


def test_forward_no_answer_is_read_as_documented() -> None:
    body = f"<CallForwardingNoAnswer {XSI}><active>true</active><forwardToPhoneNumber>2055550142</forwardToPhoneNumber>"
    body += "<numberOfRings>4</numberOfRings></CallForwardingNoAnswer>"
    group = ("call_forwarding", "no_answer")
    assert wire.read_values(resource("CallForwardingNoAnswer"), body.encode()) == {
        (*group, "enabled"): "true",
        (*group, "destination"): "2055550142",
        (*group, "number_of_rings"): "4",
    }


def test_an_absent_active_means_off_and_nil_means_no_number() -> None:
    body = f'<CallForwardingBusy {XSI}><forwardToPhoneNumber x:nil="true"/></CallForwardingBusy>'.encode()
    assert wire.read_values(resource("CallForwardingBusy"), body) == {("call_forwarding", "busy", "enabled"): False}


def test_clearing_a_number_is_nil_and_never_an_empty_element() -> None:
    path = ("call_forwarding", "always", "destination")
    for nothing in ("", None, " "):
        body = wire.build_put_body(
            resource("CallForwardingAlways"), Feature.CALL_FORWARDING.model().with_value(path, nothing), [path]
        )
        assert body is not None
        assert b'<forwardToPhoneNumber xsi:nil="true" />' in body
        assert b'xmlns="http://schema.broadsoft.com/xsi"' in body


def test_a_number_goes_out_cleaned_and_nothing_else_is_rewritten() -> None:
    path = ("call_forwarding", "busy", "destination")
    typed = "+44 (20) 7946-0123"
    body = wire.build_put_body(
        resource("CallForwardingBusy"), Feature.CALL_FORWARDING.model().with_value(path, typed), [path]
    )
    assert body is not None
    assert f"<forwardToPhoneNumber>{normalize_destination(typed)}</forwardToPhoneNumber>".encode() in body


def test_a_switch_without_a_value_is_refused() -> None:
    with pytest.raises(RejectedError, match="a value is required"):
        wire.build_put_body(resource("CallWaiting"), Feature.CALL_WAITING.model(), [("enabled",)])


def test_services_are_identified_by_address_or_title() -> None:
    user = "/v2.0/user/j@example.com/services"
    body = f"""<Services {XSI}>
      <service><name>x</name><uri>{user}/CallWaiting</uri></service>
      <service><name>y</name><uri> /v2.0/user/j/services/callforwardingbusy/ </uri></service>
      <service><name>z</name><uri>{user}/DoNotDisturb?format=xml</uri></service>
      <service><name>Voice Messaging User</name><uri x:nil="true"/></service>
      <service><name>Call Forwarding No Answer</name></service><other/>
    </Services>"""
    services = wire.parse_services(body.encode())
    assert services >= {"callwaiting", "callforwardingbusy", "donotdisturb", "voicemessaging", "callforwardingnoanswer"}
    assert "callforwardingalways" not in services


def test_a_profile_is_an_owner() -> None:
    body = f"""<Profile {XSI}><details><userId>jane@example.com</userId><firstName>Zoë</firstName>
      <lastName>Day</lastName><number>+1-2055550142</number><extension>0142</extension><groupId>g</groupId></details></Profile>"""
    owner = wire.parse_owner(body.encode(), "US")
    assert (owner.name, owner.identity, owner.numbers) == ("Zoë Day", "jane@example.com", ("+1-2055550142",))
    assert (owner.extension, owner.region) == ("0142", "US")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (f"<ErrorInfo {XSI}><summary>Nein</summary><summaryEnglish>No way.</summaryEnglish></ErrorInfo>", "No way."),
        (f"<ErrorInfo {XSI}><summary>Nein.</summary></ErrorInfo>", "Nein."),
        ("<html><body><h1>502</h1></body></html>", ""),
        ("", ""),
        (f"<ErrorInfo {XSI}><summary>a \x85\u202e[b]\n c</summary></ErrorInfo>", "a [b] c"),
    ],
)
def test_an_error_gives_its_english_message_and_never_html(body: str, words: str) -> None:
    assert wire.parse_error_message(body.encode()) == words


GREETINGS = f"""<VoiceMessagingGreetings {XSI}>
  <busyAnnouncementSelection>Personal</busyAnnouncementSelection>
  <busyPersonalAudioFile><description>March</description></busyPersonalAudioFile>
  <noAnswerAnnouncementSelection>Alternate02</noAnswerAnnouncementSelection>
  <noAnswerPersonalAudioFile x:nil="true"/>
</VoiceMessagingGreetings>"""


def test_greetings_are_read_and_an_alternate_stays_one() -> None:
    values = wire.read_values(resource("VoiceMessagingGreetings"), GREETINGS.encode())
    setting = parse_values(Feature.VOICEMAIL, values)
    busy, no_answer = "send_busy_calls", "send_unanswered_calls"
    assert setting.value((busy, "greeting")) == "CUSTOM"
    assert setting.value((busy, "greeting_uploaded")) is True
    assert setting.value((no_answer, "greeting")) == "ALTERNATE02"
    assert setting.value((no_answer, "greeting_uploaded")) is False
    assert setting.value((no_answer, "number_of_rings")) is None
    body = wire.build_put_body(resource("VoiceMessagingGreetings"), setting, [(no_answer, "greeting")])
    assert body is not None
    assert b"<noAnswerAnnouncementSelection>Alternate02<" in body


@pytest.mark.parametrize(
    ("inside", "is_on"),
    [
        ("<active>true</active>", True),
        ("<active>0</active><criteriaActivations><active>true</active></criteriaActivations>", False),
        ("<criteriaActivations><c><active>false</active></c><c><active>true</active></c></criteriaActivations>", True),
        ("<criteriaActivations><c><active>false</active></c></criteriaActivations>", False),
        ("", False),
        ("<active>perhaps</active>", None),
    ],
)
def test_another_rule_is_on_by_its_own_flag_or_by_one_of_its_criteria(inside: str, is_on: bool | None) -> None:
    body = f"<SelectiveCallAcceptance {XSI}>{inside}</SelectiveCallAcceptance>"
    assert wire.parse_rule_state("SelectiveCallAcceptance", body.encode()) is is_on


def test_one_odd_value_leaves_the_rest_of_the_document_readable() -> None:
    body = f"<CallForwardingBusy {XSI}><active>perhaps</active><forwardToPhoneNumber>42</forwardToPhoneNumber>"
    values = wire.read_values(resource("CallForwardingBusy"), f"{body}</CallForwardingBusy>".encode())
    setting = parse_values(Feature.CALL_FORWARDING, values)
    switch = ("call_forwarding", "busy", "enabled")
    assert setting.value(switch) is None
    assert setting.unreadable == {switch: "perhaps"}
    assert setting.value(("call_forwarding", "busy", "destination")) == "42"
