"""What is printed when the program fails: where and what kind of error, and nothing a person or a server sent."""

from __future__ import annotations

import sys
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    from types import TracebackType
    from typing import Any

STATUS = 70
"""The exit status after an error in the program (EX_SOFTWARE of sysexits.h)."""

_LARGEST_CHAIN = 5


def format_error(error: BaseException, unsaved: str = "") -> str:
    """Describe an error in the program so that the text can be sent to anyone.

    Values of variables and the errors' own texts are left out: either may hold a token, a PIN or a number.

    Args:
        error: What ended the program.
        unsaved: A sentence on what became of unsaved work.

    Returns:
        Several lines, the last one for the person.
    """
    import traceback  # like logging below: every command installs the hooks, few fail

    lines = ["The program failed. Where (newest last):"]
    for link in reversed(list(_chain(error))):
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(link.__traceback__)
        ]
        lines.append(f"  {type(link).__module__}.{type(link).__qualname__}")
    lines.append("Please report the lines above; they hold no setting and no password.")
    if unsaved:
        lines.append(unsaved)
    return "\n".join(lines)


def install_hooks() -> None:
    """Print unhandled errors of any thread as `format_error` does, without their texts."""
    sys.excepthook = _print_unhandled
    threading.excepthook = _log_unhandled_on_thread


def log_unhandled_in_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log an event loop's error as `format_error` does, without values."""
    error = context.get("exception")
    _log(format_error(error) if error is not None else "An event loop reported an error.")


def _print_unhandled(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        print(format_error(error), file=sys.stderr)


def _log_unhandled_on_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        _log(format_error(arguments.exc_value))


def _log(text: str) -> None:
    import logging

    logging.getLogger(__name__).error("%s", text)


def _chain(error: BaseException) -> list[BaseException]:
    """The error and those that led to it, newest first."""
    links: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in links and len(links) < _LARGEST_CHAIN:
        links.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return links
