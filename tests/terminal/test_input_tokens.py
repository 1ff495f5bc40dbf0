"""Bytes cut into tokens: what belongs together stays together, however the link cuts it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from tui_callsettings.terminal.input_messages import PasteDiscarded
from tui_callsettings.terminal.input_tokens import TIMEOUT, InputTokenizer, TokenKind
from tui_callsettings.terminal.key_parser import KeyParser

DELAY = 0.25


def parse(*packets: bytes, gap: float = 0.01, charset: str = "utf-8") -> list[Message]:
    """Return the messages for packets that come one after the other, and for the silence after them."""
    keyboard = KeyParser(DELAY, charset)
    now, messages = 0.0, list[Message]()
    for packet in packets:
        messages += keyboard.expire(now)
        messages += keyboard.feed(packet, now)
        now += gap
    for _ in range(3):
        messages += keyboard.expire(now)
        now += TIMEOUT + DELAY
    return messages


def describe(*packets: bytes, gap: float = 0.01, charset: str = "utf-8") -> list[str]:
    """Return what `parse` does as text: keys by name, with the character they type."""
    words = []
    for message in parse(*packets, gap=gap, charset=charset):
        if isinstance(message, events.Key):
            words.append(message.key + (f"={message.character}" if message.is_printable else ""))
        elif isinstance(message, events.Paste):
            words.append(f"paste {message.text!r}")
        else:
            words.append(type(message).__name__)
    return words


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a1", ["a=a", "1=1"]),
        (b"\r\t\x7f\x11", ["enter", "tab", "backspace", "ctrl+q"]),
        (b"\x1b[A\x1bOB\x1b[1;5C", ["up", "down", "ctrl+right"]),
        (b"\x1bOP\x1b[21~\x1b[[A", ["f1", "f10", "f1"]),
        (b"\x1b[Z", ["shift+tab"]),
        ("é電".encode(), ["é=é", "電=電"]),
    ],
)
def test_keys(data: bytes, words: list[str]) -> None:
    assert describe(data) == words


@pytest.mark.parametrize(
    "noise",
    [
        b"\x1b[?62;22c",
        b"\x1b[>41;354;0c",
        b"\x1b[24;80R",
        b"\x1b[1;2R",
        b"\x1b[?2026;2$y",
        b"\x1b[?2048;0$y",
        b"\x1b[?0u",
        b"\x1b[0n",
        b"\x1b[8;24;80t",
        b"\x1b[48;24;80;480;640t",
        b"\x1b]11;rgb:1e1e/1e1e/1e1e\x07",
        b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
        b"\x1bP>|XTerm(388)\x1b\\",
        b"\x1b_Gi=31;OK\x1b\\",
        b"\x1b[O",
        b"\x1b[M\x20\x2a\x2b",
        b"\x1b[M\xc3\xa9\xff",
        b"\x1b[<0;10;20M",
        b"\x1b[<0;10;20m",
        b"\x1b[32;10;20M",
        b"\x1b[201~",
        b"\x1b[99~",
        b"\x1b[999999999999;5u",
        b"\x1b[1;2;3;4;5;6;7X",
        b"\xe9\xff\xc3",
        b"\xc2\x9b",
    ],
)
def test_noise_types_nothing_whole_or_in_two_packets(noise: bytes) -> None:
    assert describe(noise) == []
    assert describe(noise + b"5") == ["5=5"]
    for cut in range(2, len(noise)):
        assert describe(noise[:cut], noise[cut:], gap=0.4) == [], cut


def test_a_split_arrow_is_an_arrow() -> None:
    assert describe(b"\x1b", b"[A", gap=0.2) == ["up"]
    assert describe(b"\x1b[", b"A", gap=0.9) == ["up"]


def test_an_arrow_split_for_too_long_still_types_nothing() -> None:
    assert describe(b"\x1b", b"[A", gap=0.6) == ["escape"]
    assert describe(b"\x1b", b"[", gap=2.0) == ["escape", "left_square_bracket=["]


def test_escape_and_a_letter_in_one_packet() -> None:
    assert describe(b"\x1bs") == ["escape", "s=s"]
    assert describe(b"\x1b5\x1b") == ["escape", "5=5", "escape"]
    assert describe(b"\x1b\x11") == ["escape", "ctrl+q"]
    assert describe(b"\x1b\x1b[A") == ["escape", "up"]


def test_escape_counts_as_a_key_from_the_moment_its_delay_is_over() -> None:
    tokenizer = InputTokenizer(DELAY)
    assert list(tokenizer.feed(b"\x1b", 0.0)) == []
    assert list(tokenizer.expire(DELAY / 2)) == []
    assert [token.kind for token in tokenizer.expire(DELAY)] == [TokenKind.ESCAPE]


def test_escape_and_a_letter_do_not_wait() -> None:
    kinds = [token.kind for token in InputTokenizer(DELAY).feed(b"\x1bs", 0.0)]
    assert kinds == [TokenKind.ESCAPE, TokenKind.TEXT]


def test_a_paste_is_data_only() -> None:
    assert describe(b"\x1b[200~12\x1b\x11\x03\r34\x1b[201~5") == ["paste '12\\x1b\\x11\\x03\\r34'", "5=5"]
    assert describe(b"\x1b[200~1\x1b[200~2\x1b[201~") == ["paste '1\\x1b[200~2'"]
    assert describe(b"\x1b[200~\x1b[A\x1b[201~") == ["paste '\\x1b[A'"]


def test_a_paste_may_be_cut_anywhere() -> None:
    whole = b"\x1b[200~0049 30\x1b 123\x1b[201~x"
    for cut in range(1, len(whole)):
        assert describe(whole[:cut], whole[cut:], gap=0.2) == ["paste '0049 30\\x1b 123'", "x=x"], cut


def test_a_paste_without_an_end_is_given_up_after_a_second() -> None:
    messages = parse(b"\x1b[200~12345", b"x", gap=1.5)
    assert [type(message) for message in messages] == [PasteDiscarded, events.Key]


def test_a_monstrous_paste_is_given_up_and_what_follows_is_not() -> None:
    assert describe(b"\x1b[200~", *[b"x" * 65536] * 20, b"\x1b[201~5") == ["PasteDiscarded", "5=5"]


def test_an_answer_without_an_end_swallows_no_later_key() -> None:
    assert describe(b"\x1b]11;rgb:", b"5", gap=1.5) == ["5=5"]
    assert describe(b"\x1bP1$r0m\x11") == ["ctrl+q"]


def test_a_latin_1_terminal_types_its_letters() -> None:
    assert describe(b"\xe9", charset="iso8859-1") == ["é=é"]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.binary(min_size=1, max_size=20), max_size=8), st.sampled_from([0.01, 0.3, 1.2]))
def test_no_bytes_break_it_and_none_stay_behind(packets: list[bytes], gap: float) -> None:
    sequences, now = InputTokenizer(DELAY), 0.0
    for packet in packets:
        list(sequences.expire(now))
        list(sequences.feed(packet, now))
        now += gap
    list(sequences.expire(now + 10))
    assert sequences.deadline is None
    assert [token.kind for token in sequences.feed(b"5", now + 20)] == [TokenKind.TEXT]
    assert all(isinstance(message, Message) for message in parse(*packets, gap=gap))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x1b[53;1:1u", ["5=5"]),
        (b"\x1b[53;1:3u", []),
        (b"\x1b[1;1:2B", ["down"]),
        (b"\x1b[1;5C", ["ctrl+right"]),
        (b"\x1b[27;5;99~", ["ctrl+c"]),
        (b"\x1b[27;5;67~", ["ctrl+c"]),
        (b"\x1b[99;5u", ["ctrl+c"]),
        (b"\x1b[1089::99;5u", ["ctrl+c"]),
        (b"\x1b[97:65;2u", ["A=A"]),
        (b"\x1b[97;;97u", ["a=a"]),
        (b"\x1b[57399u", ["0=0"]),
        (b"\x1b[13u", ["enter"]),
        (b"\x1b[27u", ["escape"]),
        (b"\x1b[57441;2u", []),
        (b"\x1b[55296u", []),
        (b"\x1b[55296;5u", []),
        (b"\x1b[57343;5u", []),
        (b"\x1b[1114112;5u", []),
        (b"\x1b[0;5u", []),
        (b"\x1b[246;5u", ["ctrl+ö"]),
    ],
)
def test_keys_of_modes_that_were_left_on_are_read_in_full(data: bytes, words: list[str]) -> None:
    assert describe(data) == words


def test_more_than_eight_characters_at_once_are_a_run() -> None:
    assert describe(b"12345678") == [f"{digit}={digit}" for digit in "12345678"]
    assert describe(b"123456789") == ["TextRun"]
    assert describe(b"1234\r5678\r9") == [
        *(f"{digit}={digit}" for digit in "1234"),
        "enter",
        *(f"{digit}={digit}" for digit in "5678"),
        "enter",
        "9=9",
    ]
    assert describe(b"12345", b"67890", gap=0.01) == [*(f"{digit}={digit}" for digit in "12345"), "TextRun"]
    assert "TextRun" not in describe(b"12345", b"67890", gap=0.1)
