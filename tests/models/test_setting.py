import pytest
from pydantic import ValidationError

from tui_callsettings.errors import InvalidResponseError
from tui_callsettings.models.call_forwarding import CallForwardSetting
from tui_callsettings.models.call_waiting import CallWaitingSetting
from tui_callsettings.models.do_not_disturb import DoNotDisturbSetting
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.models.voicemail import VoicemailSetting

DOCUMENTS = {
    Feature.DO_NOT_DISTURB: [
        {"enabled": True, "ringSplashEnabled": False, "webexGoOverrideEnabled": True},
        {"enabled": True},
        {"enabled": False, "later": {"deep": [1, {"x": None}]}},
        {},
    ],
    Feature.CALL_FORWARDING: [
        {"callForwarding": {"always": {"enabled": True, "destination": "+15550142", "fromAfar": "kept"}}},
        {"callForwarding": {"noAnswer": {"numberOfRings": 3, "systemMaxNumberOfRings": 20}}, "businessContinuity": {}},
        {"callForwarding": None, "businessContinuity": {"enabled": False, "destinationVoicemailEnabled": False}},
    ],
    Feature.VOICEMAIL: [
        {"sendBusyCalls": {"greeting": "SOMETHING_NEW", "audioFile": {"name": "a.wav"}}},
        {"messageStorage": {"mwiEnabled": True, "storageType": "EXTERNAL", "externalEmail": "a+b@example.com"}},
        {"faxMessage": {"enabled": True, "phoneNumber": "1", "extension": None}, "voiceMessageForwardingEnabled": True},
    ],
    Feature.CALL_WAITING: [{"enabled": True}, {"enabled": None}],
}
ROUND_TRIPS = [(feature, document) for feature, documents in DOCUMENTS.items() for document in documents]


@pytest.mark.parametrize(("feature", "document"), ROUND_TRIPS)
def test_what_came_over_the_wire_goes_back_unchanged(feature: Feature, document: dict[str, object]) -> None:
    setting = feature.model.model_validate(document)
    assert setting.to_document() == document


@pytest.mark.parametrize("feature", Feature)
def test_one_changed_field_leaves_all_others_as_they_were(feature: Feature) -> None:
    document = DOCUMENTS[feature][0]
    setting = feature.model.model_validate(document)
    for field in feature.fields:
        changed = setting.with_value(field.path, "new")
        assert changed.value(field.path) == "new"
        others = [other.path for other in feature.fields if other.path != field.path]
        assert [changed.value(path) for path in others] == [setting.value(path) for path in others]


def test_a_missing_group_is_made_with_nothing_else_in_it() -> None:
    path = ("call_forwarding", "busy", "destination")
    setting = Feature.CALL_FORWARDING.model().with_value(path, "4021")
    assert setting.to_document() == {"callForwarding": {"busy": {"destination": "4021"}}}


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Feature.CALL_WAITING.model().enabled = True  # type: ignore[attr-defined]


def test_what_is_not_a_setting_is_refused_without_repeating_it() -> None:
    with pytest.raises(ValidationError) as caught:
        Feature.CALL_WAITING.model.model_validate({"enabled": "canary"})
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("path", "expected"),
    [(("call_forwarding", "busy", "enabled"), None), (("business_continuity", "enabled"), None)],
)
def test_an_absent_group_has_no_values(path: FieldPath, expected: Value) -> None:
    assert Feature.CALL_FORWARDING.model().value(path) == expected


def test_a_misspelt_path_is_an_error_even_below_an_absent_group() -> None:
    with pytest.raises(KeyError):
        Feature.CALL_FORWARDING.model().value(("call_forwarding", "bussy", "enabled"))


def test_keys_name_each_field_once() -> None:
    keys = [feature.key(field.path) for feature in Feature for field in feature.fields]
    assert len(keys) == len(set(keys))
    for key in keys:
        feature, field = Feature.find(key)
        assert feature.key(field.path) == key
    assert "call_forwarding.no_answer.destination" in keys


