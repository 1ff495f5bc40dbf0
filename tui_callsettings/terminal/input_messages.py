"""Messages that a Textual application gets from the terminal beside Textual's own keys and pastes."""

from enum import Enum

from textual.message import Message


class TerminalFocused(Message):
    """The terminal's window has the focus again."""


class TextRun(Message):
    """More printable characters than anyone types at once: a paste without the marks of one, or typed far ahead.

    It never reaches a widget: `InputQueue` turns it into keys or a paste for a text field, and refuses it elsewhere.

    Args:
        text: Printable characters only.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class PasteProblem(Enum):
    """Why a paste was not used, or not all of it; the value is the sentence for the person."""

    INCOMPLETE = "Nothing was pasted: the connection cut the paste short."
    TOO_LARGE = "Nothing was pasted: the text is too long."
    OVERLONG = "Too much text at once: not all of it was used."
    NO_TEXT_FIELD = "Nothing was pasted: move to a text field first."


class PasteDiscarded(Message):
    """A paste was not used, or not all of it. It is sent to the widget that has the focus, and bubbles.

    Args:
        problem: Why.
    """

    def __init__(self, problem: PasteProblem) -> None:
        super().__init__()
        self.problem = problem


class TypedAhead(Message):
    """A key was dropped, as it was typed before the question on the screen could be read. It is sent to that screen.

    Args:
        key: The key, by Textual's name.
    """

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class InputDropped(Message):
    """More keys waited than the queue holds; the newest were dropped.

    Args:
        count: How many keys and pastes.
    """

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
