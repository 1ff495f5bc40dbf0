"""Do not disturb: callers are handled as if the line were busy."""

from typing import Annotated

from pydantic import Field

from .feature import FeatureSpec
from .setting import Choice, FieldMeta, FieldType, Setting

RINGER_OFF = "RINGER_OFF"
CALL_REJECT = "CALL_REJECT"
"""What do not disturb does with a call on providers that let devices choose (UCM)."""


class ToggleSetting(Setting):
    """A feature that is on or off."""

    enabled: Annotated[bool | None, FieldMeta(FieldType.SWITCH)] = Field(
        default=None, title="On", description="Whether the feature is turned on."
    )


class DoNotDisturbSetting(ToggleSetting):
    """Do not disturb, with what still makes a sound while it is on."""

    enabled: Annotated[bool | None, FieldMeta(FieldType.SWITCH)] = Field(
        default=None,
        title="Do not disturb",
        description="When on, your phone does not ring; callers are handled as if your line were busy.",
    )
    ring_splash_enabled: Annotated[bool | None, FieldMeta(FieldType.SWITCH)] = Field(
        default=None,
        title="Ring reminder",
        description="Play a short tone on your desk phone for each call while do not disturb is on.",
    )
    webex_go_override_enabled: Annotated[bool | None, FieldMeta(FieldType.SWITCH)] = Field(
        default=None,
        title="Ring Webex Go anyway",
        description="Ring your Webex Go mobile phone while do not disturb is on.",
    )
    applies_to_all_devices: Annotated[
        bool | None,
        FieldMeta(
            FieldType.SWITCH,
            is_read_only=True,
            is_provider_specific=True,
            state_labels=("different on each device", "all devices"),
        ),
    ] = Field(default=None, title="Applies to", description="Whether do not disturb is the same on all your devices.")
    incoming_call_option: Annotated[
        str | None,
        FieldMeta(
            FieldType.CHOICE,
            choices=(Choice(RINGER_OFF, "Ringer off"), Choice(CALL_REJECT, "Call reject")),
            is_read_only=True,
            is_provider_specific=True,
        ),
    ] = Field(
        default=None,
        title="Incoming calls",
        description="Ringer off shows calls without ringing; call reject gives callers a busy signal.",
    )
    devices: Annotated[str | None, FieldMeta(FieldType.TEXT, is_read_only=True, is_provider_specific=True)] = Field(
        default=None,
        title="Devices",
        description="Do not disturb on each of your devices, and what it does with a call.",
    )


def _summarize(setting: Setting, region: str) -> str:
    """Return what callers notice while it is on."""
    del region
    if setting.value(("enabled",)) is not True:
        return ""
    option = setting.value(("incoming_call_option",))
    return "calls appear without ringing" if option == RINGER_OFF else "callers are handled as if you were busy"


SPEC = FeatureSpec("do_not_disturb", "Do not disturb", DoNotDisturbSetting, "doNotDisturb", _summarize)
