"""Sound files for tests, made here."""

import struct


def wav(*, tag: int = 7, channels: int = 1, rate: int = 8_000, bits: int = 8, samples: int = 800) -> bytes:
    """A WAV file of silence."""
    sound = b"\xff" * (samples * channels * bits // 8)
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * frame, frame, bits)
    chunks = b"WAVE" + chunk(b"fmt ", form) + chunk(b"LIST", b"odd") + chunk(b"data", sound)
    return chunk(b"RIFF", chunks)


def chunk(name: bytes, content: bytes) -> bytes:
    """One chunk, padded to an even length as RIFF asks for."""
    return struct.pack("<4sI", name, len(content)) + content + b"\0" * (len(content) % 2)
