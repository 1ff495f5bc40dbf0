"""A lock between processes: a locked file, which the system gives back when its holder ends."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from tui_callsettings import paths
from tui_callsettings.errors import StorageError

_STEP = 0.02
"""Seconds between two attempts."""


class LockTimeoutError(StorageError):
    """Another process has held the lock for too long."""


@contextlib.contextmanager
def file_lock(path: Path, seconds: float = 5.0) -> Iterator[None]:
    """Hold the lock for a few file operations.

    Raises:
        StorageError: as `open_lock_file` and `acquire_lock`.
        LockTimeoutError: another process holds it for longer than `seconds`.
    """
    descriptor = open_lock_file(path)
    try:
        for _ in _attempts(path, descriptor, seconds):
            time.sleep(_STEP)
        yield
    finally:
        os.close(descriptor)


@contextlib.asynccontextmanager
async def async_file_lock(path: Path, seconds: float = 30.0) -> AsyncIterator[None]:
    """Hold the lock for as long as a request takes, without blocking the event loop while another process has it.

    Raises:
        StorageError: as `file_lock`.
    """
    descriptor = open_lock_file(path)
    try:
        for _ in _attempts(path, descriptor, seconds):
            await asyncio.sleep(_STEP)
        yield
    finally:
        os.close(descriptor)


def _attempts(path: Path, descriptor: int, seconds: float) -> Iterator[None]:
    """Yield after each failed attempt to take the lock; at the end it is taken."""
    until = time.monotonic() + seconds
    while not acquire_lock(path, descriptor):
        if time.monotonic() > until:
            raise LockTimeoutError(f"Another callsettings has held {path} for too long. Close it and try again.")
        yield


def open_lock_file(path: Path) -> int:
    """Return a descriptor of the lock's file, which is created where it is missing; closing it releases the lock.

    Raises:
        StorageError: the file cannot be created.
    """
    paths.make_folder(path.parent)
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise StorageError(f"Cannot create the lock {path}: {os.strerror(error.errno or 0)}.") from error


def acquire_lock(path: Path, descriptor: int) -> bool:
    """Take the lock without waiting. Returns whether it is ours now; if not, another process has it.

    Raises:
        StorageError: the file system has no locks.
    """
    # Loaded only where something is locked: this takes 30 ms.
    from filelock import lock_descriptor

    try:
        return lock_descriptor(descriptor, blocking=False)
    except OSError as error:
        raise StorageError(f"Cannot lock {path}: {os.strerror(error.errno or 0)}.") from error
