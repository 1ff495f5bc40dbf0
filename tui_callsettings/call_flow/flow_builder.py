"""From stored settings to the path of a call."""

from dataclasses import replace
from functools import partial

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner

from .evaluator import Evaluator
from .flow import FieldRef, FlowStep, Path, Scenario, Shadowed, Situation
from .flow_rows import rows
from .number_format import format_number
from .rule_states import NumberFormatter, Rule, RuleStates, RuleStatus, Settings, Switch, read_rule_states, stored_value

_WEBEX_GO = FieldRef(Feature.DO_NOT_DISTURB, ("webex_go_override_enabled",))


def build_call_flow(
    settings: Settings, capabilities: Capabilities, owner: Owner, show: NumberFormatter | None = None
) -> Path:
    """What happens to a call now, in every situation.

    Args:
        settings: what has been read (or drafted); a feature that is missing has not been read.
        capabilities: the account's order of decisions, its limits and its provider's name.
        owner: whose calls; the region decides how numbers are shown.
        show: writes a number as people read it; by default as `owner.region` expects it.
    """
    stored = read_rule_states(settings, capabilities, show or partial(format_number, region=owner.region))
    branches = _branches(stored, capabilities)
    bare = _branches({part: _let_through(switch) for part, switch in stored.items()}, capabilities)
    has_webex_go = capabilities.support(*_WEBEX_GO).is_offered and stored_value(settings, _WEBEX_GO) is True
    return Path(
        provider=capabilities.provider,
        branches=branches,
        rows=rows(stored, branches, bare),
        shadowed=_hidden(stored, branches, capabilities),
        webex_go_rings=has_webex_go and stored[Rule.DO_NOT_DISTURB].acts,
    )


def trace_call(
    settings: Settings, capabilities: Capabilities, owner: Owner, situation: Situation
) -> tuple[FlowStep, ...]:
    """What if: the steps of a call in `situation`, first to last; the last one says where it ends."""
    return build_call_flow(settings, capabilities, owner).branch(situation).steps


def _branches(stored: RuleStates, capabilities: Capabilities) -> tuple[Scenario, ...]:
    order, provider = capabilities.precedence, capabilities.provider
    return tuple(Evaluator(stored, order, provider, situation).branch() for situation in Situation)


_GATES = (Rule.FORWARD_ALWAYS, Rule.ALL_TO_VOICEMAIL, Rule.DO_NOT_DISTURB)


def _let_through(switch: Switch) -> Switch:
    return replace(switch, state=RuleStatus.OFF) if switch.part in _GATES else switch


def _hidden(stored: RuleStates, branches: tuple[Scenario, ...], capabilities: Capabilities) -> tuple[Shadowed, ...]:
    """What is on and could be switched off without a caller noticing, in whatever situation."""
    decided = [branch.decision for branch in branches]
    found = []
    for part, switch in stored.items():
        if switch.acts and part.step in capabilities.precedence.order:
            without = _branches({**stored, part: switch.off()}, capabilities)
            if [branch.decision for branch in without] == decided:
                found.append(Shadowed(part.value, switch.source))
    return tuple(found)
