import json
from typing import Any

import pytest

from tui_callsettings.cli.main import main


def stored(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["show", "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return {name: answer["data"]["callSetting"] for name, answer in document.items()}


def test_a_change_is_shown_saved_and_proved(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forward", "no-answer", "321 321", "--rings", "4", "--yes"]) == 0
    out = capsys.readouterr().out
    assert "Forward to (when unanswered): - -> 321321" in out
    assert "saved and verified" in out
    rule = stored(capsys)["callForwarding"]["callForwarding"]["noAnswer"]
    assert (rule["enabled"], rule["destination"], rule["numberOfRings"]) == (True, "321321", 4)


@pytest.mark.parametrize(
    ("argv", "path", "value"),
    [
        (["dnd", "on"], ("doNotDisturb", "enabled"), True),
        (["waiting", "off"], ("callWaiting", "enabled"), False),
        (["voicemail", "all", "on"], ("voicemail", "sendAllCalls", "enabled"), True),
        (["voicemail", "off"], ("voicemail", "enabled"), False),
        (["voicemail", "no-answer", "--rings", "5"], ("voicemail", "sendUnansweredCalls", "numberOfRings"), 5),
        (["forward", "busy", "on"], ("callForwarding", "callForwarding", "busy", "enabled"), True),
        (
            ["forward", "continuity", "4022"],
            ("callForwarding", "businessContinuity", "destination"),
            "4022",
        ),
        (
            ["set", "voicemail.notifications.destination=a+b@example.com"],
            ("voicemail", "notifications", "destination"),
            "a+b@example.com",
        ),
    ],
)
def test_each_command_changes_its_field_alone(
    argv: list[str], path: tuple[str, ...], value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stored(capsys)
    assert main([*argv, "--yes"]) == 0
    after: Any = stored(capsys)
    for name in path:
        after = after[name]
    assert after == value
    assert main([*argv, "--yes"]) == 0
    assert "No change: already set." in capsys.readouterr().out
    assert before["voicemail"]["messageStorage"] == stored(capsys)["voicemail"]["messageStorage"]


def test_forward_off_switches_everything_off_and_keeps_the_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    for rule in ("always", "busy", "no-answer", "continuity"):
        assert main(["forward", rule, "4022", "--yes"]) == 0
    assert main(["forward", "off", "--yes"]) == 0
    document = stored(capsys)["callForwarding"]
    rules = [*document["callForwarding"].values(), document["businessContinuity"]]
    assert {(rule["enabled"], rule["destination"]) for rule in rules} == {(False, "4022")}


def test_a_dry_run_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = stored(capsys)
    assert main(["dnd", "on", "--dry-run"]) == 0
    assert "OFF -> ON" in capsys.readouterr().out
    assert stored(capsys) == before


def test_json_has_changes_and_outcome(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dnd", "on", "--yes", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["changes"] == [{"key": "do_not_disturb.enabled", "before": False, "after": True}]
    assert [outcome["result"] for outcome in document["outcomes"]] == ["saved"]


def test_nobody_to_ask_means_not_saved(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dnd", "on"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert stored(capsys)["doNotDisturb"]["enabled"] is False


def test_what_the_provider_decides_is_noted_and_saved(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forward", "always", "+449075550142", "--yes"]) == 0
    assert "note: Forward to (always): +449075550142 ends like your own number" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["voicemail", "no-answer", "--rings", "21"], "Enter 2 to 15 rings"),
        (["forward", "always", "555-CALL-ME"], "is not a phone number"),
        (["forward", "always", "4021"], "your own number"),
        (["forward", "always", "on"], "a number is required"),
        (["set", "voicemail.foo=1"], "Did you mean"),
        (["set", "call_waiting.enabled"], "Write call_waiting.enabled=on"),
        (["set", "call_waiting.enabled=perhaps"], 'Call waiting: "perhaps" is neither on nor off'),
        (["set", "call_waiting.enabled="], "cannot be empty. Use on | off"),
        (["voicemail", "no-answer", "--rings", "1"], "Enter 2 to 15 rings"),
        (["forward", "busy", "4022", "--rings", "3"], "no-answer"),
        (["forward", "off", "busy"], "forward busy off"),
        (["forward", "busy"], "Add a number, on or off"),
        (["voicemail", "busy"], "Add on or off"),
        (["voicemail", "on", "off"], "one word too many"),
        (["show", "--account", "nobody"], "nobody"),
    ],
)
def test_what_cannot_be_is_explained_and_not_saved(
    argv: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stored(capsys)
    arguments = argv if argv[0] == "show" else [*argv, "--yes"]
    assert main(arguments) == 2
    assert words in capsys.readouterr().err
    assert stored(capsys) == before
