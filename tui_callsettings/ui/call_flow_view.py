"""What happens to a call, as rows of text and as a panel: now and after saving, as a tree, as a table, with advice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.call_flow import (
    Advisory,
    CallFlow,
    FlowRow,
    Scenario,
    Situation,
    build_call_flow,
    compare_flows,
    find_advisories,
    summarize_flow,
)
from tui_callsettings.call_flow.flow import EndType, Ringing, end_text
from tui_callsettings.call_flow.flow_builder import other_rule_notes, situation_row
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.store_state import StoreState

from . import styles
from .editor import Editor, editor_of
from .rendering import count_text, join_rows, pad, sentence_rows, wrap

UNCHANGED = "="
_STEM, _LAST = "   ├─ ", "   └─ "
_TREE_HEAD = "   incoming call"
_GAP = 2
_SPACE = " " * _GAP
_AFTER = "  after saving"
_NARROWEST = 12
"""Columns that each side of a table has at least."""
_ADVICE_ROWS = 4
"""Rows of the panel kept for advice where there is some."""
_LEAST = 3
"""Rows of its table that come before advice."""

_ALL = tuple(Situation)
TOUCHED: dict[Feature, tuple[Situation, ...]] = {
    Feature.DO_NOT_DISTURB: (Situation.FREE, Situation.ON_A_CALL, Situation.BUSY, Situation.NO_ANSWER),
    Feature.CALL_FORWARDING: tuple(each for each in _ALL if each is not Situation.DO_NOT_DISTURB),
    Feature.VOICEMAIL: tuple(each for each in _ALL if each is not Situation.DO_NOT_DISTURB),
    Feature.CALL_WAITING: (Situation.ON_A_CALL, Situation.BUSY),
}
"""The situations in which a feature may decide what happens to a call."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A text of a table, and how to put it where it does not fit."""

    text: str
    short: str

    def fit(self, width: int) -> str:
        """Return the one that fits; the short one where neither does."""
        return self.text if cell_len(self.text) <= width else self.short

    def marked(self, mark: str) -> "_Cell":
        """Return it behind a mark."""
        return _Cell(f"{mark} {self.text}", f"{mark} {self.short}")


_SAME = _Cell(f"  {UNCHANGED}", f"  {UNCHANGED}")


def effect_text(scenario: Scenario) -> str:
    """Return what a caller notices in a situation: "rings your phone", "forwarded to 4022"."""
    return _effect_cell(scenario, with_rings=False).text


def _effect_cell(scenario: Scenario, *, with_rings: bool) -> _Cell:
    if scenario.situation is Situation.FREE and scenario.ringing is Ringing.PHONE:
        return _Cell("rings your phone", "rings your phone")
    row, end = situation_row(scenario), scenario.end
    is_number = end.type is EndType.NUMBER and scenario.ringing is not Ringing.SECOND_CALL
    rings = count_text(scenario.rings, "ring") if with_rings and scenario.rings else ""
    text = row._replace(outcome=f"{row.outcome} after {rings}" if rings else row.outcome).marked_text
    short = end_text(end) if is_number and scenario.rings != 0 else row.outcome
    short = f"{short}, {rings}" if rings else short
    return _Cell(text, row._replace(outcome=short, skips_voicemail=False).marked_text)


def _effect_pair(now: Scenario, after: Scenario) -> tuple[_Cell, _Cell]:
    """Return what a caller notices now and after saving; how long it rings only where that differs."""
    is_unanswered = now.situation is Situation.NO_ANSWER
    with_rings = is_unanswered and now.rings != after.rings and None not in (now.rings, after.rings)
    old, new = (_effect_cell(each, with_rings=with_rings) for each in (now, after))
    return old, _SAME if old == new else new.marked("*")


