"""Call forwarding: always, busy, no answer, and business continuity."""

from typing import Annotated

from pydantic import Field

from .field import FieldMeta, FieldType
from .setting import Setting

_Switch = Annotated[bool | None, FieldMeta(FieldType.SWITCH)]
_Destination = Annotated[str | None, FieldMeta(FieldType.DESTINATION, required_if=("enabled", True))]

_InternalDestination = Annotated[
    str | None, FieldMeta(FieldType.DESTINATION, is_read_only=True, is_provider_specific=True)
]

_VOICEMAIL_TITLE = "Let callers leave a message there"
_VOICEMAIL_HELP = "Callers reach the voicemail of that number. Only for an internal number."


class CallForwardAlwaysSetting(Setting):
    """Forward every call at once."""

    enabled: _Switch = Field(
        None, title="Forward calls", description="Every call goes to the number below; your phone does not ring."
    )
    destination: _Destination = Field(None, title="To", description="A number, an extension or a SIP address.")
    ring_reminder_enabled: _Switch = Field(
        None, title="Ring reminder", description="A short tone on your desk phone each time a call is forwarded."
    )
    destination_voicemail_enabled: _Switch = Field(None, title=_VOICEMAIL_TITLE, description=_VOICEMAIL_HELP)
    applies_to_all_lines: Annotated[
        bool | None,
        FieldMeta(
            FieldType.SWITCH, is_read_only=True, is_provider_specific=True, state_labels=("one line only", "all lines")
        ),
    ] = Field(None, title="Applies to", description="Whether forwarding is reported for one of your lines or for all.")


class CallForwardBusySetting(Setting):
    """Forward calls that find you busy."""

    enabled: _Switch = Field(
        None, title="Forward calls", description="Calls that find you busy go to the number below."
    )
    destination: _Destination = Field(None, title="To", description="Where calls go when you are busy.")
    destination_voicemail_enabled: _Switch = Field(None, title=_VOICEMAIL_TITLE, description=_VOICEMAIL_HELP)
    internal_destination: _InternalDestination = Field(
        None, title="Forward internal calls to", description="Where calls from inside your organization are forwarded."
    )


class CallForwardNoAnswerSetting(Setting):
    """Forward calls that you do not answer in time."""

    enabled: _Switch = Field(
        None, title="Forward calls", description="Calls that you do not answer go to the number below."
    )
    destination: _Destination = Field(None, title="To", description="Where calls go when you don't answer.")
    number_of_rings: Annotated[int | None, FieldMeta(FieldType.RINGS, maximum_field="system_max_number_of_rings")] = (
        Field(
            None,
            title="After",
            description="How often your phone rings before the call goes on; a ring is about 6 seconds.",
        )
    )
    system_max_number_of_rings: Annotated[int | None, FieldMeta(FieldType.RINGS, is_read_only=True)] = Field(
        None, title="At most", description="The most rings that your provider allows."
    )
    destination_voicemail_enabled: _Switch = Field(None, title=_VOICEMAIL_TITLE, description=_VOICEMAIL_HELP)
    internal_destination: _InternalDestination = Field(
        None, title="Forward internal calls to", description="Where calls from inside your organization are forwarded."
    )


class BusinessContinuitySetting(Setting):
    """Forward calls while the phone is not connected to the network."""

    enabled: _Switch = Field(
        None, title="Forward calls", description="Calls go to the number below while your phone is not reachable."
    )
    destination: _Destination = Field(
        None,
        title="To",
        description="Where calls go when your phone has no power or network.",
    )
    destination_voicemail_enabled: _Switch = Field(None, title=_VOICEMAIL_TITLE, description=_VOICEMAIL_HELP)


class CallForwardRules(Setting):
    """The three rules that depend on what the line is doing."""

    always: CallForwardAlwaysSetting | None = Field(None, title="Always")
    busy: CallForwardBusySetting | None = Field(None, title="Busy")
    no_answer: CallForwardNoAnswerSetting | None = Field(None, title="No answer")


class CallForwardSetting(Setting):
    """All forwarding of a person's calls."""

    call_forwarding: CallForwardRules | None = Field(None)
    business_continuity: BusinessContinuitySetting | None = Field(None, title="Business continuity")
