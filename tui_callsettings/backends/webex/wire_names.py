"""Where each feature and field stands in Webex Calling's JSON. What has no entry here is unsupported on Webex."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tui_callsettings.models.capabilities import Access, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath

_UNSUPPORTED = Support(Access.NOT_OFFERED, "not offered by Webex Calling")


@dataclass(frozen=True, slots=True)
class SettingResource:
    """One feature's document.

    Attributes:
        name: The last segment of its path, in all API variants.
        fields: Where each field stands: its names from the outside in, joined by dots.
        required: Top-level entries that the API description requires in every PUT.
    """

    name: str
    fields: Mapping[FieldPath, str]
    required: tuple[str, ...] = ()


def _group(path: FieldPath, place: str, **names: str) -> dict[FieldPath, str]:
    return {(*path, name): f"{place}.{wire_name}" for name, wire_name in names.items()}


def _forwarding(path: FieldPath, place: str, **names: str) -> dict[FieldPath, str]:
    return _group(
        path,
        place,
        enabled="enabled",
        destination="destination",
        destination_voicemail_enabled="destinationVoicemailEnabled",
        **names,
    )


RESOURCES: Mapping[Feature, SettingResource] = {
    Feature.DO_NOT_DISTURB: SettingResource(
        "doNotDisturb",
        {
            ("enabled",): "enabled",
            ("ring_splash_enabled",): "ringSplashEnabled",
            ("webex_go_override_enabled",): "webexGoOverrideEnabled",
        },
        required=("webexGoOverrideEnabled",),
    ),
    Feature.CALL_FORWARDING: SettingResource(
        "callForwarding",
        {
            **_forwarding(
                ("call_forwarding", "always"), "callForwarding.always", ring_reminder_enabled="ringReminderEnabled"
            ),
            **_forwarding(("call_forwarding", "busy"), "callForwarding.busy"),
            **_forwarding(
                ("call_forwarding", "no_answer"),
                "callForwarding.noAnswer",
                number_of_rings="numberOfRings",
                system_max_number_of_rings="systemMaxNumberOfRings",
            ),
            **_forwarding(("business_continuity",), "businessContinuity"),
        },
    ),
    Feature.VOICEMAIL: SettingResource(
        "voicemail",
        {
            ("enabled",): "enabled",
            **_group(("send_all_calls",), "sendAllCalls", enabled="enabled"),
            **_group(
                ("send_busy_calls",),
                "sendBusyCalls",
                enabled="enabled",
                greeting="greeting",
                greeting_uploaded="greetingUploaded",
            ),
            **_group(
                ("send_unanswered_calls",),
                "sendUnansweredCalls",
                enabled="enabled",
                greeting="greeting",
                greeting_uploaded="greetingUploaded",
                number_of_rings="numberOfRings",
                system_max_number_of_rings="systemMaxNumberOfRings",
            ),
            **_group(
                ("notifications",),
                "notifications",
                enabled="enabled",
                destination="destination",
                sms_destination="smsDestination",
            ),
            **_group(("email_copy_of_message",), "emailCopyOfMessage", enabled="enabled", email_id="emailId"),
            **_group(
                ("message_storage",),
                "messageStorage",
                mwi_enabled="mwiEnabled",
                storage_type="storageType",
                external_email="externalEmail",
            ),
            **_group(("transfer_to_number",), "transferToNumber", enabled="enabled", destination="destination"),
            **_group(
                ("fax_message",), "faxMessage", enabled="enabled", phone_number="phoneNumber", extension="extension"
            ),
            ("voice_message_forwarding_enabled",): "voiceMessageForwardingEnabled",
        },
        required=("notifications", "transferToNumber"),
    ),
    Feature.CALL_WAITING: SettingResource("callWaiting", {("enabled",): "enabled"}),
}


def specific_fields(features: Iterable[Feature]) -> frozenset[tuple[Feature, FieldPath]]:
    """Return the provider-specific fields of the models that have an entry in `RESOURCES`."""
    known = ((feature, RESOURCES[feature]) for feature in features if feature in RESOURCES)
    return frozenset(
        (feature, field.path)
        for feature, resource in known
        for field in feature.fields
        if field.meta.is_provider_specific and field.path in resource.fields
    )


def unsupported_limits(features: Iterable[Feature]) -> dict[tuple[Feature, FieldPath], Support]:
    """Return a limit for each feature, and each field of a feature, that has no entry in `RESOURCES`."""
    limits = {}
    for feature in features:
        resource = RESOURCES.get(feature)
        paths = [()] if resource is None else [f.path for f in feature.fields if f.path not in resource.fields]
        limits.update({(feature, path): _UNSUPPORTED for path in paths})
    return limits