def effect_rows(editor: Editor, feature: Feature, width: int, height: int, heading: str = "") -> list[Content]:
    """Return the table of what calls do now and after saving, in at most `height` rows.

    Where there is little room, the situations that change come first; a table without any situation is none.

    Args:
        editor: the editor.
        feature: its situations are listed.
        width: columns there are.
        height: rows there are.
        heading: what stands above the situations.
    """
    if height < 2 or width < 40 or not editor.state.settings(is_draft=False):
        return []
    now, after = editor.call_flow(is_draft=False), editor.call_flow(is_draft=True)
    pairs = {each: _effect_pair(now.scenario(each), after.scenario(each)) for each in TOUCHED.get(feature, ())}
    if not pairs:
        return []
    labels = {each: f"   {each.value}" for each in pairs}
    table = _Table(max(map(cell_len, labels.values())), width, tuple(pairs.values()))
    blocks = {each: table.row(labels[each], pair) for each, pair in pairs.items()}
    room, shown = height - 1, set()
    for each in sorted(pairs, key=lambda each: pairs[each][1] is _SAME):
        if len(blocks[each]) > room:
            break
        shown.add(each)
        room -= len(blocks[each])
    listed = [row for each, block in blocks.items() if each in shown for row in block]
    return [table.head(f" {heading}"), *listed] if listed else []


class _Table:
    """What happens now and after saving, side by side.

    Args:
        label_width: columns of the labels.
        width: columns of all of it.
        pairs: what stands in both columns, which decides about their widths.
    """

    def __init__(self, label_width: int, width: int, pairs: Sequence[tuple[_Cell, _Cell]]) -> None:
        self._label_width = label_width
        room = width - label_width - 2 * _GAP
        widest = max((cell_len(old.text) for old, _ in pairs), default=0)
        needed = max((cell_len(new.short) for _, new in pairs), default=0)
        # What comes after saving matters more.
        self._now = max(_NARROWEST, min(widest, room - max(needed, cell_len(_AFTER))))
        self._after = max(_NARROWEST, room - self._now)

    def head(self, label: str) -> Content:
        """Return the row with the names of the columns."""
        label, now = pad(label, self._label_width), pad("now", self._now)
        return Content.styled(f"{label}{_SPACE}{now}{_SPACE}{_AFTER}", styles.MUTED)

    def row(self, label: str, pair: tuple[_Cell, _Cell], below: str = "") -> list[Content]:
        """Return both texts; what is too long for its column goes on below: a number is never cut off."""
        style = styles.PLAIN if pair[1] is _SAME else styles.TITLE
        left = wrap(pair[0].fit(self._now), self._now) or [""]
        right = wrap(pair[1].fit(self._after), self._after, subsequent_indent="    ") or [""]
        if pair[1] is _SAME:
            right = [_SAME.text]
        rows = []
        for index, (old, new) in enumerate(zip_longest(left, right, fillvalue="")):
            head = pad(below if index else label, self._label_width)
            rows.append(Content.assemble(f"{head}{_SPACE}{pad(old, self._now)}{_SPACE}", (new, style)))
        return rows


def summary_rows(editor: Editor, width: int, *, with_tree: bool) -> list[Content]:
    """Return the sentence of what happens now; with unsaved changes also of what will.

    Args:
        editor: the editor.
        width: columns there are.
        with_tree: whether the tree stands below it, which has the provider's other rules itself.
    """
    state, flow = editor.state, editor.call_flow(is_draft=False)
    if with_tree:
        in_tree = other_rule_notes(state.other_rules, state.capabilities.provider_key)
        flow = flow._replace(notes=tuple(note for note in flow.notes if note not in in_tree))
    now = summarize_flow(flow)
    if not editor.state.is_dirty:
        return sentence_rows(now, width, styles.TITLE)
    return [row for each in _comparison(editor) for row in sentence_rows(each, width, styles.TITLE)]


def _comparison(editor: Editor) -> tuple[str, ...]:
    return compare_flows(editor.call_flow(is_draft=False), editor.call_flow(is_draft=True))


def tree_rows(editor: Editor, width: int) -> list[Content]:
    """Return the call's way as a tree; with unsaved changes in two columns, now and after saving."""
    now, after = editor.call_flow(is_draft=False), editor.call_flow(is_draft=True)
    if not editor.state.is_dirty:
        return _tree_now(now, width)
    rows = _pair_rows(now, after)
    cells = tuple(_row_pair(now, after, old, new) for old, new in rows)
    labels = [_plain_label(after, new or old) for old, new in rows]
    table = _Table(max(map(cell_len, labels), default=0) + len(_STEM), width, cells)
    lines = [table.head(_TREE_HEAD)]
    for (branch, below), label, pair in zip(_branches(len(rows)), labels, cells, strict=True):
        lines += table.row(branch + label, pair, below)
    return lines


