"""A switch: `[x] ON` or `[ ] OFF`."""

from tui_callsettings.ui.keys import Where
from tui_callsettings.ui.parts import Part, switch_parts

from .field import Field


class SwitchField(Field):
    """On or off, in a sign and a word."""

    WHERE = Where.SWITCH

    def value_parts(self) -> list[Part]:
        """`[x] ON`, `[ ] OFF`, or what else a provider sent."""
        return switch_parts(self.shown)

    @property
    def cursor_column(self) -> int:
        """Inside the brackets."""
        return self.value_column + 1

    def obey(self, name: str) -> None:
        """Ask for the other state."""
        del name
        self.change(self.shown is not True)