def test_every_field_has_a_title_and_a_sentence_of_help() -> None:
    for feature in Feature:
        for field in feature.fields:
            assert field.title
            assert field.description.endswith("."), field


@pytest.mark.parametrize(
    ("raw", "value"),
    [(True, True), ("true", True), ("1", True), (" False ", False), ("0", False), (None, None)],
)
def test_a_flag_may_come_as_text(raw: object, value: Value) -> None:
    setting = CallWaitingSetting.parse({"enabled": raw})
    assert setting.value(("enabled",)) is value
    assert setting.unreadable == {}


def test_counts_may_come_as_text_and_texts_as_numbers() -> None:
    setting = CallForwardSetting.parse(
        {"callForwarding": {"noAnswer": {"numberOfRings": " 4 ", "destination": 8001, "enabled": "true"}}}
    )
    path = ("call_forwarding", "no_answer")
    assert setting.value((*path, "number_of_rings")) == 4
    assert setting.value((*path, "destination")) == "8001"
    assert setting.value((*path, "enabled")) is True


@pytest.mark.parametrize("raw", ["banana", 1, 0, "", [], {"is": "odd"}, 1.0])
def test_a_flag_of_another_type_is_unreadable_and_goes_back_as_it_came(raw: object) -> None:
    document = {"enabled": raw, "ringSplashEnabled": True}
    setting = DoNotDisturbSetting.parse(document)
    assert setting.value(("enabled",)) is None
    assert list(setting.unreadable) == [("enabled",)]
    assert setting.value(("ring_splash_enabled",)) is True
    assert setting.to_document() == document


def test_an_unreadable_value_is_shown_short_and_plain() -> None:
    setting = CallWaitingSetting.parse({"enabled": "\x1b[2J" + "x" * 100})
    (text,) = setting.unreadable.values()
    assert text.startswith("[2Jxxx")
    assert len(text) == 40
    assert text.endswith("…")


def test_a_group_of_another_type_makes_all_its_fields_unreadable() -> None:
    document = {"callForwarding": {"busy": "banana"}, "businessContinuity": {"enabled": False}}
    setting = CallForwardSetting.parse(document)
    busy = ("call_forwarding", "busy")
    assert set(setting.unreadable) == {
        (*busy, name) for name in ("enabled", "destination", "destination_voicemail_enabled", "internal_destination")
    }
    assert setting.to_document() == document
    changed = setting.with_value((*busy, "enabled"), True)
    assert changed.to_document()["callForwarding"] == {"busy": {"enabled": True}}
    assert changed.unreadable == {}


def test_a_new_value_takes_the_place_of_an_unreadable_one() -> None:
    setting = CallWaitingSetting.parse({"enabled": "banana"}).with_value(("enabled",), True)
    assert setting.unreadable == {}
    assert setting.to_document() == {"enabled": True}


@pytest.mark.parametrize("group", [None, {}])
def test_a_group_that_is_null_or_empty_is_not_reported(group: object) -> None:
    setting = VoicemailSetting.parse({"enabled": True, "sendBusyCalls": group})
    assert setting.value(("send_busy_calls", "enabled")) is None
    assert setting.unreadable == {}
    assert setting.to_document() == {"enabled": True, "sendBusyCalls": group}


@pytest.mark.parametrize("document", [{}, {"error": "no", "trackingId": "x"}])
def test_a_document_without_any_known_field_is_no_setting(document: dict[str, object]) -> None:
    with pytest.raises(InvalidResponseError):
        VoicemailSetting.parse(document)


@pytest.mark.parametrize("values", [{"enabled": 1}, {"enabled": "true"}, {"ring_splash_enabled": "no"}])
def test_a_value_of_the_wrong_type_is_refused_where_a_setting_is_made(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        DoNotDisturbSetting.model_validate(values)
