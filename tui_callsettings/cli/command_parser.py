"""The argument parsers: options anywhere, suggestions for misspelled words, help that wraps at spaces only."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from .exit_status import ExitStatus
from .other_words import argument_hint, command_hint, value_hint
from .vocabulary import suggestion

_USUAL_COLUMNS = 80
_REST = (argparse.PARSER, argparse.REMAINDER)


class HelpFormatter(argparse.HelpFormatter):
    """Wraps at spaces only and keeps indented lines, such as examples, as they are."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        # argparse makes a formatter for each argument and would load shutil for the width: a twelfth of a Tab's time.
        super().__init__(*arguments, **{"width": _terminal_columns() - 2, **options})

    def _split_lines(self, text: str, width: int) -> list[str]:
        import textwrap

        return textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False, break_long_words=False)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(self._fill_line(line, width, indent) for line in text.splitlines())

    def _fill_line(self, line: str, width: int, indent: str) -> str:
        if line.startswith(" "):
            return f"{indent}{line}"
        import textwrap

        return textwrap.fill(
            line, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
        )


def _terminal_columns() -> int:
    """Return how wide help is, as `shutil.get_terminal_size` has it."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(1).columns or _USUAL_COLUMNS
    except OSError:
        return _USUAL_COLUMNS


class CommandParser(argparse.ArgumentParser):
    """Takes options between arguments too, as in `forward no-answer --rings 4 4022`.

    By itself, argparse stops looking for an argument that may be left out at the first option behind another argument.
    """

    _is_second_try = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("formatter_class", HelpFormatter)
        super().__init__(*arguments, **options)

    def parse_known_args(  # type: ignore[override]  # argparse has an overload for each kind of namespace
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Return the arguments, and what was not understood; that is tried again apart from the options."""
        known, left = super().parse_known_args(args, namespace)
        if not left or self._is_second_try or any(a.nargs in _REST for a in self._get_positional_actions()):
            return known, left
        self._is_second_try = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_second_try = False

    def parse_args(  # type: ignore[override]  # as above
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> Any:
        """Return the arguments; print what is wrong with them and leave with status 2."""
        known, left = self.parse_known_args(args, namespace)
        if left:
            parser = self._parser_of(known)
            unknown = next((word for word in left if word.startswith("-")), None)
            if unknown is None:
                hint = argument_hint(parser.prog.rpartition(" ")[2], left[0])
                parser.error(f'unexpected argument "{left[0]}". {hint}'.strip())
            name = unknown.partition("=")[0]
            parser.error(f"unknown option {name}. {suggestion(name, parser.option_names())}".strip())
        return known

    def option_names(self) -> list[str]:
        """Return the long options of this parser."""
        return [name for action in self._actions for name in action.option_strings if name.startswith("--")]

    def _parser_of(self, namespace: Any) -> "CommandParser":
        """Return the parser of the command, and of its action, that `namespace` names."""
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                chosen = action.choices.get(str(getattr(namespace, action.dest, "")))
                if isinstance(chosen, CommandParser):
                    return chosen._parser_of(namespace)
        return self

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        # A choice that the usage does not name is for the machine.
        is_listed = isinstance(action.metavar, str) and "|" in action.metavar
        names = str(action.metavar).split("|") if is_listed else [str(choice) for choice in action.choices]
        is_command = action.dest == "command" and not action.option_strings
        hint = (command_hint if is_command else value_hint)(str(value), names) or f"Choose one of: {', '.join(names)}."
        name = action.option_strings[0] if action.option_strings else action.dest
        what = "a command" if name == "command" else f"a value of {name}"
        raise argparse.ArgumentError(None, f'"{value}" is not {what}. {hint}')

    def error(self, message: str) -> NoReturn:
        """Print what is wrong, also as JSON where that was asked for, and leave with status 2."""
        if "--json" in sys.argv[1:]:
            from tui_callsettings.text import dump_json

            from .json_output import error_document

            print(dump_json(error_document(message, ExitStatus.USAGE)))
        self.print_usage(sys.stderr)
        self.exit(int(ExitStatus.USAGE), f"callsettings: {message}\n")
