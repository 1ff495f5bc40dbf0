"""What can be found by name: the commands, the features, and every field."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from tui_callsettings.models.feature import Feature

from .forms.extras import voicemail_extras
from .host import Host
from .keys import Command, Where


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found.

    Attributes:
        title: what it is called.
        note: its key or its place.
        run: does it.
    """

    title: str
    note: str
    run: Callable[[], Awaitable[Any]]


def everything(host: Host) -> tuple[Found, ...]:
    """All there is, commands first."""
    commands = [
        Found(command.help, _key_note(command), partial(host.run_action, command.action))
        for command in host.key_table.commands
        if command.is_found
    ]
    features = [Found(f"Open {f.title.lower()}", "", partial(host.open_feature, f)) for f in Feature]
    fields = [
        Found(feature.field_title(field.path), "", partial(host.open_feature, feature, field.path))
        for feature in Feature
        for field in feature.fields
        if not field.meta.is_read_only and host.store.capabilities.support(feature, field.path).is_offered
    ]
    extras = [
        Found(extra.words, "", partial(host.run_action, extra.action))
        for extra in voicemail_extras(host.store.capabilities)
    ]
    return (*commands, *extras, *features, *fields)


def _key_note(command: Command) -> str:
    return f"{command.key_words} on the overview" if command.where is Where.OVERVIEW else command.key_words


def matching(found: Iterable[Found], text: str) -> list[Found]:
    """Those whose title has every word of `text`."""
    words = text.casefold().split()
    return [each for each in found if all(word in each.title.casefold() for word in words)]
