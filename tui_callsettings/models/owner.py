"""The person to whom the settings belong."""

from dataclasses import dataclass

from tui_callsettings.text import clean_text


@dataclass(frozen=True, slots=True)
class Owner:
    """The person (and line) an account belongs to, as far as the provider reports. Every text is cleaned for display.

    Attributes:
        name: the person's display name; "" if not reported.
        identity: the address or id by which the provider knows the person.
        numbers: the person's own numbers, in the provider's spelling.
        extension: the internal number; "" if none.
        region: two letters of the country, such as "US", for showing numbers; "" if not reported.
    """

    name: str = ""
    identity: str = ""
    numbers: tuple[str, ...] = ()
    extension: str = ""
    region: str = ""

    def __post_init__(self) -> None:
        for name in ("name", "identity", "extension", "region"):
            object.__setattr__(self, name, clean_text(getattr(self, name)))
        object.__setattr__(self, "numbers", tuple(map(clean_text, self.numbers)))

    @property
    def own_numbers(self) -> tuple[str, ...]:
        """Every spelling that leads back to this person."""
        return (*self.numbers, self.extension) if self.extension else self.numbers

    @property
    def line(self) -> str:
        """The shortest name of the line: the extension, else the first number, else the identity."""
        return self.extension or next(iter(self.numbers), self.identity)
