"""The options that put a person, a line or an address in place of what the configuration says."""

import argparse
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tui_callsettings.accounts.config_changes import add_account
from tui_callsettings.cli import opening
from tui_callsettings.cli.main import main
from tui_callsettings.models.account import Account
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator
from tui_callsettings.state.drafts import Drafts
from tui_callsettings.state.lock import Lock

from .conversation import Conversation
from .providers import said, told, webex_as


@pytest.fixture
def webex() -> Iterator[Simulator]:
    """An administrator's account "work"."""
    with webex_as("admin_token") as simulator:
        yield simulator


def test_somebody_elses_settings_are_read_and_saved(webex: Simulator, capsys: pytest.CaptureFixture[str]) -> None:
    colleague = webex.credentials["colleague_email"]
    before = webex.state()["people"]
    said(capsys, "dnd", "on", "--yes", "--person", colleague)
    after = webex.state()["people"]
    changed = [person for person in before if before[person] != after[person]]
    assert [after[person]["person"]["emails"][0] for person in changed] == [colleague]
    assert "Sam" in said(capsys, "--person", colleague, "status")


def test_history_and_cached_status_are_not_shared(webex: Simulator, capsys: pytest.CaptureFixture[str]) -> None:
    person = ("--person", webex.credentials["colleague_email"])
    said(capsys, "forward", "always", "4199", "--yes", *person)
    said(capsys, "status", "--short", *person)
    assert "4199" in said(capsys, "history", *person)
    assert "Nothing has been saved" in said(capsys, "history")
    cached = ("status", "--short", "--cached")
    assert said(capsys, *cached, *person) == "ALL CALLS GO TO 4199\n"
    assert said(capsys, *cached, status=1) == "not known\n"


def test_somebody_elses_settings_have_a_lock_of_their_own(webex: Simulator, capsys: pytest.CaptureFixture[str]) -> None:
    account = Account("work", "webex", webex.url)
    lock = Lock(account.subject)
    assert lock.acquire() is None
    assert "not saved" in told(capsys, "dnd", "on", "--yes", status=7)
    said(capsys, "dnd", "on", "--yes", "--person", webex.credentials["colleague_email"])
    lock.release()


def test_an_address_never_gets_a_sign_in_given_for_another(
    webex: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving("webex") as other:
        out = said(capsys, "show", "call_waiting", "--base-url", other.url, status=3)
        assert "is not sent to" in out
        assert not other.log
    assert not webex.log


def test_an_address_takes_the_place_of_the_accounts(
    webex: Simulator, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(Account("elsewhere", "webex", "https://webex.invalid/v1"))
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", webex.credentials["token"])
    assert "ON" in said(capsys, "show", "call_waiting", "--account", "elsewhere", "--base-url", webex.url)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("show", "--person", "sam@example.com"), 'means nothing for "practice"'),
        (("show", "--line", "8001", "--account", "work"), "It is for ucm"),
        (("show", "--person", "", "--account", "work"), "--person is empty"),
        (("show", "--base-url", "http://example.com", "--account", "work"), "--base-url: The address would send"),
        (("show", "--base-url", "nowhere", "--account", "work"), "--base-url: The address is not a web address"),
        (("--base-url", "http://127.0.0.1:1", "logout"), "means nothing for logout"),
    ],
)
def test_what_cannot_be_is_explained(argv: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    add_account(Account("work", "webex"))
    if "work" not in argv:
        main(["account", "use", "practice"])
    assert words in told(capsys, *argv, status=2)


def test_each_command_that_opens_an_account_takes_the_options() -> None:
    for command in opening.COMMANDS:
        parser = argparse.ArgumentParser()
        opening.add_options(parser)
        assert vars(parser.parse_args(["--person", "a@b.c", "--line", "1", "--base-url", "u"])), command


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
    assert PLAIN.subject == "work"
    assert other.subject != PLAIN.subject
    assert other.subject == replace(other).subject
    assert len(other.subject) < 60
    assert Lock(other.subject).path != Lock(PLAIN.subject).path
    assert Drafts(other.subject).path != Drafts(PLAIN.subject).path


def test_one_person_in_two_spellings_is_one_subject() -> None:
    assert replace(PLAIN, person="Sam@Example.com").subject == replace(PLAIN, person="sam@example.com").subject
    assert replace(PLAIN, person="8001").subject != replace(PLAIN, line="8001").subject


def test_plain_mode_opens_the_same(
    webex: Simulator, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = ("--person", webex.credentials["colleague_email"])
    assert "Account work, Webex Calling. Sam" in Conversation(capfd, monkeypatch).hold(
        "quit", account="work", options=person
    )
