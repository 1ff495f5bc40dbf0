"""What stands in the review: what is in the way of a save, what it would change, and what a caller would notice."""

from textual.content import Content

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.validation import Problem
from tui_callsettings.state.store import SettingsStore

from . import look
from .host import Host
from .pictures import effect_rows, new_advice_rows
from .tables import change_rows, sentence_rows


def blocking_of(store: SettingsStore) -> list[tuple[Feature, Problem]]:
    """All that must be put right before everything can be saved."""
    return [(feature, problem) for feature in Feature for problem in store.state.blockers(feature)]


def savable_of(store: SettingsStore) -> list[Feature]:
    """The features that could be saved now."""
    return [feature for feature in Feature if store.state.can_save(feature)]


def review_rows(host: Host) -> list[Content]:
    """The text of the review: what is in the way, the changes, what is unusual in them, and what comes of it."""
    width = host.size.width
    rows: list[Content] = []
    for feature, problem in blocking_of(host.store):
        sentence = f"! {feature.field_title(problem.path)}: {problem.message}"
        rows += [*sentence_rows(sentence, width, look.ERROR), Content("")]
    rows += change_rows(host.store.changes(), width)
    for change, problem in host.store.state.warnings():
        rows += sentence_rows(f"? {change.title}: {problem.message}", width, look.WARNING)
    return [*rows, Content(""), *effect_rows(host), *new_advice_rows(host)]
