"""What a program may pass to be saved, and the sentence for what it may not."""

import pytest

from tui_callsettings.errors import RejectedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting_input import parse_setting_input

FORWARDING = Feature.CALL_FORWARDING
STORED = FORWARDING.model.model_validate(
    {"callForwarding": {"busy": {"enabled": False, "destination": "4022"}, "noAnswer": {"systemMaxNumberOfRings": 15}}}
)


def refusal(document: object) -> str:
    with pytest.raises(RejectedError) as caught:
        parse_setting_input(FORWARDING, document).check_echoes(STORED)
    return caught.value.message


def test_only_what_is_there_is_changed() -> None:
    parsed = parse_setting_input(FORWARDING, {"callForwarding": {"busy": {"enabled": True}}})
    assert parsed.values == {("call_forwarding", "busy", "enabled"): True}
    parsed.check_echoes(STORED)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"callForwarding": {"busy": {"enabledd": True}}}, "Did you mean callForwarding.busy.enabled?"),
        ({"zzz": 1}, 'has no field zzz. For example {"callForwarding": {"always": {"enabled": True}}}.'),
        ({"callForwarding": None}, "callForwarding must be a group of fields, not null."),
        ({"zzz": None}, "the setting is empty."),
        ({"callForwarding": {"busy": {"enabled": None}}}, "cannot be empty: leave it out, or give it a value."),
        ({"callForwarding": {"busy": {"enabled": "on"}}}, "callForwarding.busy.enabled must be "),
        ({"callForwarding": {"noAnswer": {"systemMaxNumberOfRings": 20}}}, "it is read-only, set by your provider."),
        ({"callForwarding": 5}, "callForwarding must be a group of fields, not "),
        ({}, "the setting is empty. Set at least one field, for example {"),
        ({"callForwarding": {"noAnswer": {"systemMaxNumberOfRings": 15}}}, "the setting is empty."),
        ([], "pass a CallForwardSetting or a mapping such as"),
        (Feature.CALL_WAITING.model(), "pass a CallForwardSetting, not a CallWaitingSetting."),
    ],
)
def test_what_cannot_be_saved_is_explained(document: object, message: str) -> None:
    assert message in refusal(document)
