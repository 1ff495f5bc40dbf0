"""What a rule of advice may look at, and what it finds."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.remedy import Edit, Remedy
from tui_callsettings.models.setting import Setting, Value

from .flow import CallFlow
from .rule import FieldRef, Rule
from .rule_states import (
    NumberFormatter,
    RuleState,
    RuleStates,
    RuleStatus,
    Settings,
    sibling_field,
    stored_destination,
    stored_value,
)


class Finding(NamedTuple):
    """What a rule found: a sentence, the field to change, and edits that resolve it."""

    message: str
    source: FieldRef
    remedy: Remedy | None = None


class AdviceContext(NamedTuple):
    """All that a rule may look at."""

    settings: Settings
    capabilities: Capabilities
    owner: Owner
    states: RuleStates
    flow: CallFlow
    formatter: NumberFormatter

    def state(self, rule: Rule) -> RuleState:
        """Return how a rule stands."""
        return self.states[rule]

    def with_effect(self, *rules: Rule) -> list[Rule]:
        """Return those of `rules` that do something when a call meets them."""
        return [rule for rule in rules if self.states[rule].has_effect]

    def value(self, source: FieldRef) -> Value:
        """Return the stored value of a field."""
        return stored_value(self.settings, source)

    def setting(self, feature: Feature) -> Setting | None:
        """Return a feature's setting, None if it has not been read."""
        return self.settings.get(feature)

    def display_destination(self, rule: Rule) -> str:
        """Return the number stored with a forwarding rule, as people read it."""
        return self.formatter(stored_destination(self.settings, rule))

    def remedy(self, label: str, *edits: tuple[FieldRef, Value]) -> Remedy | None:
        """Return the remedy, None where the account does not let one of the edits be made."""
        if not all(self.capabilities.support(*source).is_writable for source, _ in edits):
            return None
        return Remedy(label, tuple(Edit(source.feature, source.path, value) for source, value in edits))


class AdviceRule(NamedTuple):
    """One row of the table of advice.

    Attributes:
        id: words joined by hyphens.
        reason: why it matters, or what to do.
        find: yields what it finds in a context.
        needs: fields without which the rule means nothing: an account that lacks one of them gets no such advice.
    """

    id: str
    reason: str
    find: Callable[[AdviceContext], Iterator[Finding]]
    needs: tuple[FieldRef, ...] = ()

    def applies_to(self, context: AdviceContext) -> bool:
        """Return whether the account has all that the rule is about."""
        return all(
            context.capabilities.support(*source).is_offered
            and (rule is None or context.states[rule].status is not RuleStatus.HIDDEN)
            for source in self.needs
            for rule in (_RULES.get(source),)
        )


def destination_field(rule: Rule) -> FieldRef:
    """Return the field that holds the number of a forwarding rule."""
    return sibling_field(rule.field, "destination")


_RULES = {rule.field: rule for rule in Rule}
