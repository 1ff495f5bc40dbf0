"""Ten jobs as somebody who knows other programs tries them: each try works, or its message leads to what does."""

import pytest

from tui_callsettings.cli.main import main

from .providers import run_output

JOBS: dict[str, tuple[tuple[str, str], ...]] = {
    "find out what there is": (
        ("help forward", "forward always 4022 --until 17:00"),
        ("version", "Did you mean --version?"),
    ),
    "sign in to an account": (
        ("account create work --backend local", "Did you mean add?"),
        ("account add work --backend local", "Added account"),
        ("auth login", "Did you mean login?"),
        ("login work", "Did you mean --account work?"),
        ("login --account work", "needs no sign-in"),
    ),
    "switch between accounts": (
        ("use practice", "Did you mean account use NAME?"),
        ("account switch practice", "Did you mean use?"),
        ("account use practice", ""),
    ),
    "see where calls go": (
        ("list", "Did you mean show?"),
        ("explain busy", "Did you mean --when busy?"),
        ("explain --when busy", "1. "),
    ),
    "forward all calls": (
        ("forward 4022", "callsettings forward always 4022"),
        ("forward always 4022 -y", "saved and verified"),
    ),
    "do not disturb for two hours": (
        ("dnd on --until 2h", "use --for 2h"),
        ("dnd on --for 17:00", 'use --until "17:00"'),
        ("dnd on --for 2h -y", "Ends by itself"),
    ),
    "change and stop that end": (
        ("until move 1 3h", "Did you mean change?"),
        ("until change 1 3h", "1  ends"),
        ("until delete 1", "Did you mean cancel?"),
        ("until cancel 1", "Canceled end 1."),
    ),
    "take it back": (
        ("undo", "Did you mean history --undo N?"),
        ("history undo", "Did you mean --undo N?"),
        ("history --undo 3 -y", "Do not disturb: ON -> OFF"),
    ),
    "send unanswered calls to voicemail later": (
        ("vm no-answer on", "Did you mean voicemail?"),
        ("rings 5", "Did you mean forward no-answer --rings N?"),
        ("voicemail no-answer on --rings 5 -y", "5 rings"),
    ),
    "keep settings in a file": (
        ("export", "Did you mean show --toml?"),
        ("show --toml", "[call_forwarding"),
        ("import settings.toml", "Did you mean apply FILE?"),
        ("profile create Desk", "Did you mean save?"),
        ("profile save Desk", ""),
        ("profile delete Desk", "Did you mean remove?"),
    ),
}


@pytest.fixture(autouse=True)
def _no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_callsettings.state.scheduler.shutil.which", lambda name: None)


def test_ten_jobs_are_done_by_messages_and_help_alone(capsys: pytest.CaptureFixture[str]) -> None:
    run_output(capsys, "waiting", "off", "--yes")
    for job, tries in JOBS.items():
        for command, expected in tries:
            capsys.readouterr()
            try:
                status = main(command.split())
            except SystemExit as left:
                status = int(left.code or 0)
            printed = capsys.readouterr()
            text = " ".join(f"{printed.out} {printed.err}".split())
            assert " ".join(expected.split()) in text, (job, command, text)
            assert status in (0, 2), (job, command, text)


def test_a_choice_for_the_machine_is_not_offered(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["until", "frobnicate"])
    assert "list, cancel, change." in capsys.readouterr().err
