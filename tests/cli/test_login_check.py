"""A credential is tried with one request before it is stored, and a rejected one is not sent again."""

import io
import re
from collections.abc import Iterator

import pytest

from tests.cli.providers import Providers, all_accounts, run_error, run_output
from tui_callsettings.accounts.config import load_config
from tui_callsettings.accounts.credential import Credential
from tui_callsettings.accounts.credential_store import CredentialStore, StorageKind
from tui_callsettings.accounts.credentials import sign_out
from tui_callsettings.accounts.sign_in_check import SignInStatus, check_sign_in
from tui_callsettings.cli.exit_status import ExitStatus
from tui_callsettings.cli.main import main
from tui_callsettings.models.account import Account

pytest.importorskip("h11", reason="the extra `simulator` is not installed")

ACCOUNTS = ["webex", "broadworks", "onprem", "cloud"]


@pytest.fixture
def providers() -> Iterator[Providers]:
    with all_accounts() as providers:
        yield providers


def type_secret(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{text}\n"))


def secret_of(providers: Providers, account: str) -> str:
    credentials = providers.simulator_for(account).credentials
    return credentials["token" if account in ("webex", "cloud") else "password"]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_wrong_credential_is_sent_once_and_not_stored(
    account: str, providers: Providers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sign_out(load_config().account(account))
    simulator = providers.simulator_for(account)
    before = len(simulator.log)
    type_secret(monkeypatch, "wrong")
    printed = run_output(capsys, "login", "--account", account, "--store", "file", status=ExitStatus.NOT_SIGNED_IN)
    assert "rejected this" in printed
    assert "nothing was stored" in printed
    assert len(simulator.log) == before + 1
    assert CredentialStore({}).load(load_config().account(account)) is None
    run_error(capsys, "show", "--account", account, status=ExitStatus.NOT_SIGNED_IN)
    assert len(simulator.log) == before + 1


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_good_credential_is_tried_once_and_names_the_person(
    account: str, providers: Providers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    simulator = providers.simulator_for(account)
    before = len(simulator.log)
    type_secret(monkeypatch, secret_of(providers, account))
    printed = run_output(capsys, "login", "--account", account, "--store", "file")
    assert f'Signed in to "{account}" as ' in printed
    assert len(simulator.log) == before + 1
    assert run_output(capsys, "show", "--account", account)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_stored_credential_that_is_wrong_is_sent_once_in_all_commands_together(
    account: str, providers: Providers, capsys: pytest.CaptureFixture[str]
) -> None:
    known = load_config().account(account)
    wrong = (
        Credential.with_token(known, "wrong")
        if account in ("webex", "cloud")
        else Credential.with_password(known, "wrong")
    )
    CredentialStore({}).save(known, wrong, StorageKind.FILE)
    simulator = providers.simulator_for(account)
    before = len(simulator.log)
    # Through the cloud, UCM has no do not disturb.
    change = ("dnd", "on") if account != "cloud" else ("forward", "off")
    for command in (("show",), ("show",), ("explain",), ("status",), (*change, "--yes")):
        capsys.readouterr()
        assert main([*command, "--account", account]) == ExitStatus.NOT_SIGNED_IN
        printed = capsys.readouterr()
        assert re.search("was rejected|no longer accepts your sign-in", printed.err + printed.out), command
        assert "not available" not in printed.err
    assert len(simulator.log) == before + 1


async def test_without_a_connection_the_credential_is_unchecked() -> None:
    account = Account("work", "webex", base_url="http://127.0.0.1:9/v1")
    check = await check_sign_in(account, Credential.with_token(account, "canary"))
    assert check.status is SignInStatus.UNCHECKED
    assert "There is no connection to 127.0.0.1" in check.message
    assert "canary" not in repr(check)
