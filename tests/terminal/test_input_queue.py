"""The queue of keys alone, with an application that does not finish the key it was given."""

import asyncio
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from textual import events
from textual.message import Message

from tui_callsettings.terminal import input_queue
from tui_callsettings.terminal.input_messages import InputDropped
from tui_callsettings.terminal.input_queue import InputQueue
from tui_callsettings.terminal.input_thread import TimedInput


class StuckHost:
    """An application in which nothing passes behind the first key."""

    is_taking_text = False
    focused = None

    def __init__(self) -> None:
        self.posted: list[Message] = []
        self.is_stuck = True
        self.has_first, self.has_dropped = asyncio.Event(), asyncio.Event()
        self.screen = SimpleNamespace(ancestors_with_self=())

    def post_message(self, message: Message) -> bool:
        self.posted.append(message)
        self.has_first.set()
        if isinstance(message, InputDropped):
            self.has_dropped.set()
        return True

    def call_later(self, callback: Callable[[], object]) -> bool:
        if not (self.is_stuck and self.posted):
            asyncio.get_running_loop().call_soon(callback)
        return True

    def described(self) -> list[str]:
        return [message.key if isinstance(message, events.Key) else repr(message) for message in self.posted]


class QueueUnderTest:
    """A queue on a clock that the test sets, and its application."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.host = StuckHost()
        self.queue = InputQueue(cast("Any", self.host))
        clock = SimpleNamespace(monotonic=lambda: self.now, process_time=lambda: 0.0)
        monkeypatch.setattr(input_queue, "time", clock)
        monkeypatch.setattr(input_queue, "_IDLE_TICKS", 1_000_000)

    def press(self, *keys: str) -> None:
        self.queue.extend([TimedInput(events.Key(key, None), 0.0) for key in keys])


@pytest.fixture
async def under_test(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[QueueUnderTest]:
    made = QueueUnderTest(monkeypatch)
    made.press("a", "b")
    await asyncio.wait_for(made.host.has_first.wait(), 20)
    yield made
    if made.queue._task is not None:
        made.queue._task.cancel()


@pytest.mark.parametrize(("seconds", "overtakes"), [(0.9, False), (1.1, True)])
async def test_a_leaving_key_overtakes_those_behind_a_key_that_does_not_end(
    under_test: QueueUnderTest, seconds: float, *, overtakes: bool
) -> None:
    under_test.now += seconds
    under_test.press("ctrl+q")
    assert under_test.host.described() == (["a", "ctrl+q"] if overtakes else ["a"])


async def test_any_other_key_waits_for_the_one_that_does_not_end(under_test: QueueUnderTest) -> None:
    under_test.now += 60
    under_test.press("f10")
    assert under_test.host.described() == ["a"]


@pytest.mark.parametrize(("others", "overtakes"), [(99, False), (100, True)])
async def test_a_leaving_key_overtakes_more_than_a_hundred_keys(
    under_test: QueueUnderTest, others: int, *, overtakes: bool
) -> None:
    under_test.press(*["f1"] * others, "ctrl+c")
    assert (under_test.host.described() == ["a", "ctrl+c"]) is overtakes


async def test_more_keys_than_may_wait_are_dropped_and_counted(under_test: QueueUnderTest) -> None:
    under_test.press(*["f1"] * (input_queue.MAX_WAITING + 2))
    under_test.press("ctrl+c")
    under_test.host.is_stuck = False
    await asyncio.wait_for(under_test.host.has_dropped.wait(), 20)
    assert under_test.host.described()[:2] == ["a", "ctrl+c"]
    dropped = under_test.host.posted[2:]
    assert [type(message) for message in dropped] == [InputDropped]
    assert [getattr(message, "count", None) for message in dropped] == [input_queue.MAX_WAITING + 3]
