"""A lock between processes: a file held by `flock`, which the system gives back when its holder ends."""

import asyncio
import contextlib
import fcntl
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from tui_callsettings import paths
from tui_callsettings.errors import StorageError

_STEP = 0.02
"""Seconds between two attempts."""


@contextlib.contextmanager
def held(path: Path, seconds: float = 5.0) -> Iterator[None]:
    """Hold the lock for a few file operations.

    Raises:
        StorageError: the file cannot be made, or somebody else holds it for longer than `seconds`.
    """
    descriptor = _opened(path)
    try:
        until = time.monotonic() + seconds
        while not _taken(descriptor):
            if time.monotonic() > until:
                raise _too_long(path)
            time.sleep(_STEP)
        yield
    finally:
        os.close(descriptor)


@contextlib.asynccontextmanager
async def held_while_waiting(path: Path, seconds: float = 30.0) -> AsyncIterator[None]:
    """Hold the lock for as long as a request takes, without stopping the event loop while somebody else has it.

    Raises:
        StorageError: as `held`.
    """
    descriptor = _opened(path)
    try:
        until = time.monotonic() + seconds
        while not _taken(descriptor):
            if time.monotonic() > until:
                raise _too_long(path)
            await asyncio.sleep(_STEP)
        yield
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    paths.make_folder(path.parent)
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise StorageError(f"Cannot make the lock {path}: {os.strerror(error.errno or 0)}.") from error


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _too_long(path: Path) -> StorageError:
    return StorageError(f"Another callsettings has held {path} for too long. End it and try again.")