def _tree_now(flow: CallFlow, width: int) -> list[Content]:
    rows = [row for _, row in _pair_rows(flow, flow) if row is not None]
    labels = [_plain_label(flow, row) for row in rows]
    label_width = max(map(cell_len, labels), default=0) + len(_STEM)
    lines = [Content.styled(_TREE_HEAD, styles.MUTED)]
    for (branch, below), row, label in zip(_branches(len(rows)), rows, labels, strict=True):
        room = max(16, width - label_width - _GAP)
        parts = wrap(_now_cell(flow, row).fit(room), room) or [""]
        heads = [branch + label, *[below] * (len(parts) - 1)]
        lines += [Content(f"{pad(head, label_width)}{_SPACE}{part}") for head, part in zip(heads, parts, strict=True)]
    return lines


def _now_cell(flow: CallFlow, row: FlowRow) -> _Cell:
    if row.situation is None:
        return _row_cell(row)
    return _effect_cell(flow.scenario(row.situation), with_rings=row.situation is Situation.NO_ANSWER)


def _row_pair(now: CallFlow, after: CallFlow, old: FlowRow | None, new: FlowRow | None) -> tuple[_Cell, _Cell]:
    """Return what a call does in a row's situation, also where a flow has no row for it; else what the rows say."""
    situation = next((each.situation for each in (new, old) if each is not None), None)
    if situation is not None:
        return _effect_pair(now.scenario(situation), after.scenario(situation))
    cells = [_row_cell(old), _row_cell(new)]
    return cells[0], _SAME if cells[0] == cells[1] else cells[1].marked("*")


def _row_cell(row: FlowRow | None) -> _Cell:
    if row is None:
        return _Cell("-", "-")
    return _Cell(row.marked_text, row._replace(skips_voicemail=False).marked_text)


def _plain_label(flow: CallFlow, row: FlowRow | None) -> str:
    """Return the label of a row without how long it rings: that stands in its columns, where it differs."""
    if row is None:
        return ""
    return row.label if row.situation is None or _is_joined(flow, row) else row.situation.value


def _branches(count: int) -> list[tuple[str, str]]:
    """Return what stands before the label of each row, and what before a part of it that goes on below."""
    return [(_STEM, "   │")] * (count - 1) + [(_LAST, "")] * min(count, 1)


def _pair_rows(now: CallFlow, after: CallFlow) -> list[tuple[FlowRow | None, FlowRow | None]]:
    """Return the rows of both flows side by side, in the order of `after`; a row of one alone has None beside it."""
    old = {_row_key(row): row for row in now.rows}
    new = {_row_key(row): row for row in after.rows}
    keys = list(dict.fromkeys((*new, *old)))
    order = {key: index for index, key in enumerate(_ALL)}
    gates = [key for key in keys if key not in order]
    joined = {_row_key(row) for flow in (now, after) for row in flow.rows if _is_joined(flow, row)}
    # A row for all other situations comes after the ones that it does not stand for.
    situations = sorted((key for key in keys if key in order), key=lambda key: (key in joined, order[key]))
    return [(old.get(key), new.get(key)) for key in (*gates, *situations)]


def _is_joined(flow: CallFlow, row: FlowRow) -> bool:
    """Return whether a row stands for several situations."""
    return row.situation is not None and row.label != situation_row(flow.scenario(row.situation)).label


def _row_key(row: FlowRow) -> object:
    return row.situation if row.situation is not None else row.label


def advice_text(advisory: Advisory, remedy_key: str = "") -> str:
    """Return a piece of advice with its reason, and the key that applies its remedy."""
    text = f"{advisory.message} {advisory.reason}"
    remedy = advisory.remedy
    return f"{text} {remedy_key}: {remedy.label}." if remedy is not None and remedy_key else text


