"""What would resolve a piece of advice: edits that the editor applies with one key and a command can make."""

from typing import TYPE_CHECKING, NamedTuple

from .setting import FieldPath, Value

if TYPE_CHECKING:
    from .feature import Feature


class Edit(NamedTuple):
    """A new value for one field."""

    feature: "Feature"
    path: FieldPath
    value: Value

    @property
    def key(self) -> str:
        """The field's name in commands: "call_forwarding.no_answer.number_of_rings"."""
        return self.feature.key(self.path)


class Remedy(NamedTuple):
    """Edits that resolve a piece of advice.

    Attributes:
        label: what applying it does, as a command to the program: "Set both to 4 rings".
        edits: the new values, in the order in which they are made.
    """

    label: str
    edits: tuple[Edit, ...]

    @property
    def command(self) -> str:
        """The command that makes these edits: "callsettings set voicemail.enabled=on"."""
        from shlex import quote

        arguments = [quote(f"{edit.key}={_argument(edit.value)}") for edit in self.edits]
        return f"callsettings set {' '.join(arguments)}"


def _argument(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return "" if value is None else str(value)
