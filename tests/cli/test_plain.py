import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings.cli.main import main
from tui_callsettings.errors import OutcomeUnknownError, RejectedError, UnreachableError
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldType, SettingField
from tui_callsettings.state.session import SessionLock

from .conversation import Conversation

ROOT = Path(__file__).parents[2]
FEATURES = list(Feature)
FIELDS = {feature: Capabilities("Fake").fields(feature) for feature in FEATURES}


@pytest.fixture
def plain(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Conversation:
    return Conversation(capfd, monkeypatch)


@pytest.fixture
def fake(plain: Conversation) -> FakeBackend:
    return plain.replace_backend(FakeBackend())


def number(key: str) -> tuple[str, str]:
    """The numbers of a field's feature and of the field."""
    feature, field = Feature.find(key)
    return str(FEATURES.index(feature) + 1), str(FIELDS[feature].index(field) + 1)


def change(key: str, value: str) -> list[str]:
    """The answers that give a field a value and go back to the menu."""
    feature, field = number(key)
    return [feature, field, value, ""]


def test_the_first_lines_print_what_happens_to_a_call_and_what_is_on(plain: Conversation) -> None:
    output = plain.run("quit")
    assert "Calls now ring your phone, then go to voicemail after 3 rings." in output
    assert "1 Do not disturb: OFF" in output
    assert "2 Call forwarding: always OFF, when busy OFF, when unanswered OFF, business continuity OFF" in output
    assert output.endswith("Goodbye.\n")


def other_value(feature: Feature, field: SettingField, stored: object) -> str:
    if field.type is FieldType.SWITCH:
        return "off" if stored else "on"
    if field.type is FieldType.CHOICE:
        return "2"
    values = {
        FieldType.RINGS: "7",
        FieldType.DESTINATION: "+1 907 555 1333",
        FieldType.FORWARD_NUMBER: "4022",
        FieldType.EXTENSION: "4023",
        FieldType.EMAIL: "pat+calls@example.com",
    }
    return values[field.type]


def test_every_field_of_every_feature_can_be_changed_and_saved(plain: Conversation) -> None:
    def stored() -> dict[Feature, object]:
        return {feature: backend.stored[feature] for feature in Feature}

    backend = plain.replace_backend(FakeBackend())
    before = stored()
    answers: list[str] = []
    changed = []
    for feature in Feature:
        answers.append(str(FEATURES.index(feature) + 1))
        for position, field in enumerate(FIELDS[feature], start=1):
            if not field.meta.is_read_only:
                answers += [str(position), other_value(feature, field, backend.stored[feature].value(field.path))]
                changed.append((feature, field))
        answers.append("")
    output = plain.run(*answers, "save", "yes", "quit")
    assert output.count("saved and verified") == len(FEATURES)
    unchanged = [
        feature.key(field.path)
        for feature, field in changed
        if before[feature].value(field.path) == backend.stored[feature].value(field.path)  # type: ignore[attr-defined]
    ]
    assert unchanged == []


def test_a_value_that_cannot_be_is_explained_and_asked_again(plain: Conversation, fake: FakeBackend) -> None:
    feature, field = number("call_forwarding.no_answer.number_of_rings")
    output = plain.run(feature, field, "21", "many", "5", "", "save", "y", "q")
    assert "Enter 2 to 20 rings." in output
    assert output.count("Enter 2 to 20 rings.") == 2
    assert fake.value("call_forwarding.no_answer.number_of_rings") == 5


def test_switched_on_without_a_number_can_be_kept_but_not_saved(plain: Conversation, fake: FakeBackend) -> None:
    answers = [*change("call_forwarding.always.enabled", "on"), *change("call_waiting.enabled", "off")]
    output = plain.run(*answers, "2", "", "save", "yes", "quit", "2")
    assert "! Forward to (always): Forwarding is on, so a number is required" in output
    assert "1 * Forward all calls: ON (was OFF)" in output
    assert "2 ! Forward to (always): -" in output
    assert "Call forwarding: errors must be fixed before saving." in output
    assert [feature for feature, _ in fake.writes] == [Feature.CALL_WAITING]


def test_a_text_is_cleared_by_a_dash_and_kept_by_enter(plain: Conversation, fake: FakeBackend) -> None:
    feature, field = number("call_forwarding.busy.destination")
    output = plain.run(feature, field, "", field, "-", "", "save", "yes", "q")
    assert "Forward to (when busy): 321321 -> -" in output
    assert not fake.value("call_forwarding.busy.destination")


def test_the_review_prints_what_is_unusual(plain: Conversation, fake: FakeBackend) -> None:
    output = plain.run(
        *change("call_forwarding.always.enabled", "on"),
        *change("call_forwarding.always.destination", "2"),
        "save",
        "no",
        "quit",
        "3",
    )
    assert '? Forward to (always): "2" is unusually short' in output
    assert fake.writes == []


@pytest.mark.parametrize("answer", ["no", "n", "No", "", "back"])
def test_the_review_comes_first_and_only_a_yes_saves(plain: Conversation, fake: FakeBackend, answer: str) -> None:
    output = plain.run(*change("do_not_disturb.enabled", "on"), "save", answer, "quit", "3")
    assert "Do not disturb: OFF -> ON" in output
    assert "Now: calls ring your phone" in output
    assert "After saving: do not disturb is on" in output
    assert "Not saved; your changes are kept." in output
    assert 'Type "yes" or "no".' not in output
    assert fake.writes == []


def test_an_answer_that_is_neither_yes_nor_no_is_asked_again(plain: Conversation, fake: FakeBackend) -> None:
    output = plain.run(*change("do_not_disturb.enabled", "on"), "save", "yess", "y", "quit")
    assert output.count("Save? (yes or no)") == 2
    assert 'Type "yes" or "no".' in output
    assert fake.value("do_not_disturb.enabled") is True


@pytest.mark.parametrize(("choice", "stored"), [("1", "4022"), ("2", "4055")])
def test_a_conflict_is_put_to_the_person(plain: Conversation, fake: FakeBackend, choice: str, stored: str) -> None:
    key = "call_forwarding.busy.destination"

    def somebody_else() -> None:
        fake.set(key, "4055")

    output = plain.run(*change(key, "4022"), somebody_else, "save", "yes", choice, "yes", "quit", "3")
    assert "not saved: changed elsewhere in the meantime: Forward to (when busy)." in output
    assert "1  yours: 4022" in output
    assert "2  theirs, which is stored now: 4055" in output
    assert fake.value(key) == stored


def test_a_conflict_can_be_left_open(plain: Conversation, fake: FakeBackend) -> None:
    key = "call_forwarding.busy.destination"

    def somebody_else() -> None:
        fake.set(key, "4055")

    output = plain.run(*change(key, "4022"), somebody_else, "reload", "2", "", "save", "", "quit", "2")
    assert "(also changed elsewhere)" in output
    assert fake.writes == []


def test_an_unknown_outcome_is_found_out_and_nothing_is_sent_again(plain: Conversation, fake: FakeBackend) -> None:
    feature = Feature.CALL_WAITING

    def cut_off(_: Feature, setting: object) -> object:
        fake.read_error[feature] = UnreachableError("No route.")
        return setting

    fake.applies_failed_write = True
    fake.write_error[feature] = OutcomeUnknownError("No answer came.")
    fake.transform_write = cut_off  # type: ignore[assignment]
    answers = [*change("call_waiting.enabled", "off"), "save", "yes", "yes"]
    output = plain.run(*answers, fake.read_error.clear, "yes", "quit")
    assert output.count("Call waiting: not confirmed") == 2
    assert "Call waiting: saved and verified" in output
    assert len(fake.writes) == 1


def test_each_feature_has_its_own_outcome(plain: Conversation, fake: FakeBackend) -> None:
    fake.write_error[Feature.VOICEMAIL] = RejectedError(
        "Voicemail was refused.", provider_message="Mailbox is full", status=400
    )
    answers = [*change("call_waiting.enabled", "off"), *change("voicemail.enabled", "off")]
    output = plain.run(*answers, "save", "yes", "quit", "3")
    assert "Call waiting: saved and verified" in output
    assert 'Voicemail: not saved. Voicemail was refused. The provider says: "Mailbox is full"' in output


def test_undo_redo_and_drop(plain: Conversation, fake: FakeBackend) -> None:
    answers = change("call_waiting.enabled", "off")
    output = plain.run(
        *answers, "undo", "undo", "redo", "redo", "discard", "yes", "discard", "save", "undo", "quit", "2"
    )
    assert "Undone: Call waiting is back to ON." in output
    assert "Nothing to undo." in output
    assert "Redone: Call waiting: OFF." in output
    assert "Nothing to redo." in output
    assert "Discarded." in output
    assert "No changes to save." in output
    assert "1 unsaved change." in output


def test_all_forwarding_off_is_reviewed_and_keeps_the_number(plain: Conversation, fake: FakeBackend) -> None:
    fake.set("call_forwarding.busy.enabled", True)
    output = plain.run("off", "yes", "off", "quit")
    assert "Forward calls when busy: ON -> OFF" in output
    assert "No forwarding is on." in output
    assert fake.value("call_forwarding.busy.destination") == "321321"
    assert fake.writes == [(Feature.CALL_FORWARDING, (("call_forwarding", "busy", "enabled"),))]


def test_the_end_of_the_input_keeps_the_changes_and_the_next_start_offers_them(plain: Conversation) -> None:
    output = plain.run(*change("do_not_disturb.enabled", "on"))
    assert "Your unsaved changes are kept as a draft" in output
    output = plain.run("3")
    assert "Unsaved draft from" in output
    output = plain.run("", "1", "save", "yes", "quit")
    assert "Do not disturb: saved and verified" in output
    assert "Unsaved draft from" not in plain.run("quit")


def test_a_draft_can_be_dropped(plain: Conversation) -> None:
    plain.run(*change("do_not_disturb.enabled", "on"), "quit", "2")
    assert "1 unsaved change" not in plain.run("2", "quit")
    assert "Unsaved draft from" not in plain.run("quit")


def test_a_draft_that_is_stored_by_now_is_not_offered(plain: Conversation) -> None:
    plain.run(*change("do_not_disturb.enabled", "on"))
    assert main(["dnd", "on", "--yes"]) == 0
    assert "Unsaved draft from" not in plain.run("quit")


def test_a_draft_waits_until_what_it_changes_can_be_read(plain: Conversation, fake: FakeBackend) -> None:
    plain.run(*change("voicemail.enabled", "off"), *change("call_waiting.enabled", "off"))
    fake.read_error[Feature.VOICEMAIL] = UnreachableError("No route.")
    output = plain.run("1", "3")
    assert output.count("It can be resumed once this can be read: Voicemail.") == 2
    output = plain.run(fake.read_error.clear, "1", "1", "save", "yes", "quit")
    assert output.count("saved and verified") == 2


def test_quitting_with_changes_asks_and_enter_stays(plain: Conversation, fake: FakeBackend) -> None:
    output = plain.run(*change("call_waiting.enabled", "off"), "quit", "", "quit", "9", "1", "yes")
    assert 'Unknown choice "9". Type a number from 1 to 3' in output
    assert output.endswith("Goodbye.\n")
    assert fake.value("call_waiting.enabled") is False


def test_what_an_account_lacks_is_printed_and_not_changed(plain: Conversation) -> None:
    limits = {
        (Feature.DO_NOT_DISTURB, ("ring_splash_enabled",)): Support(Access.NOT_OFFERED, "not offered by UCM"),
        (Feature.CALL_WAITING, ()): Support(Access.READ_ONLY, "not enabled by your administrator"),
        (Feature.VOICEMAIL, ()): Support(Access.NOT_OFFERED, "not offered by UCM"),
    }
    fake = plain.replace_backend(FakeBackend(Capabilities("Fake", limits)))
    output = plain.run("1", "2", "", "4", "1", "", "3", "quit")
    assert "Ring reminder: not offered by UCM" in output
    assert "This cannot be changed: not offered by UCM." in output
    assert "Call waiting: ON (read-only: not enabled by your administrator)" in output
    assert "3 Voicemail: Voicemail: not offered by UCM." in output
    assert fake.writes == []


def test_a_second_one_only_reads_and_prints_who_edits(plain: Conversation) -> None:
    lock = SessionLock("practice")
    assert lock.acquire() is None
    output = plain.run("4", "1", "", "off", lock.release, "reload", *change("call_waiting.enabled", "off"))
    assert output.count("Read-only: another callsettings (process") == 3
    assert "Call waiting: OFF, changed, not saved yet." in output


def test_words_that_fit_several_commands_or_none(plain: Conversation) -> None:
    output = plain.run("re", "x", "7", "0", "q")
    assert 'Unknown command "re". Type redo or reload.' in output
    assert output.count("Type help for the commands.") == 3


def test_ascii_where_the_terminal_knows_nothing_else(plain: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    plain.replace_backend(FakeBackend(owner=Owner(name="Zoë “Zed” Łuk", extension="4021")))
    assert "Zoë “Zed” Łuk" in plain.run("quit")
    monkeypatch.setenv("LANG", "de_DE.ISO-8859-1")
    output = plain.run("quit")
    assert output.isascii()
    assert 'Zoe "Zed"' in output


def test_nothing_from_a_server_is_a_command_to_the_terminal(plain: Conversation) -> None:
    plain.replace_backend(FakeBackend(owner=Owner(name="\x1b]0;Pat\x07\x9b31m\u202eEve", extension="4021")))
    output = plain.run("\x1b[A", "quit")
    assert not set("\x1b\x07\x9b\u202e") & set(output)
    assert "Eve" in output


def test_an_endless_answer_is_not_cut_but_refused(plain: Conversation, fake: FakeBackend) -> None:
    feature, field = number("call_forwarding.busy.destination")
    output = plain.run(feature, field, "1" * 10_000, "4022", "", "save", "yes", "quit")
    assert "An answer has at most 4096 characters; this one was ignored." in output
    assert fake.value("call_forwarding.busy.destination") == "4022"


def test_a_pipe_serves_and_the_framework_is_not_loaded(home: Path) -> None:
    code = (
        "import sys; from tui_callsettings.cli.main import main; status = main(['--plain']);"
        "print([name for name in ('textual', 'httpx', 'keyring') if name in sys.modules]); sys.exit(status)"
    )
    answers = "\n1\n1\non\n\nsave\nyes\nquit\n"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, input=answers, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Goodbye.\n[]\n")
    shown = subprocess.run(
        [sys.executable, "-m", "tui_callsettings", "show", "--json"], cwd=ROOT, capture_output=True, text=True
    )
    assert json.loads(shown.stdout)["doNotDisturb"]["data"]["callSetting"]["enabled"] is True
