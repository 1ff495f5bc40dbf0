"""The splash: what the editor showed last, on the screen before the framework is loaded.

The standard library alone is used, and little of it. Textual then starts from these very cells and sends only what
differs; keys typed meanwhile wait in the kernel and are delivered.
"""

from __future__ import annotations

import atexit
import os
import time

from . import tty_mode
from .detect import Terminal
from .diff_renderer import BLANK, Cell, DiffRenderer
from .escape_sequences import enter_screen, leave_screen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType
    from typing import Any

_FORMAT = "callsettings-frame 1"
_END = "end"
_RUN, _STYLE, _CELL = "\x1e", "\x1f", "\x1d"
_STYLE_CHARACTERS = frozenset("0123456789; ")
_MAX_FILE = 1 << 20
_JOINER = "\u200d"

Path = str | os.PathLike[str]


class Splash:
    """Cells on the terminal that Textual hasn't drawn, and the terminal in raw mode.

    Until it is adopted, the end of the program, a hang-up or SIGTERM dismisses it, and a stop gives the terminal back
    for as long as it lasts.

    Args:
        rows: The cells to show.
        terminal: What is known of the terminal.
    """

    def __init__(self, rows: Sequence[Sequence[Cell]], terminal: Terminal) -> None:
        self.renderer = DiffRenderer(
            terminal.columns,
            terminal.rows,
            supports_partial_sgr_reset=terminal.supports_partial_sgr_reset,
            supports_synchronized_output=terminal.supports_synchronized_output,
        )
        """Knows what is on the screen."""
        self._rows = rows
        self._terminal = terminal
        self._original_tty = tty_mode.set_raw(0)
        self._signals: dict[int, Any] = {}
        self._is_open = True
        atexit.register(self.dismiss)
        self._show()
        self._install_handlers()

    def adopt(self) -> tty_mode.TtySettings | None:
        """Leave the terminal as it is to the caller, who from now on has to restore it.

        Returns:
            The terminal's settings from before, for `tty_mode.restore`.
        """
        self._close()
        return self._original_tty

    def dismiss(self) -> None:
        """Give the terminal back as it was; do nothing if that was done or the splash was adopted."""
        if self._is_open:
            self._close()
            self._give_back()

    def _show(self) -> None:
        self.renderer.invalidate()
        frame = self.renderer.render(self._rows, (), None)
        text = enter_screen(is_forgiving=self._terminal.is_forgiving) + frame
        _send(text.encode(self._terminal.charset, "replace"))

    def _give_back(self) -> None:
        _send(leave_screen().encode())
        tty_mode.restore(0, self._original_tty)

    def _install_handlers(self) -> None:
        import signal  # after the splash is shown, as it takes a while to load

        handlers = {
            signal.SIGHUP: self._end,
            signal.SIGTERM: self._end,
            signal.SIGTSTP: self._stop,
            signal.SIGCONT: self._resume,
        }
        for number, handler in handlers.items():
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._signals[number] = signal.signal(number, handler)

    def _close(self) -> None:
        import signal

        self._is_open = False
        atexit.unregister(self.dismiss)
        for number, handler in self._signals.items():
            signal.signal(number, handler)
        self._signals.clear()

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self.dismiss()
        os._exit(128 + number)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        from . import job_control

        if job_control.can_suspend():
            self._give_back()
            job_control.stop_process_group()

    def _resume(self, _number: int, _frame: FrameType | None) -> None:
        """Take the terminal again: a shell may have used it, whether the stop was asked for or not."""
        tty_mode.set_raw(0)
        self._show()


