"""Makes screenshots/*.svg from the real editor on the practice account: `python -m tests.make_screenshots [FOLDER]`."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from textual.pilot import Pilot

from tui_callsettings.models.account import Account
from tui_callsettings.state.session import open_session
from tui_callsettings.terminal.detect import Terminal
from tui_callsettings.ui.app import EditorApp
from tui_callsettings.ui.styles import THEMES

FOLDER = Path(__file__).parents[1] / "screenshots"
READ_AT = datetime(2026, 3, 2, 14, 3, 22, tzinfo=UTC)


class Picture(NamedTuple):
    """One screenshot: its name, the keys that lead to it, the terminal and the theme."""

    name: str
    keys: Sequence[str]
    size: tuple[int, int] = (80, 24)
    theme: str = "dark"


_TO_NO_ANSWER = ("2", "pagedown", "pagedown")
_FILLED = (*_TO_NO_ANSWER, "space", "down", *"+19075551333", "down", "4")
PICTURES = (
    Picture("overview", ()),
    Picture("do-not-disturb", ("1", "space")),
    Picture("call-forwarding", _FILLED),
    Picture("call-forwarding-problem", (*_TO_NO_ANSWER, "space", "down", *"12x", "down")),
    Picture("voicemail", ("3",)),
    Picture("review", (*_FILLED, "f2")),
    Picture("find", ("ctrl+p", *"fax")),
    Picture("help", ("f1",)),
    Picture("overview-light", ("down", "down", "space"), theme="light"),
    Picture("overview-ansi", (), theme="ansi"),
    Picture("overview-60x16", (), (60, 16)),
    Picture("voicemail-60x16", ("3",), (60, 16)),
    Picture("overview-120x40", ("space",), (120, 40)),
)


async def svg(picture: Picture) -> str:
    """The picture of a new practice account."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update({f"XDG_{name}_HOME": folder for name in ("CONFIG", "DATA", "STATE", "CACHE")})
        session = open_session(Account("practice"))
        app = EditorApp(session, Terminal(columns=picture.size[0], rows=picture.size[1]))
        app.theme = THEMES[picture.theme]
        try:
            async with app.run_test(size=picture.size) as pilot:
                await _settle(app, pilot)
                for feature_state in session.store.feature_states:
                    session.store._put(replace(feature_state, read_at=READ_AT))
                await pilot.press(*picture.keys)
                await _settle(app, pilot)
                return app.export_screenshot(title="callsettings")
        finally:
            session.close()
            await session.store.client.close()


async def _settle(app: EditorApp, pilot: Pilot[int]) -> None:
    await pilot.pause()
    await app.workers.wait_for_complete([worker for worker in app.workers if worker.group in ("load", "save", "io")])
    await pilot.pause()


def main(folder: Path) -> None:
    """Make them all."""
    folder.mkdir(exist_ok=True)
    for picture in PICTURES:
        (folder / f"{picture.name}.svg").write_text(asyncio.run(svg(picture)))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
