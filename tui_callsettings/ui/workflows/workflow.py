"""What all workflows use: asking the person, and work that goes on when nobody waits for it any more."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from textual.screen import Screen

from tui_callsettings.ui.editor import Editor
from tui_callsettings.ui.screens.dialog import ConfirmDialog

T = TypeVar("T")


async def ask(editor: Editor, screen: Screen[T]) -> T | None:
    """Show a screen and return what it closes with; None if it was left.

    A workflow that is cancelled takes its screen with it.
    """
    editor.call_next(editor.input_ready)
    try:
        result = await editor.push_screen_wait(screen)
    except asyncio.CancelledError:
        close_screen(editor, screen)
        raise
    editor.pause_input()
    return result


def close_screen(editor: Editor, screen: Screen[Any]) -> None:
    """Close a screen and all above it."""
    while screen in editor.screen_stack:
        editor.pop_screen()


async def confirm(editor: Editor, title: str, sentence: str) -> bool:
    """Ask a yes-no question; Enter means no."""
    return await ask(editor, ConfirmDialog(title, (sentence,), (("no", "[N]o"), ("yes", "[Y]es")))) == "yes"


async def run_to_end(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine brings; it goes on to its end even if the workflow is cancelled."""
    task = asyncio.ensure_future(coroutine)
    _RUNNING.add(task)
    task.add_done_callback(_RUNNING.discard)
    return await asyncio.shield(task)


_RUNNING: set[asyncio.Future[Any]] = set()
"""What goes on; the event loop itself keeps no reference to it."""
