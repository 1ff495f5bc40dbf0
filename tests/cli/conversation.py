"""Plain mode in this process: answers from a list, the transcript as text."""

import os
import sys
from collections.abc import Callable, Sequence

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings.cli.main import main
from tui_callsettings.client import CallSettingsClient

Answer = str | Callable[[], object]
"""What the person types, or what happens elsewhere meanwhile."""


class _Answers:
    closed = False

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._left = list(answers)
        self._line = ""

    def isatty(self) -> bool:
        return False

    def readline(self, limit: int = 4096) -> str:
        while not self._line and self._left:
            answer = self._left.pop(0)
            if isinstance(answer, str):
                self._line = f"{answer}\n"
            else:
                answer()
        line, self._line = self._line[:limit], self._line[limit:]
        return line


class Conversation:
    """Runs plain mode with given answers."""

    def __init__(self, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capfd = capfd
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("LANG", "C.UTF-8")

    def run(self, *answers: Answer, account: str = "practice", options: Sequence[str] = (), status: int = 0) -> str:
        """The transcript of a run with `answers`; after them the input ends."""
        # Plain mode clears what would change the framework; this process still needs it.
        self._monkeypatch.setattr(os, "environ", dict(os.environ))
        self._monkeypatch.setattr(sys, "stdin", _Answers(answers))
        self._capfd.readouterr()
        assert main(["--plain", "--account", account, *options]) == status
        return self._capfd.readouterr().out

    def replace_backend(self, backend: FakeBackend) -> FakeBackend:
        """Have all runs work on `backend`, whatever account they name."""
        made = staticmethod(lambda account: CallSettingsClient(backend, account))
        self._monkeypatch.setattr(CallSettingsClient, "for_account", made)
        return backend
