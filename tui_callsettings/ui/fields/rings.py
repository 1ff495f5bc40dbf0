"""A number of rings: typed, or counted up and down."""

from textual.events import Blur, Focus

from tui_callsettings.models.field import SettingField
from tui_callsettings.models.validation import format_field_value, parse_value
from tui_callsettings.ui import look
from tui_callsettings.ui.keys import Where
from tui_callsettings.ui.parts import Part

from .field import Field, Report

_LONGEST = 3


class RingsField(Field):
    """`3 rings (about 18 seconds)`; digits replace the number, Left and Right change it by one."""

    WHERE = Where.RINGS

    def __init__(self, setting_field: SettingField, changed: Report) -> None:
        super().__init__(setting_field, changed)
        self.allowed = (2, 20)
        """The fewest and the most rings, both included."""
        self._is_fresh = True

    def on_focus(self, event: Focus) -> None:
        """The first digit starts a new number."""
        del event
        self._is_fresh = True

    def on_blur(self, event: Blur) -> None:
        """As on focus."""
        del event
        self._is_fresh = True

    def take_key(self, key: str, character: str | None) -> bool:
        """Take digits, and Backspace."""
        text = "" if self.shown is None else str(self.shown)
        if key == "backspace":
            text = text[:-1]
        elif character is not None and character in "0123456789":
            text = character if self._is_fresh else text + character
        else:
            return super().take_key(key, character)
        self._is_fresh = False
        self.change(parse_value(self.field, text[:_LONGEST]))
        return True

    def obey(self, name: str) -> None:
        """Ask for more or fewer rings, within what is allowed."""
        count = 1 if name == "rings.more" else -1
        self._is_fresh = True
        fewest, most = self.allowed
        here = self.shown if isinstance(self.shown, int) else fewest - count
        self.change(max(fewest, min(here + count, most)))

    def value_parts(self) -> list[Part]:
        """The number with its seconds and what is allowed."""
        words = format_field_value(self.field, self.shown)
        number, _, rest = words.partition(" ")
        fewest, most = self.allowed
        style = "bold underline" if self.has_focus else look.PLAIN
        return [(number, style), (f" {rest}" if rest else "", look.PLAIN), (f", {fewest} to {most}", look.MUTED)]

    @property
    def cursor_column(self) -> int:
        """Behind the number."""
        return self.value_column + len(format_field_value(self.field, self.shown).partition(" ")[0])
