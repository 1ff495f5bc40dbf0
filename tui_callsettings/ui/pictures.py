"""What happens to a call, as rows of text: now, and after a save."""

from textual.content import Content

from tui_callsettings.call_flow import Advisory, compare_flows, draw_flow, summarize_flow
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath

from . import look
from .host import Host
from .status import counted
from .tables import sentence_rows

_SHORT = 22
"""Rows below which the drawing leaves its place to the features."""


def path_rows(host: Host) -> list[Content]:
    """The sentence and the drawing of what happens now."""
    width, now = host.size.width, host.path(is_draft=False)
    rows = sentence_rows(summarize_flow(now), width, look.TITLE)
    if host.size.height >= _SHORT:
        rows += [Content(""), *(Content(f"   {line}") for line in draw_flow(now, width - 4))]
    return rows


def advice_rows(host: Host, room: int) -> list[Content]:
    """What a save would change of it; without changes, advice. In `room` rows at most, whole pieces only."""
    width = host.size.width
    if host.store.is_dirty:
        pieces = [sentence_rows(each, width) for each in _effects(host) if not each.startswith("Until now")]
    else:
        pieces = [sentence_rows(advice_words(each), width) for each in host.advice(is_draft=False)]
    rows: list[Content] = []
    left_out = 0
    for piece in pieces:
        if len(rows) + len(piece) <= room:
            rows += piece
        else:
            left_out += 1
    if left_out and not host.store.is_dirty and len(rows) < room:
        more = f"{counted(left_out, 'piece')} of advice"
        rows.append(Content(f" {host.key_table.key('overview.advice')} shows {more}{' more' if rows else ''}."))
    return rows


def advice_words(advisory: Advisory) -> str:
    """A piece of advice as it stands on the screens."""
    return f"Advice: {advisory.message} {advisory.reason}"


def advice_at(host: Host, feature: Feature, path: FieldPath) -> str:
    """The advice on one field, as the person has it; "" if there is none."""
    return " ".join(
        advice_words(each) for each in host.advice(is_draft=True) if (each.feature, each.path) == (feature, path)
    )


def new_advice_rows(host: Host) -> list[Content]:
    """The advice that a save would give rise to."""
    known = {(each.id, each.path) for each in host.advice(is_draft=False)}
    new = [each for each in host.advice(is_draft=True) if (each.id, each.path) not in known]
    return [row for each in new for row in sentence_rows(advice_words(each), host.size.width)]


def effect_rows(host: Host) -> list[Content]:
    """What a caller notices now, and would after a save."""
    return [row for each in _effects(host) for row in sentence_rows(each, host.size.width)]


def _effects(host: Host) -> tuple[str, ...]:
    return compare_flows(host.path(is_draft=False), host.path(is_draft=True))
