"""Values as people read them. Imports nothing heavy, so that `callsettings show` prints them at once."""

from collections.abc import Mapping

_RING_SECONDS = 6


def format_rings(rings: int) -> str:
    """Return `rings` with what they take in seconds: "3 rings (about 18 seconds)"."""
    if rings == 0:
        return "0 rings (at once)"
    return f"{rings} {'ring' if rings == 1 else 'rings'} (about {rings * _RING_SECONDS} seconds)"


def unreadable_text(raw: str) -> str:
    """Return what is shown instead of a value of a wrong type: `not readable: "maybe"`."""
    return f'not readable: "{raw}"'


def format_value(value: bool | int | str | None, choices: Mapping[str, str], states: tuple[str, str]) -> str:
    """Return `value` as people read it: "ON", "3 rings (about 18 seconds)", "-" where there is none.

    Args:
        value: what a field holds.
        choices: the labels of the values of a choice; other texts are shown as they are.
        states: the labels of what is off, and of what is on.
    """
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return states[value]
    return format_rings(value) if isinstance(value, int) else choices.get(value, value)
