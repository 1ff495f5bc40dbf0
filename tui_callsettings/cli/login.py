"""`callsettings login`: sign in with a code, a token or a password."""

import argparse
import sys
from collections.abc import Callable
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
        "Webex: if the account has a client ID (and its secret is in CALLSETTINGS_CLIENT_SECRET), a code is shown for "
        "another device; otherwise you are asked for an access token. BroadWorks and UCM on premises ask for the "
        "password. What you type is not shown; in a script it is the first line of standard input.\n\n"
        f"{parser.epilog}"
    )
    parser.add_argument("--token", action="store_true", help="ask for an access token instead of showing a code")
    parser.add_argument("--token-file", metavar="FILE", type=Path, help="read the access token from a file")
    parser.add_argument("--store", choices=("keyring", "file"), help="where to store the sign-in (default: ask)")
    parser.add_argument("--ascii", action="store_true", help="draw the QR code with ASCII characters")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Sign in and store the sign-in where the person chose."""
    from tui_callsettings.accounts.config import load_config

    account = load_config().account(arguments.account)
    if account.backend == "local":
        print(f'"{account.name}" needs no sign-in. Settings are stored on this machine.')
        return ExitStatus.DONE
    try:
        credential = _sign_in(arguments, account)
    except KeyboardInterrupt:
        print("\nNot signed in; nothing was stored.")
        raise
    if credential is None:
        print("Not signed in; nothing was stored.")
        return ExitStatus.NOT_SIGNED_IN
    return _check_and_store(arguments, account, credential)


def _check_and_store(arguments: argparse.Namespace, account: "Account", credential: "Credential") -> ExitStatus:
    """Try the credential with one request, and store it unless the provider rejects it."""
    import asyncio

    from tui_callsettings.accounts.credential_store import shared_credential_store
    from tui_callsettings.accounts.sign_in_check import SignInStatus, check_sign_in, save_checked

    check = asyncio.run(check_sign_in(account, credential))
    if check.status is SignInStatus.REJECTED:
        print(f"{check.message} Not signed in; nothing was stored.")
        return ExitStatus.NOT_SIGNED_IN
    storage_kind = _place(arguments)
    if storage_kind is None:
        print("Not signed in; nothing was stored.")
        return ExitStatus.NOT_SIGNED_IN
    if check.status is SignInStatus.ACCEPTED:
        save_checked(shared_credential_store(), account, credential, storage_kind)
        print(f"{check.message} Open the editor with: callsettings --account {account.name}")
    else:
        shared_credential_store().save(account, credential, storage_kind)
        print(f"{check.message} The sign-in is stored all the same; the first command will use it.")
    return ExitStatus.DONE


def _sign_in(arguments: argparse.Namespace, account: "Account") -> "Credential | None":
    from tui_callsettings import paths
    from tui_callsettings.accounts.account_url import uses_webex_token
    from tui_callsettings.accounts.credential import Credential
    from tui_callsettings.accounts.device_grant import load_client_secret
    from tui_callsettings.errors import NotSignedInError

    if arguments.token_file is not None:
        content = paths.read_bytes(arguments.token_file)
        if content is None:
            raise NotSignedInError(
                f"There is no file {arguments.token_file}. The file must contain the access token and nothing else."
            )
        return Credential.with_token(account, content.decode("ascii", "replace"))
    if not uses_webex_token(account) and not arguments.token:
        return Credential.with_password(account, prompt_secret(f"Password of {account.user}: "))
    secret = load_client_secret()
    if arguments.token or not account.client_id or secret is None:
        return Credential.with_token(account, prompt_secret("Access token: "))

    import asyncio

    from tui_callsettings.accounts.device_grant import DeviceGrant

    return asyncio.run(_with_code(DeviceGrant(account, secret), is_ascii=arguments.ascii))


def prompt_secret(question: str) -> str:
    """Return what the person types, which is not shown; without a terminal, the first line of standard input."""
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
                    _print_time_left(event.seconds_left)
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
            print("The code has expired. For a new one, run callsettings login again.")
            return None
        print("The code has expired. Press Enter for a new one, Ctrl+C to stop. ", end="", flush=True)
        sys.stdin.readline()


def code_lines(code: "DeviceCode", *, is_ascii: bool) -> list[str]:
    """Return the code and the address as text on lines of their own, then the QR code."""
    from tui_callsettings.accounts.qr_code import qr_text

    lines = ["On a phone or computer, open", "", f"    {code.verification_uri}", ""]
    lines += ["and enter the code", "", f"    {code.user_code}", ""]
    if code.verification_uri_complete:
        lines += ["or scan this:", *qr_text(code.verification_uri_complete, ascii_only=is_ascii), ""]
    return [*lines, "Waiting for you to approve the sign-in... Press Ctrl+C to cancel."]


def _print_time_left(seconds: float) -> None:
    if sys.stdout.isatty():
        print(f"\r{int(seconds // 60)}:{int(seconds % 60):02} left ", end="", flush=True)


def _place(arguments: argparse.Namespace) -> "StorageKind | None":
    """Return where the sign-in is stored; None for nowhere. `arguments` may have a `choose_storage` of plain mode."""
    from tui_callsettings.accounts import keyring
    from tui_callsettings.accounts.credential_store import StorageKind, shared_credential_store

    if arguments.store is not None:
        return StorageKind(arguments.store)
    problem = keyring.check()
    if problem is None:
        return StorageKind.KEYRING
    from .save_command import confirm_action

    print(f"No secure keyring is available on this system. {problem}")
    path = shared_credential_store().path
    choose_storage: Callable[[Path], StorageKind | None] | None = getattr(arguments, "choose_storage", None)
    if choose_storage is not None:
        return choose_storage(path)
    return (
        StorageKind.FILE
        if confirm_action(f"Store the sign-in in {path}, which only you and an administrator can read?", "not stored")
        else None
    )
