"""Some lines to type in, with what they are for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from tui_callsettings.ui.fields.entry import Entry
from tui_callsettings.ui.fields.line import LONGEST
from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.tables import sentence_rows
from tui_callsettings.ui.widgets.block import Block

from .screen import EditorScreen


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line to type: its label, what stands there at first, whether it is secret, and how long it may be."""

    label: str
    text: str = ""
    is_secret: bool = False
    longest: int = LONGEST


def _anything(*_texts: str) -> str:
    return ""


class PromptScreen(EditorScreen[tuple[str, ...]]):
    """Closes with what was typed, or with nothing.

    Args:
        title: what it is about.
        sentences: what the person should know.
        wanted: the lines.
        problem: says what is wrong with what was typed; "" if nothing is.
        hint: what happens next.
    """

    BINDINGS = bindings(Where.PROMPT)

    def __init__(
        self,
        title: str,
        sentences: Sequence[str],
        wanted: Sequence[Wanted],
        problem: Callable[..., str] = _anything,
        hint: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._sentences = sentences
        self._wanted = wanted
        self._problem = problem
        self.set_reactive(PromptScreen.hint, hint)

    def heading(self) -> str:
        """What it is about."""
        return self._title

    def footer(self) -> tuple[str, ...]:
        """Enter and the way back."""
        return ("prompt.take", "app.back")

    def notice(self) -> str:
        """Nothing: how things stand is known to whoever comes here."""
        return ""

    def body(self) -> Iterable[Widget]:
        """The sentences, then the lines."""
        yield Block()
        for each in self._wanted:
            yield Entry(each.label, each.text, is_secret=each.is_secret, longest=each.longest)

    def on_mount(self) -> None:
        """Ready to type."""
        self.query(Entry).first().focus()
        self.watch_hint(self.hint)

    def follow(self) -> None:
        """Lines break by the width."""
        super().follow()
        width = self.app.size.width
        rows = [row for sentence in self._sentences for row in sentence_rows(sentence, width)]
        self.query_one(Block).content = Content("\n").join([Content(""), *rows, Content("")])

    def action_take(self) -> None:
        """On to the next line; after the last one, done."""
        entries = list(self.query(Entry))
        if self.focused is not entries[-1]:
            self.focus_next()
            return
        texts = tuple(entry.text for entry in entries)
        problem = self._problem(*texts)
        if problem:
            self.app.tell(problem)
            entries[0].focus()
            for entry in entries:
                if entry.is_secret:
                    entry.clear()
            return
        self.dismiss(texts)
