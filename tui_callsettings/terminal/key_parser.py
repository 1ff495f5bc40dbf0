"""From what the terminal sends to what Textual's widgets get: keys, pastes, and the mouse if it was asked for."""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.keys import Keys
from textual.message import Message

from .extended_keys import is_extended_key, parse_extended_key
from .input_messages import PasteDiscarded, PasteProblem, TerminalFocused, TextRun
from .input_tokens import InputTokenizer, Token, TokenKind

MAX_TYPED_RUN = 8
"""Printable characters in a row that somebody may have typed; more at once are a paste."""

_QUICK_ESCAPE_DELAY = 0.03
"""Seconds an Escape waits where no text is typed, and so nothing is spoiled by half an arrow key."""
_TYPING_GAP = 0.02
"""Seconds between two keys that fingers, and the repetition of a key held down, need at least."""
_RUNS = re.compile(r"[^\x00-\x1f\x7f]+|[\x00-\x1f\x7f]")
_CURSOR_REPORT = re.compile(r"\x1b\[\d+;\d+R")
_FOCUS_IN = "\x1b[I"
_SGR_MOUSE = re.compile(r"\x1b\[<\d+;-?\d+;-?\d+[Mm]")

# Private to Textual, and used for its tables alone: which sequence is which key, and how keys are named.
_parser = XTermParser()


class KeyParser:
    """Reads a terminal's bytes as messages.

    Args:
        escape_delay: Seconds after which an Escape with nothing behind it was the key.
        charset: What the terminal's text is encoded in; bytes that aren't are dropped.
        has_mouse: Whether mouse reports are delivered.
    """

    def __init__(self, escape_delay: float, charset: str = "utf-8", *, has_mouse: bool = False) -> None:
        self._escape_delay = escape_delay
        self._tokenizer = InputTokenizer(escape_delay)
        self._charset = charset
        self._decode = codecs.getincrementaldecoder(charset)("replace").decode
        self._has_mouse = has_mouse
        self._run_length = 0
        self._fed_at = 0.0
        self.burst = 0
        """Counts the bursts of input: what comes faster than anyone types is one."""

    @property
    def deadline(self) -> float | None:
        """When `expire` should be called."""
        return self._tokenizer.deadline

    def set_taking_text(self, is_taking_text: bool) -> None:
        """Set whether keys go into a text now; if not, Escape acts at once. May be called on any thread."""
        self._tokenizer.escape_delay = self._escape_delay if is_taking_text else _QUICK_ESCAPE_DELAY

    def feed(self, data: bytes, now: float) -> Iterator[Message]:
        """Read bytes as they arrive; see `InputTokenizer.feed`."""
        if now - self._fed_at > _TYPING_GAP:
            self._run_length = 0
            self.burst += 1
        self._fed_at = now
        for token in self._tokenizer.feed(data, now):
            yield from self._messages(token)

    def expire(self, now: float) -> Iterator[Message]:
        """Stop waiting for what should have followed; see `InputTokenizer.expire`."""
        for token in self._tokenizer.expire(now):
            yield from self._messages(token)

    def _messages(self, token: Token) -> Iterator[Message]:
        if token.kind is not TokenKind.TEXT:
            self._run_length = 0
        match token.kind:
            case TokenKind.TEXT:
                yield from self._text(token.data)
            case TokenKind.ESCAPE:
                yield events.Key("escape", "\x1b")
            case TokenKind.SEQUENCE:
                yield from self._sequence(token.data.decode("latin-1"))
            case TokenKind.PASTE:
                yield events.Paste(token.data.decode(self._charset, "replace").replace("\x00", ""))
            case TokenKind.INCOMPLETE_PASTE:
                yield PasteDiscarded(PasteProblem.INCOMPLETE)
            case TokenKind.LARGE_PASTE:
                yield PasteDiscarded(PasteProblem.TOO_LARGE)

    def _text(self, data: bytes) -> Iterator[Message]:
        for run in _RUNS.findall(self._decode(data)):
            text = "".join(character for character in run if _is_typed(character))
            if not text.isprintable():
                self._run_length = 0
            self._run_length += len(text)
            if self._run_length > MAX_TYPED_RUN:
                yield TextRun(text)
            else:
                for character in text:
                    yield from _keys(character)

    def _sequence(self, text: str) -> Iterator[Message]:
        if _SGR_MOUSE.fullmatch(text):
            if self._has_mouse and (mouse := _parser.parse_mouse_code(text)) is not None:
                yield mouse
        elif text == _FOCUS_IN:
            yield TerminalFocused()
        elif _CURSOR_REPORT.fullmatch(text):
            return  # F3 with a modifier looks the same, which is why nothing may be bound to it
        elif text in ANSI_SEQUENCES_KEYS:
            yield from _keys(text)
        elif is_extended_key(text):
            yield from parse_extended_key(text)


def text_key(character: str) -> events.Key:
    """Return the key that types a character."""
    return _keys(character)[0]


def _is_typed(character: str) -> bool:
    """Return whether a key can send a character: no broken byte, no C1 control."""
    return character != "\ufffd" and not "\x80" <= character <= "\x9f"


def _keys(text: str) -> list[events.Key]:
    """Return the keys a character or a sequence stands for, by Textual's own tables; none if it isn't known there."""
    return [events.Key(key, character) for key, character in _key_names(text)]


@lru_cache(4096)
def _key_names(text: str) -> list[tuple[str, str | None]]:
    keys = list(_parser._sequence_to_key_events(text))
    return [(key.key, key.character) for key in keys if key.key != Keys.Ignore]
