"""The keys in force: looked up by screens and fields, told by footer, help and the README's table."""

from collections.abc import Iterable

from .keys import COMMANDS, EDITING, Command, Where, shown_key


class KeyTable:
    """The commands with the keys in force."""

    def __init__(self, commands: Iterable[Command] = COMMANDS) -> None:
        self.commands = tuple(commands)
        self._by_id = {command.id: command for command in self.commands}
        self._by_key = {(c.where, key): c.id for c in self.commands for key in c.textual_keys}

    def command(self, name: str) -> Command:
        """The command with the id `name`."""
        return self._by_id[name]

    def key(self, name: str) -> str:
        """The first key of a command, for people."""
        return shown_key(self._by_id[name].keys[0])

    def name_at(self, where: Where, key: str) -> str:
        """The id of the command that Textual's `key` means in a place; "" if none."""
        return self._by_key.get((where, key), "")

    def keymap(self) -> dict[str, str]:
        """The keys in force in Textual's form."""
        return {command.id: ",".join(command.textual_keys) for command in self.commands}

    def footer(self, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Key and label of each of these commands."""
        chosen = (self._by_id[name] for name in names)
        return tuple((self._shown(command), command.label) for command in chosen)

    def _shown(self, command: Command) -> str:
        is_default = any(command.id == default.id and command.keys == default.keys for default in COMMANDS)
        return command.shown if command.shown and is_default else shown_key(command.keys[0])

    def help(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """For each place its commands: keys and line of help."""
        return tuple(
            (where.value, tuple((c.key_words, c.help) for c in self.commands if c.where is where)) for where in Where
        )

    def markdown(self) -> str:
        """The table of keys for the README."""
        lines = ["| where | keys | what |", "|---|---|---|"]
        for where, rows in self.help():
            lines += [f"| {where} | {keys} | {text} |" for keys, text in rows]
        lines += [f"| In a text | {keys} | {text} |" for keys, text in EDITING]
        return "\n".join(lines) + "\n"


DEFAULT = KeyTable()
"""The commands with the keys they have by default."""
