"""Recordings for voicemail greetings: checking that Webex Calling takes one, and encoding its upload."""

import struct
from collections.abc import Callable
from pathlib import Path

import httpx

from tui_callsettings.backends.transport import Body
from tui_callsettings.errors import RejectedError

LARGEST = 5_000_000
"""Bytes: the API description allows 5000 kilobytes."""
_EXTENSIBLE = 0xFFFE
_ENCODINGS = {1: (8, 16), 6: (8,), 7: (8,)}
"""Bits of a sample by format tag: PCM, A-law, µ-law."""
_RATES = (8_000, 16_000)
_ADVICE = "A program such as ffmpeg converts it: ffmpeg -i yours.wav -ac 1 -ar 8000 -c:a pcm_mulaw greeting.wav"


def load_recording(file: Path) -> bytes:
    """Return the bytes of a WAV file with mono sound of telephone quality.

    Raises:
        RejectedError: The file cannot be read, is too large, or holds something else.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise RejectedError(f'"{file.name}" is too large: a greeting has {LARGEST // 1000} kilobytes at most.')
        content = file.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no such name is possible"
        problem = f'"{file}" cannot be read ({why}): give the path of a WAV file, such as ~/greeting.wav.'
    else:
        problem = _problem(content)
        problem = problem and f'"{file.name}" {problem} {_ADVICE}'
    if problem:
        raise RejectedError(problem)
    return content


def encode_multipart(content: bytes, progress: Callable[[int, int], None]) -> Body:
    """Return the recording as multipart/form-data, in one part called `file`. The file's own name is not sent."""
    form = httpx.Request("POST", "https://form.invalid", files={"file": ("greeting.wav", content, "audio/wav")})
    return Body(form.headers["Content-Type"], form.read(), progress)


def _problem(content: bytes) -> str:
    """Return what is wrong with a recording, to follow its name; "" if nothing is."""
    if len(content) < 12 or content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return "is not a WAV file."
    form, sound = _chunk(content, b"fmt "), _chunk(content, b"data")
    if form is None or len(form) < 16 or not sound:
        return "is a WAV file without sound, or with half of it missing."
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if tag == _EXTENSIBLE and len(form) >= 26:
        (tag,) = struct.unpack_from("<H", form, 24)
    if tag not in _ENCODINGS or bits not in _ENCODINGS[tag]:
        return "is not µ-law, A-law or 8- or 16-bit PCM."
    if channels != 1:
        return f"has {channels} channels: a greeting is mono."
    if rate not in _RATES:
        return f"has {rate} samples a second: a greeting has 8000 or 16000."
    return ""


def _chunk(content: bytes, chunk_name: bytes) -> bytes | None:
    """Return the first chunk of that name; None if it is missing or incomplete."""
    position = 12
    while position + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, position)
        position += 8
        if name == chunk_name:
            return content[position : position + size] if position + size <= len(content) else None
        position += size + size % 2
    return None
