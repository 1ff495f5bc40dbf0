import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tui_callsettings.accounts.config import config_file
from tui_callsettings.accounts.config_edit import add_account, use_account
from tui_callsettings.cli.exit_status import ExitStatus
from tui_callsettings.cli.main import build_parser, main
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.simulator import serving


def printed(argv: list[str], capsys: pytest.CaptureFixture[str], status: int = 0) -> str:
    capsys.readouterr()
    assert main(argv) == status, capsys.readouterr().err
    return capsys.readouterr().out


def test_show_begins_with_where_calls_go_and_ends_with_advice(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(["show"], capsys).startswith("Calls now ring your phone")
    printed(["forward", "always", "+12055550155", "--yes"], capsys)
    out = printed(["show"], capsys)
    assert out.startswith("CALLS GO TO +1 205-555-0155\nCalls now go to +1 205-555-0155;")
    assert "Advice (" in out.splitlines()[-1]


def test_explain_prints_it_in_words_and_as_a_tree(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(["explain"], capsys)
    assert out.startswith("Calls now ring your phone, then go to voicemail after 3 rings")
    assert "unanswered" in out
    assert printed(["explain", "--ascii"], capsys).isascii()


def test_explain_writes_ascii_in_the_c_locale(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert printed(["explain"], capsys).isascii()


def test_explain_as_data_and_drawings(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "sentence" in json.loads(printed(["explain", "--json"], capsys))
    assert printed(["explain", "--mermaid"], capsys).startswith(("flowchart", "graph"))
    assert ET.fromstring(printed(["explain", "--svg", "-"], capsys)).tag.endswith("svg")
    printed(["explain", "--svg", str(tmp_path / "calls.svg")], capsys)
    assert (tmp_path / "calls.svg").read_text().startswith("<")


def test_explain_one_situation(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(["explain", "--when", "busy"], capsys)
    assert out.splitlines()[-1].endswith("The call goes to voicemail.")


def test_status_prints_where_calls_go_and_since_when(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(["status", "--short"], capsys) == ""
    printed(["forward", "always", "+12055550155", "--yes"], capsys)
    assert printed(["status", "--short"], capsys) == "CALLS GO TO +12055550155\n"
    document = json.loads(printed(["status", "--json"], capsys))
    assert document["calls"] == "CALLS GO TO +12055550155"
    assert document["since"]
    assert printed(["status", "--short", "--cached"], capsys) == "CALLS GO TO +12055550155\n"
    assert "needed" in printed(["status"], capsys)


def test_a_save_renews_what_the_prompt_shows(capsys: pytest.CaptureFixture[str]) -> None:
    printed(["forward", "always", "+12055550155", "--yes"], capsys)
    assert printed(["status", "--short", "--cached"], capsys) == "CALLS GO TO +12055550155\n"
    printed(["forward", "off", "--yes"], capsys)
    assert printed(["status", "--short", "--cached"], capsys) == ""


def test_status_cached_prints_when_nothing_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(["status", "--short", "--cached"], capsys, status=1) == "not known\n"


def test_the_quick_way_to_the_cached_status_prints_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    printed(["dnd", "on", "--yes"], capsys)
    printed(["status", "--short"], capsys)
    code = "import sys; sys.argv = ['callsettings', 'status', '--short', '--cached']\n"
    code += "from tui_callsettings.__main__ import run\ntry: run()\nfinally: print('argparse' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "do not disturb\nFalse\n"


def test_the_prompt_follows_the_configuration_without_reading_it_twice(capsys: pytest.CaptureFixture[str]) -> None:
    code = "import sys; sys.argv = ['callsettings', 'status', '--short', '--cached']\n"
    code += "from tui_callsettings.__main__ import run\ntry: run()\nfinally: print('tomllib' in sys.modules)"

    def prompt() -> list[str]:
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.splitlines()

    printed(["dnd", "on", "--yes"], capsys)
    add_account(Account("desk", "ucm", mode="cloud"))
    assert [prompt(), prompt()] == [["not known", "False"], ["not known", "False"]]
    use_account(PRACTICE)
    assert [prompt(), prompt()] == [["do not disturb", "False"], ["do not disturb", "False"]]
    config_file().write_bytes(b"nonsense")
    assert prompt() == ["True"]


def test_history_lists_saves_and_brings_back_what_one_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No saves from this machine yet." in printed(["history"], capsys)
    printed(["waiting", "off", "--yes"], capsys)
    printed(["dnd", "on", "--yes"], capsys)
    assert [entry["feature"] for entry in json.loads(printed(["history", "--json"], capsys))] == [
        "doNotDisturb",
        "callWaiting",
    ]
    printed(["history", "--undo", "1", "--yes"], capsys)
    assert json.loads(printed(["show", "call_waiting", "--json"], capsys))["callWaiting"]["data"]["callSetting"] == {
        "enabled": True
    }
    assert main(["history", "--undo", "99"]) == 2
    assert main(["history", "--restore", "99"]) == 2


def test_profiles_are_kept_shown_compared_and_applied(capsys: pytest.CaptureFixture[str]) -> None:
    printed(["profile", "save", "Desk"], capsys)
    assert main(["profile", "save", "Desk"]) == 2
    printed(["dnd", "on", "--yes"], capsys)
    assert printed(["profile", "list"], capsys) == "Desk\n"
    assert "[do_not_disturb]" in printed(["profile", "show", "Desk"], capsys)
    assert printed(["profile", "diff", "Desk"], capsys) == "Do not disturb: ON -> OFF\n"
    assert "OFF" in printed(["profile", "apply", "Desk", "--dry-run"], capsys)
    assert "saved and verified" in printed(["profile", "apply", "Desk", "--yes"], capsys)
    assert printed(["profile", "diff", "Desk"], capsys) == "No difference.\n"
    printed(["profile", "remove", "Desk"], capsys)
    assert main(["profile", "show", "Desk"]) == 1


def test_accounts_are_added_used_and_removed(capsys: pytest.CaptureFixture[str]) -> None:
    printed(["account", "add", "work", "--backend", "webex", "--base-url", "http://127.0.0.1:9/v1"], capsys)
    accounts = json.loads(printed(["account", "list", "--json"], capsys))
    assert [(account["name"], account["inUse"]) for account in accounts] == [("work", True), ("practice", False)]
    printed(["account", "use", "practice"], capsys)
    assert "* practice" in printed(["account", "list"], capsys)
    assert main(["account", "remove", "work"]) == 2
    assert "add --yes" in capsys.readouterr().err
    printed(["account", "remove", "work", "--yes"], capsys)
    assert "work" not in printed(["account", "list"], capsys)
    assert main(["account", "add", "bad", "--backend", "webex", "--base-url", "http://example.com"]) == 2
    assert "https" in capsys.readouterr().err


def test_a_token_from_a_file_signs_in_and_logout_forgets_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, home: Path
) -> None:
    with serving("webex") as simulator:
        printed(["account", "add", "work", "--backend", "webex", "--base-url", simulator.url], capsys)
        assert main(["show"]) == 3
        assert "callsettings login" in capsys.readouterr().err
        token = tmp_path / "token"
        token.write_text(simulator.credentials["token"] + "\n")
        printed(["login", "--token-file", str(token), "--store", "file"], capsys)
        assert json.loads(printed(["show", "call_waiting", "--json"], capsys))["callWaiting"]["statusCode"] == 200
        status = json.loads(printed(["status", "--json"], capsys))
        assert status["signIn"] == "file"
        assert simulator.credentials["token"] not in json.dumps(status)
        printed(["dnd", "on", "--yes"], capsys)
        printed(["logout"], capsys)
        assert main(["show"]) == 3
    kept = [file for file in home.rglob("*") if file.is_file()]
    assert not [file for file in kept if simulator.credentials["token"].encode() in file.read_bytes()]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_get_their_completion(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "callsettings" in printed(["completion", shell], capsys)


def test_help_names_every_exit_status() -> None:
    text = " ".join(build_parser().format_help().split())
    for status in ExitStatus:
        assert f"{status.value} {status.meaning}" in text


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("callsettings 0.")


def test_the_help_of_explain_says_what_acts_before_these_settings(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["explain", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert "selective forwarding, act before your settings" in text
    assert "Calls to a hunt group or queue ignore personal forwarding." in text
