"""Accounts for the tests of the call flow: settings written in one line, and what each provider declares."""

from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import Setting, Value
from tui_callsettings.models.value_types import ValueLimits

OWNER = Owner("Mary", "mary@example.com", ("+19075550100",), "4021", "US")

_NONE = Support(Access.NOT_OFFERED, "not offered by Cisco UCM")
_UCM_LIMITS = {
    (Feature.VOICEMAIL, ()): _NONE,
    (Feature.CALL_WAITING, ()): _NONE,
    (Feature.DO_NOT_DISTURB, ("webex_go_override_enabled",)): _NONE,
    (Feature.CALL_FORWARDING, ("call_forwarding", "busy")): _NONE,
    (Feature.CALL_FORWARDING, ("call_forwarding", "no_answer")): _NONE,
    (Feature.CALL_FORWARDING, ("business_continuity",)): _NONE,
}

_UCM_FIELDS = frozenset(
    {
        (Feature.DO_NOT_DISTURB, ("applies_to_all_devices",)),
        (Feature.DO_NOT_DISTURB, ("incoming_call_option",)),
        (Feature.CALL_FORWARDING, ("call_forwarding", "always", "applies_to_all_lines")),
    }
)

LOCAL = Capabilities("practice account", provider_key="local")
WEBEX = Capabilities("Webex Calling", provider_key="webex")
BROADWORKS = Capabilities("BroadWorks", provider_key="broadworks", value_limits=ValueLimits(takes_no_rings=True))
UCM_ON_PREMISES = Capabilities(
    "Cisco UCM",
    limits=_UCM_LIMITS,
    provider_key="ucm",
    specific_fields=_UCM_FIELDS,
    value_limits=ValueLimits(voicemail_word="VOICEMAIL"),
)
UCM_CLOUD = Capabilities(
    "Cisco UCM",
    limits={**_UCM_LIMITS, (Feature.DO_NOT_DISTURB, ()): _NONE},
    provider_key="ucm",
    value_limits=ValueLimits(voicemail_word="VOICEMAIL"),
)
UNDOCUMENTED = Capabilities("A provider")

_GROUPS = {
    "always": "call_forwarding.always",
    "busy": "call_forwarding.busy",
    "unanswered": "call_forwarding.no_answer",
    "continuity": "call_forwarding.business_continuity",
}
_SWITCHES = {
    "dnd": ("do_not_disturb.enabled",),
    "go": ("do_not_disturb.webex_go_override_enabled",),
    "waiting": ("call_waiting.enabled",),
    "vm": ("voicemail.enabled",),
    "vm-all": ("voicemail.enabled", "voicemail.send_all_calls.enabled"),
    "vm-busy": ("voicemail.enabled", "voicemail.send_busy_calls.enabled"),
    "vm-unanswered": ("voicemail.enabled", "voicemail.send_unanswered_calls.enabled"),
}


def settings(line: str, *, without: tuple[Feature, ...] = ()) -> dict[Feature, Setting]:
    """All settings but those `without`, with every switch off but for those of `line`.

    `dnd waiting vm-busy vm-unanswered/3` are switches, `/3` the rings; `always:4022` forwards, `always:` does so
    without a number, `always:4022-` keeps the number switched off, `always:4022*` lets callers leave a message there;
    `!vm` switches voicemail off whatever the words before it turned on.
    """
    made = {feature: switched_off(feature) for feature in Feature if feature not in without}
    for word in line.split():
        for key, value in _values(word).items():
            feature, field = Feature.find(key)
            if feature in made:
                made[feature] = made[feature].with_value(field.path, value)
    return made


def switched_off(feature: Feature) -> Setting:
    """The setting of a feature with each of its switches reported as off."""
    names = ("enabled", "destination_voicemail_enabled", "webex_go_override_enabled")
    return feature.model().with_values({field.path: False for field in feature.fields if field.path[-1] in names})


def _values(word: str) -> dict[str, Value]:
    name, _, rings = word.partition("/")
    name, colon, number = name.partition(":")
    if not colon:
        value = not name.startswith("!")
        values: dict[str, Value] = dict.fromkeys(_SWITCHES[name.lstrip("!")], value)
        return {**values, **({"voicemail.send_unanswered_calls.number_of_rings": int(rings)} if rings else {})}
    group = _GROUPS[name]
    values = {f"{group}.enabled": not number.endswith("-"), f"{group}.destination": number.rstrip("-*") or None}
    if number.endswith("*"):
        values[f"{group}.destination_voicemail_enabled"] = True
    if rings:
        values[f"{group}.number_of_rings"] = int(rings)
    return values
