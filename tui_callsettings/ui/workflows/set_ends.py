"""Settings that end by themselves: the time for the next save, and the list of what ends when."""

import asyncio
from datetime import UTC, datetime

from tui_callsettings.errors import CallSettingsError, UsageError
from tui_callsettings.state.end_record import EndStatus
from tui_callsettings.state.end_scheduling import cancel_end, move_end
from tui_callsettings.state.end_time import EndTime, parse_end
from tui_callsettings.state.scheduler import find_scheduler
from tui_callsettings.ui.editor import Editor
from tui_callsettings.ui.messages import Severity
from tui_callsettings.ui.screens.ends import EndsScreen, TimeScreen
from tui_callsettings.ui.screens.prompt import PromptField, PromptScreen

from .workflow import ask, run_to_end


async def choose_end(editor: Editor) -> None:
    """Choose when the next save ends by itself, or what becomes of an end that it replaces."""
    if not editor.session.can_set_ends:
        editor.show_status("The administrator has not allowed settings that end by themselves here.")
        return
    has_request = editor.ends.request is not None
    chosen = await ask(editor, TimeScreen(has_request=has_request, replaces_end=bool(editor.ends.replaced)))
    if chosen in ("keep", "drop", "never"):
        editor.ends.request_end(None, drops=chosen == "drop")
    elif chosen is not None:
        end = await _ask_time(editor, chosen)
        if end is not None:
            scheduler = await run_to_end(asyncio.to_thread(find_scheduler))
            editor.ends.request_end(end, scheduler)
    await editor.navigation.review()
    editor.navigation.refresh()


async def _ask_time(editor: Editor, text: str) -> EndTime | None:
    """Return the time that a choice stands for; one that is typed where the choice is "typed"."""
    if text == "typed":
        typed = await ask(
            editor,
            PromptScreen(
                "Until",
                ("When does this end by itself?",),
                (PromptField("Time", validate=_time_problem, usage='17:00, "mon 9:00", 2026-12-01T08:00 or 2h'),),
                hint="A time, a day and a time, or a duration.",
            ),
        )
        if typed is None:
            return None
        text = typed[0]
    try:
        return parse_end(text, datetime.now(UTC))
    except UsageError as error:
        editor.show_status(error.message, Severity.ERROR, "invalid")
        return None


def _time_problem(text: str) -> str:
    try:
        parse_end(text, datetime.now(UTC))
    except UsageError as error:
        return error.message
    return ""


async def show_ends(editor: Editor) -> None:
    """List what ends by itself; move or cancel it."""
    while True:
        await editor.ends.refresh()
        chosen = await ask(editor, EndsScreen())
        if chosen is None:
            return
        action, number = chosen
        try:
            text = await (_cancel(editor, number) if action == "cancel" else _move(editor, number))
        except CallSettingsError as error:
            text = error.message
        await editor.ends.refresh()
        if text:
            editor.show_status(text)


async def _cancel(editor: Editor, number: int) -> str:
    end = await run_to_end(asyncio.to_thread(cancel_end, editor.ends.ends, number))
    return "Canceled. The settings stay as they are." if end.status is EndStatus.CANCELED else end.message


async def _move(editor: Editor, number: int) -> str:
    chosen = await ask(editor, TimeScreen())
    end = await _ask_time(editor, chosen) if chosen is not None else None
    if end is None:
        return ""
    scheduler = await run_to_end(asyncio.to_thread(find_scheduler))
    moved, warning = await run_to_end(
        asyncio.to_thread(move_end, editor.ends.ends, scheduler, editor.account, number, end.at)
    )
    return " ".join(filter(None, [end.remark, warning or scheduler.promise])) if moved.is_pending else warning
