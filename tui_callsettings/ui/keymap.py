"""The keys in force: a person's own from the configuration over the defaults, checked, and shown in every text."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from tui_callsettings.errors import ConfigurationError

from .commands import COMMANDS, Command, Scope, colliding_keys, display_key

_FIXED_KEYS = {"app.quit": "ctrl+c", "app.suspend": "ctrl+z"}
"""Keys that these commands keep beside a person's own."""
_UNUSABLE = {
    "ctrl+i": "a terminal sends it as Tab",
    "ctrl+m": "a terminal sends it as Enter",
    "ctrl+h": "a terminal sends it as Backspace",
    "ctrl+j": "a terminal sends it as Enter",
    _FIXED_KEYS["app.suspend"]: "it always suspends the editor",
    _FIXED_KEYS["app.quit"]: "it always quits the editor",
}
_NAMED_KEYS = (
    *(f"f{number}" for number in range(1, 13)), "escape", "enter", "tab", "space", "up", "down", "left", "right",
    "home", "end", "pageup", "pagedown", "insert", "delete", "backspace",
)  # fmt: skip
_KEY = re.compile(r"(?:(?:ctrl|shift|alt)\+)*(?:[!-~]|" + "|".join(_NAMED_KEYS) + r")")


class Keymap:
    """The commands with the keys in force."""

    def __init__(self, commands: Iterable[Command] = COMMANDS) -> None:
        self.commands = tuple(commands)
        self._by_id = {command.id: command for command in self.commands}
        self._first_keys = {command.id: display_key(command.keys[0]) for command in self.commands}
        defaults = {command.id: command.keys for command in COMMANDS}
        self._footer_keys = {
            command.id: command.shown
            if command.shown and command.keys == defaults.get(command.id)
            else self._first_keys[command.id]
            for command in self.commands
        }
        self.key = self._first_keys.__getitem__
        """Returns the first key of a command, as people know it; texts ask for it at every key."""

    def command(self, command_id: str) -> Command:
        """Return the command with this id."""
        return self._by_id[command_id]

    def textual_keymap(self) -> dict[str, str]:
        """Return the keys in force in Textual's form."""
        return {command.id: ",".join(command.textual_keys) for command in self.commands}

    def textual_keys(self, command_ids: Iterable[str]) -> frozenset[str]:
        """Return all keys of these commands, as Textual names them."""
        return frozenset(key for each in command_ids for key in self._by_id[each].textual_keys)

    def footer(self, command_ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return key and label of each of these commands: ("PgUp/PgDn", "Scroll")."""
        return tuple((self._footer_keys[each], self._by_id[each].label) for each in command_ids)

    def help(self) -> tuple[tuple[Scope, tuple[tuple[str, str], ...]], ...]:
        """Return each scope with its commands: keys and line of help."""
        return tuple(
            (scope, tuple((each.keys_text, each.help) for each in self.commands if each.scope is scope))
            for scope in Scope
        )

    def markdown(self) -> str:
        """Return the table of keys for the README."""
        lines = ["| where | keys | what |", "|---|---|---|"]
        for scope, rows in self.help():
            lines += [f"| {scope.value} | {keys} | {text} |" for keys, text in rows]
        return "\n".join(lines) + "\n"


DEFAULT_KEYMAP = Keymap()
"""The commands with their default keys."""


def load_keymap(user_keys: Mapping[str, str], locate: Callable[[str], str] = str) -> Keymap:
    """Return the keymap with a person's own keys, several for one command separated by spaces.

    Args:
        user_keys: keys by the command's id.
        locate: Returns where an id is written, for the beginning of a message.

    Raises:
        ConfigurationError: an unknown command or key, a key no terminal sends, or a key given twice.
    """
    commands = {command.id: command for command in COMMANDS}
    for check in (_rebind, _check_collisions):
        for command_id, text in user_keys.items():
            try:
                check(commands, command_id, text)
            except ConfigurationError as error:
                raise ConfigurationError(f"{locate(command_id)}: {error.message}") from None
    return Keymap(commands.values())


def _rebind(commands: dict[str, Command], command_id: str, text: str) -> None:
    if command_id not in commands:
        raise ConfigurationError(f'There is no command "{_printable(command_id)}". {_suggest(command_id, commands)}')
    keys = tuple(_parse_key(command_id, word) for word in text.lower().replace(",", " ").split())
    if not keys:
        raise ConfigurationError(
            f'No key is given for "{command_id}". Give one, for example {command_id} = "f2", or remove the line.'
        )
    fixed = _FIXED_KEYS.get(command_id)
    if fixed is not None and fixed not in keys:
        keys = (*keys, fixed)
    commands[command_id] = replace(commands[command_id], keys=keys)


def _parse_key(command_id: str, key: str) -> str:
    if key in _UNUSABLE and _FIXED_KEYS.get(command_id) != key:
        raise ConfigurationError(
            f"{display_key(key)} cannot be a key for {command_id}: {_UNUSABLE[key]}. Use another one."
        )
    if not _KEY.fullmatch(key):
        known = [*_NAMED_KEYS, *(f"ctrl+{letter}" for letter in "abdefgklnopqrstuvwxy")]
        raise ConfigurationError(f'"{_printable(key)}" is not a key (for {command_id}). {_suggest(key, known)}')
    return key


def _check_collisions(commands: dict[str, Command], command_id: str, _text: str) -> None:
    command = commands[command_id]
    for other in commands.values():
        shared = colliding_keys(command, other)
        if not shared:
            continue
        key = display_key(min(shared))
        raise ConfigurationError(f"{key} is given to both {command.id} and {other.id}. Give one of them another key.")


def _suggest(word: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.3)
    return f"Did you mean {near[0]}?" if near else f"One that works is {names[0]}."


def _printable(text: str) -> str:
    return "".join(c for c in text if c.isprintable())[:40]
