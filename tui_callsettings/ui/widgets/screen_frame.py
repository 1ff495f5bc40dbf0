"""What every screen has around its content: the header, the message, the hint and the keys."""

from collections.abc import Iterable, Mapping
from typing import cast

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.call_flow import CallFlow, header_warning
from tui_callsettings.state.feature_state import FeatureState, Status
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.ui import styles
from tui_callsettings.ui.editor import Editor, editor_of
from tui_callsettings.ui.end_control import calls_end_text
from tui_callsettings.ui.messages import NO_MESSAGE, Severity, StatusMessage
from tui_callsettings.ui.rendering import count_text, key_rows, pad, truncate, wrap

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


_STYLES = {
    Severity.INFO: styles.PLAIN,
    Severity.GOOD: styles.GOOD,
    Severity.WARNING: styles.WARNING,
    Severity.ERROR: styles.ERROR,
}


class MessageBar(Widget):
    """The message as long as it holds; no row at all while there is none.

    Textual's toasts go away by themselves, which costs bytes on an idle line and loses what was not read in time.
    """

    message: reactive[StatusMessage] = reactive(NO_MESSAGE, layout=True)

    def watch_message(self, message: StatusMessage) -> None:
        """Take no place, and no margin, without a message."""
        self.display = bool(message.text)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return as many rows as the sentence takes."""
        del container, viewport
        return len(self._rows(width))

    def _rows(self, width: int) -> list[str]:
        return wrap(self.message.text, max(20, width - 2)) if self.message.text else []

    def render(self) -> Content:
        """Return the sentence."""
        style = _STYLES[self.message.severity]
        return Content("\n").join(Content.styled(f" {row}", style) for row in self._rows(self.size.width))


Usage = str | tuple[tuple[str, str], ...]
"""A sentence, or keys with what they do."""
_LOW = 3
"""Rows of the panel where the usage has no row of its own."""


class HintPanel(Widget):
    """A rule and two rows, three where there is room; always as tall, so that nothing jumps.

    Textual's `HelpPanel` follows the focus too, but takes a third of the width, which the form needs, and shows a text
    that belongs to a class of widgets; here each field has its own, with its saved value and what it conflicts with.
    """

    description: reactive[str] = reactive("")
    usage: reactive[Usage] = reactive("")

    def render(self) -> Content:
        """Return the rule, the description, and how to use it."""
        width = self.size.width
        rule = Content.styled("─" * width, styles.MUTED)
        rows = [Content(row) for row in wrap(self.description, max(20, width - 2))]
        if self.size.height > _LOW and len(rows) < _LOW:
            rows = [*rows, Content(""), Content("")][:2]
            rows += self._usage_rows(width - 2)[:1]
        else:
            rows = self._low_rows(rows, width - 2)
        return Content("\n").join([rule, *(Content.assemble(" ", row) for row in rows)])

    def _usage_rows(self, width: int) -> list[Content]:
        return [Content(self.usage)] if isinstance(self.usage, str) else key_rows(self.usage, width)

    def _low_rows(self, rows: list[Content], width: int) -> list[Content]:
        """Return two rows, the description first."""
        usage_rows = self._usage_rows(width)
        if not rows or not usage_rows:
            return (rows or usage_rows)[:2]
        usage = usage_rows[0]
        if len(rows) == 1:
            return [*rows, usage]
        rows = [rows[0], Content(truncate(" ".join(row.plain for row in rows[1:]), width))]
        if len(rows[1]) + len(usage) + 1 <= width:
            rows[1] = Content.assemble(rows[1], " ", usage)
        return rows


_ALWAYS = ("app.help", "app.quit")


class KeyBar(Widget):
    """Keys and labels of commands, the more important ones first; help and quit always stay.

    Textual's `Footer` scrolls what doesn't fit out of sight, which would be help and quit, and composes a widget for
    each key anew whenever the focus moves to a row with other bindings.
    """

    command_ids: reactive[tuple[str, ...]] = reactive(())
    labels: reactive[Mapping[str, str]] = reactive({})

    def show(self, command_ids: Iterable[str], labels: Mapping[str, str]) -> None:
        """Show those of the commands that can be used now; `labels` has other words for some of them."""
        editor = cast("Editor", self.app)
        self.labels = labels
        self.command_ids = tuple(each for each in (*command_ids, *_ALWAYS) if editor.is_available(each))

    def render(self) -> Content:
        """Return as many as fit."""
        items = [
            (key, self.labels.get(each, label))
            for each, (key, label) in zip(
                self.command_ids, cast("Editor", self.app).keymap.footer(self.command_ids), strict=True
            )
        ]
        while len(items) > 2 and sum(len(key) + len(label) + 3 for key, label in items) - 1 > self.size.width:
            del items[-3]
        spans: list[styles.Span] = []
        for key, label in items:
            spans += [(f" {key}", styles.KEY), (f" {label} ", styles.MUTED)]
        return Content.assemble(*spans)
