"""A few answers side by side: `[S]ave   [K]eep editing   [D]iscard`."""

from textual.content import Content
from textual.events import Hide
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.ui import styles
from tui_callsettings.ui.rendering import bar_style, fit_spans

Answer = tuple[str, str]
"""The id of an answer and its label, with the key letter in brackets."""


class ButtonBar(Widget, can_focus=True):
    """The answers of a dialog; the current one has a mark.

    Textual's buttons show the focused one by its style alone; here it must show in a capture of the text, and one place
    must decide which key is an answer (see `Dialog`).
    """

    answers: reactive[tuple[Answer, ...]] = reactive((), layout=True)
    current: reactive[int] = reactive(0)

    def set_answers(self, answers: tuple[Answer, ...]) -> None:
        """Offer other answers; the first one becomes the current one."""
        if answers != self.answers:
            self.current = 0
            self.answers = answers

    @property
    def current_answer(self) -> str:
        """The id of the answer with the mark; "" if there is none."""
        return self.answers[self.current][0] if self.current < len(self.answers) else ""

    def step(self, count: int) -> None:
        """Mark the next answer, or the one before."""
        if self.answers:
            self.current = (self.current + count) % len(self.answers)

    def on_hide(self, event: Hide) -> None:
        """Keep the focus in a terminal that is too small for a moment: Textual would take it away."""
        event.prevent_default()

    @property
    def cursor_screen_offset(self) -> Offset:
        """At the current answer."""
        before = sum(len(label) + 4 for _, label in self.answers[: self.current])
        return self.region.offset + Offset(min(before + 2, max(0, self.size.width - 1)), 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return one row."""
        del container, viewport, width
        return 1

    def render(self) -> Content:
        """Return the answers, the current one with `>`."""
        spans: list[styles.Span] = []
        for index, (_, label) in enumerate(self.answers):
            is_current = index == self.current
            spans += [
                (f" >{label} " if is_current else f"  {label} ", bar_style(self) if is_current else ""),
                (" ", ""),
            ]
        return fit_spans(spans[:-1], self.size.width)
