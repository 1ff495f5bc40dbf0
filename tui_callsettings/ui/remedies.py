"""Applying the remedy that a piece of advice carries: its edits become ordinary unsaved edits."""

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


def apply_first_remedy(editor: Editor) -> None:
    """Apply the remedy that is offered, or say that there is none."""
    advisory = first_remedy(editor)
    if advisory is None:
        editor.show_status("There is no advice to apply.")
    else:
        apply_remedy(editor, advisory)
