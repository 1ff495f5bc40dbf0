"""What can be done about advice: apply its remedy as unsaved edits, and silence it."""

import asyncio

from tui_callsettings import paths
from tui_callsettings.call_flow import Advisory

from .editor import Editor
from .messages import Severity


def first_remedy(editor: Editor) -> Advisory | None:
    """Return the first advice on the edited settings that has a remedy; None if there is none."""
    return next((each for each in editor.advice(is_draft=True) if each.remedy is not None), None)


def apply_remedy(editor: Editor, advisory: Advisory) -> None:
    """Make the edits of a piece of advice."""
    remedy = advisory.remedy
    if remedy is None:
        return
    for edit in remedy.edits:
        editor.edit(edit.feature, edit.path, edit.value)
    key = editor.keymap.key("app.undo")
    editor.show_status(f"Applied: {remedy.label}. {key} undoes it.", Severity.INFO, "remedy")


def undo_side_effects(editor: Editor) -> bool:
    """Edit back what the last save changed without being asked to; return whether there was anything."""
    for feature, state in editor.state.features.items():
        if state.last_save is not None and state.last_save.side_effects and not state.is_dirty:
            repairs = editor.store.undo_side_effects(feature)
            if repairs:
                labels = ", ".join(change.title for change in repairs)
                key = editor.keymap.key("app.review")
                editor.show_status(f"Restored as unsaved edits: {labels}. {key} saves them.", Severity.INFO, "repaired")
                return True
    return False


def apply_first_remedy(editor: Editor) -> None:
    """Apply the remedy that is offered, or report that there is none."""
    advisory = first_remedy(editor)
    if advisory is None:
        editor.show_status("There is no advice to apply.")
    else:
        apply_remedy(editor, advisory)


def set_silenced(editor: Editor, advisory_id: str, *, is_silenced: bool) -> None:
    """Silence a piece of advice, or restore it; the configuration keeps it."""
    others = editor.silenced - {advisory_id}
    editor.silenced = others | {advisory_id} if is_silenced else others
    until = " until you quit" if paths.is_restricted() else ""
    key = editor.keymap.key("advice.silence")
    editor.show_status(f"Silenced{until}. {key} restores it." if is_silenced else "This advice is shown again.")
    if not until:
        from tui_callsettings.accounts.config_edit import silence_advisory

        editor.run_io(asyncio.to_thread(silence_advisory, advisory_id, is_silenced=is_silenced))
