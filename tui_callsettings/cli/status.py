"""`callsettings status`: the account in use, its sign-in, and where calls go."""

import argparse
from typing import TYPE_CHECKING, Any

from . import account_options
from .end_option import pending_lines
from .exit_status import ExitStatus, main_failure, read_status
from .prompt_status import print_cached, refresh_status

if TYPE_CHECKING:
    from tui_callsettings.accounts.credential_status import CredentialStatus
    from tui_callsettings.models.account import Account
    from tui_callsettings.state.store import SettingsStore


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--short", action="store_true", help="one line: where calls go, or nothing while they ring")
    parser.add_argument("--cached", action="store_true", help="with --short: as last read; makes no request")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Print it."""
    if arguments.cached and not arguments.short:
        from tui_callsettings.errors import ConfigurationError

        raise ConfigurationError("--cached requires --short: callsettings status --short --cached")
    if arguments.cached:
        return print_cached(account_options.storage_key(arguments))
    import asyncio

    return asyncio.run(_status(arguments))


async def _status(arguments: argparse.Namespace) -> ExitStatus:
    from tui_callsettings.accounts.credential_status import credential_status

    from .explain import failure_lines
    from .save_command import open_store, print_warning

    async with open_store(arguments) as store:
        if store is None:
            return ExitStatus.LOCKED
        await store.load()
        line = await refresh_status(store)
        if arguments.short:
            if line:
                print(line)
        else:
            account = store.client.account
            _print(arguments, _document(account, credential_status(account), store, line), store)
        # All features fail in one way where the sign-in is missing.
        for failure in dict.fromkeys(failure_lines(store)) if not _is_signed_out(store) else _sign_in_failure(store):
            print_warning(failure)
        return read_status(state.failure for state in store.feature_states)


def _is_signed_out(store: "SettingsStore") -> bool:
    from tui_callsettings.errors import NotSignedInError

    return any(isinstance(state.failure, NotSignedInError) for state in store.feature_states)


def _sign_in_failure(store: "SettingsStore") -> list[str]:
    failure = main_failure(state.failure for state in store.feature_states)
    return [failure.details] if failure is not None else []


def _document(account: "Account", sign_in: "CredentialStatus", store: "SettingsStore", line: str) -> dict[str, Any]:
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.state.session import open_history

    since = open_history(account, load_config()).forwarding_since() if line.startswith("CALLS GO TO") else None
    return {
        "account": account.name,
        "provider": store.capabilities.provider,
        "address": account.base_url,
        "person": store.owner.name,
        "line": store.owner.line,
        "numbers": list(store.owner.numbers),
        "signIn": str(sign_in.storage_kind) if sign_in.storage_kind else None,
        "protection": sign_in.protection,
        "signInEnds": _time(sign_in.sign_in_expires_at or sign_in.expires_at),
        "calls": line or "ring",
        "since": since.astimezone().isoformat(timespec="minutes") if since else None,
        "ends": pending_lines(account),
    }


def _print(arguments: argparse.Namespace, document: dict[str, Any], store: "SettingsStore") -> None:
    if arguments.json:
        from tui_callsettings.text import dump_json

        print(dump_json(document))
        return
    titles = {
        "account": "Account",
        "provider": "Provider",
        "address": "Address",
        "person": "Person",
        "line": "Line",
        "protection": "Sign-in",
        "signInEnds": "Expires",
        "calls": "Calls",
        "since": "Since",
    }
    for key, title in titles.items():
        if document[key]:
            print(f"{title:<10}{_calls_text(store) if key == 'calls' else document[key]}")
    print("\n".join(document["ends"]), end="\n" if document["ends"] else "")


def _calls_text(store: "SettingsStore") -> str:
    """Return where calls go in a sentence: "do not disturb is on; calls go to voicemail"."""
    from tui_callsettings.call_flow import build_call_flow, summarize_flow

    settings = store.settings(is_draft=False)
    if not settings:
        return "not known"
    return summarize_flow(
        build_call_flow(settings, store.capabilities, store.owner, other_rules=store.state.other_rules)
    )


def _time(seconds: float | None) -> str | None:
    from datetime import datetime

    return None if seconds is None else datetime.fromtimestamp(seconds).astimezone().isoformat(" ", "minutes")
