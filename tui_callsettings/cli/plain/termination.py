"""What ends plain mode or one of its prompts: a signal, a lost terminal, the end of the input, "quit"."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)


class Terminated(SystemExit):
    """The program ends now, because of a signal or because its terminal is gone.

    It is a `SystemExit`, so that neither asyncio nor another handler on the way catches it.
    """

    def __init__(self, signal_number: int) -> None:
        super().__init__(128 + signal_number)
        self.signal_number = signal_number

    @property
    def is_terminal_lost(self) -> bool:
        """Whether the terminal is gone."""
        return self.signal_number == signal.SIGHUP


class EndOfInputError(Exception):
    """There is no more input: Ctrl+D, or the end of a file."""


class QuitRequestedError(Exception):
    """The person typed "quit" at a prompt."""


@contextmanager
def terminate_on_signals() -> Iterator[None]:
    """Raise `Terminated` at the first signal, also in the middle of reading or writing."""
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    install_handlers()
    try:
        yield
    except Terminated:
        # A second signal must not interrupt the end or change the exit status.
        ignore_signals()
        raise
    finally:
        if signal.getsignal(signal.SIGTERM) is _end:
            for number, handler in before.items():
                signal.signal(number, handler)


def install_handlers() -> None:
    """Raise `Terminated` at the first signal from here on."""
    for number in _SIGNALS:
        signal.signal(number, _end)


def ignore_signals() -> None:
    """Ignore signals from here on, for the short time until the end."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _end(number: int, frame: FrameType | None) -> None:
    del frame
    ignore_signals()
    raise Terminated(number)
