"""`callsettings until`: the settings that end by themselves."""

import argparse
from typing import TYPE_CHECKING

from .exit_status import ExitStatus

if TYPE_CHECKING:
    from tui_callsettings.state.scheduled_ends import ScheduledEnds

_ACTIONS = ("list", "cancel", "change", "run")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "action",
        nargs="?",
        default="list",
        choices=_ACTIONS,
        metavar="list|cancel|change",
        help="list ends (default), cancel one, or change its time",
    )
    parser.add_argument("number", nargs="?", type=_number, metavar="N", help="number of the end")
    parser.add_argument("time", nargs="?", metavar="TIME", help='new time, for example 17:00, 2h or "mon 9:00"')
    parser.add_argument("--all", action="store_true", help="list also those that are over")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """List, cancel or change ends; `run` is what the scheduler calls.

    Raises:
        UsageError: there is no such end, or the time is not understood.
        StorageError: the ends cannot be read or written.
    """
    from tui_callsettings.errors import UsageError

    if arguments.action != "list" and arguments.number is None:
        raise UsageError(f"until {arguments.action} requires a number. List the ends with: callsettings until")
    if arguments.action == "change" and arguments.time is None:
        raise UsageError(
            f"until change requires a time, for example: callsettings until change {arguments.number} 17:00"
        )
    if arguments.action == "run":
        import asyncio

        return asyncio.run(_run_end(arguments))
    ends = _open_ends(arguments)
    if arguments.action == "cancel":
        return _cancel(ends, arguments.number)
    if arguments.action == "change":
        return _change(arguments, ends)
    return _list(arguments, ends)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 1_000_000:
        raise argparse.ArgumentTypeError(f'"{text}" is not the number of an end: use one that the list shows.')
    return int(text)


def _open_ends(arguments: argparse.Namespace) -> "ScheduledEnds":
    from tui_callsettings.state.scheduled_ends import ScheduledEnds

    from . import account_options

    return ScheduledEnds(account_options.account(arguments).storage_key)


def _list(arguments: argparse.Namespace, ends: "ScheduledEnds") -> ExitStatus:
    from . import account_options
    from .end_option import end_document, end_lines

    region = account_options.account(arguments).region
    chosen = ends.load() if arguments.all else ends.pending()
    if arguments.json:
        from tui_callsettings.text import dump_json

        print(dump_json([end_document(end) for end in chosen]))
    else:
        print("\n".join(line for end in chosen for line in end_lines(end, region)) or "Nothing ends by itself.")
    return ExitStatus.DONE


def _cancel(ends: "ScheduledEnds", number: int) -> ExitStatus:
    from tui_callsettings.errors import UsageError
    from tui_callsettings.state.end_record import EndStatus
    from tui_callsettings.state.end_scheduling import cancel_end

    if not ends.get(number).is_pending:
        raise UsageError(f"End {number} is over already. List all with: callsettings until --all")
    end = cancel_end(ends, number)
    is_canceled = end.status is EndStatus.CANCELED
    print(f"Canceled end {number}. The settings stay as they are." if is_canceled else f"Too late. {end.message}")
    return ExitStatus.DONE if is_canceled else ExitStatus.FAILED


def _change(arguments: argparse.Namespace, ends: "ScheduledEnds") -> ExitStatus:
    from datetime import UTC, datetime

    from tui_callsettings.state.end_scheduling import move_end
    from tui_callsettings.state.end_time import parse_end
    from tui_callsettings.state.scheduler import find_scheduler

    from . import account_options
    from .end_option import end_lines
    from .save_command import print_warning

    time = parse_end(arguments.time, datetime.now(UTC))
    scheduler = find_scheduler()
    account = account_options.account(arguments)
    end, warning = move_end(ends, scheduler, account, arguments.number, time.at)
    if end.is_pending:
        print(
            "\n".join(
                [
                    *end_lines(end, account.region),
                    *filter(None, [time.remark]),
                    *([] if warning else [scheduler.promise]),
                ]
            )
        )
    if warning:
        print_warning(warning)
    return ExitStatus.DONE if end.is_pending else ExitStatus.FAILED


async def _run_end(arguments: argparse.Namespace) -> ExitStatus:
    """End what is due. An end that is not yet, or that another process holds up, goes to the scheduler again."""
    import asyncio

    from tui_callsettings.state.end_record import EndStatus
    from tui_callsettings.state.end_runner import end_due, try_later
    from tui_callsettings.state.scheduler import find_scheduler

    from .save_command import open_command_session

    async with open_command_session(arguments, is_ending=False) as session:
        if session is None:
            return ExitStatus.LOCKED
        tried = await end_due(session)
        ends = session.open_ends()
        end = await asyncio.to_thread(ends.get, arguments.number)
        if end.is_pending and end.number not in [each.number for each in tried]:
            scheduler = await asyncio.to_thread(find_scheduler)
            end = await asyncio.to_thread(try_later, session, ends, scheduler, end)
        if end.message:
            print(end.message)
        is_over = end.status in (EndStatus.ENDED, EndStatus.CHANGED, EndStatus.CANCELED)
        return ExitStatus.DONE if is_over or not end.attempts else ExitStatus.FAILED
