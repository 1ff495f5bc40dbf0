"""What scrolls between header and hint."""

from textual.geometry import Offset
from textual.widget import Widget

from .block import Block

_STEPS = {"up": -1, "down": 1}
_PAGES = {"pageup": -1, "pagedown": 1}


class Body(Widget):
    """Scrolls to the field in focus; takes no focus and no key itself."""

    def turn(self, key: str) -> bool:
        """Scroll, if `key` is one for that."""
        if key in _STEPS:
            self.scroll_relative(y=_STEPS[key], animate=False)
        elif key in _PAGES:
            self.scroll_relative(y=_PAGES[key] * max(1, self.size.height - 1), animate=False)
        elif key in ("home", "end"):
            self.scroll_to(y=0 if key == "home" else self.max_scroll_y, animate=False)
        else:
            return False
        return True


class Section(Widget):
    """The fields of one group."""


class Page(Block, can_focus=True):
    """A text that is read: the keys scroll it."""

    def take_key(self, key: str, character: str | None) -> bool:
        """Scroll."""
        del character
        return isinstance(self.parent, Body) and self.parent.turn(key)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Nowhere: there is nothing to type."""
        return Offset(-1, 0)
