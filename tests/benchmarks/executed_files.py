"""How many of the program's files a thing to do runs through: `python -m tests.benchmarks.executed_files [--list]`.

A file counts if one of its functions was called on the editor's thread between the first key and the last frame; the
bodies of modules and classes, which run when a screen is first imported, do not count.
Fewer files mean that a change is easier to follow, as long as nothing is put together that does not belong together.
"""

import argparse
import asyncio
import inspect
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import tui_callsettings
from tests.e2e.editor import temporary_home
from tests.ui.editor import Editor, editor
from tui_callsettings.accounts import keyring, sign_in_check
from tui_callsettings.accounts.credential import Credential
from tui_callsettings.accounts.sign_in_check import SignInCheck, SignInStatus
from tui_callsettings.models.account import Account

PACKAGE = Path(tui_callsettings.__file__).parent
_DESK = Account("desk", "broadworks", base_url="https://xsp.example.com", user="4021@example.com")


@contextmanager
def recording(files: set[str]) -> Iterator[None]:
    """Collect the files in which a function is called while the block runs."""

    def note(frame: FrameType, event: str, argument: object) -> None:
        del argument
        path = Path(frame.f_code.co_filename)
        is_function = frame.f_code.co_flags & inspect.CO_OPTIMIZED
        if event == "call" and is_function and path.is_relative_to(PACKAGE):
            files.add(str(path.relative_to(PACKAGE)))

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


async def toggle(files: set[str]) -> None:
    """Turn do not disturb on in its form; once before, so that nothing is done for the first time."""
    async with editor() as user:
        await user.press("1", "space", "space")
        with recording(files):
            await user.press("space")


async def sign_in(files: set[str]) -> None:
    """Sign in by password, keeping it in memory; once before, so that no screen is imported for the first time."""
    async with editor(account=_DESK) as user:
        await _sign_in(user)
        with recording(files):
            await _sign_in(user)


async def _sign_in(user: Editor) -> None:
    await user.press("f8")
    await user.type("hunter2")
    await user.press("enter")
    await user.wait_for("There is no keyring.")
    await user.press("m")
    await user.wait_for("kept until you quit")


async def _accept(account: Account, credential: Credential) -> SignInCheck:
    del credential
    return SignInCheck(SignInStatus.ACCEPTED, "", f'Signed in to "{account.name}".')


ACTIONS: dict[str, Callable[[set[str]], Awaitable[None]]] = {"toggle": toggle, "sign-in": sign_in}


def count(name: str) -> set[str]:
    """Return the files that an action runs through."""
    files: set[str] = set()
    with temporary_home():
        asyncio.run(_run(ACTIONS[name], files))
    return files


async def _run(action: Callable[[set[str]], Awaitable[None]], files: set[str]) -> None:
    await action(files)


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.executed_files", description=__doc__)
    parser.add_argument("--list", action="store_true", help="name the files, too")
    arguments = parser.parse_args()
    sign_in_check.check_sign_in = _accept  # there is no provider; a sign-in's requests run on another thread anyway
    keyring.check = lambda: "There is no keyring."  # a machine's own would take the sign-in
    for name in ACTIONS:
        files = count(name)
        rooms = {file.partition("/")[0] for file in files}
        parts = ", ".join(f"{room} {sum(file.startswith(f'{room}/') for file in files) or 1}" for room in sorted(rooms))
        print(f"{name}: {len(files)} files ({parts})")
        if arguments.list:
            print("\n".join(f"  {file}" for file in sorted(files)))


if __name__ == "__main__":
    main()
