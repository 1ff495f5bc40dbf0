"""BroadWorks documents: what is read from them, and what is written."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backends.fake_xml_server import TEXT
from tui_callsettings.backends import xml
from tui_callsettings.backends.broadworks import wire
from tui_callsettings.backends.broadworks.wire import ElementSpec, ElementType, Resource
from tui_callsettings.errors import InvalidResponseError, RejectedError
from tui_callsettings.models.destination import normalize_destination
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import FieldType
from tui_callsettings.models.setting import Setting, Value

QUICK = settings(deadline=None, derandomize=True, max_examples=100)
NUMBERS = st.from_regex(r"\A(\+?[0-9*#]{1,29}|[a-z]{1,9}@example\.com)\Z")
XSI = 'xmlns="http://schema.broadsoft.com/xsi" xmlns:x="http://www.w3.org/2001/XMLSchema-instance"'


def resource(root: str) -> Resource:
    return next(resource for resource in wire.RESOURCES if resource.root == root)


def values_of(feature: Feature, item: ElementSpec) -> st.SearchStrategy[Any]:
    if item.content is ElementType.FLAG:
        return st.booleans()
    if item.content is ElementType.COUNT:
        return st.sampled_from([0, *range(2, 21)])
    if item.content is ElementType.STORAGE:
        return st.sampled_from(["INTERNAL", "EXTERNAL"])
    is_number = feature.field(item.path).type in (FieldType.DESTINATION, FieldType.FORWARD_NUMBER)
    return st.none() | (NUMBERS if is_number else TEXT)


@st.composite
def legal_settings(draw: st.DrawFn) -> tuple[Feature, Setting]:
    feature = draw(st.sampled_from(Feature))
    items = [item for resource in wire.feature_resources(feature) for item in resource.items]
    values = {item.path: draw(values_of(feature, item)) for item in items}
    return feature, feature.model().with_values({path: value for path, value in values.items() if value is not None})


@QUICK
@given(legal_settings())
def test_a_legal_setting_survives_the_wire(case: tuple[Feature, Setting]) -> None:
    feature, setting = case
    values: dict[tuple[str, ...], Value] = {}
    for part in wire.feature_resources(feature):
        body = wire.build_put_body(part, setting, [item.path for item in part.items])
        assert body is not None
        values |= wire.parse_values(part, body)
    assert wire.build_setting(feature, values) == setting


@QUICK
@given(st.data())
def test_only_changed_elements_are_written_in_schema_order(data: st.DataObject) -> None:
    feature, setting = data.draw(legal_settings())
    part = data.draw(st.sampled_from(wire.feature_resources(feature)))
    changed = data.draw(st.sets(st.sampled_from([item.path for item in part.items])))
    body = wire.build_put_body(part, setting, changed)
    expected = [item.name for item in part.items if item.path in changed]
    assert [xml.local_name(element) for element in xml.parse(body)] == expected if body else not expected


@QUICK
@given(st.text(max_size=60))
def test_no_typed_text_reaches_the_document_unescaped(typed: str) -> None:
    part = resource("VoiceMessaging")
    path = ("notifications", "destination")
    wanted = Feature.VOICEMAIL.model().with_value(path, f"<a>&{typed}")
    body = wire.build_put_body(part, wanted, [path])
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
    names = draw(st.lists(st.sampled_from([*(item.name for item in part.items), "later", "x"]), max_size=20))
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
        setting = wire.build_setting(part.feature, wire.parse_values(part, body))
    except InvalidResponseError:
        return
    assert part.feature.model.model_validate(setting.to_document()) == setting


@QUICK
@given(st.sampled_from(wire.RESOURCES), st.binary(max_size=200))
def test_any_bytes_are_a_setting_or_one_error(part: Resource, body: bytes) -> None:
    with pytest.raises(InvalidResponseError):
        wire.parse_values(part, body)
    assert wire.parse_error_message(body) == ""


def test_forward_no_answer_is_read_as_documented() -> None:
    body = f"<CallForwardingNoAnswer {XSI}><active>true</active><forwardToPhoneNumber>2055550142</forwardToPhoneNumber>"
    body += "<numberOfRings>4</numberOfRings></CallForwardingNoAnswer>"
    group = ("call_forwarding", "no_answer")
    assert wire.parse_values(resource("CallForwardingNoAnswer"), body.encode()) == {
        (*group, "enabled"): True,
        (*group, "destination"): "2055550142",
        (*group, "number_of_rings"): 4,
    }


def test_an_absent_active_means_off_and_nil_means_no_number() -> None:
    body = f'<CallForwardingBusy {XSI}><forwardToPhoneNumber x:nil="true"/></CallForwardingBusy>'.encode()
    assert wire.parse_values(resource("CallForwardingBusy"), body) == {("call_forwarding", "busy", "enabled"): False}


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
    with pytest.raises(RejectedError, match="a value is needed"):
        wire.build_put_body(resource("CallWaiting"), Feature.CALL_WAITING.model(), [("enabled",)])


def test_services_are_known_by_the_end_of_their_address() -> None:
    body = f"""<Services {XSI}>
      <service><name>Call Waiting</name><uri>/v2.0/user/j@example.com/services/CallWaiting</uri></service>
      <service><name>Call Forwarding Busy</name><uri> /v2.0/user/j/services/callforwardingbusy/ </uri></service>
      <service><name>Secret</name><uri x:nil="true"/></service><service><name>Bare</name></service><other/>
    </Services>"""
    assert wire.parse_services(body.encode()) == {"callwaiting", "callforwardingbusy"}


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
def test_an_error_tells_its_english_words_and_never_html(body: str, words: str) -> None:
    assert wire.parse_error_message(body.encode()) == words
