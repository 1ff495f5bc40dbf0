"""From what the terminal sends to what Textual's widgets hear: keys, pastes, and the mouse if it was asked for."""

import codecs
import re
from collections.abc import Iterator

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.keys import Keys
from textual.message import Message

from .input_tokens import InputTokenizer, Token, TokenKind

_EXTENDED_KEY = re.compile(r"\x1b\[(\d*)(?:[;:]\d*)*([u~A-HPQS])")
_CURSOR_REPORT = re.compile(r"\x1b\[\d+;\d+R")
_FOCUS_IN = "\x1b[I"
_SGR_MOUSE = re.compile(r"\x1b\[<\d+;-?\d+;-?\d+[Mm]")


class TerminalFocused(Message):
    """The terminal's window has the focus again."""


class PasteDiscarded(Message):
    """A paste didn't arrive whole, or was too large; nothing of it was used."""


class KeyParser:
    """Reads a terminal's bytes as messages.

    Args:
        escape_delay: Seconds after which an Escape with nothing behind it was the key.
        charset: What the terminal's text is encoded in; bytes that aren't are dropped.
        has_mouse: Whether mouse reports are wanted.
    """

    def __init__(self, escape_delay: float, charset: str = "utf-8", *, has_mouse: bool = False) -> None:
        self._sequences = InputTokenizer(escape_delay)
        self._charset = charset
        self._decode = codecs.getincrementaldecoder(charset)("replace").decode
        self._has_mouse = has_mouse
        self._parser = XTermParser()

    @property
    def deadline(self) -> float | None:
        """When `expire` should be called."""
        return self._sequences.deadline

    def feed(self, data: bytes, now: float) -> Iterator[Message]:
        """Read bytes as they arrive; see `Sequences.feed`."""
        for token in self._sequences.feed(data, now):
            yield from self._messages(token)

    def expire(self, now: float) -> Iterator[Message]:
        """Stop waiting for what should have followed; see `Sequences.expire`."""
        for token in self._sequences.expire(now):
            yield from self._messages(token)

    def _messages(self, token: Token) -> Iterator[Message]:
        match token.kind:
            case TokenKind.TEXT:
                yield from self._text(token.data)
            case TokenKind.ESCAPE:
                yield events.Key("escape", "\x1b")
            case TokenKind.META:
                yield from self._meta(token.data.decode("latin-1"))
            case TokenKind.SEQUENCE:
                yield from self._sequence(token.data.decode("latin-1"))
            case TokenKind.PASTE:
                yield events.Paste(token.data.decode(self._charset, "replace").replace("\x00", ""))
            case TokenKind.BROKEN_PASTE:
                yield PasteDiscarded()

    def _text(self, data: bytes) -> Iterator[Message]:
        for character in self._decode(data):
            if character != "\ufffd" and not "\x80" <= character <= "\x9f":
                yield from self._keys(character)

    def _meta(self, text: str) -> Iterator[Message]:
        # Over a link, Escape and the key after it may come together: Escape is kept, and the other types nothing.
        yield events.Key("escape", "\x1b")
        if isinstance(ANSI_SEQUENCES_KEYS.get(text), tuple):
            yield from self._keys(text)
        elif text[1].isascii():
            for key in self._keys(text[1]):
                yield events.Key(f"alt+{key.key}", None)

    def _sequence(self, text: str) -> Iterator[Message]:
        if _SGR_MOUSE.fullmatch(text):
            if self._has_mouse and (mouse := self._parser.parse_mouse_code(text)) is not None:
                yield mouse
        elif text == _FOCUS_IN:
            yield TerminalFocused()
        elif _CURSOR_REPORT.fullmatch(text):
            return  # F3 with a modifier looks the same, which is why nothing may be bound to it
        elif text in ANSI_SEQUENCES_KEYS or _is_extended_key(text):
            yield from self._keys(text)

    def _keys(self, text: str) -> list[events.Key]:
        """The keys a character or a sequence stands for, by Textual's own tables; none if it can't read it."""
        try:
            keys = list(self._parser._sequence_to_key_events(text))
        except (ValueError, OverflowError):  # a code point that isn't one
            return []
        return [key for key in keys if key.key != Keys.Ignore]


def _is_extended_key(text: str) -> bool:
    """Whether a sequence is a key with modifiers; a function key must be a known one, not any number."""
    match = _EXTENDED_KEY.fullmatch(text)
    if match is None:
        return False
    number, final = match.groups()
    return final == "u" or f"{number or 1}{final}" in FUNCTIONAL_KEYS
