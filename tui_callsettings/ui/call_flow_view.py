"""What happens to a call, as rows of text: now and after saving, as a tree, as a table, and the advice on it."""

from collections.abc import Iterable

from rich.cells import cell_len
from textual.content import Content

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
from tui_callsettings.call_flow.flow import Ringing
from tui_callsettings.call_flow.flow_rows import situation_row
from tui_callsettings.models.feature import Feature

from . import styles
from .editor import Editor
from .rendering import count_text, sentence_rows, wrap

UNCHANGED = "="
_TREE = ("├─ ", "└─ ")
_INDENT = 3
_GAP = 2

_ALL = tuple(Situation)
TOUCHED: dict[Feature, tuple[Situation, ...]] = {
    Feature.DO_NOT_DISTURB: (Situation.FREE, Situation.ON_A_CALL, Situation.BUSY, Situation.NO_ANSWER),
    Feature.CALL_FORWARDING: tuple(each for each in _ALL if each is not Situation.DO_NOT_DISTURB),
    Feature.VOICEMAIL: tuple(each for each in _ALL if each is not Situation.DO_NOT_DISTURB),
    Feature.CALL_WAITING: (Situation.ON_A_CALL, Situation.BUSY),
}
"""The situations in which a feature may decide what happens to a call."""


def effect_text(scenario: Scenario) -> str:
    """Return what a caller notices in a situation: "rings your phone", "voicemail, 18 s"."""
    if scenario.situation is Situation.FREE and scenario.ringing is Ringing.PHONE:
        return "rings your phone"
    return situation_row(scenario).marked_text


def effect_rows(editor: Editor, feature: Feature, width: int, height: int) -> list[Content]:
    """Return the table of what calls do now and after saving, in at most `height` rows.

    Where there is little room, the situations that change come first.
    """
    if height < 2 or width < 40 or not editor.state.settings(is_draft=False):
        return []
    now, after = editor.call_flow(is_draft=False), editor.call_flow(is_draft=True)
    pairs = {
        each: (effect_text(now.scenario(each)), effect_text(after.scenario(each))) for each in TOUCHED.get(feature, ())
    }
    if not pairs:
        return []
    changed = [each for each, (old, new) in pairs.items() if old != new]
    label_width = max(cell_len(each.value) for each in pairs) + _INDENT
    widths = _column_widths(pairs.values(), width - label_width - _GAP)
    rows = [_two_columns(" A call to you".ljust(label_width), "now", "  after saving", widths, styles.TITLE)[0]]
    blocks = {
        each: _two_columns(
            f"   {each.value}".ljust(label_width), old, f"* {new}" if each in changed else f"  {UNCHANGED}", widths,
            styles.TITLE if each in changed else styles.PLAIN,
        )
        for each, (old, new) in pairs.items()
    }  # fmt: skip
    room, shown = height - 1, set()
    for each in (*changed, *(each for each in pairs if each not in changed)):
        if len(blocks[each]) > room:
            break
        shown.add(each)
        room -= len(blocks[each])
    return rows + [row for each, block in blocks.items() if each in shown for row in block]


