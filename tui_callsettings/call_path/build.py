"""From stored settings to the path of a call."""

from dataclasses import replace
from functools import partial

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner

from .numbers import shown
from .path import Branch, Hidden, Path, PathStep, Situation, Source
from .reading import Part, Settings, Show, State, Switch, Switches, switches, value_at
from .route import Route
from .rows import rows

_WEBEX_GO = Source(Feature.DO_NOT_DISTURB, ("webex_go_override_enabled",))


def call_path(settings: Settings, capabilities: Capabilities, owner: Owner, show: Show | None = None) -> Path:
    """What happens to a call now, in every situation.

    Args:
        settings: what has been read (or drafted); a feature that is missing has not been read.
        capabilities: the account's order of decisions, its limits and its provider's name.
        owner: whose calls; the region decides how numbers are shown.
        show: writes a number as people read it; by default as `owner.region` expects it.
    """
    stored = switches(settings, capabilities, show or partial(shown, region=owner.region))
    branches = _branches(stored, capabilities)
    bare = _branches({part: _let_through(switch) for part, switch in stored.items()}, capabilities)
    has_webex_go = capabilities.support(*_WEBEX_GO).is_offered and value_at(settings, _WEBEX_GO) is True
    return Path(
        provider=capabilities.provider,
        branches=branches,
        rows=rows(stored, branches, bare),
        hidden=_hidden(stored, branches, capabilities),
        webex_go_rings=has_webex_go and stored[Part.DO_NOT_DISTURB].acts,
    )


def walk(settings: Settings, capabilities: Capabilities, owner: Owner, situation: Situation) -> tuple[PathStep, ...]:
    """What if: the steps of a call in `situation`, first to last; the last one says where it ends."""
    return call_path(settings, capabilities, owner).branch(situation).steps


def _branches(stored: Switches, capabilities: Capabilities) -> tuple[Branch, ...]:
    order, provider = capabilities.precedence, capabilities.provider
    return tuple(Route(stored, order, provider, situation).branch() for situation in Situation)


_GATES = (Part.FORWARD_ALWAYS, Part.ALL_TO_VOICEMAIL, Part.DO_NOT_DISTURB)


def _let_through(switch: Switch) -> Switch:
    return replace(switch, state=State.OFF) if switch.part in _GATES else switch


def _hidden(stored: Switches, branches: tuple[Branch, ...], capabilities: Capabilities) -> tuple[Hidden, ...]:
    """What is on and could be switched off without a caller noticing, in whatever situation."""
    decided = [branch.decision for branch in branches]
    found = []
    for part, switch in stored.items():
        if switch.acts and part.step in capabilities.precedence.order:
            without = _branches({**stored, part: switch.off()}, capabilities)
            if [branch.decision for branch in without] == decided:
                found.append(Hidden(part.value, switch.source))
    return tuple(found)
