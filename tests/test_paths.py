import errno
import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from tui_callsettings import paths
from tui_callsettings.errors import NoHomeError, StorageError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    paths.lift_restriction()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_follow_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.config_folder() == home / ".config" / "callsettings"
    assert paths.data_folder() == home / ".local" / "share" / "callsettings"
    assert paths.state_folder() == home / ".local" / "state" / "callsettings"
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "elsewhere"))
    assert paths.state_folder() == home / "elsewhere" / "callsettings"
    assert not paths.is_restricted()


@pytest.mark.parametrize("value", ["", "relative/folder", "/srv/elsewhere", "/srv/with space/"])
@pytest.mark.parametrize("name", ["CONFIG", "DATA", "STATE"])
def test_folders_are_those_of_platformdirs(name: str, value: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"XDG_{name}_HOME", value)
    lower = name.lower()
    expected = getattr(platformdirs, f"user_{lower}_path")("callsettings", appauthor=False)
    assert getattr(paths, f"{lower}_folder")() == expected


def test_an_odd_home_is_left_to_platformdirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", "somewhere")
    assert paths.state_folder() == platformdirs.user_state_path("callsettings", appauthor=False)


def test_restricted_ignores_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, "/tmp/somebody-else")
    paths.restrict_to_home()
    real = Path(pwd.getpwuid(os.getuid()).pw_dir)
    assert paths.config_folder() == real / ".config" / "callsettings"
    assert paths.data_folder() == real / ".local" / "share" / "callsettings"
    assert paths.state_folder() == real / ".local" / "state" / "callsettings"
    assert paths.is_restricted()
    paths.restrict_to_home(home / "given")
    assert paths.state_folder().is_relative_to(home / "given")


def test_write_makes_private_folder_and_file(home: Path) -> None:
    path = paths.state_folder() / "drafts" / "work.json"
    paths.write_atomically(path, b"one")
    paths.write_atomically(path, b"two")
    assert paths.read_bytes(path) == b"two"
    assert mode(path) == 0o600
    assert mode(path.parent) == mode(paths.state_folder()) == 0o700
    assert os.listdir(path.parent) == ["work.json"]  # noqa: PTH208 - nothing temporary stays


def test_make_folder_is_private(home: Path) -> None:
    folder = paths.make_folder(paths.state_folder())
    assert mode(folder) == 0o700
    assert paths.make_folder(folder) == folder


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EROFS, "read-only"), (errno.EACCES, "read-only"), (errno.ENOSPC, "full"), (errno.EIO, "error")],
)
def test_a_failed_write_keeps_the_old_file(
    home: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    path = home / "file"
    paths.write_atomically(path, b"old")

    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageError, match=words) as caught:
        paths.write_atomically(path, b"new")
    assert str(path) in caught.value.message
    assert path.read_bytes() == b"old"
    assert [p.name for p in home.iterdir()] == ["file"]


def test_a_write_reaches_the_disk_before_the_rename_and_the_rename_after_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home / "folder" / "file"
    paths.write_atomically(path, b"old")
    seen: list[tuple[Path, bytes, bytes]] = []

    def note(descriptor: int) -> None:
        target = Path(f"/proc/self/fd/{descriptor}").readlink()
        is_folder = target.is_dir()
        synced = b"" if is_folder else target.read_bytes()
        seen.append((target if is_folder else target.parent / "temporary", synced, path.read_bytes()))

    monkeypatch.setattr(os, "fsync", note)
    paths.write_atomically(path, b"new")
    assert seen == [(path.parent / "temporary", b"new", b"old"), (path.parent, b"", b"new")]


def test_a_write_replaces_a_link_and_leaves_alone_what_it_leads_to(home: Path) -> None:
    target, link = home / "target", home / "link"
    target.write_bytes(b"precious")
    link.symlink_to(target)
    paths.write_atomically(link, b"new")
    assert (target.read_bytes(), link.read_bytes(), link.is_symlink()) == (b"precious", b"new", False)


def test_what_lies_at_the_temporary_name_is_not_written_to(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "urandom", lambda count: bytes(count))
    target, path = home / "target", home / "file"
    target.write_bytes(b"precious")
    path.with_name(f".file.{'0' * 12}.tmp").symlink_to(target)
    with pytest.raises(StorageError):
        paths.write_atomically(path, b"new")
    assert target.read_bytes() == b"precious"


def test_a_file_where_the_folder_should_be(home: Path) -> None:
    (home / "folder").write_text("in the way")
    with pytest.raises(StorageError, match="not a folder"):
        paths.write_atomically(home / "folder" / "file", b"")


def test_reading(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.read_bytes(home / "missing") is None
    assert paths.read_bytes(home / "missing" / "below") is None
    os.mkfifo(home / "pipe")
    with pytest.raises(StorageError, match="not a file"):
        paths.read_bytes(home / "pipe")
    with pytest.raises(StorageError):
        paths.read_bytes(home)
    monkeypatch.setattr(paths, "MAX_FILE_SIZE", 3)
    (home / "large").write_bytes(b"1234")
    with pytest.raises(StorageError, match="larger"):
        paths.read_bytes(home / "large")


def test_removing(home: Path) -> None:
    paths.write_atomically(home / "file", b"")
    assert paths.remove(home / "file")
    assert not paths.remove(home / "file")


def run_without_home(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a user that the system does not know, with HOME unset.

    The capability lets it read the interpreter, wherever that is installed.
    """
    capability = "+dac_read_search"
    command = ["setpriv", "--reuid=54321", "--clear-groups", f"--inh-caps={capability}", f"--ambient-caps={capability}"]
    environment = {"PATH": "/usr/bin:/bin", "TERM": "xterm", "PYTHONPATH": ":".join(filter(None, sys.path))}
    program = [*command, sys.executable, "-m", "tui_callsettings", *arguments]
    return subprocess.run(program, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL)


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="needs root and setpriv")
@pytest.mark.parametrize(
    "arguments",
    [("show",), ("status",), ("dnd", "on"), ("login",), ("account", "list"), ("history",), ("--plain",)],
    ids=" ".join,
)
def test_a_user_without_a_home_gets_a_sentence(arguments: tuple[str, ...]) -> None:
    process = run_without_home(*arguments)
    assert (process.returncode, process.stdout) == (1, "")
    assert process.stderr.startswith("callsettings: There is no home folder to keep files in: set HOME, or XDG_")
    assert process.stderr.count("\n") == 1


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="needs root and setpriv")
def test_a_prompt_of_a_user_without_a_home_stays_silent() -> None:
    process = run_without_home("status", "--short", "--cached")
    assert (process.returncode, process.stdout, process.stderr) == (1, "", "")


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="needs root and setpriv")
def test_restricted_mode_without_an_entry_for_the_user_is_a_sentence() -> None:
    process = run_without_home("--restricted", "show")
    assert process.returncode == 1
    assert "has no entry in the system's user database" in process.stderr
    assert "Traceback" not in process.stderr
    assert "report the lines" not in process.stderr


def test_a_folder_that_platformdirs_does_not_know_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(platformdirs, "user_config_path", lambda *_, **__: Path("~/.config/callsettings"))
    with pytest.raises(NoHomeError):
        paths.config_folder()
