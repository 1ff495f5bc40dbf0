"""History, what-if and advice: each leads to a setting or to the review."""

import asyncio

from tui_callsettings.state.history import HistoryEntry
from tui_callsettings.ui.editor import Editor

from .workflow import ask, run_to_end


async def show_history(editor: Editor) -> None:
    """Show earlier saves, and restore one of them through the review."""
    from tui_callsettings.ui.screens.history import HistoryScreen

    entries = await run_to_end(asyncio.to_thread(editor.session.history.entries))
    entry = await ask(editor, HistoryScreen(entries))
    if entry is not None:
        await _restore(editor, entry)


async def _restore(editor: Editor, entry: HistoryEntry) -> None:
    snapshot = entry.feature.model.model_validate(entry.old)
    skipped = editor.store.restore(entry.feature, entry.old_values(), snapshot)
    if any(change.feature is entry.feature for change in editor.state.changes):
        await editor.navigation.review()
        if skipped:
            editor.show_status(f"Left out: {' '.join(skipped)}")
    else:
        editor.show_status(" ".join(skipped) or "Nothing to restore: your settings are as they were before that save.")


async def simulate_call(editor: Editor) -> None:
    """Follow a call step by step, and go to a setting on its way."""
    from tui_callsettings.ui.screens.call_simulation import CallSimulationScreen

    source = await ask(editor, CallSimulationScreen())
    if source is not None:
        await editor.navigation.open_feature(*source)


async def show_advice(editor: Editor) -> None:
    """Show all advice, and go to the setting of one."""
    from tui_callsettings.ui.screens.advice import AdviceScreen

    advisory = await ask(editor, AdviceScreen())
    if advisory is not None:
        await editor.navigation.open_feature(advisory.feature, advisory.path)
