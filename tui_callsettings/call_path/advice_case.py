"""What a rule of advice may look at, and what it says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import Setting, Value

from .path import Path, Source
from .reading import Part, Settings, Show, Switch, Switches, destination_of, sibling, value_at


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: the sentence, and the field to change."""

    sentence: str
    source: Source


@dataclass(frozen=True)
class Case:
    """All that a rule may look at."""

    settings: Settings
    capabilities: Capabilities
    owner: Owner
    switches: Switches
    path: Path
    show: Show

    def switch(self, part: Part) -> Switch:
        """How a switch stands."""
        return self.switches[part]

    def acts(self, *parts: Part) -> list[Part]:
        """Those of `parts` that do something when a call meets them."""
        return [part for part in parts if self.switches[part].acts]

    def value(self, source: Source) -> Value:
        """The stored value of a field."""
        return value_at(self.settings, source)

    def setting(self, feature: Feature) -> Setting | None:
        """A feature's setting, None if it has not been read."""
        return self.settings.get(feature)

    def shown_destination(self, part: Part) -> str:
        """The number stored with a forwarding switch, as people read it."""
        return self.show(destination_of(self.settings, part))


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
    find: Callable[[Case], Iterator[Finding]]
    needs: tuple[Source, ...] = ()

    def applies_to(self, capabilities: Capabilities) -> bool:
        """Whether an account of these capabilities has all that the rule is about."""
        return all(
            capabilities.support(source.feature, source.path).is_offered and _is_decided(source, capabilities)
            for source in self.needs
        )


def destination(part: Part) -> Source:
    """The field that holds the number of a forwarding switch."""
    return sibling(part.source, "destination")


def listed(words: list[str]) -> str:
    """Words in a row: "one, two and three"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


_BY_SOURCE = {part.source: part for part in Part}


def _is_decided(source: Source, capabilities: Capabilities) -> bool:
    part = _BY_SOURCE.get(source)
    return part is None or part.step in capabilities.precedence.order
