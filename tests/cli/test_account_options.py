"""The options that put a person, a line or an address in place of what the configuration says."""

import shlex
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tui_callsettings.accounts.config_edit import add_account
from tui_callsettings.cli.command_table import COMMANDS
from tui_callsettings.cli.main import build_parser, main
from tui_callsettings.models.account import Account
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator
from tui_callsettings.state.drafts import DraftFile
from tui_callsettings.state.session import SessionLock

from .conversation import Conversation
from .providers import run_error, run_output, webex_account


@pytest.fixture
def webex() -> Iterator[Simulator]:
    """An administrator's account "work"."""
    with webex_account("admin_token") as simulator:
        yield simulator


def test_somebody_elses_settings_are_read_and_saved(webex: Simulator, capsys: pytest.CaptureFixture[str]) -> None:
    colleague = webex.credentials["colleague_email"]
    before = webex.state()["people"]
    run_output(capsys, "dnd", "on", "--yes", "--person", colleague)
    after = webex.state()["people"]
    changed = [person for person in before if before[person] != after[person]]
    assert [after[person]["person"]["emails"][0] for person in changed] == [colleague]
    assert "Sam" in run_output(capsys, "--person", colleague, "status")


def test_the_command_that_restores_names_the_account(
    webex: Simulator, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving("webex", put_resets=True) as resetting:
        add_account(Account("resetting", "webex", resetting.url))
        monkeypatch.setenv("WEBEX_ACCESS_TOKEN", resetting.credentials["token"])
        change = ("set", "voicemail.send_busy_calls.enabled=off", "--yes", "--account", "resetting")
        out = run_output(capsys, *change, status=8)
        line = next(each.strip() for each in out.splitlines() if each.strip().startswith("To restore: callsettings"))
        assert line.endswith(" --account resetting")
        run_output(capsys, *shlex.split(line)[3:], "--yes")
        assert next(iter(resetting.state()["people"].values()))["voicemail"]["enabled"] is True
    assert not webex.log


def test_history_and_cached_status_are_not_shared(webex: Simulator, capsys: pytest.CaptureFixture[str]) -> None:
    person = ("--person", webex.credentials["colleague_email"])
    run_output(capsys, "forward", "always", "4199", "--yes", *person)
    run_output(capsys, "status", "--short", *person)
    assert "4199" in run_output(capsys, "history", *person)
    assert "No saves from this machine yet." in run_output(capsys, "history")
    cached = ("status", "--short", "--cached")
    assert run_output(capsys, *cached, *person) == "CALLS GO TO 4199\n"
    assert run_output(capsys, *cached, status=1) == "not known\n"


def test_somebody_elses_settings_have_a_lock_of_their_own(webex: Simulator, capsys: pytest.CaptureFixture[str]) -> None:
    account = Account("work", "webex", webex.url)
    lock = SessionLock(account.storage_key)
    assert lock.acquire() is None
    assert "not saved" in run_error(capsys, "dnd", "on", "--yes", status=7)
    run_output(capsys, "dnd", "on", "--yes", "--person", webex.credentials["colleague_email"])
    lock.release()


def test_an_address_never_gets_a_sign_in_given_for_another(
    webex: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving("webex") as other:
        err = run_error(capsys, "show", "waiting", "--base-url", other.url, status=3)
        assert "is not sent to" in err
        assert not other.log
    assert not webex.log


def test_an_address_takes_the_place_of_the_accounts(
    webex: Simulator, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(Account("elsewhere", "webex", "https://webex.invalid/v1"))
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", webex.credentials["token"])
    assert "ON" in run_output(capsys, "show", "call_waiting", "--account", "elsewhere", "--base-url", webex.url)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("show", "--person", "sam@example.com"), 'does not apply to "practice"'),
        (("show", "--line", "8001", "--account", "work"), "It is for Cisco UCM"),
        (("show", "--person", "", "--account", "work"), "--person is empty"),
        (("show", "--base-url", "http://example.com", "--account", "work"), "--base-url would send"),
        (("show", "--base-url", "nowhere", "--account", "work"), "--base-url is not a web address"),
        (("--base-url", "http://127.0.0.1:1", "logout"), "does not apply to logout"),
    ],
)
def test_what_cannot_be_is_explained(argv: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    add_account(Account("work", "webex"))
    if "work" not in argv:
        main(["account", "use", "practice"])
    assert words in run_error(capsys, *argv, status=2)


def test_each_command_that_opens_an_account_takes_the_options() -> None:
    options = ("--person", "--line", "--base-url")
    for name, command in COMMANDS.items():
        arguments = build_parser([name]).format_help() if command.opens_account else ""
        assert all(option in arguments for option in options) is command.opens_account


PLAIN = Account("work", "webex")


@pytest.mark.parametrize(
    "other",
    [
        replace(PLAIN, person="sam@example.com"),
        replace(PLAIN, base_url="https://other.example.com"),
        replace(PLAIN, line="8001"),
        replace(PLAIN, person="8001"),
    ],
)
def test_a_subject_of_its_own_never_names_the_same_files(other: Account) -> None:
    assert PLAIN.storage_key == "work"
    assert other.storage_key != PLAIN.storage_key
    assert other.storage_key == replace(other).storage_key
    assert len(other.storage_key) < 60
    assert SessionLock(other.storage_key).path != SessionLock(PLAIN.storage_key).path
    assert DraftFile(other.storage_key).path != DraftFile(PLAIN.storage_key).path


def test_one_person_in_two_spellings_is_one_subject() -> None:
    assert replace(PLAIN, person="Sam@Example.com").storage_key == replace(PLAIN, person="sam@example.com").storage_key
    assert replace(PLAIN, person="8001").storage_key != replace(PLAIN, line="8001").storage_key


def test_plain_mode_opens_the_same(
    webex: Simulator, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = ("--person", webex.credentials["colleague_email"])
    assert "Account work, Webex Calling. Sam" in Conversation(capfd, monkeypatch).run(
        "quit", account="work", options=person
    )
