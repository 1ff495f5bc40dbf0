"""What a form, a command line and the documentation need to know of one field of a setting."""

from dataclasses import dataclass
from enum import Enum

from .setting import FieldPath, Value


class FieldType(Enum):
    """What sort of value a field takes; it decides the rule that checks it and the control that edits it."""

    SWITCH = "switch"
    DESTINATION = "destination"
    FORWARD_NUMBER = "number"
    EXTENSION = "extension"
    RINGS = "rings"
    EMAIL = "e-mail address"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice and the words that show it."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class FieldMeta:
    """How a field is edited; written beside it in its model.

    Attributes:
        type: what sort of value it takes.
        choices: the values of a choice, in order.
        maximum_field: for rings, the sibling field that holds the account's own maximum.
        required_if: what makes a value necessary: the sibling's name and the value that it then has.
        alternative: the sibling field that does as well where this one is required.
        is_read_only: whether the account reports it and never accepts it.
        is_provider_specific: whether only accounts that list it in `Capabilities.specific_fields` have it; elsewhere it
            is hidden.
        state_labels: the labels of a switch that is off, and of one that is on.
    """

    type: FieldType
    choices: tuple[Choice, ...] = ()
    maximum_field: str | None = None
    required_if: tuple[str, Value] | None = None
    alternative: str | None = None
    is_read_only: bool = False
    is_provider_specific: bool = False
    state_labels: tuple[str, str] = ("OFF", "ON")


@dataclass(frozen=True, slots=True)
class SettingField:
    """One field of one feature.

    Attributes:
        path: where it lies in the feature's model.
        title: what it is called on the form, such as "To".
        description: one sentence of help.
        group: the titles of the groups it stands in, outermost first, such as ("No answer",).
        switch: the switch of the same group, if the field only acts while that is on.
        form: how it is edited.
    """

    path: FieldPath
    title: str
    description: str
    group: tuple[str, ...]
    enabled_by: FieldPath | None
    meta: FieldMeta

    @property
    def type(self) -> FieldType:
        """What sort of value it takes."""
        return self.meta.type

    @property
    def words(self) -> str:
        """The field named in full within its feature: "no answer, to"."""
        return ", ".join((*self.group, self.title)).lower() if self.group else self.title.lower()

    def sibling(self, name: str) -> FieldPath:
        """The path of the field `name` in the same group."""
        return (*self.path[:-1], name)
