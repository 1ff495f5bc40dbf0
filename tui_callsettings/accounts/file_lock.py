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
def file_lock(path: Path, seconds: float = 5.0) -> Iterator[None]:
    """Hold the lock for a few file operations.

    Raises:
        StorageError: as `opened` and `is_taken`, or somebody else holds it for longer than `seconds`.
    """
    descriptor = open_lock_file(path)
    try:
        for _ in _vain_attempts(path, descriptor, seconds):
            time.sleep(_STEP)
        yield
    finally:
        os.close(descriptor)


@contextlib.asynccontextmanager
async def async_file_lock(path: Path, seconds: float = 30.0) -> AsyncIterator[None]:
    """Hold the lock for as long as a request takes, without stopping the event loop while somebody else has it.

    Raises:
        StorageError: as `held`.
    """
    descriptor = open_lock_file(path)
    try:
        for _ in _vain_attempts(path, descriptor, seconds):
            await asyncio.sleep(_STEP)
        yield
    finally:
        os.close(descriptor)


def _vain_attempts(path: Path, descriptor: int, seconds: float) -> Iterator[None]:
    """One item for each attempt that found the lock with somebody else; after the last it is ours."""
    until = time.monotonic() + seconds
    while not acquire_lock(path, descriptor):
        if time.monotonic() > until:
            raise StorageError(f"Another callsettings has held {path} for too long. End it and try again.")
        yield


def open_lock_file(path: Path) -> int:
    """A descriptor of the lock's file, which is made where it is missing; closing it gives the lock back.

    Raises:
        StorageError: the file cannot be made.
    """
    paths.make_folder(path.parent)
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise StorageError(f"Cannot make the lock {path}: {os.strerror(error.errno or 0)}.") from error


def acquire_lock(path: Path, descriptor: int) -> bool:
    """Take the lock, and say whether it is ours now; somebody else has it if not.

    Raises:
        StorageError: the file system has no locks.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StorageError(f"Cannot lock {path}: {os.strerror(error.errno or 0)}.") from error
    return True
