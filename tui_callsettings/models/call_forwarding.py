"""Call forwarding: always, when busy, when unanswered, and business continuity."""

from typing import Annotated

from pydantic import Field

from .feature import FeatureSpec
from .number_format import format_number
from .setting import FieldMeta, FieldType, Setting
from .value_types import Destination, RingCount

_Switch = Annotated[bool | None, FieldMeta(FieldType.SWITCH)]
_Destination = Annotated[Destination | None, FieldMeta(FieldType.DESTINATION, required_if=("enabled", True))]

_InternalDestination = Annotated[
    Destination | None, FieldMeta(FieldType.DESTINATION, is_read_only=True, is_provider_specific=True)
]

_DESTINATION_TITLE = "Forward to"
_DESTINATION_HELP = "A number, extension or SIP address."
_INTERNAL_TITLE = "Forward internal calls to"
_INTERNAL_HELP = "Where calls from inside your organization are forwarded."
_VOICEMAIL_TITLE = "Allow forwarded calls to leave voicemail"
_VOICEMAIL_HELP = "Unanswered calls go to the voicemail of that number (internal numbers only)."


class CallForwardAlwaysSetting(Setting):
    """Forward every call at once."""

    enabled: _Switch = Field(
        default=None, title="Forward all calls", description="Forward every call without ringing your phone."
    )
    destination: _Destination = Field(default=None, title=_DESTINATION_TITLE, description=_DESTINATION_HELP)
    ring_reminder_enabled: Annotated[
        bool | None, FieldMeta(FieldType.SWITCH, label="Ring reminder (call forwarding)")
    ] = Field(
        default=None,
        title="Ring reminder",
        description="Play a brief tone on your desk phone when a call is forwarded.",
    )
    destination_voicemail_enabled: _Switch = Field(default=None, title=_VOICEMAIL_TITLE, description=_VOICEMAIL_HELP)
    applies_to_all_lines: Annotated[
        bool | None,
        FieldMeta(
            FieldType.SWITCH, is_read_only=True, is_provider_specific=True, state_labels=("one line only", "all lines")
        ),
    ] = Field(
        default=None, title="Applies to", description="Whether forwarding is shown for one of your lines or for all."
    )


class CallForwardBusySetting(Setting):
    """Forward calls that arrive while the line is busy."""

    enabled: _Switch = Field(
        default=None,
        title="Forward calls when busy",
        description="Forward calls that arrive while your line is busy.",
    )
    destination: _Destination = Field(default=None, title=_DESTINATION_TITLE, description=_DESTINATION_HELP)
    destination_voicemail_enabled: _Switch = Field(default=None, title=_VOICEMAIL_TITLE, description=_VOICEMAIL_HELP)
    internal_destination: _InternalDestination = Field(default=None, title=_INTERNAL_TITLE, description=_INTERNAL_HELP)


class CallForwardNoAnswerSetting(Setting):
    """Forward calls that are not answered in time."""

    enabled: _Switch = Field(
        default=None, title="Forward calls when unanswered", description="Forward calls that you do not answer."
    )
    destination: _Destination = Field(default=None, title=_DESTINATION_TITLE, description=_DESTINATION_HELP)
    number_of_rings: Annotated[
        RingCount | None,
        FieldMeta(
            FieldType.RINGS, maximum_field="system_max_number_of_rings", label="Number of rings (when unanswered)"
        ),
    ] = Field(
        default=None,
        title="Number of rings",
        description="How long your phone rings first.",
    )
    system_max_number_of_rings: Annotated[int | None, FieldMeta(FieldType.RINGS, is_read_only=True)] = Field(
        default=None, title="Maximum rings", description="The most rings, set by your provider."
    )
    destination_voicemail_enabled: _Switch = Field(default=None, title=_VOICEMAIL_TITLE, description=_VOICEMAIL_HELP)
    internal_destination: _InternalDestination = Field(default=None, title=_INTERNAL_TITLE, description=_INTERNAL_HELP)


class BusinessContinuitySetting(Setting):
    """Forward calls while the phone is not connected to the network."""

    enabled: _Switch = Field(
        default=None,
        title="Forward calls when unreachable",
        description="Forward calls while your phone is disconnected from the network.",
    )
    destination: _Destination = Field(default=None, title=_DESTINATION_TITLE, description=_DESTINATION_HELP)
    destination_voicemail_enabled: _Switch = Field(default=None, title=_VOICEMAIL_TITLE, description=_VOICEMAIL_HELP)


class CallForwardRules(Setting):
    """The three rules that depend on what the line is doing."""

    always: CallForwardAlwaysSetting | None = Field(default=None, title="Always")
    busy: CallForwardBusySetting | None = Field(default=None, title="When busy")
    no_answer: CallForwardNoAnswerSetting | None = Field(default=None, title="When unanswered")


class CallForwardSetting(Setting):
    """All forwarding of a person's calls."""

    call_forwarding: CallForwardRules | None = Field(default=None)
    business_continuity: BusinessContinuitySetting | None = Field(default=None, title="Business continuity")


_RULES = {
    "always": ("call_forwarding", "always"),
    "busy": ("call_forwarding", "busy"),
    "unanswered": ("call_forwarding", "no_answer"),
    "unreachable": ("business_continuity",),
}


def _summarize(setting: Setting, region: str) -> str:
    """Return which rules are on and where they forward to: "always → +1 907-555-1333, busy → 4022"."""
    on = {name: path for name, path in _RULES.items() if setting.value((*path, "enabled")) is True}
    numbers = {name: str(setting.value((*path, "destination")) or "?") for name, path in on.items()}
    return ", ".join(f"{name} → {format_number(number, region)}" for name, number in numbers.items())


SPEC = FeatureSpec(
    "call_forwarding",
    "Call forwarding",
    CallForwardSetting,
    "callForwarding",
    _summarize,
    tuple((*path, "enabled") for path in _RULES.values()),
)
