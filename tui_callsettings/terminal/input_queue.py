"""Keys one after the other: each has acted before the next is looked at.

Textual hands a key to whatever has the focus at that moment, and the key acts some steps of the loop later. Over a slow
link several keys come in one packet; without this, the digits behind a Tab go into the field before it, and an Enter
into the screen before the one that the key before it opens.

The next key goes out when the message queues are idle: a marker has passed through the queues of the focused widget and
of everything above it, twice, and the focus is still where it was. A screen that is being opened holds the marker until
it is mounted. Time decides nothing, so that a slow machine, or a process that is stopped now and then, does the same.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from textual import events
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget

from .input_messages import InputDropped, PasteDiscarded, PasteProblem, TextRun
from .input_thread import TimedInput
from .key_parser import text_key

MAX_WAITING = 1000
"""Keys and pastes that may wait."""
MAX_RUN = 1 << 14
"""Characters of text in one burst; no field takes as many, and the rest of such a burst is dropped."""
MAX_KEYS_OF_RUN = 256
"""Characters of a run that act as keys; a longer one is pasted."""
LEAVING_KEYS = frozenset({"ctrl+c", "ctrl+q"})
"""Keys that overtake the others when too many wait, or the one before them does not come to an end."""

_OVERTAKE_FROM = 100
"""Waiting keys from which on a leaving key overtakes them."""
_OVERTAKE_AFTER = 1.0
"""Seconds one key may take before a leaving key overtakes those behind it."""
_ROUNDS = 2
"""Times a marker passes through the queues: once behind the key, once behind what the key set off."""
_TICK = 0.25
"""Seconds after which a marker that got lost in a removed widget is sent again."""
_IDLE_TICKS = 4
"""Ticks in which the process computes nothing before the next key is let through anyway."""
_IDLE_SECONDS = 0.002
"""Processor time in one tick below which nothing is being computed."""
_MAX_BUSY_SECONDS = 5.0
"""Processor time after which the next key is let through anyway."""


class InputHost(Protocol):
    """What the queue needs of its application."""

    @property
    def screen(self) -> Screen[object]:
        """The screen on top."""

    @property
    def focused(self) -> Widget | None:
        """The widget that gets keys."""

    @property
    def is_taking_text(self) -> bool:
        """Whether printable keys go into a text."""

    def post_message(self, message: Message) -> bool:
        """Queue a message for the application."""

    def call_later(self, callback: Callable[[], object]) -> bool:
        """Queue a callback behind the application's messages."""


