"""Where our files are, and reading and writing them so that a crash or a full disk never leaves half of one."""

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tui_callsettings.errors import NoHomeError, StorageError

APPLICATION = "callsettings"
"""The name of our folder under each of the system's own."""

MAX_FILE_SIZE = 8 * 1024 * 1024
"""Bytes. None of our files comes near; a larger one is not read into memory."""

_restricted_home: Path | None = None


def restrict_to_home(home: Path | None = None) -> None:
    """From now on derive every folder from `home` and ignore the environment.

    For restricted mode, where the environment is the client's: HOME and XDG_* must not choose which files are read.

    Args:
        home: the folder to derive from; None for the home in the system's user database.

    Raises:
        NoHomeError: the user database has no entry for this user.
    """
    global _restricted_home  # noqa: PLW0603 - one process has one answer, set once before anything is read
    if home is None:
        import pwd

        try:
            home = Path(pwd.getpwuid(os.getuid()).pw_dir)
        except KeyError:
            raise NoHomeError(f"This user ({os.getuid()}) has no entry in the system's user database.") from None
    _restricted_home = home


def lift_restriction() -> None:
    """Go back to the usual folders, which the environment may move."""
    global _restricted_home  # noqa: PLW0603 - as in restrict_to_home
    _restricted_home = None


def is_restricted() -> bool:
    """Whether `restrict_to_home` is in force: then nothing may be taken from the environment, or from other folders."""
    return _restricted_home is not None


def quote_file_name(text: str) -> str:
    """Return `text` as a part of a file's name: a character that might mean something there becomes its number."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else f"%{ord(c):x}" for c in text)


def config_folder() -> Path:
    """Return the folder of the configuration. It may not exist yet.

    Raises:
        NoHomeError: neither the environment nor the user database names a home.
    """
    usual = _usual_folder("XDG_CONFIG_HOME", ".config")
    if usual is not None:
        return usual
    from platformdirs import user_config_path

    return _ask_platform(user_config_path)


def data_folder() -> Path:
    """Return the folder of the practice account's settings and stored credentials. It may not exist yet.

    Raises:
        NoHomeError: as `config_folder`.
    """
    usual = _usual_folder("XDG_DATA_HOME", ".local", "share")
    if usual is not None:
        return usual
    from platformdirs import user_data_path

    return _ask_platform(user_data_path)


def state_folder() -> Path:
    """Return the folder of drafts, locks, history and the last screen. It may not exist yet.

    Raises:
        NoHomeError: as `config_folder`.
    """
    usual = _usual_folder("XDG_STATE_HOME", ".local", "state")
    if usual is not None:
        return usual
    from platformdirs import user_state_path

    return _ask_platform(user_state_path)


def _usual_folder(variable: str, *below_home: str) -> Path | None:
    """Return our folder in restricted mode, or in its usual place on Linux; None to ask platformdirs.

    Loading platformdirs takes half as long as starting Python, which is too long for a shell prompt.
    """
    if _restricted_home is not None:
        return _restricted_home.joinpath(*below_home, APPLICATION)
    base, home = os.environ.get(variable, ""), os.environ.get("HOME", "")
    if sys.platform == "linux" and base.startswith("/"):
        return Path(base, APPLICATION)
    if sys.platform != "linux" or not home.startswith("/"):
        return None
    return Path(home, *below_home, APPLICATION)


def _ask_platform(user_path: Callable[..., Path]) -> Path:
    try:
        folder = user_path(APPLICATION, appauthor=False)
    except RuntimeError:
        folder = None
    # For a user without a home some versions give a folder called "~", below whatever folder is the current one.
    if folder is None or not folder.is_absolute():
        raise NoHomeError(
            "There is no home folder to keep files in: set HOME, or XDG_CONFIG_HOME, XDG_DATA_HOME and XDG_STATE_HOME, "
            "to an absolute path."
        )
    return folder


def make_folder(folder: Path) -> Path:
    """Create `folder`, and missing folders above it, with mode 0700, and return it.

    Raises:
        StorageError: it cannot be created.
    """
    with _storage_errors("create the folder", folder):
        for missing in reversed([part for part in (folder, *folder.parents) if not part.is_dir()]):
            missing.mkdir(mode=0o700, exist_ok=True)
    return folder


def read_bytes(path: Path) -> bytes | None:
    """Return the content of the file; None if there is none.

    Raises:
        StorageError: it is there and cannot be read: no permission, not a file, or larger than `LARGEST_FILE`.
    """
    with _storage_errors("read", path):
        try:
            # Without O_NONBLOCK a named pipe in our folder would hold the program for ever.
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except (FileNotFoundError, NotADirectoryError):
            return None
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise StorageError(f"Cannot read {path}: it is not a file. Move it away and try again.")
            content = file.read(MAX_FILE_SIZE + 1)
    if len(content) > MAX_FILE_SIZE:
        raise StorageError(f"Cannot read {path}: it is larger than {MAX_FILE_SIZE // 2**20} MB. Move it away.")
    return content


def write_atomically(path: Path, content: bytes) -> None:
    """Replace the file by `content`, mode 0600, so that after a crash it holds either the old or the new, whole.

    The folder is created where it is missing.

    Raises:
        StorageError: it cannot be written; the old file is as it was.
    """
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{os.urandom(6).hex()}.tmp")
    with _storage_errors("write", path):
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(descriptor)
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    _sync_folder(path.parent)


def remove(path: Path) -> bool:
    """Delete the file. Returns whether there was one.

    Raises:
        StorageError: it is there and cannot be deleted.
    """
    with _storage_errors("delete", path):
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
    return True


def _sync_folder(folder: Path) -> None:
    """Make the rename durable; a file system that cannot do that has renamed all the same."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _storage_errors(verb: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(f"Cannot {verb} {path}: {_describe_error(error)}") from error


def _describe_error(error: OSError) -> str:
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return (
            "permission is denied, or the disk is read-only. Change its permissions, or set XDG_CONFIG_HOME, "
            "XDG_DATA_HOME and XDG_STATE_HOME to folders that you can write to."
        )
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full, or your quota is used up. Free some space and try again."
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return "something that is not a folder is in its place. Move that away and try again."
    return f"{os.strerror(error.errno) if error.errno else error}."