def show_snapshot(path: Path, terminal: Terminal) -> Splash | None:
    """Show the screen saved in a file, with a line that gives its time.

    Args:
        path: The file `save_snapshot` wrote.
        terminal: What is known of the terminal; the saved screen must be for the same.

    Returns:
        What Textual is to start from, or `None` if nothing was shown: no file, one of another format, for another
        terminal or size, or damaged.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            text = os.read(file, _MAX_FILE).decode()
        finally:
            os.close(file)
        rows, note_row, saved_at = _read(text, terminal)
    except (OSError, ValueError):
        return None
    rows[note_row] = _padded(_note(saved_at, terminal), terminal.columns)
    return Splash(rows, terminal)


def show_text(lines: Sequence[str], terminal: Terminal) -> Splash:
    """Show lines of plain text, for a first run; what is too long or too many is cut.

    Args:
        lines: Characters of one column each.
        terminal: What is known of the terminal.
    """
    rows = [_padded(text, terminal.columns) for text in lines[: terminal.rows]]
    rows += [_padded("", terminal.columns) for _ in range(terminal.rows - len(rows))]
    return Splash(rows, terminal)


def save_snapshot(path: Path, rows: Sequence[Sequence[Cell]], terminal: Terminal, note_row: int = 0) -> None:
    """Keep a screen for the next start, readable by its owner only.

    It is a convenience: where it can't be written, nothing is kept and no error is raised.

    Args:
        path: The file, in a folder that exists.
        rows: The cells, as the renderer has them.
        terminal: What the screen was made for.
        note_row: The row that will show its time.
    """
    columns = len(rows[0]) if rows else 0
    head = [_FORMAT, f"{columns} {len(rows)} {note_row} {time.time():.0f}", terminal.appearance]
    data = "\n".join([*head, *(_row_text(row) for row in rows), _END, ""]).encode()
    beside = f"{os.fspath(path)}.{os.getpid()}"
    try:
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.write(file, data)
        finally:
            os.close(file)
        os.replace(beside, path)  # noqa: PTH105 - pathlib takes longer to load than the splash may take
    except OSError:
        pass


def _note(saved_at: float, terminal: Terminal) -> str:
    then = time.localtime(saved_at)
    is_today = then[:3] == time.localtime()[:3]
    when = time.strftime("%H:%M" if is_today else "%Y-%m-%d %H:%M", then)
    return f"as of {when}, reading {'...' if terminal.is_ascii else '…'}"


def _padded(text: str, columns: int) -> list[Cell]:
    row: list[Cell] = [(character, "") for character in text[:columns]]
    return row + [BLANK] * (columns - len(row))


def _row_text(row: Sequence[Cell]) -> str:
    runs: list[tuple[str, list[str]]] = []
    for text, style in row:
        if not runs or runs[-1][0] != style:
            runs.append((style, []))
        runs[-1][1].append(text)
    return _RUN.join(style + _STYLE + _joined(texts) for style, texts in runs)


def _joined(texts: list[str]) -> str:
    return "".join(texts) if all(len(text) == 1 for text in texts) else _CELL + _CELL.join(texts)


def _read(text: str, terminal: Terminal) -> tuple[list[list[Cell]], int, float]:
    """Return the rows, the row for the note and the time of saving.

    Raises:
        ValueError: Anything is not as it was written.
    """
    form, numbers, appearance, *lines, end, nothing = text.split("\n")
    columns, count, note_row, saved_at = (int(number) for number in numbers.split(" "))
    if (form, end, nothing, appearance) != (_FORMAT, _END, "", terminal.appearance):
        raise ValueError
    if (columns, count) != (terminal.columns, terminal.rows) or len(lines) != count or not 0 <= note_row < count:
        raise ValueError
    rows = [_read_row(saved) for saved in lines]
    if any(len(row) != columns for row in rows):
        raise ValueError
    return rows, note_row, saved_at


def _read_row(saved: str) -> list[Cell]:
    row: list[Cell] = []
    for run in saved.split(_RUN):
        style, joined = run.split(_STYLE)
        texts = joined[1:].split(_CELL) if joined.startswith(_CELL) else list(joined)
        if not _STYLE_CHARACTERS.issuperset(style):
            raise ValueError
        if not "".join(texts).replace(_JOINER, "").isprintable():
            raise ValueError  # it would be sent to the terminal, where it might be a command
        row += [(text, style) for text in texts]
    return row


def _send(data: bytes) -> None:
    try:
        while data:
            data = data[os.write(1, data) :]
    except OSError:
        pass  # the terminal is gone, which the driver will notice
