"""Settings that end by themselves, in commands: set, listed, moved, dropped, ended at the next start."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.fakes.backend import FakeBackend
from tui_callsettings import paths
from tui_callsettings.cli import restricted
from tui_callsettings.cli.main import build_parser, main
from tui_callsettings.cli.schema import json_schema
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import ConfigurationError, UnreachableError
from tui_callsettings.models.account import PRACTICE
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.end_record import EndStatus, ScheduledEnd
from tui_callsettings.state.scheduled_ends import ScheduledEnds
from tui_callsettings.state.scheduler import Job, Scheduler, SchedulerError, SchedulerKind
from tui_callsettings.state.session import SessionLock

from .providers import run_error, run_output, webex_account


class Recorder(Scheduler):
    """Takes jobs in place of the machine's scheduler."""

    def __init__(self) -> None:
        super().__init__(SchedulerKind.AT)
        self.times: list[datetime] = []
        self.canceled: list[str] = []
        self.is_refusing = False

    def schedule(self, at: datetime, command: object, name: str) -> Job:
        del command, name
        if self.is_refusing:
            raise SchedulerError("at did not take the job: no.")
        self.times.append(at)
        return Job(SchedulerKind.AT, str(len(self.times)))


@pytest.fixture(autouse=True)
def scheduler(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr("tui_callsettings.state.scheduler.find_scheduler", lambda: recorder)
    monkeypatch.setattr("tui_callsettings.state.end_runner.find_scheduler", lambda: recorder)
    monkeypatch.setattr(
        "tui_callsettings.state.end_scheduling.cancel_job", lambda job: recorder.canceled.append(job.name)
    )
    return recorder


@pytest.fixture
def ends() -> ScheduledEnds:
    return ScheduledEnds(PRACTICE)


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> FakeBackend:
    fake = FakeBackend()
    made = staticmethod(lambda account: CallSettingsClient(fake, account))
    monkeypatch.setattr(CallSettingsClient, "for_account", made)
    return fake


def make_due(ends: ScheduledEnds) -> None:
    """Have every pending end be due, as if its time had come."""
    for end in ends.pending():
        past = datetime.now(UTC) - timedelta(minutes=1)
        ends.update(end, end.replace(at=past, retry_at=past if end.retry_at else None))


def only(ends: ScheduledEnds) -> ScheduledEnd:
    (end,) = ends.pending()
    return end


def is_dnd_on(capsys: pytest.CaptureFixture[str]) -> bool:
    document = json.loads(run_output(capsys, "show", "dnd", "--json"))
    return document["doNotDisturb"]["data"]["callSetting"]["enabled"] is True


@pytest.mark.parametrize(
    ("argv", "keys"),
    [
        (["dnd", "on"], ["do_not_disturb.enabled"]),
        (["forward", "always", "4022"], ["call_forwarding.always.enabled", "call_forwarding.always.destination"]),
        (["set", "call_waiting.enabled=off"], ["call_waiting.enabled"]),
    ],
)
@pytest.mark.parametrize("option", [["--for", "2h"], ["--until", "tomorrow 9:00"]])
def test_a_change_ends_by_itself(
    argv: list[str],
    option: list[str],
    keys: list[str],
    ends: ScheduledEnds,
    scheduler: Recorder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = run_output(capsys, *argv, *option, "--yes")
    assert scheduler.promise in out
    assert "saved and verified" in out
    assert "(end 1)" in out
    end = only(ends)
    assert sorted(field.key for field in end.fields) == sorted(keys)
    assert scheduler.times == [end.at]
    assert "1  ends" in run_output(capsys, "until")


def test_files_and_profiles_end_by_themselves(
    ends: ScheduledEnds, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_output(capsys, "profile", "save", "Desk")
    run_output(capsys, "dnd", "on", "--yes")
    run_output(capsys, "profile", "apply", "Desk", "--yes", "--for", "2h")
    assert [(field.value, field.back) for field in only(ends).fields] == [(False, True)]
    file = tmp_path / "settings.toml"
    file.write_text("[call_waiting]\nenabled = false\n")
    run_output(capsys, "apply", str(file), "--yes", "--until", "tomorrow 9:00")
    assert [end.fields[0].key for end in ends.pending()] == ["do_not_disturb.enabled", "call_waiting.enabled"]


def test_a_second_until_moves_it_and_keeps_the_value_to_go_back_to(
    ends: ScheduledEnds, scheduler: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    run_output(capsys, "dnd", "on", "--for", "1h", "--yes")
    first = only(ends)
    assert "No change: already set." in run_output(capsys, "dnd", "on", "--for", "3h", "--yes")
    moved = only(ends)
    assert moved.number == first.number
    assert moved.at > first.at + timedelta(hours=1)
    assert moved.fields[0].back is False
    assert scheduler.times[-1] == moved.at
    assert "1" in scheduler.canceled


def test_an_end_without_a_value_to_go_back_to_is_not_silent(capsys: pytest.CaptureFixture[str]) -> None:
    run_output(capsys, "dnd", "on", "--yes")
    assert main(["dnd", "on", "--for", "1h", "--yes", "--json"]) == 0
    printed = capsys.readouterr()
    assert "no earlier value to go back to" in printed.err
    assert json.loads(printed.out)["endsAt"] is None


def test_another_edit_drops_the_end_and_says_so(
    ends: ScheduledEnds, scheduler: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    run_output(capsys, "forward", "always", "4022", "--for", "1h", "--yes")
    out = run_output(capsys, "forward", "always", "4023", "--yes")
    assert "ends by itself" in out
    assert "That end is dropped." in out
    assert [field.key for field in only(ends).fields] == ["call_forwarding.always.enabled"]
    run_output(capsys, "forward", "always", "off", "--yes")
    assert ends.pending() == ()
    assert "1" in scheduler.canceled


class _Terminal:
    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return f"{self._answers.pop(0)}\n"


@pytest.mark.parametrize("answer", ["keep", "", "drop", "tomorrow 9:00"])
def test_on_a_terminal_an_edit_asks_what_becomes_of_the_end(
    answer: str, ends: ScheduledEnds, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_output(capsys, "set", "call_forwarding.always.destination=4022", "--for", "1h", "--yes")
    before = only(ends)
    monkeypatch.setattr("sys.stdin", _Terminal("nonsense", answer, "y"))
    out = run_output(capsys, "set", "call_forwarding.always.destination=4023")
    assert '"nonsense" is not a time' in out
    if answer == "drop":
        assert ends.pending() == ()
        return
    end = only(ends)
    assert (end.fields[0].value, end.fields[0].back) == ("4023", before.fields[0].back)
    assert (end.at == before.at) is (answer in ("keep", ""))


@pytest.mark.parametrize("argv", ["show", "status", "waiting off --yes", "explain", "until run 1"])
def test_what_is_due_ends_at_the_next_start_of_any_command(
    argv: str, ends: ScheduledEnds, capsys: pytest.CaptureFixture[str]
) -> None:
    run_output(capsys, "dnd", "on", "--for", "1h", "--yes")
    make_due(ends)
    assert main(argv.split()) == 0
    printed = capsys.readouterr()
    assert "Ended by itself" in printed.err + printed.out
    assert not is_dnd_on(capsys)
    assert "ended by itself" in run_output(capsys, "history")


def test_a_result_is_printed_once(ends: ScheduledEnds, capsys: pytest.CaptureFixture[str]) -> None:
    run_output(capsys, "dnd", "on", "--for", "1h", "--yes")
    make_due(ends)
    run_output(capsys, "until", "run", "1")
    capsys.readouterr()
    assert main(["show"]) == 0
    assert "Ended by itself" in capsys.readouterr().err
    assert main(["show"]) == 0
    assert "Ended by itself" not in capsys.readouterr().err
    assert "ended  Ended by itself" in run_output(capsys, "until", "--all")


def test_a_run_that_comes_too_early_goes_to_the_scheduler_again(
    ends: ScheduledEnds, scheduler: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    run_output(capsys, "dnd", "on", "--for", "1h", "--yes")
    run_output(capsys, "until", "run", "1")
    assert scheduler.times == [only(ends).at] * 2
    assert is_dnd_on(capsys)


def test_a_run_while_another_process_edits_is_tried_again(
    ends: ScheduledEnds, scheduler: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    run_output(capsys, "dnd", "on", "--for", "1h", "--yes")
    make_due(ends)
    lock = SessionLock(PRACTICE)
    assert lock.acquire() is None
    run_output(capsys, "until", "run", "1", status=1)
    assert is_dnd_on(capsys)
    lock.release()
    end = only(ends)
    assert end.is_due(datetime.now(UTC)), "the other process must not be held up"
    assert scheduler.times[-1] > datetime.now(UTC) + timedelta(seconds=50)
    assert "Another callsettings is editing" in run_output(capsys, "until")


def test_a_run_that_cannot_reach_the_provider_is_tried_again(
    backend: FakeBackend, ends: ScheduledEnds, scheduler: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    run_output(capsys, "dnd", "on", "--for", "1h", "--yes")
    make_due(ends)
    backend.read_error[Feature.DO_NOT_DISTURB] = UnreachableError("No route.")
    assert "Not ended yet. No route." in run_output(capsys, "until", "run", "1", status=1)
    end = only(ends)
    assert scheduler.times[-1] == end.retry_at
    del backend.read_error[Feature.DO_NOT_DISTURB]
    make_due(ends)
    assert "Ended by itself" in run_output(capsys, "until", "run", "1")


def test_canceling_and_changing(ends: ScheduledEnds, scheduler: Recorder, capsys: pytest.CaptureFixture[str]) -> None:
    run_output(capsys, "dnd", "on", "--for", "1h", "--yes")
    first = only(ends)
    assert scheduler.promise in run_output(capsys, "until", "change", "1", "tomorrow 9:00")
    assert only(ends).at > first.at
    assert "Canceled end 1." in run_output(capsys, "until", "cancel", "1")
    assert run_output(capsys, "until") == "Nothing ends by itself.\n"
    assert "over already" in run_error(capsys, "until", "cancel", "1", status=2)
    assert "over already" in run_error(capsys, "until", "change", "1", "tomorrow 9:00", status=2)
    assert "no end number 7" in run_error(capsys, "until", "cancel", "7", status=2)
    assert is_dnd_on(capsys)


@pytest.mark.parametrize("option", [["--until", "2020-01-01"], ["--until", "soon"], ["--for", "0m"]])
def test_a_time_that_cannot_be_is_refused_before_anything_is_sent(
    option: list[str], ends: ScheduledEnds, capsys: pytest.CaptureFixture[str]
) -> None:
    run_error(capsys, "dnd", "on", *option, "--yes", status=2)
    assert not is_dnd_on(capsys)
    assert ends.load() == ()


def test_a_scheduler_that_refuses_is_said_also_where_little_is_printed(
    ends: ScheduledEnds, scheduler: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    scheduler.is_refusing = True
    assert main(["dnd", "on", "--for", "1h", "--yes", "--quiet"]) == 0
    assert "It ends when callsettings next runs" in capsys.readouterr().err
    assert only(ends).scheduler is SchedulerKind.NONE


def test_a_damaged_file_stops_the_save(ends: ScheduledEnds, capsys: pytest.CaptureFixture[str]) -> None:
    ends.path.parent.mkdir(parents=True, exist_ok=True)
    ends.path.write_text("{")
    assert "damaged" in run_error(capsys, "dnd", "on", "--for", "1h", "--yes", status=1)
    ends.path.unlink()
    assert not is_dnd_on(capsys)


def test_json_names_the_time_and_the_list_follows_its_schema(
    ends: ScheduledEnds, capsys: pytest.CaptureFixture[str]
) -> None:
    save = json.loads(run_output(capsys, "dnd", "on", "--for", "1h", "--yes", "--json"))
    Draft202012Validator(json_schema("save")).validate(save)
    assert datetime.fromisoformat(save["endsAt"]) == only(ends).at.replace(microsecond=0)
    assert json.loads(run_output(capsys, "dnd", "off", "--yes", "--json"))["endsAt"] is None
    run_output(capsys, "dnd", "on", "--for", "1h", "--yes")
    listed = json.loads(run_output(capsys, "until", "--all", "--json"))
    Draft202012Validator(json_schema("until")).validate(listed)
    assert [end["status"] for end in listed] == [EndStatus.CANCELED, EndStatus.PENDING]
    status = json.loads(run_output(capsys, "status", "--json"))
    Draft202012Validator(json_schema("status")).validate(status)
    assert "Do not disturb: ON -> OFF" in status["ends"][0]


def test_where_calls_go_says_until_when(capsys: pytest.CaptureFixture[str]) -> None:
    run_output(capsys, "forward", "always", "4022", "--for", "1h", "--yes")
    assert " until " in run_output(capsys, "status", "--short")
    for command in ("show", "explain", "status"):
        assert "Ends by itself, " in run_output(capsys, command)


@pytest.mark.parametrize("argv", [["dnd", "on", "--for", "1h"], ["until"], ["until", "run", "1"]])
def test_restricted_mode_needs_the_administrators_word(argv: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "is_restricted", lambda: True)
    with pytest.raises(ConfigurationError, match="--allow-until"):
        restricted.check(build_parser().parse_args(["--restricted", *argv]))
    restricted.check(build_parser().parse_args(["--restricted", "--allow-until", *argv]))


def test_signing_out_and_removing_an_account_say_which_ends_are_lost(
    scheduler: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    with webex_account("token"):
        run_output(capsys, "dnd", "on", "--for", "1h", "--yes")
        out = run_output(capsys, "logout")
        assert "unless you sign in again" in out
        assert "Do not disturb: ON -> OFF" in out
        assert "no longer end by themselves" in run_output(capsys, "account", "remove", "work", "--yes")
    assert ScheduledEnds("work").pending() == ()
    assert scheduler.canceled[-1] == "1"
