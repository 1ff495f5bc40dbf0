"""Voicemail: which calls go there, what callers hear, and who is notified."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from .feature import FeatureSpec
from .setting import Choice, FieldMeta, FieldPath, FieldType, Setting
from .value_types import ChoiceValue, Email, Extension, PhoneNumber, RingCount

_CALLS, _GREETINGS, _NOTIFICATIONS, _STORAGE = "Calls", "Greetings", "Notifications", "Storage"
_TRANSFER, _FAX = "Transfer on 0", "Fax"

_Switch = Annotated[bool | None, FieldMeta(FieldType.SWITCH)]

CUSTOM_GREETING = "CUSTOM"
"""The greeting that the person uploaded; the other is "DEFAULT"."""

GREETING_FIELDS: Mapping[str, FieldPath] = {
    "busy": ("send_busy_calls", "greeting"),
    "no_answer": ("send_unanswered_calls", "greeting"),
}
"""Which field chooses the greeting for which calls."""

_Greeting = Annotated[
    ChoiceValue | None,
    FieldMeta(
        FieldType.CHOICE,
        choices=(Choice("DEFAULT", "Default greeting"), Choice(CUSTOM_GREETING, "Custom greeting")),
        # BroadWorks, which does not tell what they are; chosen on the phone.
        stored_choices=tuple(Choice(f"ALTERNATE0{number}", f"Alternate greeting {number}") for number in (1, 2, 3)),
        group=_GREETINGS,
    ),
]
_Uploaded = Annotated[
    bool | None,
    FieldMeta(FieldType.SWITCH, is_read_only=True, state_labels=("not uploaded", "uploaded"), group=_GREETINGS),
]


class SendAllCalls(Setting):
    """Send every call to voicemail."""

    enabled: _Switch = Field(
        default=None,
        title="Send all calls to voicemail",
        description="Send every call to voicemail at once, without ringing your phone.",
    )


class SendBusyCalls(Setting):
    """Send calls that arrive while the line is busy to voicemail."""

    enabled: _Switch = Field(
        default=None,
        title="Send busy calls to voicemail",
        description="Send calls that arrive while your line is busy to voicemail.",
    )
    greeting: _Greeting = Field(
        default=None, title="Busy greeting", description="The greeting callers hear when you are busy."
    )
    greeting_uploaded: _Uploaded = Field(
        default=None, title="Custom busy greeting", description="Whether a recording for this greeting is stored."
    )


class SendUnansweredCalls(Setting):
    """Send calls that nobody answers to voicemail."""

    enabled: _Switch = Field(
        default=None,
        title="Send unanswered calls to voicemail",
        description="Send calls that you do not answer to voicemail.",
    )
    greeting: _Greeting = Field(
        default=None, title="No-answer greeting", description="The greeting callers hear when you do not answer."
    )
    greeting_uploaded: _Uploaded = Field(
        default=None, title="Custom no-answer greeting", description="Whether a recording for this greeting is stored."
    )
    number_of_rings: Annotated[
        RingCount | None, FieldMeta(FieldType.RINGS, maximum_field="system_max_number_of_rings")
    ] = Field(
        default=None,
        title="Rings before voicemail",
        description="How long your phone rings first.",
    )
    system_max_number_of_rings: Annotated[int | None, FieldMeta(FieldType.RINGS, is_read_only=True)] = Field(
        default=None, title="Maximum rings", description="The most rings, set by your provider."
    )


class Notifications(Setting):
    """Notify somebody of a new message."""

    enabled: _Switch = Field(
        default=None,
        title="Notify me of new messages",
        description="Send a short notification when a new message arrives.",
    )
    destination: Annotated[
        Email | None, FieldMeta(FieldType.EMAIL, required_if=("enabled", True), alternative="sms_destination")
    ] = Field(
        default=None,
        title="Notify (email address)",
        description="An email address, or your mobile carrier's email-to-SMS address.",
    )
    sms_destination: Annotated[PhoneNumber | None, FieldMeta(FieldType.FORWARD_NUMBER, is_provider_specific=True)] = (
        Field(
            default=None,
            title="Notify (text message)",
            description="A mobile number for notifications by text message; no email address is needed then.",
        )
    )


class TransferToNumber(Setting):
    """Let callers press 0 to reach somebody."""

    enabled: _Switch = Field(
        default=None,
        title="Transfer on 0",
        description="Let callers who reach your voicemail press 0 to be transferred.",
    )
    destination: Annotated[PhoneNumber | None, FieldMeta(FieldType.FORWARD_NUMBER, required_if=("enabled", True))] = (
        Field(
            default=None,
            title="Transfer to",
            description="Callers who reach your voicemail can press 0 to be transferred.",
        )
    )


class EmailCopyOfMessage(Setting):
    """Email each message too."""

    enabled: _Switch = Field(
        default=None,
        title="Email a copy of each message",
        description="Also email each new message as an audio attachment.",
    )
    email_id: Annotated[Email | None, FieldMeta(FieldType.EMAIL, required_if=("enabled", True))] = Field(
        default=None, title="Send copies to", description="The email address that gets the copies."
    )


class MessageStorage(Setting):
    """Where messages are stored."""

    mwi_enabled: _Switch = Field(
        default=None,
        title="Message waiting indicator",
        description="Light the message lamp or show an icon on your desk phone when you have a new message.",
    )
    storage_type: Annotated[
        ChoiceValue | None,
        FieldMeta(
            FieldType.CHOICE,
            choices=(Choice("INTERNAL", "in the mailbox (internal)"), Choice("EXTERNAL", "send to email (external)")),
        ),
    ] = Field(
        default=None,
        title="Store messages",
        description="In the mailbox that you reach by phone, or only as email to an external address.",
    )
    external_email: Annotated[Email | None, FieldMeta(FieldType.EMAIL, required_if=("storage_type", "EXTERNAL"))] = (
        Field(default=None, title="External email", description="Used when messages are sent to email.")
    )


class FaxMessage(Setting):
    """Receive faxes in the mailbox."""

    enabled: _Switch = Field(
        default=None, title="Receive faxes", description="Receive faxes in your mailbox, on a separate number."
    )
    phone_number: Annotated[PhoneNumber | None, FieldMeta(FieldType.FORWARD_NUMBER, required_if=("enabled", True))] = (
        Field(default=None, title="Fax number", description="The phone number that receives the faxes.")
    )
    extension: Annotated[Extension | None, FieldMeta(FieldType.EXTENSION)] = Field(
        default=None, title="Fax extension", description="An extension for faxes, if you have one."
    )


class VoicemailSetting(Setting):
    """A person's voicemail."""

    enabled: Annotated[bool | None, FieldMeta(FieldType.SWITCH, group=_CALLS)] = Field(
        default=None, title="Voicemail", description="Turn voicemail on or off."
    )
    send_all_calls: SendAllCalls | None = Field(default=None, title=_CALLS)
    send_busy_calls: SendBusyCalls | None = Field(default=None, title=_CALLS)
    send_unanswered_calls: SendUnansweredCalls | None = Field(default=None, title=_CALLS)
    notifications: Notifications | None = Field(default=None, title=_NOTIFICATIONS)
    email_copy_of_message: EmailCopyOfMessage | None = Field(default=None, title=_NOTIFICATIONS)
    message_storage: MessageStorage | None = Field(default=None, title=_STORAGE)
    transfer_to_number: TransferToNumber | None = Field(default=None, title=_TRANSFER)
    fax_message: FaxMessage | None = Field(default=None, title=_FAX)
    voice_message_forwarding_enabled: Annotated[bool | None, FieldMeta(FieldType.SWITCH, group=_STORAGE)] = Field(
        default=None, title="Message forwarding", description="Allow forwarding messages to other mailboxes."
    )


def _summarize(setting: Setting, region: str) -> str:
    """Return which calls go there: "busy; unanswered after 3 rings"."""
    del region
    if setting.value(("enabled",)) is not True:
        return ""
    if setting.value(("send_all_calls", "enabled")):
        return "all calls"
    busy, unanswered = (setting.value((group, "enabled")) for group in ("send_busy_calls", "send_unanswered_calls"))
    parts = ["busy"] if busy else []
    if unanswered:
        rings = setting.value(("send_unanswered_calls", "number_of_rings"))
        after = f" after {rings} {'ring' if rings == 1 else 'rings'}" if isinstance(rings, int) else ""
        parts.append(f"unanswered{after}")
    if parts:
        return "; ".join(parts)
    return "no calls go there" if busy is False and unanswered is False else "which calls: not reported"


SPEC = FeatureSpec("voicemail", "Voicemail", VoicemailSetting, "voicemail", _summarize)
