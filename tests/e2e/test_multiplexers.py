"""Inside tmux and GNU screen: a session, and their own paste, which has no marks around it."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tui_callsettings.models.feature import Feature

from .accounts import practice_documents
from .editor import EDITOR, ROOT, Editor, home_environment

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
needs_screen = pytest.mark.skipif(shutil.which("screen") is None, reason="GNU screen is not installed")


class Multiplexer:
    """tmux or screen with a server of the test's own.

    Args:
        name: "tmux" or "screen".
        folder: Where its sockets are.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder
        self._folder.chmod(0o700)

    @property
    def _variables(self) -> dict[str, str]:
        return {"TMUX_TMPDIR": str(self._folder), "SCREENDIR": str(self._folder)}

    @contextmanager
    def editor(self) -> Iterator[Editor]:
        """Start the editor inside of it."""
        command = ["tmux", "-f", "/dev/null", "new-session"] if self._name == "tmux" else self._screen()
        with Editor(command=[*command, *EDITOR], variables=self._variables) as editor:
            # tmux has a status line of its own, which is the last.
            yield editor.wait_ready()
            self._run(["kill-server"] if self._name == "tmux" else ["-X", "quit"])

    def _screen(self) -> list[str]:
        return ["screen", "-c", "/dev/null", "-U", "-S", "test"]

    def paste(self, text: str) -> None:
        """Paste as its own paste command does."""
        if self._name == "tmux":
            self._run(["set-buffer", text])
            self._run(["paste-buffer"])
        else:
            self._run(["-X", "register", ".", text])
            self._run(["-X", "paste", "."])

    def _run(self, arguments: Sequence[str]) -> None:
        command = ["tmux"] if self._name == "tmux" else ["screen", "-S", "test"]
        environment = {**home_environment(), **self._variables, "TERM": os.environ.get("TERM", "xterm")}
        subprocess.run([*command, *arguments], env=environment, cwd=ROOT, check=True, capture_output=True, timeout=20)


@pytest.fixture
def multiplexer(request: pytest.FixtureRequest, tmp_path: Path) -> Multiplexer:
    return Multiplexer(request.param, tmp_path)


@pytest.mark.parametrize(
    "multiplexer",
    [pytest.param("tmux", marks=needs_tmux), pytest.param("screen", marks=needs_screen)],
    indirect=True,
)
class TestMultiplexer:
    """The same in both."""

    def test_a_session_edits_and_saves(self, multiplexer: Multiplexer) -> None:
        with multiplexer.editor() as editor:
            editor.open(Feature.CALL_WAITING).press("space").save()
        assert practice_documents()[Feature.CALL_WAITING] == {"enabled": False}

    @pytest.mark.parametrize("text", ["0\r", "0800\r", "Dial 0 first\r"])
    def test_its_paste_on_the_overview_saves_nothing(self, text: str, multiplexer: Multiplexer) -> None:
        with multiplexer.editor() as editor:
            editor.find(*Feature.find("call_forwarding.always.destination")).press("erase", "4711", "up", "space")
            editor.save().back()
            before = practice_documents()
            multiplexer.paste(text)
            editor.wait_until(lambda: "Typed ahead" in editor.text or "Nothing was pasted" in editor.text, "a word")
            assert practice_documents() == before

    def test_its_paste_into_a_text_field_is_typed(self, multiplexer: Multiplexer) -> None:
        with multiplexer.editor() as editor:
            editor.find(*Feature.find("call_forwarding.busy.destination")).press("erase")
            multiplexer.paste("+1 205-555-0155")
            editor.wait_until(lambda: "+1 205-555-0155" in editor.focused_row, "the number")
