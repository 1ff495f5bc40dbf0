"""What is said about a field beside its value: the help below the form, and the note on its row."""

from tui_callsettings.models.field import Kind, SettingField
from tui_callsettings.models.rules import Rules, description_of, rings_allowed, words_of
from tui_callsettings.state.slot import Slot
from tui_callsettings.state.store import SettingsStore

HOW = {
    Kind.SWITCH: "Space switches.",
    Kind.RINGS: "Type a number, or Left and Right.",
    Kind.CHOICE: "Left and Right choose.",
}
"""What can be done with a field of each kind, beside typing."""


def hint_of(field: SettingField, slot: Slot, rules: Rules) -> str:
    """The help for the field in focus."""
    parts = [description_of(field, rules)]
    conflict = next((conflict for conflict in slot.conflicts if conflict.path == field.path), None)
    if conflict is not None:
        parts.append(f"Somebody else set this to {words_of(field, conflict.now)} meanwhile; the review asks.")
    elif slot.saved is not None and any(change.path == field.path for change in slot.changes):
        before = slot.saved.value(field.path)
        # What a switch was is plain, and nothing is not worth a word.
        if before not in (None, "") and field.kind is not Kind.SWITCH:
            parts.append(f"Was {words_of(field, before)}.")
    elif field.path in slot.elsewhere:
        parts.append("# Changed by somebody else since you opened the editor.")
    return " ".join(parts)


def note_of(field: SettingField, slot: Slot) -> str:
    """What stands behind the value: that somebody else changed it, or when it acts, if not now."""
    if (
        field.path in slot.elsewhere
        and slot.saved is not None
        and slot.value(field.path) == slot.saved.value(field.path)
    ):
        return "changed elsewhere"
    needed = field.form.needed
    if needed is not None and needed[0] != "enabled":
        decides = slot.feature.field(field.sibling(needed[0]))
        is_used = slot.value(decides.path) == needed[1]
        return "" if is_used else f'used with "{words_of(decides, needed[1])}"'
    if field.switch is not None and slot.value(field.switch) is False:
        return "used when ON"
    return ""


def rings_of(field: SettingField, slot: Slot, store: SettingsStore) -> tuple[int, int]:
    """The fewest and the most rings, as the account has it."""
    rules = store.capabilities.rules
    fewest, most = rings_allowed(field, slot.draft, rules) if slot.draft else (rules.fewest_rings, rules.most_rings)
    return (0 if rules.takes_no_rings else fewest), most
