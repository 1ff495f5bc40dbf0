"""Advice on combinations of settings that are allowed and seldom meant."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath

from .advice_case import Case
from .advice_rules import RULES
from .build import call_path
from .numbers import shown
from .reading import Settings, Show, switches


@dataclass(frozen=True, slots=True)
class Advisory:
    """One piece of advice; it never stops a save.

    Attributes:
        id: by which it can be silenced: "waiting-hides-busy".
        sentence: what is so.
        reason: why that matters, or what to do.
        feature: where to change it.
        path: the field to change.
    """

    id: str
    sentence: str
    reason: str
    feature: Feature
    path: FieldPath


def advisories(
    settings: Settings,
    capabilities: Capabilities,
    owner: Owner,
    silenced: Collection[str] = frozenset(),
    show: Show | None = None,
) -> tuple[Advisory, ...]:
    """The advice for these settings, the most telling first.

    Args:
        settings: what has been read or drafted; nothing is said of features that are missing.
        capabilities: the account's limits and order; rules about what it does not offer are left out.
        owner: whose calls.
        silenced: ids of advice that the person does not want to see again.
        show: writes a number as people read it; by default as `owner.region` expects it.
    """
    show = show or partial(shown, region=owner.region)
    path = call_path(settings, capabilities, owner, show)
    case = Case(settings, capabilities, owner, switches(settings, capabilities, show), path, show)
    return tuple(
        Advisory(rule.id, found.sentence, rule.reason, *found.source)
        for rule in RULES
        if rule.id not in silenced and rule.applies_to(capabilities)
        for found in rule.find(case)
    )


def advisory_ids() -> tuple[str, ...]:
    """The ids of all advice, for checking a configuration file."""
    return tuple(rule.id for rule in RULES)
