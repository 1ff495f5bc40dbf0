import struct
from pathlib import Path

import pytest

from tui_callsettings.backends.webex.greeting_audio import LARGEST, encode_multipart, load_recording
from tui_callsettings.errors import RejectedError

from .recordings import chunk, wav

EXTENSIBLE = struct.pack("<HHIIHHHHIH14x", 0xFFFE, 1, 8_000, 8_000, 1, 8, 22, 8, 0, 7)


@pytest.mark.parametrize(
    "content",
    [
        wav(),
        wav(tag=6),
        wav(tag=1, bits=16, rate=16_000),
        wav(tag=1, bits=8),
        chunk(b"RIFF", b"WAVE" + chunk(b"fmt ", EXTENSIBLE) + chunk(b"data", b"\xff" * 9)),
    ],
    ids=["mu-law", "A-law", "16-bit", "8-bit", "extensible"],
)
def test_telephone_sound_is_taken(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(content)
    assert load_recording(file) == content


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a WAV file"),
        (b"ID3 this is an mp3 really", "not a WAV file"),
        (wav(channels=2), "2 channels"),
        (wav(rate=44_100), "44100 samples"),
        (wav(tag=3, bits=32), "not µ-law"),
        (wav(tag=1, bits=24), "not µ-law"),
        (wav(samples=0), "without sound"),
        (wav()[:100], "half of it missing"),
        (wav()[:30], "half of it missing"),
        (bytes(12), "not a WAV file"),
    ],
    ids=["empty", "mp3", "stereo", "music", "float", "24-bit", "silent", "half", "head", "zeros"],
)
def test_anything_else_is_refused_before_it_leaves(content: bytes, why: str, tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    file.write_bytes(content)
    with pytest.raises(RejectedError, match=why):
        load_recording(file)


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    with file.open("wb") as stream:
        stream.truncate(LARGEST + 1)
    with pytest.raises(RejectedError, match="5000 kilobytes at most"):
        load_recording(file)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path, why in ((tmp_path / "none.wav", "No such file"), (tmp_path, "directory"), (Path("a\0b"), "no such name")):
        with pytest.raises(RejectedError, match=why):
            load_recording(path)


def test_the_file_s_own_name_stays_here(tmp_path: Path) -> None:
    body = encode_multipart(b"sound", lambda sent, size: None)
    assert body.media_type.startswith("multipart/form-data; boundary=")
    assert b'name="file"; filename="greeting.wav"' in body.content
    assert b"Content-Type: audio/wav" in body.content
    assert "sound" not in repr(body)
