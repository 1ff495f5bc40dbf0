"""A question is answered only by keys typed after it could be read."""

import time

from tui_callsettings.terminal.question_guard import READING_TIME, Question, QuestionGuard


def test_a_question_is_readable_some_time_after_it_was_shown() -> None:
    guard, question = QuestionGuard(), Question(object(), "Save 1 change?")
    assert guard.ask(question)
    assert not guard.is_readable(question, time.monotonic() + 100)
    readable_from = guard.mark_shown(question)
    assert not guard.is_readable(question, readable_from - 0.01)
    assert guard.is_readable(question, readable_from)
    assert READING_TIME >= 0.4


def test_an_equal_question_on_the_same_screen_is_the_same() -> None:
    screen, guard = object(), QuestionGuard()
    assert guard.ask(Question(screen, ("a", 1)))
    assert not guard.ask(Question(screen, ("a", 1)))
    assert guard.ask(Question(object(), ("a", 1)))


def test_a_question_that_changed_must_be_shown_again() -> None:
    screen, guard = object(), QuestionGuard()
    first, second = Question(screen, 1), Question(screen, 2)
    guard.ask(first)
    readable_from = guard.mark_shown(first)
    guard.ask(second)
    assert not guard.is_readable(second, readable_from + 100)
    guard.mark_shown(first)
    assert not guard.is_readable(second, readable_from + 100)


def test_a_screen_that_asks_nothing_takes_every_key() -> None:
    guard, nothing = QuestionGuard(), Question(object(), None)
    assert not guard.ask(nothing)
    assert guard.is_readable(nothing, 0.0)