def _column_widths(pairs: Iterable[tuple[str, str]], room: int) -> tuple[int, int]:
    """Return columns for now and after saving: as much as what is there now takes, at most half of the room."""
    widest = max((cell_len(old) for old, _ in pairs), default=0)
    now = max(12, min(widest, (room - _GAP) // 2))
    return now, max(12, room - now - _GAP)


def _two_columns(label: str, now: str, after: str, widths: tuple[int, int], style: str) -> list[Content]:
    """Return both texts side by side; what is too long for its column goes on below: a number is never cut off."""
    left, right = wrap(now, widths[0]) or [""], wrap(after, widths[1], subsequent_indent="    ") or [""]
    rows = []
    for index in range(max(len(left), len(right))):
        old = left[index] if index < len(left) else ""
        new = right[index] if index < len(right) else ""
        head = label if index == 0 else " " * cell_len(label)
        rows.append(Content.assemble(head, " " * _GAP, styles.pad(old, widths[0]), " " * _GAP, (new, style)))
    return rows


def summary_rows(editor: Editor, width: int) -> list[Content]:
    """Return the sentence of what happens now; with unsaved changes also of what will."""
    now = summarize_flow(editor.call_flow(is_draft=False))
    if not editor.state.is_dirty:
        return sentence_rows(now, width, styles.TITLE)
    return [row for each in _comparison(editor) for row in sentence_rows(each, width, styles.TITLE)]


def _comparison(editor: Editor) -> tuple[str, ...]:
    return compare_flows(editor.call_flow(is_draft=False), editor.call_flow(is_draft=True))


def tree_rows(editor: Editor, width: int) -> list[Content]:
    """Return the call's way as a tree; with unsaved changes in two columns, now and after saving."""
    now, after = editor.call_flow(is_draft=False), editor.call_flow(is_draft=True)
    pairs = _pair_rows(now, after) if editor.state.is_dirty else [(row, row) for row in now.rows]
    label_width = max((cell_len((old or new).label) for old, new in pairs if old or new), default=0) + 6  # type: ignore[union-attr]
    room = width - label_width - _GAP
    head = styles.pad("   incoming call", label_width)
    if not editor.state.is_dirty:
        rows = [Content(head)]
        for branch, (_, new) in zip(_branches(len(pairs)), pairs, strict=True):
            left = styles.pad(f"   {branch}{new.label}", label_width) + " " * _GAP  # type: ignore[union-attr]
            rows += _wrapped_row(left, _row_text(after, new, new), room, label_width + _GAP)
        return rows
    texts = [(_row_text(now, old, old or new), _row_text(after, new, old or new)) for old, new in pairs]
    widths = _column_widths(texts, room)
    rows = _two_columns(head, "now", "  after saving", widths, styles.MUTED)
    for branch, pair, (old_text, new_text) in zip(_branches(len(pairs)), pairs, texts, strict=True):
        label = (pair[1] or pair[0]).label  # type: ignore[union-attr]
        left = styles.pad(f"   {branch}{label}", label_width)
        is_changed = old_text != new_text
        after_text = f"* {new_text}" if is_changed else f"  {UNCHANGED}"
        fitting = _shorten(old_text, widths[0]), _shorten(after_text, widths[1])
        rows += _two_columns(left, *fitting, widths, styles.TITLE if is_changed else styles.PLAIN)
    return rows


def _row_text(flow: CallFlow, row: FlowRow | None, other: FlowRow | None) -> str:
    """Return what a call does in the row's situation, also where the flow has no row for it; else what the row says."""
    situation = next((each.situation for each in (row, other) if each is not None), None)
    if situation is not None:
        return effect_text(flow.scenario(situation))
    return row.marked_text if row is not None else "-"


def _shorten(text: str, width: int) -> str:
    """Return one row, so that the features stay in sight; what is cut off is a note, and not the number."""
    return text if cell_len(text) <= width else styles.truncate(text.replace("forwarded to ", "to "), width)


def _branches(count: int) -> list[str]:
    return [_TREE[index == count - 1] for index in range(count)]


def _wrapped_row(left: str, text: str, room: int, indent: int) -> list[Content]:
    first, *more = wrap(text, max(16, room)) or [""]
    return [Content(left + first), *(Content(" " * indent + part) for part in more)]


def _pair_rows(now: CallFlow, after: CallFlow) -> list[tuple[FlowRow | None, FlowRow | None]]:
    """Return the rows of both flows side by side, in the order of `after`; a row of one alone has None beside it."""
    old = {_row_key(row): row for row in now.rows}
    new = {_row_key(row): row for row in after.rows}
    keys = list(dict.fromkeys((*new, *old)))
    order = {key: index for index, key in enumerate(_ALL)}
    gates = [key for key in keys if key not in order]
    situations = sorted((key for key in keys if key in order), key=order.__getitem__)
    return [(old.get(key), new.get(key)) for key in (*gates, *situations)]


def _row_key(row: FlowRow) -> object:
    return row.situation if row.situation is not None else row.label


def advice_text(advisory: Advisory, remedy_key: str = "") -> str:
    """Return a piece of advice with its reason, and the key that applies its remedy."""
    text = f"{advisory.message} {advisory.reason}"
    remedy = advisory.remedy
    return f"{text} {remedy_key}: {remedy.label}." if remedy is not None and remedy_key else text


def advice_rows(editor: Editor, advice: Iterable[Advisory], width: int, height: int) -> list[Content]:
    """Return pieces of advice in at most `height` rows, whole pieces only, and how many are left out.

    Only the first remedy is offered by its key: the key applies one at a time.
    """
    rows: list[Content] = []
    left_out = 0
    key = editor.keymap.key("app.remedy")
    for advisory in advice:
        piece = sentence_rows(f"Advice: {advice_text(advisory, key)}", width, styles.WARNING)
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
    found = find_advisories(after, state.capabilities, state.owner, editor.silenced)
    new = [each for each in found if (each.id, each.path) not in known]
    comparison = compare_flows(editor.call_flow(is_draft=False), flow)
    rows = [row for each in comparison for row in sentence_rows(each, width)]
    key = editor.keymap.key("app.remedy")
    for advisory in new:
        rows += sentence_rows(f"Advice: {advice_text(advisory, key)}", width, styles.WARNING)
        key = "" if advisory.remedy is not None else key
    return rows
