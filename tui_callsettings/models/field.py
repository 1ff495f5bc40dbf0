"""What a form, a command line and the documentation need to know about one field of a setting."""

from enum import Enum
from typing import NamedTuple

from .setting import FieldPath, Value


class FieldType(Enum):
    """The type of value that a field takes; it decides the rule that checks it and the control that edits it."""

    SWITCH = "switch"
    DESTINATION = "destination"
    FORWARD_NUMBER = "number"
    EXTENSION = "extension"
    RINGS = "rings"
    EMAIL = "email address"
    CHOICE = "choice"
    TEXT = "text"


class Choice(NamedTuple):
    """One value of a choice and the label that people read."""

    value: str
    label: str


class FieldMeta(NamedTuple):
    """How a field is edited; written beside it in its model.

    Attributes:
        type: the type of value that it takes.
        choices: the values of a choice, in order.
        stored_choices: values that are shown with their label where a provider has stored them, and not offered.
        maximum_field: for rings, the sibling field that holds the account's own maximum.
        required_if: what makes a value necessary: the sibling's name and the value that it then has.
        alternative: the sibling field that does as well where this one is required.
        is_read_only: whether the account reports it and never accepts it.
        is_provider_specific: whether only accounts that list it in `Capabilities.specific_fields` have it; elsewhere it
            is hidden.
        state_labels: the labels of a switch that is off, and of one that is on.
        group: the title of the group in which it is shown, where that is not the group of its model.
        label: its name outside the form, where its title does not do and the group's title after it neither.
    """

    type: FieldType
    choices: tuple[Choice, ...] = ()
    stored_choices: tuple[Choice, ...] = ()
    maximum_field: str | None = None
    required_if: tuple[str, Value] | None = None
    alternative: str | None = None
    is_read_only: bool = False
    is_provider_specific: bool = False
    state_labels: tuple[str, str] = ("OFF", "ON")
    group: str = ""
    label: str = ""

    @property
    def choice_labels(self) -> dict[str, str]:
        """The label of each value of a choice, also of those that are not offered."""
        return {choice.value: choice.label for choice in (*self.choices, *self.stored_choices)}


class SettingField(NamedTuple):
    """One field of one feature.

    Attributes:
        path: where it is in the feature's model.
        title: its name on the form, beside others of its group: "Forward to".
        label: its name everywhere else: "Forward to (when busy)".
        description: one sentence of help.
        group: the titles of its groups, outermost first: ("When busy",).
        enabled_by: the switch of the same group, if the field has an effect only while that is on.
        meta: how it is edited.
    """

    path: FieldPath
    title: str
    label: str
    description: str
    group: tuple[str, ...]
    enabled_by: FieldPath | None
    meta: FieldMeta

    @property
    def type(self) -> FieldType:
        """The type of value that it takes."""
        return self.meta.type

    def sibling(self, name: str) -> FieldPath:
        """Return the path of the field `name` in the same group."""
        return (*self.path[:-1], name)
