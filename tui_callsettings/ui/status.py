"""Where things stand, in words: for the header, the overview and the line above the hint."""

from tui_callsettings.state.saving import Result
from tui_callsettings.state.slot import Phase, Slot
from tui_callsettings.state.store import SettingsStore


def counted(number: int, noun: str) -> str:
    """`1 change`, `2 changes`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def changes_of(store: SettingsStore) -> str:
    """What is not saved yet: "* 2 changes"; "" if nothing."""
    parts = []
    conflicts = sum(len(slot.conflicts) for slot in store.slots)
    if conflicts:
        parts.append(f"# {counted(conflicts, 'question')}")
    changes = len(store.changes())
    if changes:
        parts.append(f"* {counted(changes, 'change')}")
    return "   ".join(parts)


def activity_of(store: SettingsStore) -> str:
    """What goes on: "reading...", "saving..."; else when all this was read: "read 14:03:22"."""
    phases = {slot.phase for slot in store.slots}
    if Phase.SAVING in phases:
        return "saving..."
    if phases & {Phase.LOADING, Phase.UNLOADED}:
        return "reading..."
    times = [slot.read_at for slot in store.slots if slot.read_at is not None]
    return f"read {min(times):%H:%M:%S}" if times else ""


def trouble_of(slot: Slot, reload_key: str) -> str:
    """What the person must know of a feature before editing it; "" if all is well."""
    if slot.phase is Phase.FAILED:
        why = slot.failure.details if slot.failure else ""
        return f"{slot.feature.title} could not be read. {why} {reload_key} reads it again.".replace("  ", " ")
    if slot.conflicts:
        fields = ", ".join(conflict.change.field.words for conflict in slot.conflicts)
        return f"{slot.feature.title}: somebody else changed this too: {fields}. The review asks which value to keep."
    if slot.outcome is not None and slot.outcome.result is not Result.SAVED and (slot.is_dirty or not _is_done(slot)):
        return slot.outcome.sentence
    return ""


def _is_done(slot: Slot) -> bool:
    return slot.phase is Phase.READY


def phase_words(slot: Slot) -> str:
    """Why there is nothing to show of a feature: "reading...", "not offered"; "" when there is."""
    if slot.phase in (Phase.UNLOADED, Phase.LOADING) and not slot.is_editable:
        return "reading..."
    if slot.phase is Phase.UNSUPPORTED:
        return "not offered"
    if slot.phase is Phase.FAILED and not slot.is_editable:
        return "could not be read"
    if slot.phase is Phase.SAVING:
        return "saving..."
    return "saved or not: cannot tell yet" if slot.phase is Phase.UNKNOWN else ""
