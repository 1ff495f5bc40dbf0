"""Noise on the line, and keys pressed at random: alive, usable, and nothing saved that was not reviewed."""

from pathlib import Path

from .noise import run_noise, send_bytes, send_keys


def test_random_bytes(tmp_path: Path) -> None:
    run_noise(tmp_path / "notes", lambda harness: send_bytes(harness, 4_000, seed=2))


def test_random_keys(tmp_path: Path) -> None:
    harness = run_noise(tmp_path / "notes", lambda harness: send_keys(harness, 800))
    assert harness.saves()
