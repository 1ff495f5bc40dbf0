"""Every screen and every state as a picture, compared with the one that was looked at last.

After a change that is meant: `pytest tests/ui/test_snapshots.py --snapshot-update`, and look at the pictures in
`__snapshots__` before they are committed.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo

import pytest
from textual.pilot import Pilot

from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import Account
from tui_callsettings.state import session as session_module
from tui_callsettings.state.session import LockHolder, SessionLock, open_session
from tui_callsettings.terminal.detect import Terminal
from tui_callsettings.ui.app import EditorApp
from tui_callsettings.ui.styles import THEMES

from .editor import Editor
from .scenes import ALSO_NARROW, ALSO_WIDE, NOW, SCREENS, STATES, Scene

SIZES = ((60, 16), (80, 24), (120, 40))
_CLOCKS = ("state.store", "state.store_state", "state.save", "state.history", "state.drafts", "ui.end_control")
_Take = Callable[..., None]


class _FixedClock(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # not of this class
        return NOW.astimezone(tz)


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same time, time zone, host and terminal everywhere."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    for module in _CLOCKS:
        monkeypatch.setattr(f"tui_callsettings.{module}.datetime", _FixedClock)
    monkeypatch.setattr("socket.gethostname", lambda: "desk")
    monkeypatch.setattr("tui_callsettings.state.history.terminal_name", lambda: "/dev/pts/4")
    monkeypatch.setattr(session_module, "_read_holder", lambda _: LockHolder(5172, "/dev/pts/4", NOW))
    yield
    monkeypatch.undo()
    time.tzset()


async def _still_picture(pilot: Pilot[int]) -> str:
    """The screen once two pictures in a row are equal: a list scrolls to its highlighted row a refresh later."""
    picture = ""
    while picture != (latest := pilot.app.export_screenshot(title=pilot.app.title, simplify=True)):
        picture = latest
        await pilot.pause(0.05)
    return picture


@pytest.fixture
def take(snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch) -> _Take:
    """Compare the picture of a scene with the one that is stored."""

    def compare(scene: Scene, size: tuple[int, int] = (80, 24), theme: str = "dark", *, colors: int = 1 << 24) -> None:
        other = SessionLock("work")
        if scene.is_read_only:
            other.acquire()
        backend = scene.backend()
        session = open_session(Account("work"), client=CallSettingsClient(backend))
        app = EditorApp(session, Terminal(columns=size[0], rows=size[1], colors=colors))
        app.theme = THEMES[theme]
        app.title = "callsettings"

        async def play(pilot: Pilot[int]) -> None:
            person = Editor(app, pilot, backend)
            await scene.play(person)
            picture = await _still_picture(pilot)
            monkeypatch.setattr(app, "export_screenshot", lambda **_: picture)
            person.open_gate()  # nothing is left under way when the editor ends
            await person.settle()

        try:
            assert snap_compare(app, terminal_size=size, run_before=play)
        finally:
            session.close()
            other.release()

    return compare


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCREENS)
def test_screen(name: str, size: tuple[int, int], take: _Take) -> None:
    take(SCREENS[name], size)


@pytest.mark.parametrize("name", STATES)
def test_state(name: str, take: _Take) -> None:
    take(STATES[name])


@pytest.mark.parametrize("name", ALSO_NARROW)
def test_state_in_the_smallest_terminal(name: str, take: _Take) -> None:
    take(STATES[name], SIZES[0])


@pytest.mark.parametrize("name", ALSO_WIDE)
def test_state_in_two_panes(name: str, take: _Take) -> None:
    take(STATES[name], SIZES[-1])


@pytest.mark.parametrize("name", ["overview-changed", "forwarding-changed"])
def test_screen_on_a_light_background(name: str, take: _Take) -> None:
    take(SCREENS[name], theme="light")


@pytest.mark.parametrize("name", ["overview", "forwarding-changed", "find"])
def test_screen_without_colors(name: str, take: _Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    take(SCREENS[name], colors=0)
