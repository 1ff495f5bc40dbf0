"""Some lines to type in, with what they are for."""

from collections.abc import Callable, Iterable, Sequence

from textual.content import Content
from textual.events import DescendantFocus
from textual.widget import Widget

from tui_callsettings.ui.fields.entry import Entry
from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.tables import sentence_rows
from tui_callsettings.ui.wanted import Wanted, nothing
from tui_callsettings.ui.widgets.block import Block

from .screen import EditorScreen


class PromptScreen(EditorScreen[tuple[str, ...]]):
    """Closes with what was typed, or with nothing.

    Args:
        title: what it is about.
        sentences: what the person should know.
        wanted: the lines.
        problem: says what is wrong with all lines together; "" if nothing is.
        hint: what happens next.
        left: is given what was typed when the person goes back, so that it is not lost; for lines without a secret.
    """

    BINDINGS = bindings(Where.PROMPT)

    def __init__(
        self,
        title: str,
        sentences: Sequence[str],
        wanted: Sequence[Wanted],
        problem: Callable[..., str] = nothing,
        hint: str = "",
        left: Callable[..., object] = nothing,
    ) -> None:
        super().__init__()
        self._title = title
        self._sentences = sentences
        self._wanted = wanted
        self._problem = problem
        self._hint = hint
        self._left = left

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
        width = max(len(each.label) for each in self._wanted)
        for each in self._wanted:
            yield Entry(each, width)

    def on_mount(self) -> None:
        """Ready to type."""
        self.query(Entry).first().focus()

    def follow(self) -> None:
        """Lines break by the width."""
        super().follow()
        width = self.app.size.width
        rows = [row for sentence in self._sentences for row in sentence_rows(sentence, width)]
        self.query_one(Block).content = Content("\n").join([Content(""), *rows, Content("")])

    @property
    def _entries(self) -> list[Entry]:
        return list(self.query(Entry))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Say what the line in focus is for."""
        for entry, wanted in zip(self._entries, self._wanted, strict=True):
            if entry is event.widget:
                self.hint, self.how = wanted.hint or self._hint, wanted.how

    def back(self) -> None:
        """Leave the screen."""
        self._left(*(entry.text for entry in self._entries))
        super().back()

    def action_take(self) -> None:
        """On to the next line; after the last one, done."""
        entries = self._entries
        here = next((number for number, entry in enumerate(entries, start=1) if entry is self.focused), 0)
        if not here:  # no line has the focus, as before the first one gets it
            return
        # The arrows lead past a line without a look at it, so those before this one are looked at too.
        for entry, wanted in zip(entries[:here], self._wanted, strict=False):
            if problem := wanted.problem(entry.text):
                self._refuse(problem, entry)
                return
        if here < len(entries):
            self.focus_next()
            return
        texts = tuple(entry.text for entry in entries)
        if problem := self._problem(*texts):
            self._refuse(problem, *entries)
            return
        self.dismiss(texts)

    def _refuse(self, problem: str, *entries: Entry) -> None:
        self.app.tell(problem)
        entries[0].focus()
        for entry in entries:
            if entry.is_secret:
                entry.clear()
