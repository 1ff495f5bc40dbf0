import pytest
from pydantic import ValidationError

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value

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
    assert setting.model_dump(by_alias=True) == document


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
    assert setting.model_dump(by_alias=True) == {"callForwarding": {"busy": {"destination": "4021"}}}


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
