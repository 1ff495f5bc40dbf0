"""The head of each screen: the screen's title, the person, the state of things, and forwarding left on."""

from collections.abc import Iterable

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.call_flow import CallFlow, header_warning
from tui_callsettings.state.feature_state import FeatureState, Status
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.ui import styles
from tui_callsettings.ui.editor import editor_of
from tui_callsettings.ui.end_control import calls_end_text
from tui_callsettings.ui.rendering import count_text, pad, truncate

_CHANGES_WIDTH = 15


class StatusHeader(Widget):
    """One row, a second one while all calls go elsewhere, and a rule.

    Textual's `Header` has room for a title alone, and a clock that would send bytes while nothing happens.
    """

    title: reactive[str] = reactive("")
    state: reactive[StoreState | None] = reactive(None, init=False)
    person: reactive[tuple[str, ...]] = reactive(())
    changes: reactive[str] = reactive("")
    activity: reactive[str] = reactive("")
    alarm: reactive[str] = reactive("", layout=True)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.set_reactive(StatusHeader.title, title)
        self._named_for: tuple[object, ...] = ()
        self._warned_of: CallFlow | None = None
        self._warning = ""

    def watch_state(self, state: StoreState | None) -> None:
        """Show where things stand now."""
        if state is None:
            return
        account, owner = editor_of(self).account.name, state.owner
        if (account, owner) != self._named_for:
            self._named_for = account, owner
            is_repeated = account.casefold() in owner.name.casefold().split()
            self.person = tuple(name for name in ("" if is_repeated else account, owner.name, owner.line) if name)
        self.changes, self.activity = changes_text(state.features.values()), activity_text(state.features.values())
        warning = self._find_warning(state)
        self.alarm = f"{warning} {calls_end_text(state)}".strip() if warning else ""

    def _find_warning(self, state: StoreState) -> str:
        """Return where all calls go; edits do not change that, so it is worked out once for each reading."""
        if not state.settings(is_draft=False):
            return ""
        flow = editor_of(self).call_flow(is_draft=False)
        if flow is not self._warned_of:
            self._warned_of, self._warning = flow, header_warning(flow)
        return self._warning

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return two rows, three with the alarm."""
        del container, viewport, width
        return 3 if self.alarm else 2

    def _person_text(self, width: int) -> str:
        """Return the names that fit, the person's and the line's before the account's: none of them is cut off."""
        texts = [" · ".join(names) for names in (self.person, self.person[1:], self.person[1:2], self.person[-1:])]
        return next((text for text in texts if cell_len(text) <= width), "")

    def render(self) -> Content:
        """Return title and person on the left, where things stand on the right."""
        width = self.size.width
        length = cell_len(self.title) + 4
        changes = f"{self.changes}   "
        if length + _CHANGES_WIDTH + cell_len(self.activity) + 3 <= width:
            # The place of the count is kept free, so that the first change moves nothing.
            changes = changes.rjust(_CHANGES_WIDTH)
        left = max(0, width - cell_len(changes + self.activity) - 3)
        # "Conflict: also changed elsewhere" is "Conflict" where there is no room for all of it.
        text = self.title if len(self.title) < left else self.title.partition(":")[0]
        title = pad(f" {text}", min(left, length))
        room = max(0, left - cell_len(title))
        right = ((changes, styles.CHANGED), (self.activity, styles.MUTED))
        person = pad(self._person_text(room), room)
        rows = [Content.assemble((title, styles.TITLE), (person, styles.MUTED), "  ", *right)]
        if self.alarm:
            rows.append(Content.assemble(" ", (truncate(f" {self.alarm} ", width - 2), styles.ALARM)))
        rows.append(Content.styled("─" * width, styles.MUTED))
        return Content("\n").join(rows)


def changes_text(features: Iterable[FeatureState]) -> str:
    """Return what is not saved yet: "* 2 unsaved"; "" if nothing."""
    features = tuple(features)
    conflicts = sum(len(state.conflicts) for state in features)
    changes = sum(len(state.changes) for state in features)
    parts = [f"# {count_text(conflicts, 'conflict')}"] if conflicts else []
    parts += [f"* {changes} unsaved"] if changes else []
    return "   ".join(parts)


def activity_text(features: Iterable[FeatureState]) -> str:
    """Return what goes on: "reading...", "saving..."; else when all of this was last verified: "read 14:03:22"."""
    features = tuple(features)
    statuses = {state.status for state in features}
    if Status.SAVING in statuses:
        return "saving..."
    if statuses & {Status.LOADING, Status.UNLOADED}:
        return "reading..."
    times = [state.read_at for state in features if state.read_at is not None]
    return f"read {min(times):%H:%M:%S}" if times else ""
