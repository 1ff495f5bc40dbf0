"""When the question on the screen may be answered: not by a key that was typed before the question could be read.

A paste without brackets (`0800` and a line end), a script, or a person ahead of a slow link types into a question that
is not on the screen yet. A question counts as readable `READING_TIME` after the last byte of the frame that shows it
went to the terminal's file descriptor. A key counts as typed after the last moment at which nothing waited to be read
(see `input_thread`): under load, and in a process that was stopped, the guard errs on the safe side.
"""

import time
from typing import NamedTuple

READING_TIME = 0.4
"""Seconds a question must have been on the terminal before a key can answer it."""

NAVIGATION_KEYS = frozenset(
    {
        *("up", "down", "left", "right", "tab", "shift+tab", "pageup", "pagedown", "home", "end"),
        *("ctrl+home", "ctrl+end", "escape", "ctrl+x", "ctrl+l", "ctrl+c", "ctrl+q", "f1", "f10"),
    }
)
"""Keys that a question takes at any time: they move, go back, repaint, help or lead to the question on leaving."""


class Question(NamedTuple):
    """What is asked, and where.

    Attributes:
        screen: The screen that asks; compared by identity.
        subject: The value of the screen's `question`; an equal one is the same question. `None` asks nothing.
    """

    screen: object
    subject: object

    def is_same(self, other: "Question | None") -> bool:
        """Whether both are one question, so that the person who read one has read the other."""
        return other is not None and self.screen is other.screen and self.subject == other.subject


class QuestionGuard:
    """Remembers since when the present question has been readable. `mark_shown` may be called on any thread."""

    def __init__(self) -> None:
        self._question: Question | None = None
        self._shown: tuple[Question, float] | None = None

    def ask(self, question: Question) -> bool:
        """Record what is asked now.

        Returns:
            Whether it is new and asks something, so that the caller has to see to `mark_shown`.
        """
        if question.is_same(self._question):
            return False
        self._question = question
        return question.subject is not None

    def mark_shown(self, question: Question) -> float:
        """Record that the frame with the question is on the terminal as of now.

        Returns:
            From when on it can be answered, by the monotonic clock.
        """
        now = time.monotonic()
        self._shown = (question, now)
        return now + READING_TIME

    def is_readable(self, question: Question, typed_after: float) -> bool:
        """Return whether the question had been on the terminal long enough when a key was typed."""
        if question.subject is None:
            return True
        if self._shown is None or not question.is_same(self._shown[0]):
            return False
        return typed_after >= self._shown[1] + READING_TIME
