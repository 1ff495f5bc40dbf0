"""A question with answers of one word."""

from collections.abc import Sequence

from textual.content import Content

from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.tables import sentence_rows

from .question import QuestionScreen


class AnswerScreen(QuestionScreen[str]):
    """Closes with the answer, or with nothing.

    Args:
        title: the question.
        sentences: what the person should know before answering.
        answers: each with its label; Enter means the first.
        hint: what happens next.
    """

    BINDINGS = bindings(Where.ANSWER)

    def __init__(
        self, title: str, sentences: Sequence[str], answers: Sequence[tuple[str, str]], hint: str = ""
    ) -> None:
        super().__init__()
        self._title = title
        self._sentences = sentences
        self._answers = answers
        self.set_reactive(AnswerScreen.hint, hint)

    def heading(self) -> str:
        """The question."""
        return self._title

    def footer(self) -> tuple[str, ...]:
        """The way back."""
        return ("app.back",)

    def notice(self) -> str:
        """Nothing: how things stand is known to whoever comes here."""
        return ""

    @property
    def question(self) -> object:
        """What is asked, and on what grounds."""
        return self._title, *self._sentences

    def rows(self) -> list[Content]:
        """What to know."""
        return [row for each in self._sentences for row in sentence_rows(each, self.app.size.width)]

    def choices(self) -> list[tuple[str, str]]:
        """The answers."""
        return [(f"answer('{answer}')", label) for answer, label in self._answers]

    def on_mount(self) -> None:
        """Say what happens next."""
        self.watch_hint(self.hint)

    def action_answer(self, answer: str) -> None:
        """Take the answer, if it is one of those that are offered."""
        if answer in dict(self._answers):
            self.dismiss(answer)
