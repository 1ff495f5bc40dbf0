"""Plain mode does the whole job: every screen of the editor has its counterpart here."""

import re
from pathlib import Path

import pytest

from tests.backends.webex.recordings import wav
from tests.fakes.backend import FakeBackend
from tui_callsettings import ui
from tui_callsettings.accounts.config import load_config, restrict_to_account
from tui_callsettings.accounts.credential_store import shared_credential_store
from tui_callsettings.cli.plain.field_input import parse_field_input
from tui_callsettings.models.feature import Feature
from tui_callsettings.simulator import serving

from . import test_plain, test_plain_until
from .conversation import Conversation
from .providers import all_accounts, person_of, webex_account


@pytest.fixture
def plain(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Conversation:
    return Conversation(capfd, monkeypatch)


@pytest.fixture
def fake(plain: Conversation) -> FakeBackend:
    return plain.replace_backend(FakeBackend())


@pytest.mark.parametrize(
    ("text", "feature", "key", "value"),
    [
        ("dnd on", None, "do_not_disturb.enabled", "on"),
        ("forward always to +1 907 555 1333", None, "call_forwarding.always.destination", "+1 907 555 1333"),
        ("forward busy 4022", None, "call_forwarding.busy.destination", "4022"),
        ("no-answer rings 5", Feature.CALL_FORWARDING, "call_forwarding.no_answer.number_of_rings", "5"),
        ("busy off", Feature.VOICEMAIL, "voicemail.send_busy_calls.enabled", "off"),
        ("ring reminder", Feature.DO_NOT_DISTURB, "do_not_disturb.ring_splash_enabled", ""),
        ("waiting", None, "call_waiting.enabled", ""),
    ],
)
def test_a_field_is_named_with_or_without_its_value(text: str, feature: Feature | None, key: str, value: str) -> None:
    found = parse_field_input(text, feature)
    assert found is not None
    assert (found.feature.key(found.field.path), found.text) == (key, value)
    assert parse_field_input("nonsense on", feature) is None


def test_fields_are_set_by_name_on_one_line(plain: Conversation, fake: FakeBackend) -> None:
    plain.run("forward busy 4022", "dnd on", "2", "always to 4055", "back", "save", "yes", "quit")
    assert fake.value("call_forwarding.busy.destination") == "4022"
    assert fake.value("call_forwarding.busy.enabled") is True
    assert fake.value("call_forwarding.always.destination") == "4055"
    assert fake.value("do_not_disturb.enabled") is True


def test_forward_off_is_understood(plain: Conversation, fake: FakeBackend) -> None:
    fake.set("call_forwarding.busy.enabled", True)
    plain.run("forward off", "yes", "quit")
    assert fake.value("call_forwarding.busy.enabled") is False


def test_help_back_and_quit_work_at_every_prompt(plain: Conversation, fake: FakeBackend) -> None:
    output = plain.run("help", "1", "?", "1", "help", "back", "back", "what-if", "?", "back", "profiles", "quit")
    assert output.count("At every prompt: Enter or back goes back") == 4
    assert "history  review and restore earlier saves" in output
    assert output.endswith("Goodbye.\n")
    output = plain.run("dnd on", "2", "1", "quit", "3")
    assert "Quit with unsaved changes?" in output
    assert fake.writes == []


def test_the_prompt_is_short_after_the_first_time(plain: Conversation, fake: FakeBackend) -> None:
    output = plain.run("advice", "advice", "quit")
    assert output.count("(Enter lists them)") == 1
    assert output.count("Command:") == 2


def test_history_restores_the_settings_from_before_or_after_a_save(plain: Conversation) -> None:
    assert "No saves from this machine yet." in plain.run("history", "quit")
    plain.run("dnd on", "save", "yes", "waiting off", "save", "yes", "quit")
    output = plain.run("history", "9", "1", "1", "save", "yes", "quit")
    assert 'There is no save number "9"' in output
    assert "Do not disturb: ON -> OFF" in output
    output = plain.run("history", "1", "2", "quit", "2")
    assert "Do not disturb: OFF -> ON" in output


def test_profiles_are_saved_applied_and_removed(plain: Conversation) -> None:
    plain.run("profiles", "1", "Desk", "dnd on", "save", "yes", "quit")
    output = plain.run("profiles", "Desk", "apply", "save", "yes", "profiles", "2", "remove", "yes", "quit")
    assert "Applied, not saved yet: type save." in output
    assert "Do not disturb: saved and verified" in output
    assert 'Removed profile "Desk".' in output


def test_what_if_advice_and_find(plain: Conversation, fake: FakeBackend) -> None:
    fake.set("call_forwarding.always.enabled", True)
    fake.set("call_forwarding.always.destination", "4022")
    output = plain.run("what-if", "1", "back", "advice", "1", "1", "back", "find", "fax", "back", "find", "zzz", "quit")
    assert "1. Forward always" in output
    assert "Silenced." in output
    assert load_config().silenced_advisories
    assert "Fax number" in output
    assert "No matches." in output


def test_accounts_are_added_switched_and_signed_out(plain: Conversation, fake: FakeBackend) -> None:
    details = ("work", "", "", "", "")
    output = plain.run("dnd on", "accounts", "add", "1", *details, "accounts", "practice", "2", "1", "quit", "2")
    assert 'Added account "work"' in output
    assert "Your unsaved changes are kept as a draft." in output
    assert "Account work, Fake. Pat, line 4021." in output
    assert load_config().default_account == "work"
    output = plain.run("1", "accounts", "practice", "1", "logout", "quit", "2")
    assert '"practice" is now the default account.' in output
    assert "Not needed (settings are stored on this machine)." in output


def test_an_account_is_added_and_signed_in(plain: Conversation) -> None:
    with serving("webex") as simulator:
        token = simulator.credentials["token"]
        details = ("work", simulator.url, "", "", "")
        output = plain.run(
            "accounts",
            "add",
            "1",
            *details,
            "yes",
            "not a token",
            "login",
            token,
            "",
            "login",
            token,
            "2",
            "dnd on",
            "save",
            "yes",
            "logout",
            "yes",
            "quit",
        )
        assert person_of(simulator)["doNotDisturb"]["enabled"] is True
    assert "does not look like an access token" in output
    assert "Not signed in; nothing was stored." in output
    assert "Account work, Webex" in output
    assert "Do not disturb: saved and verified" in output
    assert "Signed out." in output
    assert token not in output
    assert not shared_credential_store().path.exists()


def test_a_code_is_approved_on_another_device(plain: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving("webex", approve_after=0) as simulator:
        monkeypatch.setenv("CALLSETTINGS_CLIENT_SECRET", simulator.credentials["client_secret"])
        client = simulator.credentials["client_id"]
        details = ("work", simulator.url, client, "", "")
        output = plain.run("accounts", "add", "1", *details, "yes", "2", "logout", "yes", "quit")
    assert "and enter the code" in output
    assert "Signed in to" in output
    assert "Account work, Webex" in output


def test_the_line_of_a_ucm_account_is_chosen(plain: Conversation) -> None:
    with all_accounts():
        lines = plain.run("accounts", "choose", "back", "quit", account="cloud")
        second = re.findall(r"^2  (\d+)$", lines, re.MULTILINE)[-1]
        output = plain.run("accounts", "choose", "2", "quit", account="cloud")
        assert f"line {second}" in output
        assert "This account has one line." in plain.run("accounts", "choose", "quit", account="webex")


def test_the_greeting_is_uploaded_and_the_pin_changed_without_a_trace(plain: Conversation, tmp_path: Path) -> None:
    recording = tmp_path / "busy.wav"
    recording.write_bytes(wav())
    with webex_account("token") as simulator:
        answers = (
            "greeting",
            "1",
            str(recording),
            "yes",
            "save",
            "yes",
            "pin",
            "284917",
            "284917",
            "history",
            "",
            "quit",
        )
        output = plain.run(*answers, account="work")
        stored = person_of(simulator)
    assert stored["voicemail"]["sendBusyCalls"]["greeting"] == "CUSTOM"
    assert stored["passcodeChanges"] == 1
    assert "284917" not in output
    assert "voicemail PIN changed" in output


def test_restricted_mode_offers_nothing_that_it_rejects(plain: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_callsettings.paths.is_restricted", lambda: True)
    try:
        output = plain.run("accounts", "profiles", "quit")
    finally:
        restrict_to_account(None)
    assert output.count("Unknown command") == 2
    assert "add your own account" not in output


PARTS = {"dialog", "editor_screen", "list_screen", "prompt", "__init__"}
"""Modules of the editor's screens that are shared parts of screens."""


def test_every_screen_of_the_editor_has_its_counterpart() -> None:
    counterparts = {
        "accounts": test_accounts_are_added_switched_and_signed_out,
        "advice": test_what_if_advice_and_find,
        "call_simulation": test_what_if_advice_and_find,
        "conflict": test_plain.test_a_conflict_is_put_to_the_person,
        "device_login": test_a_code_is_approved_on_another_device,
        "draft": test_plain.test_the_end_of_the_input_keeps_the_changes_and_the_next_start_offers_them,
        "ends": test_plain_until.test_an_end_is_canceled_and_moved,
        "form": test_fields_are_set_by_name_on_one_line,
        "help": test_help_back_and_quit_work_at_every_prompt,
        "history": test_history_restores_the_settings_from_before_or_after_a_save,
        "lines": test_the_line_of_a_ucm_account_is_chosen,
        "overview": test_forward_off_is_understood,
        "profiles": test_profiles_are_saved_applied_and_removed,
        "providers": test_an_account_is_added_and_signed_in,
        "quit": test_help_back_and_quit_work_at_every_prompt,
        "review": test_plain_until.test_an_end_is_set_at_the_question_whether_to_save,
    }
    screens = {path.stem for path in (Path(ui.__file__).parent / "screens").glob("*.py")}
    assert set(counterparts) == screens - PARTS
