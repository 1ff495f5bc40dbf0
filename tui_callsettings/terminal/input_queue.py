"""Keys one after the other: each is done with before the next is looked at.

Textual hands a key to whatever has the focus at that moment, and the key acts some steps of the loop later. Over a slow
link several keys come in one packet; without this, the digits behind a Tab go into the field before it.
"""

import asyncio
from collections import deque
from typing import Any

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump

_ROUNDS = 2
"""How often a marker follows the key's way up from the focused widget: once for the key, once for what it set off."""
_NOISE = 256
"""Keys that wait, from which on nobody has typed them: they go in blocks, as what is wanted is their end."""
_TIMEOUT = 0.25
"""Seconds after which the next key goes on its way, if the widget that had the last one is gone or busy."""


class InputQueue:
    """Lets one message through at a time; to be used on the loop's thread."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._waiting: deque[Message] = deque()
        self._turn = 0
        self._timer: asyncio.TimerHandle | None = None

    def put(self, message: Message) -> None:
        """Deliver a key or a paste, now or when those before it have done what they do."""
        self._waiting.append(message)
        if self._timer is None:
            self._next()

    def _next(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._waiting:
            return
        self._turn += 1
        self._timer = asyncio.get_running_loop().call_later(_TIMEOUT, self._next)
        message = self._waiting.popleft()
        self._app.post_message(message)
        while self._waiting and (
            len(self._waiting) > _NOISE or (self._is_typed(message) and self._is_typed(self._waiting[0]))
        ):
            message = self._waiting.popleft()
            self._app.post_message(message)
        self._app.call_later(self._start_round, self._turn, _ROUNDS)

    def _is_typed(self, message: Message) -> bool:
        """Whether it is a letter the focused field takes: many of those may go together."""
        if not isinstance(message, events.Key) or not message.is_printable or self._app.focused is None:
            return False
        return self._app.focused.check_consume_key(message.key, message.character)

    def _start_round(self, turn: int, rounds: int) -> None:
        if turn == self._turn and self._app.screen_stack:
            start = self._app.focused or self._app.screen
            self._climb(list(start.ancestors_with_self), turn, rounds)

    def _climb(self, way: list[MessagePump], turn: int, rounds: int) -> None:
        """Queue behind what waits at each widget on the way up: when the top is reached, the key has been there."""
        if way:
            way[0].call_later(self._climb, way[1:], turn, rounds)
        elif rounds > 1:
            self._start_round(turn, rounds - 1)
        elif turn == self._turn:
            self._next()
