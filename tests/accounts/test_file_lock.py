import errno
import fcntl
from pathlib import Path

import pytest

from tui_callsettings.accounts.file_lock import async_file_lock, file_lock
from tui_callsettings.errors import StorageError


async def test_one_at_a_time_and_given_back_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "some.lock"
    with file_lock(path):
        with pytest.raises(StorageError, match=r"has held .* for too long"), file_lock(path, seconds=0):
            pass
        with pytest.raises(StorageError, match=r"has held .* for too long"):
            async with async_file_lock(path, seconds=0):
                pass
    async with async_file_lock(path, seconds=0):
        pass
    with file_lock(path, seconds=0):
        pass


def test_a_link_in_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    (tmp_path / "some.lock").symlink_to(target)
    with pytest.raises(StorageError, match=r"Cannot create the lock .*some.lock"), file_lock(tmp_path / "some.lock"):
        pass
    assert not target.exists()


def descriptors() -> set[str]:
    return {entry.name for entry in Path("/proc/self/fd").iterdir()}


def test_a_file_system_without_locks_is_reported_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "flock")

    monkeypatch.setattr(fcntl, "flock", flock)
    before = descriptors()
    with (
        pytest.raises(StorageError, match=r"Cannot lock .*some.lock: No locks available"),
        file_lock(tmp_path / "some.lock"),
    ):
        pass
    assert descriptors() == before
