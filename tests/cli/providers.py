"""Accounts at simulated providers, signed in, for trying commands on each."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tui_callsettings.accounts.config_edit import add_account
from tui_callsettings.accounts.credential import Credential
from tui_callsettings.accounts.credential_store import CredentialStore, StorageKind
from tui_callsettings.cli.main import main
from tui_callsettings.models.account import Account
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator


@contextmanager
def webex_account(secret: str) -> Iterator[Simulator]:
    """The account "work" at Webex, signed in with the token that the simulator calls `secret`."""
    with serving("webex") as simulator:
        account = Account("work", "webex", simulator.url)
        add_account(account)
        CredentialStore().save(account, Credential.with_token(account, simulator.credentials[secret]), StorageKind.FILE)
        yield simulator


def person_of(simulator: Simulator) -> dict[str, Any]:
    """Return what the simulated Webex stores of the person who is signed in."""
    found: dict[str, Any] = simulator.state()["people"][simulator.credentials["user_uuid"]]
    return found


NAMES = ("practice", "webex", "broadworks", "onprem", "cloud")


@dataclass
class Providers:
    """The simulators behind the accounts.

    Attributes:
        webex: behind the account "webex".
        broadworks: behind "broadworks".
        ucm: behind "onprem" and "cloud".
    """

    webex: Simulator
    broadworks: Simulator
    ucm: Simulator

    def simulator_for(self, account: str) -> Simulator:
        """The simulator of an account."""
        return {"webex": self.webex, "broadworks": self.broadworks}.get(account, self.ucm)


@contextmanager
def all_accounts() -> Iterator[Providers]:
    """One account of each kind in the configuration, with a stored sign-in, while the simulators run."""
    with ExitStack() as stack:
        webex, broadworks, ucm = (stack.enter_context(serving(name)) for name in ("webex", "broadworks", "ucm"))
        accounts = (
            (Account("webex", "webex", webex.url), webex.credentials["token"]),
            (Account("broadworks", "broadworks", broadworks.url, broadworks.credentials["user"]), ""),
            (Account("onprem", "ucm", ucm.url, ucm.credentials["user"], mode="onprem"), ""),
            (Account("cloud", "ucm", ucm.credentials["cloud_url"], mode="cloud"), ucm.credentials["token"]),
        )
        for account, token in accounts:
            add_account(account)
            simulator = broadworks if account.name == "broadworks" else ucm
            sign_in = (
                Credential.with_token(account, token)
                if token
                else Credential.with_password(account, simulator.credentials["password"])
            )
            CredentialStore().save(account, sign_in, StorageKind.FILE)
        yield Providers(webex, broadworks, ucm)


def run_output(capsys: pytest.CaptureFixture[str], *argv: str, status: int = 0) -> str:
    """What a command prints on standard output; it must end with `status`."""
    capsys.readouterr()
    ended = main(argv)
    printed = capsys.readouterr()
    assert ended == status, printed.err + printed.out
    return printed.out


def run_error(capsys: pytest.CaptureFixture[str], *argv: str, status: int) -> str:
    """What a command prints on standard error; it must end with `status`."""
    capsys.readouterr()
    ended = main(argv)
    printed = capsys.readouterr()
    assert ended == status, printed.err + printed.out
    return printed.err


def show_json(capsys: pytest.CaptureFixture[str], account: str) -> dict[str, Any]:
    """What `show --json` prints."""
    document: dict[str, Any] = json.loads(run_output(capsys, "show", "--json", "--account", account))
    return document
