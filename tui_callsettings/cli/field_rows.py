"""All fields as a table, for `show`, completion and help: importing the models takes longer than doing the rest.

A test compares it with the models, which are where a field is declared.
"""

from typing import NamedTuple


class FieldRow(NamedTuple):
    """One field of one feature.

    Attributes:
        key: its name in commands and files.
        group: the titles of the groups it stands in, with commas between them; "" if none.
        title: what it is called.
        kind: what sort of value it takes, as `models.field.Kind` has it.
        is_read_only: whether the account only reports it.
        choices: the values of a choice with the words that show them.
    """

    key: str
    group: str
    title: str
    kind: str
    is_read_only: bool = False
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def feature(self) -> str:
        """The feature it belongs to."""
        return self.key.partition(".")[0]

    @property
    def wire_path(self) -> tuple[str, ...]:
        """Where it lies in the provider's document: ("callForwarding", "noAnswer", "destination")."""
        steps = self.key.split(".")
        if self.feature != "call_forwarding" or steps[1] == "business_continuity":
            steps = steps[1:]
        return tuple(_camel(step) for step in steps)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


_GREETINGS = (("DEFAULT", "standard"), ("CUSTOM", "your recording"))
_STORAGE = (("INTERNAL", "in the mailbox"), ("EXTERNAL", "by e-mail only"))

ROWS = (
    FieldRow("do_not_disturb.enabled", "", "Do not disturb", "switch"),
    FieldRow("do_not_disturb.ring_splash_enabled", "", "Ring reminder", "switch"),
    FieldRow("do_not_disturb.webex_go_override_enabled", "", "Webex Go still rings", "switch"),
    FieldRow("call_forwarding.always.enabled", "Always", "Forward calls", "switch"),
    FieldRow("call_forwarding.always.destination", "Always", "To", "destination"),
    FieldRow("call_forwarding.always.ring_reminder_enabled", "Always", "Ring reminder", "switch"),
    FieldRow(
        "call_forwarding.always.destination_voicemail_enabled", "Always", "Let callers leave a message there", "switch"
    ),
    FieldRow("call_forwarding.busy.enabled", "Busy", "Forward calls", "switch"),
    FieldRow("call_forwarding.busy.destination", "Busy", "To", "destination"),
    FieldRow(
        "call_forwarding.busy.destination_voicemail_enabled", "Busy", "Let callers leave a message there", "switch"
    ),
    FieldRow("call_forwarding.no_answer.enabled", "No answer", "Forward calls", "switch"),
    FieldRow("call_forwarding.no_answer.destination", "No answer", "To", "destination"),
    FieldRow("call_forwarding.no_answer.number_of_rings", "No answer", "After", "rings"),
    FieldRow(
        "call_forwarding.no_answer.system_max_number_of_rings", "No answer", "At most", "rings", is_read_only=True
    ),
    FieldRow(
        "call_forwarding.no_answer.destination_voicemail_enabled",
        "No answer",
        "Let callers leave a message there",
        "switch",
    ),
    FieldRow("call_forwarding.business_continuity.enabled", "Business continuity", "Forward calls", "switch"),
    FieldRow("call_forwarding.business_continuity.destination", "Business continuity", "To", "destination"),
    FieldRow(
        "call_forwarding.business_continuity.destination_voicemail_enabled",
        "Business continuity",
        "Let callers leave a message there",
        "switch",
    ),
    FieldRow("voicemail.enabled", "", "Voicemail", "switch"),
    FieldRow("voicemail.send_all_calls.enabled", "When calls go there", "All calls", "switch"),
    FieldRow("voicemail.send_busy_calls.enabled", "When calls go there", "When busy", "switch"),
    FieldRow(
        "voicemail.send_busy_calls.greeting", "When calls go there", "Greeting when busy", "choice", choices=_GREETINGS
    ),
    FieldRow(
        "voicemail.send_busy_calls.greeting_uploaded",
        "When calls go there",
        "Recording for busy",
        "switch",
        is_read_only=True,
    ),
    FieldRow("voicemail.send_unanswered_calls.enabled", "When calls go there", "When not answered", "switch"),
    FieldRow(
        "voicemail.send_unanswered_calls.greeting",
        "When calls go there",
        "Greeting when not answered",
        "choice",
        choices=_GREETINGS,
    ),
    FieldRow(
        "voicemail.send_unanswered_calls.greeting_uploaded",
        "When calls go there",
        "Recording for not answered",
        "switch",
        is_read_only=True,
    ),
    FieldRow("voicemail.send_unanswered_calls.number_of_rings", "When calls go there", "After", "rings"),
    FieldRow(
        "voicemail.send_unanswered_calls.system_max_number_of_rings",
        "When calls go there",
        "At most",
        "rings",
        is_read_only=True,
    ),
    FieldRow("voicemail.notifications.enabled", "Tell me", "Send a notice", "switch"),
    FieldRow("voicemail.notifications.destination", "Tell me", "Notice to", "e-mail address"),
    FieldRow("voicemail.email_copy_of_message.enabled", "Tell me", "Send a copy", "switch"),
    FieldRow("voicemail.email_copy_of_message.email_id", "Tell me", "Copy to", "e-mail address"),
    FieldRow("voicemail.message_storage.mwi_enabled", "Message storage", "Message waiting indicator", "switch"),
    FieldRow("voicemail.message_storage.storage_type", "Message storage", "Keep messages", "choice", choices=_STORAGE),
    FieldRow("voicemail.message_storage.external_email", "Message storage", "E-mail for messages", "e-mail address"),
    FieldRow("voicemail.transfer_to_number.enabled", "Press 0", "Callers may press 0", "switch"),
    FieldRow("voicemail.transfer_to_number.destination", "Press 0", "Put through to", "number"),
    FieldRow("voicemail.fax_message.enabled", "Fax", "Receive faxes", "switch"),
    FieldRow("voicemail.fax_message.phone_number", "Fax", "Fax number", "number"),
    FieldRow("voicemail.fax_message.extension", "Fax", "Fax extension", "extension"),
    FieldRow("voicemail.voice_message_forwarding_enabled", "", "Forward messages", "switch"),
    FieldRow("call_waiting.enabled", "", "Call waiting", "switch"),
)
"""Every field, in the order of the features and their models."""

KEYS = tuple(row.key for row in ROWS if not row.is_read_only)
"""The names of the fields that can be changed."""
