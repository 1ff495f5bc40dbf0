"""Advice on combinations of settings that are allowed and seldom meant."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.remedy import Remedy
from tui_callsettings.models.setting import FieldPath

from .advice_context import AdviceContext
from .advice_rules import RULES
from .flow_builder import build_call_flow
from .number_format import format_number
from .rule_states import NumberFormatter, Settings, read_rule_states


@dataclass(frozen=True, slots=True)
class Advisory:
    """One piece of advice; it never stops a save.

    Attributes:
        id: by which it can be silenced: "waiting-hides-busy".
        sentence: what is so.
        reason: why that matters, or what to do.
        feature: where to change it.
        path: the field to change.
        remedy: edits that resolve it; None where this program knows none.
    """

    id: str
    message: str
    reason: str
    feature: Feature
    path: FieldPath
    remedy: Remedy | None = None


def find_advisories(
    settings: Settings,
    capabilities: Capabilities,
    owner: Owner,
    silenced: Collection[str] = frozenset(),
    show: NumberFormatter | None = None,
) -> tuple[Advisory, ...]:
    """The advice for these settings, the most telling first.

    Args:
        settings: what has been read or drafted; nothing is said of features that are missing.
        capabilities: the account's limits and order; rules about what it does not offer are left out.
        owner: whose calls.
        silenced: ids of advice that the person does not want to see again.
        show: writes a number as people read it; by default as `owner.region` expects it.
    """
    show = show or partial(format_number, region=owner.region)
    path = build_call_flow(settings, capabilities, owner, show)
    case = AdviceContext(settings, capabilities, owner, read_rule_states(settings, capabilities, show), path, show)
    return tuple(
        Advisory(rule.id, found.message, rule.reason, *found.source)
        for rule in RULES
        if rule.id not in silenced and rule.applies_to(capabilities)
        for found in rule.find(case)
    )


def advisory_ids() -> tuple[str, ...]:
    """The ids of all advice, for checking a configuration file."""
    return tuple(rule.id for rule in RULES)
