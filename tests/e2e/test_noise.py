"""Noise on the line, and keys pressed at random: alive, usable, and nothing saved that was not reviewed."""

from pathlib import Path

from .noise import send_bytes, send_keys, suffer


def test_random_bytes(tmp_path: Path) -> None:
    suffer(tmp_path / "notes", lambda sufferer: send_bytes(sufferer, 4_000, seed=2))


def test_random_keys(tmp_path: Path) -> None:
    sufferer = suffer(tmp_path / "notes", lambda sufferer: send_keys(sufferer, 2_000))
    assert sufferer.saves()
