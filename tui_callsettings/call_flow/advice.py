"""Advice on combinations of settings that are allowed and seldom meant."""

from collections.abc import Collection
from functools import partial
from typing import NamedTuple

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.number_format import format_number
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.remedy import Remedy
from tui_callsettings.models.setting import FieldPath

from .advice_context import AdviceContext
from .advice_rules import RULES
from .flow import CallFlow
from .flow_builder import build_call_flow
from .rule_states import NumberFormatter, Settings, read_rule_states


class Advisory(NamedTuple):
    """One piece of advice; it never stops a save.

    Attributes:
        id: by which it can be silenced: "waiting-hides-busy".
        message: what is so.
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
    formatter: NumberFormatter | None = None,
    flow: CallFlow | None = None,
) -> tuple[Advisory, ...]:
    """Return the advice for these settings, the most important first.

    No advice depends on the provider's other rules: those cannot be edited here, and the call flow names them.

    Args:
        settings: what has been read or drafted; there is no advice on features that are missing.
        capabilities: the account's limits; rules about what it does not offer are left out.
        owner: who is called.
        silenced: ids of advice that the person does not want to see again.
        formatter: writes a number as people read it; by default as `owner.region` expects it.
        flow: the call flow of these settings, where it is there already.
    """
    formatter = formatter or partial(format_number, region=owner.region)
    if flow is None:
        flow = build_call_flow(settings, capabilities, owner, formatter)
    states = read_rule_states(settings, capabilities, formatter)
    context = AdviceContext(settings, capabilities, owner, states, flow, formatter)
    return tuple(
        Advisory(rule.id, found.message, rule.reason, *found.source, found.remedy)
        for rule in RULES
        if rule.id not in silenced and rule.applies_to(context)
        for found in rule.find(context)
    )


def advisory_ids() -> tuple[str, ...]:
    """Return the ids of all advice, for checking a configuration file."""
    return tuple(rule.id for rule in RULES)
