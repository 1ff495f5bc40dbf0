"""What the screens show after many edits is what a new editor shows of the same state: nothing on them is stale."""

import re
from random import Random

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import Account
from tui_callsettings.state.session import EditingSession, open_session
from tui_callsettings.terminal.detect import Terminal
from tui_callsettings.ui.app import EditorApp

from .editor import Editor

_KEYS = (
    *"12340s5", "space", "space", "space", "down", "down", "up", "pagedown", "pageup", "escape", "f2", "f3", "f5", "f6",
    "f6", "f7", "right", "left", "delete", "backspace", "tab", "home", "enter",
)  # fmt: skip
_SITUATION = re.compile(r"[│ ]*(free|on another call|busy|unanswered|phone unreachable) ")


@pytest.mark.parametrize(("seed", "size"), [(1, (80, 24)), (2, (120, 40)), (3, (60, 16))])
async def test_a_new_editor_shows_the_same(seed: int, size: tuple[int, int]) -> None:
    backend, random = FakeBackend(), Random(seed)
    session = open_session(Account("work"), client=CallSettingsClient(backend))
    try:
        before = await _play(session, backend, size, [random.choice(_KEYS) for _ in range(40)])
        assert before == await _play(session, backend, size, [])
    finally:
        session.close()


async def _play(
    session: EditingSession, backend: FakeBackend, size: tuple[int, int], keys: list[str]
) -> list[list[str]]:
    app = EditorApp(session, Terminal(columns=size[0], rows=size[1]))
    async with app.run_test(size=size) as pilot:
        editor = Editor(app, pilot, backend)
        await editor.settle()
        for key in keys:
            await editor.press(key)
        await editor.press(*["escape"] * 4)
        shown = [_calls(editor.text)]
        for key in "1234":
            await editor.press(key)
            shown.append([row.strip() for row in editor.text.splitlines() if _SITUATION.match(row)])
            await editor.press("escape")
        return [*shown, _calls(editor.text)]


def _calls(text: str) -> list[str]:
    """Return what the overview says of calls and features, without the mark of the selected one."""
    rows = text.splitlines()
    first, last = (y for y, row in enumerate(rows) if row.startswith("───"))
    return [re.sub(r"^([│ ]*) >", r"\1  ", row).rstrip() for row in rows[first + 1 : last]]
