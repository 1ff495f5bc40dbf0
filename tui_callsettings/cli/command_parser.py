"""The parser of one command."""

import argparse
from collections.abc import Sequence
from typing import Any

_REST = (argparse.PARSER, argparse.REMAINDER)


class CommandParser(argparse.ArgumentParser):
    """Takes options between arguments too, as in `forward no-answer --rings 4 4022`.

    By itself, argparse stops looking for an argument that may be left out at the first option behind another argument.
    """

    _is_second_try = False

    def parse_known_args(  # type: ignore[override]  # argparse has an overload for each kind of namespace
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """The arguments, and what could not be understood; what was left over is tried again apart from the options."""
        known, left = super().parse_known_args(args, namespace)
        if not left or self._is_second_try or any(a.nargs in _REST for a in self._get_positional_actions()):
            return known, left
        self._is_second_try = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_second_try = False
