"""Voicemail: which calls go there, what callers hear, and who is told."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from .field import Choice, FieldMeta, FieldType
from .setting import FieldPath, Setting

_Switch = Annotated[bool | None, FieldMeta(FieldType.SWITCH)]

CUSTOM_GREETING = "CUSTOM"
"""The greeting that is the person's own; the other is "DEFAULT"."""

GREETING_FIELDS: Mapping[str, FieldPath] = {
    "busy": ("send_busy_calls", "greeting"),
    "no_answer": ("send_unanswered_calls", "greeting"),
}
"""Which field chooses the greeting for which calls."""

_Greeting = Annotated[
    str | None,
    FieldMeta(FieldType.CHOICE, choices=(Choice("DEFAULT", "standard"), Choice(CUSTOM_GREETING, "your recording"))),
]
_Uploaded = Annotated[
    bool | None, FieldMeta(FieldType.SWITCH, is_read_only=True, state_labels=("none yet", "there is one"))
]


class SendAllCalls(Setting):
    """Send every call to voicemail."""

    enabled: _Switch = Field(
        None, title="All calls", description="Every call goes to voicemail at once; your phone does not ring."
    )


class SendBusyCalls(Setting):
    """Send calls that find the line busy to voicemail."""

    enabled: _Switch = Field(None, title="When busy", description="Calls that find you busy go to voicemail.")
    greeting: _Greeting = Field(
        None, title="Greeting when busy", description="What callers hear who reach your voicemail because you are busy."
    )
    greeting_uploaded: _Uploaded = Field(
        None, title="Recording for busy", description="Whether a recording of yours is stored for this greeting."
    )


class SendUnansweredCalls(Setting):
    """Send calls that nobody answers to voicemail."""

    enabled: _Switch = Field(
        None, title="When not answered", description="Calls that you do not answer go to voicemail."
    )
    greeting: _Greeting = Field(
        None, title="Greeting when not answered", description="What callers hear when you do not answer."
    )
    greeting_uploaded: _Uploaded = Field(
        None,
        title="Recording for not answered",
        description="Whether a recording of yours is stored for this greeting.",
    )
    number_of_rings: Annotated[int | None, FieldMeta(FieldType.RINGS, maximum_field="system_max_number_of_rings")] = (
        Field(
            None,
            title="After",
            description="How often your phone rings before voicemail answers; a ring is about 6 seconds.",
        )
    )
    system_max_number_of_rings: Annotated[int | None, FieldMeta(FieldType.RINGS, is_read_only=True)] = Field(
        None, title="At most", description="The most rings that your provider allows."
    )


class Notifications(Setting):
    """Tell someone that a message came."""

    enabled: _Switch = Field(
        None, title="Send a notice", description="A short notice goes out when a new message is there."
    )
    destination: Annotated[
        str | None, FieldMeta(FieldType.EMAIL, required_if=("enabled", True), alternative="sms_destination")
    ] = Field(
        None, title="Notice to", description="An e-mail address, or your provider's e-mail address for text messages."
    )
    sms_destination: Annotated[str | None, FieldMeta(FieldType.FORWARD_NUMBER, is_provider_specific=True)] = Field(
        None,
        title="Text message to",
        description="A mobile number that is notified by text message, instead of or beside an email address.",
    )


class TransferToNumber(Setting):
    """Let callers press 0 to reach somebody."""

    enabled: _Switch = Field(
        None, title="Callers may press 0", description="A caller in your voicemail can press 0 and is put through."
    )
    destination: Annotated[str | None, FieldMeta(FieldType.FORWARD_NUMBER, required_if=("enabled", True))] = Field(
        None, title="Put through to", description="The number that callers reach by pressing 0."
    )


class EmailCopyOfMessage(Setting):
    """Send each message by e-mail too."""

    enabled: _Switch = Field(
        None, title="Send a copy", description="Each new message is also sent by e-mail, with its sound."
    )
    email_id: Annotated[str | None, FieldMeta(FieldType.EMAIL, required_if=("enabled", True))] = Field(
        None, title="Copy to", description="The e-mail address that gets the copy."
    )


class MessageStorage(Setting):
    """Where messages are kept."""

    mwi_enabled: _Switch = Field(
        None,
        title="Message waiting indicator",
        description="The lamp or sign on your desk phone that shows a new message.",
    )
    storage_type: Annotated[
        str | None,
        FieldMeta(
            FieldType.CHOICE, choices=(Choice("INTERNAL", "in the mailbox"), Choice("EXTERNAL", "by e-mail only"))
        ),
    ] = Field(
        None, title="Keep messages", description="In the mailbox you reach by phone, or only as e-mail to an address."
    )
    external_email: Annotated[str | None, FieldMeta(FieldType.EMAIL, required_if=("storage_type", "EXTERNAL"))] = Field(
        None, title="E-mail for messages", description="Where messages go when they are kept by e-mail only."
    )


class FaxMessage(Setting):
    """Receive faxes in the mailbox."""

    enabled: _Switch = Field(None, title="Receive faxes", description="The mailbox takes faxes on a number of its own.")
    phone_number: Annotated[str | None, FieldMeta(FieldType.FORWARD_NUMBER, required_if=("enabled", True))] = Field(
        None, title="Fax number", description="The phone number on which the mailbox takes faxes."
    )
    extension: Annotated[str | None, FieldMeta(FieldType.EXTENSION)] = Field(
        None, title="Fax extension", description="An extension for faxes, if you have one."
    )


class VoicemailSetting(Setting):
    """A person's voicemail."""

    enabled: _Switch = Field(None, title="Voicemail", description="Whether calls can go to voicemail at all.")
    send_all_calls: SendAllCalls | None = Field(None, title="When calls go there")
    send_busy_calls: SendBusyCalls | None = Field(None, title="When calls go there")
    send_unanswered_calls: SendUnansweredCalls | None = Field(None, title="When calls go there")
    notifications: Notifications | None = Field(None, title="Tell me")
    email_copy_of_message: EmailCopyOfMessage | None = Field(None, title="Tell me")
    message_storage: MessageStorage | None = Field(None, title="Message storage")
    transfer_to_number: TransferToNumber | None = Field(None, title="Press 0")
    fax_message: FaxMessage | None = Field(None, title="Fax")
    voice_message_forwarding_enabled: _Switch = Field(
        None, title="Forward messages", description="You may send a message on to other mailboxes."
    )
