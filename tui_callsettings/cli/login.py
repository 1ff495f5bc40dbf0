"""`callsettings login`: sign in with a code, a token or a password."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .exit_status import ExitStatus

if TYPE_CHECKING:
    from tui_callsettings.accounts.credential import Credential
    from tui_callsettings.accounts.credential_store import StorageKind
    from tui_callsettings.accounts.device_grant import DeviceCode, DeviceGrant
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
    from tui_callsettings.accounts.credential_store import shared_credential_store

    account = load_config().account(arguments.account)
    if account.backend == "local":
        print(f'"{account.name}" needs no sign-in: its settings are on this machine.')
        return ExitStatus.DONE
    try:
        credential = _sign_in(arguments, account)
    except KeyboardInterrupt:
        print("\nNot signed in; nothing was kept.")
        raise
    storage_kind = None if credential is None else _place(arguments.store)
    if credential is None or storage_kind is None:
        print("Not signed in; nothing was kept.")
        return ExitStatus.NOT_SIGNED_IN
    shared_credential_store().save(account, credential, storage_kind)
    print(f'Signed in to "{account.name}". Open the editor with: callsettings --account {account.name}')
    return ExitStatus.DONE


def _sign_in(arguments: argparse.Namespace, account: "Account") -> "Credential | None":
    from tui_callsettings import paths
    from tui_callsettings.accounts.credential import Credential, uses_webex_token
    from tui_callsettings.accounts.device_grant import load_client_secret
    from tui_callsettings.errors import NotSignedInError

    if arguments.token_file is not None:
        content = paths.read_bytes(arguments.token_file)
        if content is None:
            raise NotSignedInError(
                f"There is no file {arguments.token_file}. Give the path of a file that has the token in it, alone."
            )
        return Credential.with_token(account, content.decode("ascii", "replace"))
    if not uses_webex_token(account) and not arguments.token:
        return Credential.with_password(account, prompt_secret(f"Password of {account.user}: "))
    secret = load_client_secret()
    if arguments.token or not account.client_id or secret is None:
        return Credential.with_token(account, prompt_secret("Token: "))

    import asyncio

    from tui_callsettings.accounts.device_grant import DeviceGrant

    return asyncio.run(_with_code(DeviceGrant(account, secret), is_ascii=arguments.ascii))


def prompt_secret(question: str) -> str:
    """What the person types, not shown; from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    import getpass

    return getpass.getpass(question)


async def _with_code(grant: "DeviceGrant", *, is_ascii: bool) -> "Credential | None":
    from contextlib import aclosing

    from tui_callsettings.accounts import device_grant

    while True:
        async with aclosing(grant.events()) as events:
            async for event in events:
                if isinstance(event, device_grant.DeviceCode):
                    print("\n".join(code_lines(event, is_ascii=is_ascii)), flush=True)
                elif isinstance(event, device_grant.AuthorizationPending):
                    _say_time_left(event.seconds_left)
                elif isinstance(event, device_grant.SlowDown):
                    print(event.reason, flush=True)
                elif isinstance(event, device_grant.AuthorizationDenied):
                    print(
                        event.reason
                        + (f' The provider says: "{event.provider_message}"' if event.provider_message else "")
                    )
                    return None
                elif isinstance(event, device_grant.AuthorizationGranted):
                    return event.credential
        if not sys.stdin.isatty():
            print("The code has expired. For a new one run callsettings login again.")
            return None
        print("The code has expired. Press Enter for a new one, Ctrl+C to stop. ", end="", flush=True)
        sys.stdin.readline()


def code_lines(code: "DeviceCode", *, is_ascii: bool) -> list[str]:
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


def _place(chosen: str | None) -> "StorageKind | None":
    from tui_callsettings.accounts import keyring
    from tui_callsettings.accounts.credential_store import StorageKind, shared_credential_store

    if chosen is not None:
        return StorageKind(chosen)
    problem = keyring.check()
    if problem is None:
        return StorageKind.KEYRING
    from .save_command import confirm

    print(f"The sign-in cannot be kept in the system's keyring. {problem}")
    path = shared_credential_store().path
    return StorageKind.FILE if confirm(f"Keep it in {path}, which only you and an administrator can read?") else None
