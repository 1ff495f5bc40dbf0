"""A person's own keys from the configuration, checked: each is one that a terminal sends, and means one thing."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from tui_callsettings.errors import ConfigurationError

from .key_table import KeyTable
from .keys import COMMANDS, Command, meets, shown_key

_ALWAYS_QUITS = "ctrl+c"
_NEVER = {
    "ctrl+i": "a terminal sends it as Tab",
    "ctrl+m": "a terminal sends it as Enter",
    "ctrl+h": "a terminal sends it as Backspace",
    "ctrl+j": "a terminal sends it as Enter",
    "ctrl+z": "it suspends programs",
    _ALWAYS_QUITS: "it always leaves the editor",
}
_NAMED = (
    *(f"f{number}" for number in range(1, 13)), "escape", "enter", "tab", "space", "up", "down", "left", "right",
    "home", "end", "pageup", "pagedown", "insert", "delete", "backspace",
)  # fmt: skip
_KEY = re.compile(r"(?:(?:ctrl|shift|alt)\+)*(?:[!-~]|" + "|".join(_NAMED) + r")")


def resolved(user_table: Mapping[str, str], place: Callable[[str], str] = str) -> KeyTable:
    """The commands with a person's own keys, several for one command separated by spaces.

    Args:
        user_table: keys by the command's id.
        place: where an id is written, for the beginning of a message.

    Raises:
        ConfigurationError: an unknown command or key, a key no terminal sends, or a key given twice.
    """
    commands = {command.id: command for command in COMMANDS}
    for check in (_rebind, _check_clashes):
        for name, text in user_table.items():
            try:
                check(commands, name, text)
            except ConfigurationError as error:
                raise ConfigurationError(f"{place(name)}: {error.message}") from None
    return KeyTable(commands.values())


def _rebind(commands: dict[str, Command], name: str, text: str) -> None:
    if name not in commands:
        raise ConfigurationError(f'There is no command "{_plain(name)}". {_nearest(name, commands)}')
    keys = tuple(_checked(name, word) for word in text.lower().replace(",", " ").split())
    if not keys:
        raise ConfigurationError(f'No key is given for "{name}". Give one, such as {name} = "f2", or leave it out.')
    if name == "app.quit" and _ALWAYS_QUITS not in keys:
        keys = (*keys, _ALWAYS_QUITS)
    commands[name] = replace(commands[name], keys=keys)


def _checked(name: str, key: str) -> str:
    if key in _NEVER and not (name == "app.quit" and key == _ALWAYS_QUITS):
        raise ConfigurationError(f"{shown_key(key)} cannot be a key for {name}: {_NEVER[key]}. Use another one.")
    if not _KEY.fullmatch(key):
        known = [*_NAMED, *(f"ctrl+{letter}" for letter in "abdefgklnopqrstuvwxy")]
        raise ConfigurationError(f'"{_plain(key)}" is not a key (for {name}). {_nearest(key, known)}')
    return key


def _check_clashes(commands: dict[str, Command], name: str, _text: str) -> None:
    command = commands[name]
    for other in commands.values():
        shared = set(command.keys) & set(other.keys)
        if other.id == command.id or not shared or not meets(command.where, other.where):
            continue
        key = shown_key(min(shared))
        raise ConfigurationError(f"{key} is given to both {command.id} and {other.id}. Give one of them another key.")


def _nearest(word: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.3)
    return f"Did you mean {near[0]}?" if near else f"One that works is {names[0]}."


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isprintable())[:40]
