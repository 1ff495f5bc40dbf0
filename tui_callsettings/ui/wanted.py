"""What a prompt asks for."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .fields.line import LONGEST


def nothing(*_texts: str) -> str:
    """Has nothing to say about what was typed."""
    return ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line to type.

    Attributes:
        label: what to type.
        text: what stands there at first.
        is_secret: whether it must not be seen.
        is_suggestion: whether the first letter typed takes the place of `text`.
        longest: characters it takes.
        problem: says what is wrong with this line alone; "" if nothing is.
        hint: what it is; "" for the hint of the screen.
        how: what it may look like.
    """

    label: str
    text: str = field(default="", repr=False)
    is_secret: bool = False
    is_suggestion: bool = False
    longest: int = LONGEST
    problem: Callable[[str], str] = nothing
    hint: str = ""
    how: str = ""
