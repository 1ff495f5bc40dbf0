"""The bytes a terminal sends, cut into tokens: text, keys, pastes, mouse reports and replies.

Working on bytes and whole tokens keeps noise out of the fields: a late reply of the terminal, a mouse report or half a
sequence is one token, known or dropped; its parts never become letters.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

PASTE_BEGIN, PASTE_END = b"\x1b[200~", b"\x1b[201~"
MAX_PASTE = 1 << 20
"""Bytes of one paste at most."""
MAX_TOKEN = 4096
TIMEOUT = 1.0
"""Seconds the rest of a token may take: long for a slow link, short for a person who waits."""

_ESC = 0x1B
_STRINGS = b"]P_^X"
# A string ends at its terminator, or before anything no reply contains: a control key, another sequence.
_STRING_END = re.compile(rb"\x07|\x1b\\|(?=[\x00-\x06\x08-\x1a\x1c-\x1f]|\x1b[^\\])")
_CSI = re.compile(rb"\x1b\[(?:\[.|[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e])", re.DOTALL)
_CSI_BEGIN = re.compile(rb"\x1b\[\[?[\x30-\x3f]*[\x20-\x2f]*\Z")
_SS3 = re.compile(rb"\x1bO[0-9;]*[\x40-\x7e]")
_SS3_BEGIN = re.compile(rb"\x1bO[0-9;]*\Z")
_STRAY_END = re.compile(rb"\[[0-9;?<=>]*[A-Za-z~]\Z|O[A-Za-z]\Z")
_X10_MOUSE, _X10_LENGTH = b"\x1b[M", 6


class TokenKind(Enum):
    """What a token is."""

    TEXT = auto()
    """Bytes of characters, control characters among them; never Escape."""
    ESCAPE = auto()
    """The Escape key alone."""
    SEQUENCE = auto()
    """A control sequence: a key, a mouse report or a reply."""
    PASTE = auto()
    """What was pasted, without its marks."""
    INCOMPLETE_PASTE = auto()
    """A paste without its end."""
    LARGE_PASTE = auto()
    """A paste of more than `MAX_PASTE` bytes."""


class Token(NamedTuple):
    """One thing a terminal sent."""

    kind: TokenKind
    data: bytes


class InputTokenizer:
    """Cuts a stream of bytes into tokens.

    Args:
        escape_delay: Seconds after which an Escape with nothing behind it was the key.
    """

    def __init__(self, escape_delay: float) -> None:
        self.escape_delay = escape_delay
        self._held = b""
        self._paste: bytearray | None = None
        self._deadline: float | None = None
        self._stray_until = 0.0

    @property
    def deadline(self) -> float | None:
        """When `expire` should be called, on the clock `feed` is given; `None` if nothing is unfinished."""
        return self._deadline

    def feed(self, data: bytes, now: float) -> Iterator[Token]:
        """Take bytes as they arrive.

        Args:
            data: What one read gave.
            now: The time, in seconds.

        Yields:
            Each token that is complete.
        """
        if now < self._stray_until and not self._held and _STRAY_END.match(data):
            # The rest of a sequence after its Escape was taken for the key: two typed keys don't come in one packet.
            self._stray_until = 0.0
            return
        self._held += data
        while self._held:
            token = self._take_paste() if self._paste is not None else self._take()
            if token is None:
                break
            if token.kind is not TokenKind.SEQUENCE or token.data:
                yield token
        self._set_deadline(now)

    def expire(self, now: float) -> Iterator[Token]:
        """Stop waiting for the rest of a token, if its time is over.

        Yields:
            The tokens made of the part that came.
        """
        if self._deadline is None or now < self._deadline:
            return
        held, self._held = self._held, b""
        self._deadline = None
        if self._paste is not None:
            yield Token(TokenKind.INCOMPLETE_PASTE, bytes(self._paste) + held)
            self._paste = None
        elif held == b"\x1b":
            self._stray_until = now + TIMEOUT
            yield Token(TokenKind.ESCAPE, held)
        elif len(held) == 2:
            yield Token(TokenKind.ESCAPE, held[:1])
            yield Token(TokenKind.TEXT, held[1:])

    def _set_deadline(self, now: float) -> None:
        if self._paste is not None:
            self._deadline = now + TIMEOUT
        elif self._held:
            self._deadline = now + (self.escape_delay if len(self._held) == 1 else TIMEOUT)
        else:
            self._deadline = None

    def _take(self) -> Token | None:
        """Remove and return the first token; `None` if it isn't complete, an empty sequence if it was dropped."""
        held = self._held
        if held[0] != _ESC:
            end = held.find(b"\x1b")
            return self._cut(TokenKind.TEXT, len(held) if end < 0 else end)
        if len(held) == 1:
            return None
        second = held[1:2]
        if second == b"\x1b":
            return self._cut(TokenKind.ESCAPE, 1)
        if second == b"[":
            return self._take_control_sequence()
        if second in _STRINGS:
            return self._take_string()
        if second == b"O":
            return self._take_matched(_SS3, _SS3_BEGIN)
        # Escape and a key that the link has joined, or a key with Alt: both send the same, and no key may get lost.
        return self._cut(TokenKind.ESCAPE, 1)

    def _take_control_sequence(self) -> Token | None:
        held = self._held
        if held.startswith(_X10_MOUSE):
            return self._cut(TokenKind.SEQUENCE, _X10_LENGTH) if len(held) >= _X10_LENGTH else None
        if held.startswith(PASTE_BEGIN):
            self._held = held[len(PASTE_BEGIN) :]
            self._paste = bytearray()
            return self._take_paste()
        return self._take_matched(_CSI, _CSI_BEGIN)

    def _take_matched(self, whole: re.Pattern[bytes], begin: re.Pattern[bytes]) -> Token | None:
        if match := whole.match(self._held):
            return self._cut(TokenKind.SEQUENCE, match.end())
        if begin.match(self._held) and len(self._held) < MAX_TOKEN:
            return None
        # A byte no sequence can hold, Escape above all: the part before it means nothing.
        good = 2
        while good < len(self._held) and 0x20 <= self._held[good] <= 0x3F:
            good += 1
        self._held = self._held[good:]
        return Token(TokenKind.SEQUENCE, b"")

    def _take_string(self) -> Token | None:
        if match := _STRING_END.search(self._held, 2):
            return self._cut(TokenKind.SEQUENCE, match.end())
        if len(self._held) > MAX_TOKEN:
            self._held = b""
        return None

    def _take_paste(self) -> Token | None:
        paste = self._paste
        if paste is None:
            return None
        held = self._held
        end = held.find(PASTE_END)
        if end >= 0:
            paste += held[:end]
            self._held = held[end + len(PASTE_END) :]
            self._paste = None
            return Token(
                TokenKind.PASTE if len(paste) <= MAX_PASTE else TokenKind.LARGE_PASTE, bytes(paste[:MAX_PASTE])
            )
        # The mark may have been cut: its first part waits for the rest.
        keep = next((n for n in range(len(PASTE_END) - 1, 0, -1) if held.endswith(PASTE_END[:n])), 0)
        taken = held[: len(held) - keep]
        paste += taken[: max(0, MAX_PASTE + 1 - len(paste))]
        self._held = held[len(held) - keep :]
        return None

    def _cut(self, kind: TokenKind, length: int) -> Token:
        data, self._held = self._held[:length], self._held[length:]
        return Token(kind, data)
