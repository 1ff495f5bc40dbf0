"""The ways in which plain mode is ended from outside: a signal, a lost terminal, the end of the input."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)


class Terminated(SystemExit):
    """The program is to end now, because of a signal or because its terminal is gone.

    It is a `SystemExit`, so that neither asyncio nor anything else on the way takes it for an error of its own.
    """

    def __init__(self, signal_number: int) -> None:
        super().__init__(128 + signal_number)
        self.signal_number = signal_number

    @property
    def is_terminal_lost(self) -> bool:
        """Whether nobody reads what is written any more."""
        return self.signal_number == signal.SIGHUP


class EndOfInputError(Exception):
    """There is nothing more to read: Ctrl+D, or the end of a file."""


@contextmanager
def terminate_on_signals() -> Iterator[None]:
    """Raise `Ended` where the program is when the first signal comes, be it in the middle of reading or writing."""
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    install_handlers()
    try:
        yield
    except Terminated:
        # A second signal must not spoil the end, nor the exit status.
        ignore_signals()
        raise
    finally:
        if signal.getsignal(signal.SIGTERM) is _end:
            for number, handler in before.items():
                signal.signal(number, handler)


def install_handlers() -> None:
    """From here on the first signal raises `Ended`."""
    for number in _SIGNALS:
        signal.signal(number, _end)


def ignore_signals() -> None:
    """From here on nothing interrupts: what is to be done is short."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _end(number: int, frame: FrameType | None) -> None:
    del frame
    ignore_signals()
    raise Terminated(number)
