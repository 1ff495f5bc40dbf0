"""One vocabulary for commands, and suggestions where a word is misspelled."""

import json
import subprocess
import sys

import pytest

from tui_callsettings.cli.field_keys import KEYS
from tui_callsettings.cli.main import main
from tui_callsettings.cli.vocabulary import feature_names, find_feature, find_key
from tui_callsettings.models.feature import Feature

from .providers import run_error, run_output


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("dnd", "do_not_disturb.enabled"),
        ("do-not-disturb", "do_not_disturb.enabled"),
        ("waiting", "call_waiting.enabled"),
        ("voicemail", "voicemail.enabled"),
        ("forward.always", "call_forwarding.always.enabled"),
        ("call-forwarding.no-answer.rings", "call_forwarding.no_answer.number_of_rings"),
        ("forward.business-continuity.to", "call_forwarding.business_continuity.destination"),
        ("forward.busy.destination", "call_forwarding.busy.destination"),
        ("voicemail.all", "voicemail.send_all_calls.enabled"),
        ("VOICEMAIL.no-answer", "voicemail.send_unanswered_calls.enabled"),
    ],
)
def test_a_field_answers_to_each_of_its_names(name: str, key: str) -> None:
    assert find_key(name) == key


def test_every_key_names_itself_also_with_dashes() -> None:
    for key in KEYS:
        assert find_key(key) == find_key(key.replace("_", "-")) == key


def test_every_feature_has_a_short_name() -> None:
    assert [find_feature(name) for name in feature_names()] == list(Feature)
    for feature in Feature:
        assert find_feature(feature.value.replace("_", "-")) is feature
        assert find_feature(feature.title) is feature


@pytest.mark.parametrize(
    ("argv", "suggestion"),
    [
        (("shwo",), '"shwo" is not a command. Did you mean show?'),
        (("show", "vioicemail"), "Did you mean voicemail?"),
        (("show", "--jason"), "unknown option --jason. Did you mean --json?"),
        (("forward", "alwys", "off"), "Did you mean always?"),
        (("forward", "no-answer", "4022", "--yess"), "Did you mean --yes?"),
        (("set", "forward.bussy=on"), "Did you mean forward.bus"),
        (("profile", "apply", "Vacatoin"), 'Did you mean "Vacation"?'),
        (("account", "lst"), "Did you mean list?"),
        (("explain", "--when", "bussy"), "Did you mean busy?"),
        (("login", "--store", "memory"), "Choose one of: keyring, file."),
    ],
)
def test_what_is_misspelled_gets_a_suggestion(
    argv: tuple[str, ...], suggestion: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run_output(capsys, "profile", "save", "Vacation")
    try:
        status = main([*argv])
    except SystemExit as end:
        status = int(str(end.code))
    assert status in (1, 2)
    assert suggestion in capsys.readouterr().err


def test_forward_to_voicemail_explains_where_that_setting_is(capsys: pytest.CaptureFixture[str]) -> None:
    for rule, calls in (("always", "all"), ("busy", "busy"), ("unanswered", "no-answer")):
        message = run_error(capsys, "forward", rule, "voicemail", "--yes", status=2)
        assert f"callsettings voicemail {calls} on" in message
    assert "unreachable" in run_error(capsys, "forward", "continuity", "voicemail", status=2)


def test_help_has_examples_on_lines_of_their_own_and_never_breaks_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["forward", "--help"])
    lines = capsys.readouterr().out.splitlines()
    assert "  callsettings forward no-answer 4022 --rings 4" in lines
    assert not [line for line in lines if line.rstrip().endswith("-")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("callsettings forward ", {"always", "busy", "no-answer", "business-continuity", "off"}),
        ("callsettings show ", {"dnd", "forward", "voicemail", "waiting"}),
        ("callsettings set voicemail.fax", {f"{key}=" for key in KEYS if key.startswith("voicemail.fax")}),
        ("callsettings profile apply ", {"Vacation"}),
        ("callsettings show --account ", {"practice"}),
        ("callsettings account use ", {"practice"}),
    ],
)
def test_completion_offers_rules_fields_profiles_and_accounts(
    line: str, expected: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run_output(capsys, "profile", "save", "Vacation")
    script = (
        "import os, sys, json\n"
        f"os.environ |= {{'_ARGCOMPLETE': '1', 'COMP_LINE': {line!r}, 'COMP_POINT': '{len(line)}'}}\n"
        "os.environ |= {'_ARGCOMPLETE_IFS': '\\n', '_ARGCOMPLETE_STDOUT_FILENAME': '/dev/stdout'}\n"
        "from tui_callsettings.cli.main import main\nmain([])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    offered = {word.strip() for word in done.stdout.split("\n") if word.strip() and not word.startswith("-")}
    assert expected <= offered, (done.stdout, done.stderr)


def test_errors_are_json_where_json_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = json.loads(_output_of_failure(capsys, "dnd", "on", "--json", "--account", "nobody"))
    assert document["error"]["status"] == 2
    assert "nobody" in document["error"]["message"]
    monkeypatch.setattr(sys, "argv", ["callsettings", "dnd", "perhaps", "--json"])
    with pytest.raises(SystemExit):
        main(["dnd", "perhaps", "--json"])
    assert json.loads(capsys.readouterr().out)["error"]["message"].startswith('"perhaps" is not a value of state')


def _output_of_failure(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    capsys.readouterr()
    assert main(argv) == 2
    return capsys.readouterr().out
