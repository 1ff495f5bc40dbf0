"""What a rule of advice may look at, and what it says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import Setting, Value

from .flow import FieldRef, Path
from .rule_states import (
    NumberFormatter,
    Rule,
    RuleStates,
    Settings,
    Switch,
    sibling_field,
    stored_destination,
    stored_value,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: the sentence, and the field to change."""

    message: str
    source: FieldRef


@dataclass(frozen=True)
class AdviceContext:
    """All that a rule may look at."""

    settings: Settings
    capabilities: Capabilities
    owner: Owner
    switches: RuleStates
    path: Path
    show: NumberFormatter

    def switch(self, part: Rule) -> Switch:
        """How a switch stands."""
        return self.switches[part]

    def acts(self, *parts: Rule) -> list[Rule]:
        """Those of `parts` that do something when a call meets them."""
        return [part for part in parts if self.switches[part].acts]

    def value(self, source: FieldRef) -> Value:
        """The stored value of a field."""
        return stored_value(self.settings, source)

    def setting(self, feature: Feature) -> Setting | None:
        """A feature's setting, None if it has not been read."""
        return self.settings.get(feature)

    def shown_destination(self, part: Rule) -> str:
        """The number stored with a forwarding switch, as people read it."""
        return self.show(stored_destination(self.settings, part))


@dataclass(frozen=True, slots=True)
class AdviceRule:
    """One row of the table of advice.

    Attributes:
        id: in words joined by hyphens.
        reason: why it matters, or what to do.
        find: yields what it finds in a case.
        needs: fields without which the rule means nothing: an account that lacks one of them is not advised.
    """

    id: str
    reason: str
    find: Callable[[AdviceContext], Iterator[Finding]]
    needs: tuple[FieldRef, ...] = ()

    def applies_to(self, capabilities: Capabilities) -> bool:
        """Whether an account of these capabilities has all that the rule is about."""
        return all(
            capabilities.support(source.feature, source.path).is_offered and _is_decided(source, capabilities)
            for source in self.needs
        )


def destination_field(part: Rule) -> FieldRef:
    """The field that holds the number of a forwarding switch."""
    return sibling_field(part.source, "destination")


def join_words(words: list[str]) -> str:
    """Words in a row: "one, two and three"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


_BY_SOURCE = {part.source: part for part in Rule}


def _is_decided(source: FieldRef, capabilities: Capabilities) -> bool:
    part = _BY_SOURCE.get(source)
    return part is None or part.step in capabilities.precedence.order
