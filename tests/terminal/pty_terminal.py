"""A terminal for tests: it starts a command on a pseudo-terminal, types, looks at the screen and counts bytes.

    with PtyTerminal([sys.executable, "-m", "tui_callsettings"]) as terminal:
        terminal.wait_for("Do not disturb")
        terminal.take_bytes()
        terminal.feed("x")
        terminal.wait_quiet()
        assert len(terminal.take_bytes()) <= 64

Nothing here sleeps and hopes: each wait ends at the event, or fails at its deadline with the screen in the message.
"""

import codecs
import errno
import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

import pyte

DEADLINE = 40.0
"""Seconds after which a wait fails: far more than any program here needs, on a loaded machine too."""

# A session's first process owns the terminal it opens.
_OPEN_TERMINAL = 'exec "$@" <>"$0" >&0 2>&0'


class PtyTerminal:
    """A command running on a pseudo-terminal, with a model of what a person would see.

    Args:
        command: The program and its arguments.
        columns: Width in cells.
        rows: Height in cells.
        environment: The whole environment of the command, TERM excepted; by default a small UTF-8 one.
        term: The value of TERM; `None` leaves it unset.
        charset: What the terminal takes the program's bytes for.
        directory: Where the command starts.
    """

    at_once: ClassVar[int] = 16
    """Bytes read between two looks at the screen. As few as on a slow line, so that a test that takes one part of a
    frame for the whole of it fails every time, not once in a while."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        environment: Mapping[str, str] | None = None,
        term: str | None = "xterm-256color",
        charset: str = "utf-8",
        directory: str | None = None,
    ) -> None:
        self.columns, self.rows = columns, rows
        self.screen: Any = pyte.Screen(columns, rows)
        self._stream: Any = pyte.Stream(self.screen)
        self._lines = [""] * rows
        self._decode = codecs.getincrementaldecoder(charset)("replace").decode
        self.received = bytearray()
        """Every byte the command has sent."""
        self.received_at = 0.0
        """When the last of them came, by the monotonic clock."""
        self._taken = 0
        self._keys_fed = 0
        self.is_closed = False
        """Whether the command has closed its side of the terminal."""
        self._master, slave = os.openpty()
        self._set_size()
        variables = dict(small_environment() if environment is None else environment)
        if term is not None:
            variables["TERM"] = term
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", _OPEN_TERMINAL, os.ttyname(slave), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=variables,
            cwd=directory,
            start_new_session=True,
            preexec_fn=allow_signals,  # noqa: PLW1509 - it takes no lock
            close_fds=True,
        )
        # Held until the command has opened it: before, reading would find no one at the other end.
        self._slave = slave

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    # What the person does

    def feed(self, keys: str | bytes) -> None:
        """Type keys, or any bytes; what the program sends meanwhile is read, so that neither side blocks."""
        data = keys.encode() if isinstance(keys, str) else keys
        self._keys_fed += len(data)
        deadline = time.monotonic() + DEADLINE
        while data:
            _, writable, _ = select.select([], [self._master], [], 0.05)
            if writable:
                data = data[os.write(self._master, data[:256]) :]
            self.pump(0)
            if time.monotonic() > deadline:
                raise AssertionError(f"the program doesn't read its keys; {len(data)} bytes left\n{self.describe()}")

    def resize(self, columns: int, rows: int) -> None:
        """Change the terminal's size; the kernel signals the program."""
        self.columns, self.rows = columns, rows
        self.screen.resize(rows, columns)
        self.screen.dirty.update(range(rows))
        self._lines = [""] * rows
        self._set_size()

    def hang_up(self) -> None:
        """Close the terminal, as when the connection drops."""
        self._let_go()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1
            self.is_closed = True

    def send_signal(self, number: int) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    # What the person sees

    @property
    def lines(self) -> list[str]:
        """The rows on the screen, without trailing blanks."""
        for number in self.screen.dirty & set(range(self.rows)):
            row = self.screen.buffer[number]
            self._lines[number] = "".join(row[column].data for column in range(self.columns)).rstrip()
        self.screen.dirty.clear()
        return list(self._lines)

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self.lines)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor, from 0."""
        return self.screen.cursor.x, self.screen.cursor.y

    @property
    def is_cursor_shown(self) -> bool:
        """Whether the cursor is visible."""
        return not self.screen.cursor.hidden

    def row_of(self, text: str) -> int:
        """The first row, from 0, that holds the text."""
        for number, line in enumerate(self.lines):
            if text in line:
                return number
        raise AssertionError(f"{text!r} is not on the screen\n{self.describe()}")

    def describe(self) -> str:
        """The screen and the state of the process, for a failed assertion."""
        state = self.process.poll()
        last = bytes(self.received[-200:])
        return f"--- screen (exit status {state}, {len(self.received)} bytes) ---\n{self.text}\n--- last bytes {last!r}"

    # Waiting

    def pump(self, seconds: float) -> bool:
        """Read what the program sends, for at most this long; true as soon as something came."""
        if self._master < 0 or self.is_closed:
            return False
        readable, _, _ = select.select([self._master], [], [], seconds)
        if not readable:
            return False
        try:
            data = os.read(self._master, self.at_once)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b""
        if not data:
            self.is_closed = True
            return False
        self.received_at = time.monotonic()
        self.received += data
        # The terminal itself shows keys that are typed before the command has opened it, a control key as two letters.
        if len(self.received) > 2 * self._keys_fed:
            self._let_go()
        self.answer(data)
        self._stream.feed(self._decode(data))
        return True

    def answer(self, data: bytes) -> None:
        """Reply as a terminal does to a query; this one gets none and sends nothing."""

    def wait_until(self, condition: Callable[[], bool], what: str, timeout: float = DEADLINE) -> None:
        """Read until the condition holds; fail with `what` and the screen at the deadline."""
        deadline = time.monotonic() + timeout
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0 or (self.is_closed and not condition()):
                raise AssertionError(f"waited {timeout} s for {what}\n{self.describe()}")
            self.pump(min(left, 0.2))

    def wait_for(self, text: str, timeout: float = DEADLINE) -> None:
        """Wait until the text is on the screen (within one row, or over rows with newlines in it)."""
        self.wait_until(lambda: text in self.text, repr(text), timeout)

    def wait_gone(self, text: str, timeout: float = DEADLINE) -> None:
        """Wait until the text is no longer on the screen."""
        self.wait_until(lambda: text not in self.text, f"{text!r} to go", timeout)

    def wait_quiet(self, seconds: float = 0.3, timeout: float = DEADLINE) -> None:
        """Wait until the program has sent nothing for this long."""
        deadline = time.monotonic() + timeout
        while self.pump(seconds):
            if time.monotonic() > deadline:
                raise AssertionError(f"output never paused for {seconds} s\n{self.describe()}")

    def wait_exit(self, timeout: float = DEADLINE) -> int:
        """Wait for the program's end, reading what it sends; its exit status, or minus the signal that ended it."""
        deadline = time.monotonic() + timeout
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"still running after {timeout} s\n{self.describe()}")
            if not self.pump(0.02):
                time.sleep(0.005)
        self._let_go()
        while self.pump(0.02):
            pass
        return self.process.returncode

    # Measuring

    def take_bytes(self) -> bytes:
        """What the program sent since the last call."""
        data = bytes(self.received[self._taken :])
        self._taken = len(self.received)
        return data

    def processor_seconds(self) -> float:
        """Processor time the program has used so far, from /proc."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:  # noqa: PTH123 - one line of /proc
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wake_ups(self) -> int:
        """How often the program's threads waited for something so far, from /proc: exact on a busy machine too."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/status")
        lines = [line for task in tasks for line in task.read_text(encoding="ascii").splitlines()]
        return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))

    def modes(self) -> list[Any]:
        """The terminal's line settings, as termios gives them: equal before and after a program that tidies up."""
        return termios.tcgetattr(self._master)

    def close(self) -> None:
        """End the program if it still runs, and close the terminal."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.hang_up()
        self.process.wait(DEADLINE)

    def _let_go(self) -> None:
        if self._slave >= 0:
            os.close(self._slave)
            self._slave = -1

    def _set_size(self) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))


def allow_signals() -> None:
    """Undo what nohup, or a shell for a job in the background, does: a program inherits what is ignored."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


def small_environment(**more: str) -> dict[str, str]:
    """A UTF-8 environment with what a program needs and nothing of the machine's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "VIRTUAL_ENV", "PYTHONPATH") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "", **more}
