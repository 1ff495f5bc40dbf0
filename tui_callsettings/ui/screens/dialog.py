"""The base of screens that ask: a text, and a few answers."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.events import Hide
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.state.store_state import StoreState
from tui_callsettings.terminal.input_messages import TypedAhead
from tui_callsettings.ui import styles
from tui_callsettings.ui.commands import Scope, bindings, display_key
from tui_callsettings.ui.messages import NO_MESSAGE, Severity, StatusMessage
from tui_callsettings.ui.rendering import bar_style, fit_spans, join_rows, sentence_rows
from tui_callsettings.ui.widgets.text_block import TextBlock

from .editor_screen import EditorScreen, ResultT

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


_FRAME = 14
"""Rows of header, message, answers, hint and keys at most."""


class Dialog(EditorScreen[ResultT]):
    """A text with answers below it; what Enter means never loses anything.

    A key that was typed before the dialog was on the terminal is no answer: it is dropped, with a message.
    """

    BINDINGS = bindings(Scope.DIALOG)
    AUTO_FOCUS = "ButtonBar"

    def body(self) -> Iterable[Widget]:
        """Yield all of it in one text."""
        yield TextBlock(id="text")

    def bottom(self) -> Iterable[Widget]:
        """Yield the answers."""
        yield ButtonBar()
        yield TextBlock(id="spacer")

    def answers(self) -> Sequence[Answer]:
        """Return the answers that can be given now; the first one is what Enter means."""
        return ()

    def text_rows(self, width: int) -> list[Content]:
        """Return the text."""
        del width
        return []

    @property
    def question(self) -> object:
        """What is asked, and on what grounds: the terminal drops a key that was typed before this could be read."""
        return self.heading()

    def on_typed_ahead(self, message: TypedAhead) -> None:
        """Show that an answer came too early."""
        message.stop()
        text = f"Typed ahead: press {display_key(message.key)} again{self._meaning(message.key)}."
        self.editor.show_status(text, Severity.WARNING, "typed-ahead")

    def _meaning(self, key: str) -> str:
        """Return what a key would do: " to save"; "" where that says nothing."""
        found = self.active_bindings.get(key)
        action = found.binding.action if found is not None else ""
        answer = self.button_bar.current_answer if action == "press" else action.partition("'")[2].rstrip("')")
        label = dict(self.answers()).get(answer, "").replace("[", "").replace("]", "").lower()
        return "" if label in ("", "yes", "no") else f" to {label}"

    @property
    def button_bar(self) -> ButtonBar:
        """The answers."""
        return self.query_one(ButtonBar)

    def on_mount(self) -> None:
        """Focus the answers."""
        self.set_focus(self.button_bar)

    def update_view(self, state: StoreState) -> None:
        """Show the text and the answers as they are now."""
        del state
        rows = self.text_rows(self.app.size.width)
        self.query_one("#text", TextBlock).content = join_rows(rows)
        self.set_class(len(rows) <= self.app.size.height - _FRAME, "-short")
        self.button_bar.set_answers(tuple(self.answers()))

    def action_step(self, count: int) -> None:
        """Mark the next answer, or the one before."""
        self.button_bar.step(count)

    async def action_press(self) -> None:
        """Give the answer with the mark."""
        if self.button_bar.current_answer:
            await self.action_answer(self.button_bar.current_answer)

    async def action_answer(self, answer: str) -> None:
        """Give an answer, if it can be given now."""
        if answer not in {each for each, _ in self.answers()}:
            return
        if self.editor.status_message.code == "typed-ahead":
            self.editor.show_status("")
        await self.take_answer(answer)

    async def take_answer(self, answer: str) -> None:
        """Act on an answer."""
        self.dismiss(answer)  # type: ignore[arg-type] # dialogs that close with anything else override this


class ConfirmDialog(Dialog[str]):
    """A question that closes with the id of its answer, or with nothing.

    Args:
        title: the question.
        sentences: what the person should know before answering.
        answers: each with its label; Enter means the first.
        hint: what happens next.
    """

    BINDINGS = bindings(Scope.CONFIRM)
    SCOPES = (Scope.CONFIRM, Scope.DIALOG)
    FOOTER = ("app.back",)

    def __init__(self, title: str, sentences: Sequence[str], answers: Sequence[Answer], hint: str = "") -> None:
        super().__init__()
        self._heading = title
        self._sentences = sentences
        self._answers = tuple(answers)
        self.set_reactive(ConfirmDialog.hint, hint)

    def heading(self) -> str:
        """Return the question."""
        return self._heading

    @property
    def question(self) -> object:
        """The question and its sentences."""
        return self._heading, *self._sentences

    def standing(self) -> StatusMessage:
        """Return nothing: how things stand is known to whoever comes here."""
        return NO_MESSAGE

    def text_rows(self, width: int) -> list[Content]:
        """Return what to know."""
        return [row for each in self._sentences for row in sentence_rows(each, width)]

    def answers(self) -> Sequence[Answer]:
        """Return the answers."""
        return self._answers
