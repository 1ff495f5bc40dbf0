"""`callsettings status`: who you are here, where your sign-in lies, and whether calls go elsewhere."""

import argparse
from typing import TYPE_CHECKING, Any

from tui_callsettings.text import dump_json

from . import account_options
from .exit_status import ExitStatus
from .prompt_status import print_cached, refresh_status

if TYPE_CHECKING:
    from tui_callsettings.accounts.credential_status import CredentialStatus
    from tui_callsettings.models.account import Account
    from tui_callsettings.state.store import SettingsStore


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = (
        "For a prompt or a status line: callsettings status --short --cached prints where calls go instead of "
        "ringing, as last read, and nothing while they ring."
    )
    parser.add_argument("--short", action="store_true", help="one line: where calls go, nothing while they ring")
    parser.add_argument("--cached", action="store_true", help="with --short: as last read; nothing is asked")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Print it."""
    if arguments.short and arguments.cached:
        return print_cached(account_options.storage_key(arguments))
    import asyncio

    return asyncio.run(_status(arguments))


async def _status(arguments: argparse.Namespace) -> ExitStatus:
    from tui_callsettings.accounts.credential_status import credential_status
    from tui_callsettings.state.store import SettingsStore

    async with account_options.client(arguments) as client:
        store = SettingsStore(client)
        line = await refresh_status(store)
        if arguments.short:
            if line:
                print(line)
        else:
            _print(arguments, client.account, credential_status(client.account), store, line)
    failures = [
        feature_state.failure
        for feature_state in store.feature_states
        if feature_state.failure is not None and feature_state.failure.status != 501
    ]
    if failures:
        raise failures[0]
    return ExitStatus.DONE


def _print(
    arguments: argparse.Namespace, account: "Account", credential: "CredentialStatus", store: "SettingsStore", line: str
) -> None:
    from tui_callsettings.state.history import History

    since = History(account.storage_key).forwarding_since() if line.startswith("ALL CALLS") else None
    document: dict[str, Any] = {
        "account": account.name,
        "provider": store.capabilities.provider,
        "address": account.base_url,
        "person": store.owner.name,
        "line": store.owner.line,
        "numbers": list(store.owner.numbers),
        "signIn": str(credential.storage_kind) if credential.storage_kind else None,
        "protection": credential.protection,
        "signInEnds": _time(credential.sign_in_expires_at or credential.expires_at),
        "calls": line or "ring",
        "since": since.astimezone().isoformat(timespec="minutes") if since else None,
    }
    if arguments.json:
        print(dump_json(document))
        return
    titles = {
        "account": "Account",
        "provider": "Provider",
        "address": "Address",
        "person": "Person",
        "line": "Line",
        "protection": "Sign-in",
        "signInEnds": "Ends",
        "calls": "Calls",
        "since": "Since",
    }
    for key, title in titles.items():
        if document[key]:
            print(f"{title:<10}{document[key]}")


def _time(seconds: float | None) -> str | None:
    from datetime import datetime

    return None if seconds is None else datetime.fromtimestamp(seconds).astimezone().isoformat(" ", "minutes")
