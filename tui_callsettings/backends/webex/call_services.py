"""The other rules of a person on Webex Calling: which are assigned, and which of those are on. Never written."""

import asyncio
from collections.abc import Mapping
from typing import Any

from tui_callsettings.backends.http_response import RequestContext, parse_json
from tui_callsettings.backends.transport import HttpClient
from tui_callsettings.errors import CallSettingsError
from tui_callsettings.models.other_rules import OtherRule

from .api_variant import ME

_SETTINGS = f"{ME}/settings"

_RULES: Mapping[str, tuple[str, str]] = {
    "Call Forwarding Selective": ("selective_forwarding", "selectiveForward"),
    "Selective Call Acceptance": ("selective_acceptance", "selectiveAccept"),
    "Selective Call Rejection": ("selective_rejection", "selectiveReject"),
    "Anonymous Call Rejection": ("anonymous_call_rejection", "anonymousCallReject"),
    "Call Block": ("call_block", "callBlock"),
    "Simultaneous Ring Personal": ("simultaneous_ring", "simultaneousRing"),
    "Sequential Ring": ("sequential_ring", "sequentialRing"),
    "Personal Assistant": ("personal_assistant", "personalAssistant"),
    "Executive": ("executive", "executive/callFiltering"),
}
"""The rule and its document, by the name in the list of a person's services."""

_UNLISTED = ("single_number_reach", "singleNumberReach")
"""The one rule that the list of services does not name."""


async def fetch_other_rules(http: HttpClient) -> tuple[OtherRule, ...]:
    """Return the rules that are assigned to the one who signed in.

    A rule that the sign-in may not read is neither on nor off. Nothing is returned where the list itself cannot be
    read: that is no reason to fail, because these rules are shown and never edited.
    """
    try:
        services = (await _fetch(http, f"{_SETTINGS}/services")).get("services")
    except CallSettingsError:
        return ()
    assigned = services if isinstance(services, list) else []
    listed = [rule for service, rule in _RULES.items() if service in assigned]
    states = await asyncio.gather(*(_read_state(http, resource) for _, resource in (*listed, _UNLISTED)))
    rules = [OtherRule.named(name, state) for (name, _), state in zip(listed, states, strict=False)]
    if states[-1] is not None:
        rules.append(OtherRule.named(_UNLISTED[0], states[-1]))
    return tuple(rules)


async def _read_state(http: HttpClient, resource: str) -> bool | None:
    """Return whether a rule is on; None where that cannot be read."""
    try:
        document = await _fetch(http, f"{_SETTINGS}/{resource}")
    except CallSettingsError:
        return None
    if resource == "callBlock":
        numbers = document.get("numbers")
        return bool(numbers) if isinstance(numbers, list) else None
    enabled = document.get("enabled")
    return {"true": True, "false": False}.get(str(enabled).lower())


async def _fetch(http: HttpClient, path: str) -> dict[str, Any]:
    action = "read the other rules of your account"
    return parse_json(await http.get(path, action=action), RequestContext(http.provider, action))