class InputQueue:
    """Lets one key or paste through at a time. To be used on the loop's thread.

    Args:
        app: The application the keys are for.
    """

    def __init__(self, app: InputHost) -> None:
        self._app = app
        self._waiting: deque[TimedInput] = deque()
        self._task: asyncio.Task[None] | None = None
        self._dropped = 0
        self._holds = 0
        self._released = asyncio.Event()
        self._delivered_at = 0.0
        self._discarded_burst = -1
        self._text_of_burst = (-1, 0)
        self.typed_after: float | None = None
        """When the key that is acting was typed at the earliest; `None` while none is."""

    def extend(self, batch: Iterable[TimedInput]) -> None:
        """Deliver keys and pastes, now or when those before them have acted."""
        for each in batch:
            if self._is_discarded(each):
                continue
            if self._is_overlong(each):
                self._discard_burst(each.burst)
                self._discard_paste(PasteProblem.OVERLONG)
                continue
            if self._joins_last_run(each):
                continue
            if _is_leaving_key(each.message) and self._is_congested:
                self._dropped += len(self._waiting)
                self._waiting.clear()
                self._app.post_message(each.message)
            elif len(self._waiting) < MAX_WAITING:
                self._waiting.append(each)
            else:
                self._dropped += 1
        if self._waiting and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._deliver_all())

    def _joins_last_run(self, timed: TimedInput) -> bool:
        """Put a run behind the one before it, if that still waits: a long paste comes in many reads."""
        last = self._waiting[-1] if self._waiting else None
        if last is None or last.burst != timed.burst:
            return False
        if not (isinstance(last.message, TextRun) and isinstance(timed.message, TextRun)):
            return False
        last.message.text += timed.message.text
        return True

    def _is_overlong(self, timed: TimedInput) -> bool:
        """Return whether a burst has more text than any field takes, in however many reads it comes."""
        if not isinstance(timed.message, TextRun):
            return False
        burst, length = self._text_of_burst
        length = len(timed.message.text) + (length if burst == timed.burst else 0)
        self._text_of_burst = timed.burst, length
        return length > MAX_RUN

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep keys waiting while the block runs, for a workflow between two of its screens."""
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1
            self._released.set()

    @property
    def _is_congested(self) -> bool:
        if len(self._waiting) > _OVERTAKE_FROM:
            return True
        return self.typed_after is not None and time.monotonic() - self._delivered_at > _OVERTAKE_AFTER

    async def _deliver_all(self) -> None:
        try:
            await self._wait_until_idle()
            while self._waiting:
                await self._deliver(self._waiting.popleft())
            if self._dropped:
                self._app.post_message(InputDropped(self._dropped))
                self._dropped = 0
        finally:
            self._task = None
            self.typed_after = None

    async def _deliver(self, timed: TimedInput) -> None:
        self.typed_after = timed.typed_after
        self._delivered_at = time.monotonic()
        for message in self._messages(timed):
            self._app.post_message(message)
        await self._wait_until_idle()
        self.typed_after = None

    def _messages(self, timed: TimedInput) -> Iterator[Message]:
        """Yield what is delivered for an input: a paste, with its marks or without, only where text is typed."""
        message = timed.message
        is_run = isinstance(message, TextRun)
        if not isinstance(message, events.Paste | TextRun):
            yield message
        elif not self._app.is_taking_text:
            self._discard_paste(PasteProblem.NO_TEXT_FIELD)
            if is_run:
                self._discard_burst(timed.burst)
        elif is_run and len(message.text) <= MAX_KEYS_OF_RUN:
            yield from (text_key(character) for character in message.text)
        else:
            yield events.Paste(message.text)

    def _discard_burst(self, burst: int) -> None:
        """Drop what else belongs to a paste without marks, above all its line ends, now and when it comes."""
        self._discarded_burst = burst
        kept = [each for each in self._waiting if not self._is_discarded(each)]
        self._waiting.clear()
        self._waiting.extend(kept)

    def _is_discarded(self, timed: TimedInput) -> bool:
        return timed.burst == self._discarded_burst and not _is_leaving_key(timed.message)

    def _discard_paste(self, problem: PasteProblem) -> None:
        (self._app.focused or self._app.screen).post_message(PasteDiscarded(problem))

    async def _wait_until_idle(self) -> None:
        """Return when the last key has acted, or nothing seems to be done about it any more."""
        idle_ticks, started = 0, time.process_time()
        while idle_ticks < _IDLE_TICKS and time.process_time() - started < _MAX_BUSY_SECONDS:
            before = time.process_time()
            with suppress(TimeoutError):
                async with asyncio.timeout(_TICK):
                    await self._pass_markers()
                    return
            idle_ticks = idle_ticks + 1 if time.process_time() - before < _IDLE_SECONDS else 0

    async def _pass_markers(self) -> None:
        rounds = 0
        target: Widget | None = None
        while rounds < _ROUNDS or self._holds:
            if self._holds:
                self._released.clear()
                await self._released.wait()
            await self._pass_marker(self._app)
            before, target = target, self._app.focused or self._app.screen
            for pump in target.ancestors_with_self:
                await self._pass_marker(pump)
            rounds = rounds + 1 if target is before or before is None else 1

    async def _pass_marker(self, pump: MessagePump | InputHost) -> None:
        passed = asyncio.Event()
        if pump.call_later(passed.set):
            await passed.wait()


def _is_leaving_key(message: Message) -> bool:
    return isinstance(message, events.Key) and message.key in LEAVING_KEYS
