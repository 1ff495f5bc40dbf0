"""A few ways to go on, side by side: `[S]ave   [K]eep editing   [D]iscard`."""

from textual.content import Content
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.ui import look

from .body import Body


class Choices(Widget, can_focus=True):
    """The chosen one has a mark; the letters in brackets are commands of the screen.

    Args:
        choices: action and label of each; the label's key letter stands in brackets.
    """

    chosen: reactive[int] = reactive(0)

    def __init__(self, *choices: tuple[str, str]) -> None:
        super().__init__()
        self.choices = choices

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs on the screen: at the chosen one."""
        before = sum(len(label) + 4 for _, label in self.choices[: self.chosen])
        return self.region.offset + Offset(min(before + 2, max(0, self.size.width - 1)), 0)

    def offer(self, *choices: tuple[str, str]) -> None:
        """Offer other ways to go on."""
        if choices != self.choices:
            self.choices = choices
            self.chosen = 0
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row."""
        del container, viewport, width
        return 1

    def take_key(self, key: str, character: str | None) -> bool:
        """Scroll the text above the answers."""
        del character
        return self.screen.query_one(Body).turn(key)

    @property
    def action(self) -> str:
        """The screen's action for the chosen one."""
        return self.choices[self.chosen][0]

    def step(self, count: int) -> None:
        """Choose the next one, or the one before."""
        self.chosen = (self.chosen + count) % len(self.choices)

    def render(self) -> Content:
        """The chosen one has `>` before it."""
        parts: list[tuple[str, str]] = []
        for index, (_, label) in enumerate(self.choices):
            is_chosen = self.has_focus and index == self.chosen
            parts.append((" >" if is_chosen else "  ", look.FOCUSED))
            parts.append((f"{label}", look.FOCUSED if is_chosen else look.PLAIN))
            parts.append(("  ", ""))
        return Content.assemble(*parts)

    def on_focus(self) -> None:
        """The mark of the focus moves here."""
        self.refresh()

    def on_blur(self) -> None:
        """And away."""
        self.refresh()
