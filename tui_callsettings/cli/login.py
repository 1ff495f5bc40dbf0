"""`callsettings login`: sign in with a code, a token or a password."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .exit_status import ExitStatus

if TYPE_CHECKING:
    from tui_callsettings.accounts.device_grant import Code, DeviceGrant
    from tui_callsettings.accounts.sign_in import SignIn
    from tui_callsettings.accounts.vault import Place
    from tui_callsettings.models.account import Account


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = (
        "Webex: with a client_id in the configuration (and its secret in CALLSETTINGS_CLIENT_SECRET) a code is shown "
        "for another device; else you are asked for a token. BroadWorks and UCM on premises: you are asked for the "
        "password. What you type is not shown."
    )
    parser.add_argument("--token", action="store_true", help="ask for a ready token instead of showing a code")
    parser.add_argument("--token-file", metavar="FILE", type=Path, help="take the token from a file")
    parser.add_argument("--store", choices=("keyring", "file"), help="where to keep the sign-in; asked if left out")
    parser.add_argument("--ascii", action="store_true", help="draw the QR code with plain characters")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Sign in and keep the sign-in where the person chose."""
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.accounts.vault import process_vault

    account = load_config().account(arguments.account)
    if account.backend == "local":
        print(f'"{account.name}" needs no sign-in: its settings are on this machine.')
        return ExitStatus.DONE
    try:
        sign_in = _sign_in(arguments, account)
    except KeyboardInterrupt:
        print("\nNot signed in; nothing was kept.")
        raise
    place = None if sign_in is None else _place(arguments.store)
    if sign_in is None or place is None:
        print("Not signed in; nothing was kept.")
        return ExitStatus.NOT_SIGNED_IN
    process_vault().keep(account, sign_in, place)
    print(f'Signed in to "{account.name}". Open the editor with: callsettings --account {account.name}')
    return ExitStatus.DONE


def _sign_in(arguments: argparse.Namespace, account: "Account") -> "SignIn | None":
    from tui_callsettings import paths
    from tui_callsettings.accounts.device_grant import client_secret_from
    from tui_callsettings.accounts.sign_in import SignIn, takes_webex_token
    from tui_callsettings.errors import NotSignedInError

    if arguments.token_file is not None:
        content = paths.read_bytes(arguments.token_file)
        if content is None:
            raise NotSignedInError(
                f"There is no file {arguments.token_file}. Give the path of a file that has the token in it, alone."
            )
        return SignIn.with_token(account, content.decode("ascii", "replace"))
    if not takes_webex_token(account) and not arguments.token:
        return SignIn.with_password(account, hidden(f"Password of {account.user}: "))
    secret = client_secret_from()
    if arguments.token or not account.client_id or secret is None:
        return SignIn.with_token(account, hidden("Token: "))

    import asyncio

    from tui_callsettings.accounts.device_grant import DeviceGrant

    return asyncio.run(_with_code(DeviceGrant(account, secret), is_ascii=arguments.ascii))


def hidden(question: str) -> str:
    """What the person types, not shown; from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    import getpass

    return getpass.getpass(question)


async def _with_code(grant: "DeviceGrant", *, is_ascii: bool) -> "SignIn | None":
    from contextlib import aclosing

    from tui_callsettings.accounts import device_grant

    while True:
        async with aclosing(grant.events()) as events:
            async for event in events:
                if isinstance(event, device_grant.Code):
                    print("\n".join(code_lines(event, is_ascii=is_ascii)), flush=True)
                elif isinstance(event, device_grant.Waiting):
                    _say_time_left(event.seconds_left)
                elif isinstance(event, device_grant.Slower):
                    print(event.reason, flush=True)
                elif isinstance(event, device_grant.Refused):
                    print(event.reason + (f' The provider says: "{event.words}"' if event.words else ""))
                    return None
                elif isinstance(event, device_grant.Granted):
                    return event.sign_in
        if not sys.stdin.isatty():
            print("The code has expired. For a new one run callsettings login again.")
            return None
        print("The code has expired. Press Enter for a new one, Ctrl+C to stop. ", end="", flush=True)
        sys.stdin.readline()


def code_lines(code: "Code", *, is_ascii: bool) -> list[str]:
    """Code and address as text on lines of their own, then the QR code; Ctrl+C stops."""
    from tui_callsettings.accounts.qr_code import qr_text

    lines = ["On a phone or computer with a browser, open", "", f"    {code.verification_uri}", ""]
    lines += ["and enter the code", "", f"    {code.user_code}", ""]
    if code.verification_uri_complete:
        lines += ["or scan this:", *qr_text(code.verification_uri_complete, ascii_only=is_ascii), ""]
    return [*lines, "Waiting until you have done that. Ctrl+C stops."]


def _say_time_left(seconds: float) -> None:
    if sys.stdout.isatty():
        print(f"\r{int(seconds // 60)}:{int(seconds % 60):02} left ", end="", flush=True)


def _place(chosen: str | None) -> "Place | None":
    from tui_callsettings.accounts import system_keyring
    from tui_callsettings.accounts.vault import Place, process_vault

    if chosen is not None:
        return Place(chosen)
    problem = system_keyring.problem()
    if problem is None:
        return Place.KEYRING
    from .change import confirmed

    print(f"The sign-in cannot be kept in the system's keyring. {problem}")
    path = process_vault().path
    return Place.FILE if confirmed(f"Keep it in {path}, which only you and an administrator can read?") else None
