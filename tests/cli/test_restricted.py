import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.confined import ConfinedProgram
from tests.e2e.editor import Editor, home_environment
from tui_callsettings import paths
from tui_callsettings.cli import restricted
from tui_callsettings.cli.main import main
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.feature import Feature

ROOT = Path(__file__).parents[2]


@pytest.fixture
def program(tmp_path: Path) -> ConfinedProgram:
    return ConfinedProgram(tmp_path)


def run(program: ConfinedProgram, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = home_environment() | variables
    return subprocess.run(
        [*program.command, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("name", "argv", "is_requested"),
    [
        ("callsettings", [], False),
        ("callsettings", ["show"], False),
        ("callsettings", ["--restricted"], True),
        ("callsettings", ["show", "--restricted"], True),
        ("-callsettings", [], True),
        ("/usr/local/bin/-callsettings", [], True),
        ("callsettings", ["-c", "rm -rf /"], True),
        ("-c", ["show"], False),
    ],
)
def test_when_it_is_restricted(name: str, argv: list[str], is_requested: bool) -> None:
    assert restricted.is_requested(name, argv) is is_requested


def test_of_the_environment_only_names_of_terminal_and_language_stay() -> None:
    environment = {
        "TERM": "xterm-256color",
        "LANG": "en_US.UTF-8",
        "LC_CTYPE": "../../home/eve/locale",
        "LC_ALL": "C.UTF-8 x",
        "NO_COLOR": "1",
        "COLORTERM": "x" * 65,
        "PATH": "/home/eve/bin",
        **dict.fromkeys(
            ("HOME", "XDG_CONFIG_HOME", "LOCPATH", "TERMINFO", "TZ", "LANGUAGE", "EDITOR", "SHELL"), "/eve"
        ),
        **dict.fromkeys(("HTTPS_PROXY", "SSL_CERT_FILE", "SSLKEYLOGFILE", "PYTHONPATH", "LD_PRELOAD"), "/eve"),
        **dict.fromkeys(("WEBEX_ACCESS_TOKEN", "CALLSETTINGS_CLIENT_SECRET", "PYTHON_KEYRING_BACKEND"), "eve"),
        **dict.fromkeys(("TEXTUAL_DRIVER", "SSH_ORIGINAL_COMMAND", "_ARGCOMPLETE", "COLUMNS", "OPENSSL_CONF"), "eve"),
    }
    restricted.clear(environment)
    assert environment == {"TERM": "xterm-256color", "LANG": "en_US.UTF-8", "NO_COLOR": "1", "PATH": "/usr/bin:/bin"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["simulate", "webex"], "simulate is not available in restricted mode"),
        (
            ["account", "add", "eve", "--backend", "webex", "--base-url", "https://eve.example"],
            "account is not available",
        ),
        (["account", "list"], "account is not available"),
        (["profile", "list"], "profile is not available"),
        (["completion", "bash"], "completion is not available"),
        (["login", "--token-file", "/etc/hostname"], "--token-file is not available"),
        (["login", "--token-f=/etc/hostname"], "--token-file is not available"),
        (["explain", "--svg", "/tmp/drawing.svg"], "--svg is not available"),
        (["explain", "--svg=-"], "--svg is not available"),
        (["show", "--base-url=https://eve.example"], "--base-url is not available"),
        (["--base-url", "https://eve.example"], "--base-url is not available"),
        (["--person", "eve@example.com", "dnd", "on"], "--person is not available"),
        (["show", "--account", "eve"], 'There is no account "eve"'),
        (["show", "--account", "../eve"], "There is no account"),
        (["@/etc/hostname"], "is not a command"),
    ],
)
def test_ways_out_are_refused(arguments: list[str], words: str, program: ConfinedProgram) -> None:
    done = run(program, *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stdout == ""
    assert program.written_elsewhere() == []
    assert program.events("run") == []
    assert not any(path.startswith(("/etc/hostname", "/tmp/drawing")) for path in program.events("read"))


@pytest.mark.parametrize("arguments", [["-c", "touch {file}"], ["--plain", "-c", "touch {file}"]])
def test_a_command_for_a_shell_is_not_run(arguments: list[str], program: ConfinedProgram, tmp_path: Path) -> None:
    file = tmp_path / "touched"
    done = run(program, *(argument.format(file=file) for argument in arguments))
    assert "the command given to ssh was not run" in done.stderr
    assert not file.exists()
    assert program.events("run") == []


def test_a_command_for_ssh_is_not_run_and_not_repeated(program: ConfinedProgram, tmp_path: Path) -> None:
    done = run(program, SSH_ORIGINAL_COMMAND=f"touch {tmp_path}/touched")
    assert done.returncode == 2
    assert "the command given to ssh was not run" in done.stderr
    assert "ssh -t" in done.stderr
    assert "touched" not in done.stderr
    assert not (tmp_path / "touched").exists()


def test_the_environment_chooses_no_file_no_account_and_no_sign_in(program: ConfinedProgram, home: Path) -> None:
    """The fixture `home` is what HOME and XDG_* point to: the client's choice."""
    eve = paths.config_folder()
    eve.mkdir(parents=True)
    (eve / "config.toml").write_text('[accounts.eve]\nbackend = "webex"\n')
    program.configure('[accounts.pat]\nbackend = "webex"\n')
    done = run(program, "show", WEBEX_ACCESS_TOKEN="canary-of-the-client", HOME=str(home))
    assert done.returncode == 3
    assert 'not signed in to "pat"' in done.stderr
    assert "canary" not in done.stdout + done.stderr
    assert program.foreign_reads(home) == []
    assert program.written_elsewhere() == []


def test_the_settings_lie_in_the_home_that_the_user_database_names(program: ConfinedProgram, home: Path) -> None:
    assert run(program, "dnd", "on", "--yes").returncode == 0
    shown = json.loads(run(program, "show", "do_not_disturb", "--json").stdout)
    assert shown["doNotDisturb"]["data"]["callSetting"]["enabled"] is True
    assert (program.home / ".local" / "share" / "callsettings").is_dir()
    assert not paths.data_folder().exists()


def test_the_account_that_the_administrator_names_is_the_only_one(program: ConfinedProgram) -> None:
    program.configure('default_account = "eve"\n[accounts.eve]\nbackend = "local"\n[accounts.pat]\nbackend = "local"\n')
    assert run(program, "dnd", "on", "--yes", "--account", "pat").returncode == 0
    refused = run(program, "show", "--account", "mallory")
    assert refused.returncode == 2
    assert "eve" not in refused.stderr + refused.stdout


def test_plain_mode_writes_below_the_home_alone(program: ConfinedProgram, home: Path) -> None:
    with Editor(command=[*program.command, "--plain"]) as editor:
        for answer in ("1", "1", "on", "", "save", "yes", "quit"):
            editor.wait_until(lambda: editor.text.rstrip().endswith((":", "(yes or no)")), "a question")
            editor.wait_quiet(0.1)
            editor.feed(f"{answer}\n")
        assert editor.wait_exit() == 0
        editor.wait_for("saved and verified")
        assert "set up my own account" not in editor.text
    assert program.written_elsewhere() == []
    assert program.events("run") == []
    assert program.events("connect") == []
    assert program.foreign_reads(home) == []


def test_the_editor_writes_below_the_home_alone(program: ConfinedProgram, home: Path) -> None:
    with Editor(command=program.command, variables={"TEXTUAL_LOG": str(home / "log")}) as editor:
        editor.wait_ready().open(Feature.CALL_WAITING).press("space").wait_for("* Call waiting")
        editor.save()
        # Ctrl+Z and F9 would go to a shell, Ctrl+\ would leave a core file.
        editor.feed("\x1a\x1b[20~")
        editor.wait_quiet()
        assert editor.process.poll() is None
        assert editor.quit() == 0
    assert program.written_elsewhere() == []
    assert program.events("run") == []
    assert program.foreign_reads(home) == []
    assert not (home / "log").exists()


def test_what_the_environment_did_to_the_interpreter_is_undone() -> None:
    """PYTHONINSPECT asks for Python's prompt at the end, on which anything could be typed."""
    done = subprocess.run(
        [sys.executable, "-m", "tui_callsettings", "--restricted", "--version"],
        cwd=ROOT,
        env=home_environment() | {"PYTHONINSPECT": "1"},
        input="print(6 * 7)\n",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("callsettings ")
    assert "42" not in done.stdout


def test_completion_runs_nothing_in_restricted_mode(program: ConfinedProgram) -> None:
    done = run(program, "--version", _ARGCOMPLETE="1", COMP_LINE="callsettings s", COMP_POINT="14")
    assert done.stdout.startswith("callsettings ")


def test_a_shortened_option_is_not_taken_for_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--restri", "show"]) == 2
    assert "Do not abbreviate --restricted" in capsys.readouterr().err


def test_the_check_itself(tmp_path: Path) -> None:
    paths.restrict_to_home(tmp_path)
    try:
        restricted.check(argparse.Namespace(restricted=True, command=None, account=None))
        with pytest.raises(ConfigurationError):
            restricted.check(argparse.Namespace(restricted=True, command="account", account=None))
    finally:
        paths.lift_restriction()
    assert "PATH" in os.environ


def test_files_are_private_and_no_memory_image_is_left() -> None:
    """Started under a umask and a limit that would allow both; no compiled module is left either."""
    code = (
        f"import os, resource, sys; sys.path.insert(0, {str(ROOT)!r});"
        "hard = resource.getrlimit(resource.RLIMIT_CORE)[1];"
        "os.umask(0); resource.setrlimit(resource.RLIMIT_CORE, (hard, hard));"
        "from tui_callsettings.cli.restricted import enter_restricted_mode;"
        "rest = enter_restricted_mode(['--restricted', 'show']);"
        "print(rest, oct(os.umask(0)), resource.getrlimit(resource.RLIMIT_CORE), sys.dont_write_bytecode)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], env=home_environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout == "['--restricted', 'show'] 0o77 (0, 0) True\n"
