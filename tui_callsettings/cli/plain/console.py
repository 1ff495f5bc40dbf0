"""The transcript: lines that are written one below the other, and the answers between them."""

import io
import os
import select
import signal
import sys
import termios
from collections.abc import Sequence

from tui_callsettings.terminal.character_filter import CharacterFilter

from .termination import EndOfInputError, Terminated

LONGEST_ANSWER = 4096
"""Characters; what a terminal's own line editing takes at most."""


class Console:
    """Writes to standard output and reads lines from standard input.

    Args:
        is_ascii: whether the terminal takes ASCII only.
    """

    def __init__(self, *, is_ascii: bool) -> None:
        self.is_ascii = is_ascii
        self._characters = CharacterFilter(is_ascii=is_ascii)
        self._is_terminal = os.isatty(0)
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")

    def write(self, *lines: str) -> None:
        """Write lines. Characters that a terminal could take for a command are left out.

        Raises:
            Ended: nobody is there to read them.
        """
        self._write("".join(f"{self._shown(line)}\n" for line in lines))

    def write_last(self, *lines: str) -> None:
        """Write lines at the end, unless that would have to wait for a reader who may never come."""
        try:
            if select.select([], [1], [], 0)[1]:
                self.write(*lines)
        except (OSError, ValueError, Terminated):
            return

    def ask(self, question: str) -> str:
        """The line that the person answers, without space around it; "" for Enter alone.

        Raises:
            EndOfInputError: there is no more input.
            Ended: the terminal is gone.
        """
        while True:
            self._write(f"{self._shown(question)} ")
            line = self._read_line()
            if len(line) < LONGEST_ANSWER or line.endswith("\n"):
                return line.strip()
            while not line.endswith("\n"):
                line = self._read_line()
            self.write(f"That was longer than {LONGEST_ANSWER} characters and was not taken.")

    def choose(self, question: str, options: Sequence[str]) -> int | None:
        """List `options` with numbers from 1 and return the index (from 0) of the one chosen; None for Enter alone."""
        self.write(*(f"{number}  {option}" for number, option in enumerate(options, start=1)))
        while True:
            answer = self.ask(question)
            if not answer:
                return None
            if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(options):
                return int(answer) - 1
            self.write(f'"{answer}" is not one of them: type a number from 1 to {len(options)}, or Enter to go back.')

    def confirm(self, question: str) -> bool:
        """Whether the person says yes to what is above. On a terminal, nothing typed before the question counts."""
        if self._is_terminal:
            termios.tcflush(0, termios.TCIFLUSH)
        while True:
            answer = self.ask(f"{question} (yes or no)").casefold()
            if answer in ("y", "yes"):
                return True
            if answer in ("", "n", "no"):
                return False
            self.write('Type "yes" or "no".')

    def _read_line(self) -> str:
        if sys.stdin is None or sys.stdin.closed:
            raise EndOfInputError
        try:
            line = sys.stdin.readline(LONGEST_ANSWER)
        except OSError:
            raise Terminated(signal.SIGHUP) from None
        if not line:
            self._write("\n")
            raise EndOfInputError
        if not self._is_terminal:
            # A terminal shows what is typed; where answers come from a file, the transcript is to be complete too.
            self.write(line)
        return line

    def _shown(self, text: str) -> str:
        return "".join(self._characters.split_columns(text)).rstrip()

    def _write(self, text: str) -> None:
        data = text.encode("ascii" if self.is_ascii else "utf-8", "replace")
        try:
            # Past Python's buffer, so that nothing is left in it that could hold up the end.
            while data:
                data = data[os.write(1, data) :]
        except OSError:
            raise Terminated(signal.SIGHUP) from None
