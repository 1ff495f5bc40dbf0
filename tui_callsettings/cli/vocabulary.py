"""The names by which commands, plain mode and files know features, rules and fields; dashes and underscores are one.

Importing it loads no model, so completion and help stay quick; a test compares the names with the models.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Final

from .field_keys import KEYS

if TYPE_CHECKING:
    from tui_callsettings.models.feature import Feature

_ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "do_not_disturb": ("dnd",),
    "call_forwarding": ("forward", "forwarding"),
    "call_waiting": ("waiting",),
    "no_answer": ("unanswered",),
    "business_continuity": ("continuity", "unreachable"),
    "send_all_calls": ("all",),
    "send_busy_calls": ("busy",),
    "send_unanswered_calls": ("no_answer", "unanswered"),
    "destination": ("to",),
    "number_of_rings": ("rings",),
    "email_copy_of_message": ("email_copy",),
    "transfer_to_number": ("transfer",),
    "fax_message": ("fax",),
}
"""Other names of the parts of field keys."""

RULES: Final = ("always", "busy", "no-answer", "business-continuity")
"""The rules of call forwarding."""


def normalize_name(text: str) -> str:
    """Return `text` in the spelling of field keys: lower case, with underscores."""
    return text.strip().lower().replace("-", "_").replace(" ", "_")


def rule_name(text: str) -> str:
    """Return the rule of call forwarding that `text` names, in the spelling of commands; other texts as they are."""
    name = normalize_name(text)
    for rule in RULES:
        key = normalize_name(rule)
        if name == key or name in _ALIASES.get(key, ()):
            return rule
    return text.lower()


def feature_names() -> tuple[str, ...]:
    """Return the names of all features, the short one first, as completion offers them."""
    features = dict.fromkeys(key.split(".")[0] for key in KEYS)
    return tuple(_ALIASES.get(feature, (feature,))[0] for feature in features)


def find_feature(text: str) -> "Feature":
    """Return the feature that `text` names.

    Raises:
        ConfigurationError: no feature has that name; the message suggests one.
    """
    from tui_callsettings.models.feature import Feature

    name = normalize_name(text)
    by_name = {alias: feature for feature in Feature for alias in (feature.value, *_ALIASES.get(feature.value, ()))}
    by_name |= {feature.title.lower().replace(" ", "_"): feature for feature in Feature}
    if name in by_name:
        return by_name[name]
    from tui_callsettings.errors import ConfigurationError

    hint = suggestion(name, by_name) or f"Choose one of: {', '.join(feature_names())}."
    raise ConfigurationError(f'"{text}" is not a feature. {hint}')


def find_key(text: str) -> str:
    """Return the key of the field that `text` names; a feature or group stands for its on/off field.

    Raises:
        ConfigurationError: no field has that name; the message suggests one.
    """
    name = normalize_name(text)
    if name in KEYS:
        return name
    found = _aliases().get(name)
    if found is not None:
        return found
    from tui_callsettings.models.feature import Feature

    keys = [feature.key(field.path) for feature in Feature for field in feature.fields]
    if name in keys:
        return name
    from tui_callsettings.errors import ConfigurationError

    hint = suggestion(name, [*_aliases(), *keys]) or "List all fields with: callsettings set --list"
    raise ConfigurationError(f'"{text}" is not a field. {hint}')


def suggestion(text: str, names: Iterable[str]) -> str:
    """Return "Did you mean …?" with the name that is closest to `text`; "" if none is close."""
    from difflib import get_close_matches

    near = get_close_matches(text.lower(), [*names], n=1)
    return f"Did you mean {near[0]}?" if near else ""


def _aliases() -> dict[str, str]:
    """Return every other name of a field, with its key; the first of two meanings wins."""
    names: dict[str, str] = {}
    for key in KEYS:
        for spelling in _spellings(key):
            names.setdefault(spelling, key)
    return names


def _spellings(key: str) -> Iterator[str]:
    parts = [(part, *_ALIASES.get(part, ())) for part in key.split(".")]
    for spelling in product(*parts):
        yield ".".join(spelling)
        if spelling[-1] == "enabled":
            yield ".".join(spelling[:-1])
