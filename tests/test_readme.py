"""Every command and program in the README is run, on the practice account and with a home of its own."""

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.backends.webex.recordings import wav
from tui_callsettings.cli.main import build_parser, main

README = (Path(__file__).parents[1] / "README.md").read_text()
COMMANDS = re.findall(r"^\$ (callsettings .*)$", README, re.MULTILINE)
_ONLY_PARSED = ("simulate", "login")
"""Commands that serve until they are interrupted, or need a person's secret."""


_SSHD = "/usr/sbin/sshd"


@pytest.mark.parametrize("block", re.findall(r"```(\w*)\n", README))
def test_every_block_says_what_it_is(block: str) -> None:
    assert block in ("", "console", "python", "sh", "toml")


def test_every_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("recording.wav").write_bytes(wav())
    assert len(COMMANDS) > 25
    # The save that the commands on the history go back to.
    assert main(["waiting", "off", "--yes"]) == 0
    for command in COMMANDS:
        words, _, file = command.partition(" > ")
        argv = shlex.split(words)[1:]
        if argv[0] in _ONLY_PARSED:
            build_parser(argv).parse_args(argv)
            continue
        monkeypatch.setattr("sys.stdin", io.StringIO())
        status = main(argv)
        printed = capsys.readouterr()
        # Without a terminal to confirm on, a change ends with 2; the practice account takes no greeting and no PIN.
        expected = {"greeting": 6, "pin": 6}.get(argv[0], 2 if "add --yes" in printed.err else 0)
        assert status == (3 if argv[0] == "status" and "signed in" in printed.err else expected), (command, printed.err)
        if file:
            Path(file).write_text(printed.out)


def test_the_python_example_runs_and_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    program, output = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(program, "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out.replace("'", '"') == output


def test_the_configuration_example_is_valid(tmp_path: Path) -> None:
    from tui_callsettings.accounts.config import parse_config

    for text in re.findall(r"```toml\n(.*?)```", README, re.DOTALL):
        parse_config(text, tmp_path / "config.toml")
    assert sys.version_info >= (3, 11)


def test_no_command_of_ours_hides_in_an_indented_block() -> None:
    assert re.findall(r"^    callsettings .*$", README, re.MULTILINE) == []


def test_the_commands_of_an_administrator_are_understood() -> None:
    (added,) = re.findall(r"^# .*/callsettings (account add .*)$", README, re.MULTILINE)
    argv = shlex.split(added)
    assert build_parser(argv).parse_args(argv).name == "pat"
    (forced,) = re.findall(r'command="[^"]* -m tui_callsettings ([^"]*)"', README)
    argv = shlex.split(forced)
    assert build_parser(argv).parse_args(argv).account == "pat"


@pytest.mark.skipif(not os.access(_SSHD, os.X_OK), reason=f"needs {_SSHD}")
def test_the_sshd_configuration_is_valid(tmp_path: Path) -> None:
    key, file = tmp_path / "key", tmp_path / "sshd_config"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (block,) = re.findall(r"```\n(Match User .*?)```", README, re.DOTALL)
    file.write_text(f"HostKey {key}\n{block}")
    done = subprocess.run([_SSHD, "-t", "-f", str(file)], capture_output=True, text=True)
    assert done.returncode == 0 or "privilege separation" in done.stderr, done.stderr


_SHOW_COMPLETIONS = {
    "bash": ("bash", "--norc", "-ec", "{}\ncomplete -p callsettings"),
    "zsh": ("zsh", "-fec", "{}\nprint $_comps[callsettings]"),
    "fish": ("fish", "--no-config", "-c", "{}\ncomplete -C 'callsettings sho'"),
}


@pytest.mark.parametrize("shell", sorted(_SHOW_COMPLETIONS))
def test_the_completion_line_of_each_shell_works(shell: str, home: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")
    (block,) = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    (line,) = [line for line in block.splitlines() if f"completion {shell}" in line]
    *start, script = _SHOW_COMPLETIONS[shell]
    (home / ".config/fish/completions").mkdir(parents=True)
    if shell == "fish":
        line = f"{line}\nsource ~/.config/fish/completions/callsettings.fish"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [*start, script.format(line)],
        env={**os.environ, "PATH": path, "ZDOTDIR": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert {"bash": "callsettings", "zsh": "argcomplete", "fish": "show"}[shell] in done.stdout
