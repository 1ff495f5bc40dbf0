"""Where our files lie, and reading and writing them so that a crash or a full disk never leaves half of one."""

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from tui_callsettings.errors import StorageError

APPLICATION = "callsettings"
"""The name of our folder under each of the system's own."""

MAX_FILE_SIZE = 8 * 1024 * 1024
"""Bytes. None of our files comes near; a larger one is not read into memory."""

_restricted_home: Path | None = None


def restrict_to_home(home: Path | None = None) -> None:
    """From now on derive every folder from `home` and look at no variable of the environment.

    For restricted mode, where the environment is the client's: HOME and XDG_* must not choose which files are read.

    Args:
        home: the folder to derive from; None for the home the system's user database names.
    """
    global _restricted_home  # noqa: PLW0603 - one process has one answer, set once before anything is read
    if home is None:
        import pwd

        home = Path(pwd.getpwuid(os.getuid()).pw_dir)
    _restricted_home = home


def quote_file_name(text: str) -> str:
    """`text` as a part of a file's name: what might mean something there stands as the number of its character."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else f"%{ord(c):x}" for c in text)


def lift_restriction() -> None:
    """Go back to the usual folders, which the environment may move."""
    global _restricted_home  # noqa: PLW0603 - as in use_only
    _restricted_home = None


def is_restricted() -> bool:
    """Whether `use_only` is in force: then nothing may be taken from the environment or from outside our folders."""
    return _restricted_home is not None


def config_folder() -> Path:
    """Where the configuration lies. It may not exist yet."""
    usual = _usual_folder("XDG_CONFIG_HOME", ".config")
    if usual is not None:
        return usual
    from platformdirs import user_config_path

    return user_config_path(APPLICATION, appauthor=False)


def data_folder() -> Path:
    """Where the practice account's settings and stored sign-ins lie. It may not exist yet."""
    usual = _usual_folder("XDG_DATA_HOME", ".local", "share")
    if usual is not None:
        return usual
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False)


def state_folder() -> Path:
    """Where drafts, locks, history and the last screen lie. It may not exist yet."""
    usual = _usual_folder("XDG_STATE_HOME", ".local", "state")
    if usual is not None:
        return usual
    from platformdirs import user_state_path

    return user_state_path(APPLICATION, appauthor=False)


def _usual_folder(variable: str, *below_home: str) -> Path | None:
    """Our folder in restricted mode, or where Linux has it unless the environment is odd; None to ask platformdirs.

    Loading platformdirs takes half as long as starting Python, which is too long for a shell prompt.
    """
    if _restricted_home is not None:
        return _restricted_home.joinpath(*below_home, APPLICATION)
    base, home = os.environ.get(variable, ""), os.environ.get("HOME", "")
    if sys.platform != "linux" or not home.startswith("/"):
        return None
    return Path(base, APPLICATION) if base.startswith("/") else Path(home, *below_home, APPLICATION)


def make_folder(folder: Path) -> Path:
    """Create `folder`, and what is missing above it, with mode 0700, and return it.

    Raises:
        StorageError: it cannot be made.
    """
    with _explained("create the folder", folder):
        for missing in reversed([part for part in (folder, *folder.parents) if not part.is_dir()]):
            missing.mkdir(mode=0o700, exist_ok=True)
    return folder


def read_bytes(path: Path) -> bytes | None:
    """The content of the file, or None if there is none.

    Raises:
        StorageError: it is there and cannot be read: no permission, not a file, or larger than `LARGEST_FILE`.
    """
    with _explained("read", path):
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

    The folder is made where it is missing.

    Raises:
        StorageError: it cannot be written; the old file is as it was.
    """
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{os.urandom(6).hex()}.tmp")
    with _explained("write", path):
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
    """Delete the file, and say whether there was one.

    Raises:
        StorageError: it is there and cannot be deleted.
    """
    with _explained("delete", path):
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
def _explained(verb: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(f"Cannot {verb} {path}: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return (
            "you may not, or the disk is read-only. Make it yours to use, or set XDG_CONFIG_HOME, XDG_DATA_HOME and "
            "XDG_STATE_HOME to folders that are."
        )
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full, or your share of it. Free some space and try again."
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return "something that is not a folder is in its place. Move that away and try again."
    return f"{os.strerror(error.errno) if error.errno else error}."
