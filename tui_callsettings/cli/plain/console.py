"""The console of plain mode: lines are written one below the other, with the answers between them."""

import io
import os
import select
import signal
import sys
import termios
from collections.abc import Callable, Sequence

from tui_callsettings.terminal.character_filter import CharacterFilter

from .termination import EndOfInputError, QuitRequestedError, Terminated

MAX_ANSWER_LENGTH = 4096
"""Characters; the most that the line editing of a terminal takes."""

_COMMON_HELP = "At every prompt: Enter or back goes back, quit leaves, help or ? explains."


class Console:
    """Writes to standard output and reads lines from standard input.

    Args:
        is_ascii: whether the terminal shows ASCII only.
    """

    def __init__(self, *, is_ascii: bool) -> None:
        self.is_ascii = is_ascii
        self._characters = CharacterFilter(is_ascii=is_ascii)
        self._is_terminal = os.isatty(0)
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")

    def write(self, *lines: str) -> None:
        """Write lines, without characters that a terminal could take for a command.

        Raises:
            Terminated: the terminal is gone.
        """
        self._write("".join(f"{self._shown(line)}\n" for line in lines))

    def write_last(self, *lines: str) -> None:
        """Write the last lines, unless nobody reads: the program must not wait then."""
        try:
            if select.select([], [1], [], 0)[1]:
                self.write(*lines)
        except (OSError, ValueError, Terminated):
            return

    def ask(self, question: str, *, hint: str = "") -> str:
        """Return the line that the person types, without surrounding space; "" for Enter alone, or "back".

        Args:
            question: the prompt.
            hint: what "help" and "?" explain at this prompt.

        Raises:
            QuitRequestedError: the person typed "quit".
            EndOfInputError: there is no more input.
            Terminated: the terminal is gone.
        """
        while True:
            self._write(f"{self._shown(question)} ")
            line = self._read_whole_line()
            if line is None:
                continue
            word = line.casefold()
            if word in ("help", "?"):
                self.write(*(hint.splitlines() or [question]), _COMMON_HELP)
            elif word == "quit":
                raise QuitRequestedError
            else:
                return "" if word == "back" else line

    def ask_secret(self, question: str) -> str:
        """Return what the person types, which is neither shown nor written; "" for Enter alone."""
        if not self._is_terminal:
            self._write(f"{self._shown(question)} ")
            line = self._read_line(is_echoed=False)
            self._write("\n")
            return line.strip()
        import getpass

        return getpass.getpass(f"{question} ").strip()

    def choose(self, question: str, options: Sequence[str], *, hint: str = "") -> int | None:
        """List `options` with numbers from 1 and return the index (from 0) of the chosen one; None for Enter alone.

        The first word of an option, or the beginning of it, does as well as its number.
        """
        self.write(*(f"{number}  {option}" for number, option in enumerate(options, start=1)))
        while True:
            answer = self.ask(question, hint=hint)
            if not answer:
                return None
            if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(options):
                return int(answer) - 1
            matches = [index for index, option in enumerate(options) if option.casefold().startswith(answer.casefold())]
            if len(matches) == 1:
                return matches[0]
            self.write(f'Unknown choice "{answer}". Type a number from 1 to {len(options)}, or Enter to go back.')

    def confirm(self, question: str, *, take: Callable[[str], bool] | None = None) -> bool:
        """Ask a yes-no question about what is above. On a terminal, nothing typed before the question counts.

        Args:
            question: the question.
            take: tries each other answer, and returns whether it was one that is understood; the question comes again.
        """
        if self._is_terminal:
            termios.tcflush(0, termios.TCIFLUSH)
        while True:
            answer = self.ask(f"{question} (yes or no)").casefold()
            if answer in ("y", "yes"):
                return True
            if answer in ("", "n", "no"):
                return False
            if take is None or not take(answer):
                self.write('Type "yes" or "no".')

    def _read_whole_line(self) -> str | None:
        """Return a line; None, after a message, where it was too long."""
        line = self._read_line()
        if len(line) < MAX_ANSWER_LENGTH or line.endswith("\n"):
            return line.strip()
        while not line.endswith("\n"):
            line = self._read_line()
        self.write(f"An answer has at most {MAX_ANSWER_LENGTH} characters; this one was ignored.")
        return None

    def _read_line(self, *, is_echoed: bool = True) -> str:
        if sys.stdin is None or sys.stdin.closed:
            raise EndOfInputError
        try:
            line = sys.stdin.readline(MAX_ANSWER_LENGTH)
        except OSError:
            raise Terminated(signal.SIGHUP) from None
        if not line:
            self._write("\n")
            raise EndOfInputError
        if is_echoed and not self._is_terminal:
            # A terminal shows what is typed; where answers come from a file, the transcript should have them too.
            self.write(line)
        return line

    def _shown(self, text: str) -> str:
        return "".join(self._characters.split_columns(text)).rstrip()

    def _write(self, text: str) -> None:
        data = text.encode("ascii" if self.is_ascii else "utf-8", "replace")
        try:
            # Past Python's buffer: nothing that is left in it may delay the end.
            while data:
                data = data[os.write(1, data) :]
        except OSError:
            raise Terminated(signal.SIGHUP) from None
