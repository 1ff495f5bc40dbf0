"""Our fields against the models of the newest wxc-sdk: one that it has and we lack needs a reason here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import BaseModel
from pydantic.alias_generators import to_camel
from wxc_sdk.me.voicemail import MeVoicemailApi
from wxc_sdk.person_settings.dnd import DND
from wxc_sdk.person_settings.forwarding import PersonForwardingSetting
from wxc_sdk.person_settings.voicemail import VoicemailSettings

from tui_callsettings.backends.webex.wire_names import RESOURCES
from tui_callsettings.models.feature import Feature

MODELS: dict[Feature, type[BaseModel]] = {
    Feature.DO_NOT_DISTURB: DND,
    Feature.CALL_FORWARDING: PersonForwardingSetting,
    Feature.VOICEMAIL: VoicemailSettings,
}
"""One model each for a person's settings and for the me family. Call waiting has none: the SDK returns `enabled`."""

REASONS = {
    "sendBusyCalls.audioFile": "the stored recording; greetingUploaded reports that there is one",
    "sendUnansweredCalls.audioFile": "the stored recording; greetingUploaded reports that there is one",
}
"""Fields that we leave out on purpose, by their place in the document. A field of one of them needs no reason."""


def places(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """Yield where each field of a model stands: its names from the outside in, joined by dots."""
    for name, info in model.model_fields.items():
        place = f"{above}{info.alias or to_camel(name)}"
        if place in REASONS:
            yield place
            continue
        types = get_args(info.annotation) or (info.annotation,)
        group = next((item for item in types if isinstance(item, type) and issubclass(item, BaseModel)), None)
        if group is None:
            yield place
        else:
            yield from places(group, f"{place}.")


@pytest.mark.parametrize("feature", MODELS)
def test_every_field_of_the_sdk_is_ours_or_has_a_reason(feature: Feature) -> None:
    theirs = set(places(MODELS[feature]))
    assert theirs - set(RESOURCES[feature].fields.values()) - REASONS.keys() == set()


def test_every_reason_is_still_needed() -> None:
    theirs = {place for model in MODELS.values() for place in places(model)}
    assert REASONS.keys() <= theirs


def test_a_missing_field_is_found() -> None:
    """The walk reaches every level, or the comparison above would prove nothing."""
    theirs = {place for model in MODELS.values() for place in places(model)}
    assert {
        "webexGoOverrideEnabled",
        "callForwarding.noAnswer.systemMaxNumberOfRings",
        "businessContinuity.destinationVoicemailEnabled",
        "notifications.smsDestination",
        "faxMessage.extension",
        "voiceMessageForwardingEnabled",
    } <= theirs


def test_the_sdk_does_nothing_to_ones_own_voicemail_that_we_lack() -> None:
    uploads = {"upload_busy_greeting", "upload_no_answer_greeting"}
    methods = {name for name in vars(MeVoicemailApi) if not name.startswith("_") and name != "base"}
    assert methods == uploads | {"settings", "configure", "update_pin", "get_voicemail_rules"}
