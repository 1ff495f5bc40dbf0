"""What happens to a call, as rows of text: now, and after a save."""

from textual.content import Content

from tui_callsettings.call_path import advisories, before_and_after, drawn, sentence

from . import look
from .host import Host
from .tables import sentence_rows

_SHORT = 22
"""Rows below which the drawing leaves its place to the features."""


def path_rows(host: Host) -> list[Content]:
    """The sentence and the drawing of what happens now."""
    width, now = host.size.width, host.path(is_draft=False)
    rows = sentence_rows(sentence(now), width, look.TITLE)
    if host.size.height >= _SHORT:
        rows += [Content(""), *(Content(f"   {line}") for line in drawn(now, width - 4))]
    return rows


def advice_rows(host: Host, room: int) -> list[Content]:
    """What a save would change of it; without changes, advice. In `room` rows at most, whole pieces only."""
    width, store = host.size.width, host.store
    if store.is_dirty:
        pieces = [sentence_rows(each, width) for each in _effects(host) if not each.startswith("Until now")]
    else:
        found = advisories(store.settings(is_draft=False), store.capabilities, store.owner, host.silenced)
        pieces = [sentence_rows(f"Advice: {each.sentence} {each.reason}", width) for each in found]
    rows: list[Content] = []
    for piece in pieces:
        if len(rows) + len(piece) <= room:
            rows += piece
    return rows


def effect_rows(host: Host) -> list[Content]:
    """What a caller notices now, and would after a save."""
    return [row for each in _effects(host) for row in sentence_rows(each, host.size.width)]


def _effects(host: Host) -> tuple[str, ...]:
    return before_and_after(host.path(is_draft=False), host.path(is_draft=True))