def advice_rows(
    editor: Editor, advice: Iterable[Advisory], width: int, height: int, prefix: str = "Advice: "
) -> list[Content]:
    """Return pieces of advice in at most `height` rows, whole pieces only, and how many are left out.

    Only the first remedy is offered by its key: the key applies one at a time.
    """
    rows: list[Content] = []
    left_out = 0
    key = editor.keymap.key("app.remedy")
    for advisory in advice:
        piece = sentence_rows(f"{prefix}{advice_text(advisory, key)}", width, styles.WARNING)
        if advisory.remedy is not None:
            key = ""
        if len(rows) + len(piece) <= height:
            rows += piece
        else:
            left_out += 1
    if left_out and len(rows) < height:
        more = f"{left_out} more" if rows else count_text(left_out, "piece") + " of advice"
        rows.append(Content(f" {editor.keymap.key('overview.advice')} on the overview shows {more}."))
    return rows


def save_effect_rows(editor: Editor, width: int) -> list[Content]:
    """Return what a caller notices now and after saving, and the advice that the save would give rise to.

    Edits that cannot be saved as they are have no effect, so they are left out.
    """
    state, after = editor.state, editor.state.settings_after_save()
    flow = build_call_flow(after, state.capabilities, state.owner, other_rules=state.other_rules)
    known = {(each.id, each.path) for each in editor.advice(is_draft=False)}
    found = find_advisories(after, state.capabilities, state.owner, editor.silenced, flow=flow)
    new = [each for each in found if (each.id, each.path) not in known]
    comparison = compare_flows(editor.call_flow(is_draft=False), flow)
    rows = [row for each in comparison for row in sentence_rows(each, width)]
    key = editor.keymap.key("app.remedy")
    for advisory in new:
        rows += sentence_rows(f"Advice: {advice_text(advisory, key)}", width, styles.WARNING)
        key = "" if advisory.remedy is not None else key
    return rows


class EffectPanel(Widget):
    """As much as fits into the rows the form leaves: first the situations, then advice.

    Args:
        feature: its situations are shown.
    """

    state: reactive[StoreState | None] = reactive(None, init=False)

    def __init__(self, feature: Feature) -> None:
        super().__init__()
        self.feature = feature
        self.border_title = "A call to you"

    def watch_state(self) -> None:
        """Show the state as it is now."""
        self.refresh()

    def render(self) -> Content:
        """Return the table and the advice."""
        editor, (width, height) = editor_of(self), self.size
        if height < 2 or not editor.state.settings(is_draft=True):
            return Content("")
        advice = [each for each in editor.advice(is_draft=True) if each.feature is self.feature]
        # The frame has the title already.
        heading = "" if self.styles.border_top[0] else str(self.border_title)
        least = len(effect_rows(editor, self.feature, width, _LEAST, heading))
        below = advice_rows(editor, advice, width, min(height - least, _ADVICE_ROWS))
        rows = effect_rows(editor, self.feature, width, height - len(below), heading)
        if heading and len(rows) + len(below) < height:
            rows = [Content(""), *rows]
        if below and len(rows) + len(below) < height:
            rows.append(Content(""))
        return join_rows([*rows, *below][:height])


class FlowCache:
    """Keeps the last flow and the last advice of either kind: of the settings as they are, and as edited."""

    def __init__(self) -> None:
        self._states: dict[bool, StoreState] = {}
        self._flows: dict[bool, tuple[object, CallFlow]] = {}
        self._advice: dict[bool, tuple[object, tuple[Advisory, ...]]] = {}

    def call_flow(self, state: StoreState, *, is_draft: bool) -> CallFlow:
        """Return what happens to a call."""
        if self._states.get(is_draft) is state:
            return self._flows[is_draft][1]
        key = state.settings(is_draft=is_draft), state.capabilities, state.owner, state.other_rules
        if self._flows.get(is_draft, (None, None))[0] != key:
            self._flows[is_draft] = (key, build_call_flow(*key[:3], other_rules=key[3]))
        self._states[is_draft] = state
        return self._flows[is_draft][1]

    def advice(self, state: StoreState, *, is_draft: bool) -> tuple[Advisory, ...]:
        """Return all advice."""
        flow = self.call_flow(state, is_draft=is_draft)
        if self._advice.get(is_draft, (None, ()))[0] is not flow:
            settings = state.settings(is_draft=is_draft)
            self._advice[is_draft] = (flow, find_advisories(settings, state.capabilities, state.owner, flow=flow))
        return self._advice[is_draft][1]
