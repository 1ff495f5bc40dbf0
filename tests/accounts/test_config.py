import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui_callsettings import paths
from tui_callsettings.accounts.config import config_file, load_config, parse_config, restrict_to_account
from tui_callsettings.accounts.providers import BACKENDS
from tui_callsettings.errors import ConfigurationError, StorageError
from tui_callsettings.models.account import PRACTICE, Account

EVERYTHING = """\
# mine
default_account = "work"
theme = "dark"
ascii = true
reread_minutes = 0
silenced_advisories = ["own-number"]
history_entries = 20
history_days = 7

[keys]
"form.save" = "f2"
form.undo = "ctrl+z"

[accounts.work]
backend = "webex"
base_url = "https://api-usgov.webex.com/v1/"
person = "jane@example.com"
region = "us"
client_id = "C123"

[accounts.desk]
backend = "broadworks"
base_url = "http://127.0.0.1:8080"
user = "jane@example.com"

[accounts.old]
backend = "ucm"
mode = "onprem"
base_url = "https://ucm.example.com:8443"
user = "jane"
line = "8001"
"""


def write(text: str) -> Path:
    path = config_file()
    paths.write_atomically(path, text.encode())
    return path


def refusal(text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        parse_config(text, Path("/home/jane/config.toml"))
    return caught.value.message


def test_first_run() -> None:
    config = load_config()
    assert config.is_first_run
    assert config.account() == Account(PRACTICE)
    assert list(config.accounts) == [PRACTICE]
    assert (config.theme, config.ascii, config.reread_minutes) == ("auto", False, 5)
    assert (config.history_entries, config.history_days) == (500, 365)
    assert not config_file().exists()


def test_what_a_file_leaves_out_is_as_without_a_file() -> None:
    expected = load_config()
    write('theme = "auto"\n')
    config = load_config()
    names = ("ascii", "reread_minutes", "history_entries", "history_days", "keys", "silenced_advisories", "accounts")
    assert {name: getattr(config, name) for name in names} == {name: getattr(expected, name) for name in names}
    assert not config.is_first_run


def test_everything() -> None:
    write(EVERYTHING)
    config = load_config()
    assert not config.is_first_run
    assert list(config.accounts) == ["work", "desk", "old", PRACTICE]
    assert config.account() == Account(
        "work",
        "webex",
        base_url="https://api-usgov.webex.com/v1",
        person="jane@example.com",
        region="US",
        client_id="C123",
    )
    assert config.account("desk").user == "jane@example.com"
    assert config.account("old") == Account(
        "old", "ucm", base_url="https://ucm.example.com:8443", user="jane", mode="onprem", line="8001"
    )
    assert dict(config.keys) == {"form.save": "f2", "form.undo": "ctrl+z"}
    assert config.silenced_advisories == ("own-number",)
    assert (config.theme, config.ascii, config.reread_minutes) == ("dark", True, 0)
    assert (config.history_entries, config.history_days) == (20, 7)


def test_lines_of_keys() -> None:
    config = parse_config(EVERYTHING, Path("config.toml"))
    assert config.find_line("keys", "form.save") == 11
    assert config.find_line("keys", "form.undo") == 12
    assert config.find_line("accounts", "desk", "user") == 24
    assert config.find_line("accounts", "desk", "mode") == 21
    assert config.find_line("nothing") is None
    repeated = parse_config('theme = "dark"\nsilenced_advisories = ["""\ntheme = 1\n"""]\n', Path("config.toml"))
    assert repeated.find_line("theme") == 1


def test_one_account_is_the_one_in_use_without_being_named() -> None:
    text = '[accounts.work]\nbackend = "webex"\n'
    assert parse_config(text, Path()).default_account == "work"
    assert parse_config(text + '[accounts.home]\nbackend = "webex"\n', Path()).default_account == PRACTICE


def test_unknown_account_lists_those_there_are() -> None:
    with pytest.raises(ConfigurationError, match=r'no account "wrok\?".*You have: work, desk, old, practice'):
        parse_config(EVERYTHING, Path()).account("wrok\x1b")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("theme = dark", ["line 1", "not TOML", "Each line is"]),
        ('\nthem = "dark"', ["line 2", '"them" is not known', 'Did you mean "theme"?', "default_account"]),
        (
            'theme = "drak"',
            ["line 1", '"drak" is not a theme. Did you mean "dark"? Allowed: auto, dark, light, ansi', "Example"],
        ),
        ('ascii = "yes"', ["line 1", "true or false"]),
        ("reread_minutes = -1", ["from 0 to 1440", "reread_minutes = 5"]),
        ("history_entries = true", ["whole number from 0 to 1000000. Example: history_entries = 500"]),
        ("history_days = -1", ["whole number from 0 to 36500. Example: history_days = 365"]),
        ("silenced_advisories = [1]", ["list of texts"]),
        ('keys = "f2"', ["keys must be a table"]),
        ('[keys]\nform.save = "f2"\nform.undo = 3', ["line 3", "undo must be the name of a key"]),
        ('default_account = "work"', ["line 1", 'no account "work"', "Allowed: practice"]),
        ('accounts = "x"', ["accounts is not a table"]),
        ("[accounts]\nwork = 1", ["line 2", "work is not an account"]),
        ('[accounts."../x"]\nbackend = "webex"', ["line 1", "cannot be an account name"]),
        ('[accounts.practice]\nbackend = "webex"', ["line 1", "always there"]),
        ("[accounts.work]", ["line 1", "backend is missing", "webex, broadworks, ucm, local"]),
        ('[accounts.work]\nbackend = "webx"', ["line 2", 'Did you mean "webex"?']),
        ('[accounts.work]\nbackend = "webex"\nusr = "x"', ["line 3", 'Did you mean "user"?']),
        ('[accounts.work]\nbackend = "webex"\nuser = "x"', ["line 3", "user does not apply to Webex Calling"]),
        (
            '[accounts.work]\nbackend = "broadworks"\nuser = "x"',
            ["line 1", "base_url is required for BroadWorks, for example base"],
        ),
        ('[accounts.work]\nbackend = "ucm"', ["line 1", "mode is required for Cisco UCM"]),
        ('[accounts.work]\nbackend = "ucm"\nmode = "both"', ["line 3", '"both" is not a mode', "cloud, onprem"]),
        ('[accounts.work]\nbackend = "webex"\nregion = "USA"', ["line 3", "must be a two-letter country code"]),
        ('[accounts.work]\nbackend = "webex"\nperson = 3', ["line 3", "text in quotes"]),
        ('[accounts.work]\nbackend = "webex"\nperson = "a\\u001bb"', ["line 3", "control character"]),
        (f'[accounts.work]\nbackend = "webex"\nperson = "{"a" * 162}"', ["line 3", "162 characters"]),
        (
            '[accounts.work]\nbackend = "broadworks"\nbase_url = "https://x"\nuser = "jane:pw"',
            ["line 4", 'a ":" in it'],
        ),
    ],
)
def test_a_broken_file_is_reported_with_where_what_and_how(text: str, words: list[str]) -> None:
    message = refusal(text)
    assert "/home/jane/config.toml" in message
    for word in words:
        assert word in message


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://webex.example.com/v1", 'unprotected: use "https://webex.example.com/v1"'),
        ("ftp://x", "not a web address"),
        ("webexapis.com", "not a web address"),
        ("https://", "not a web address"),
        ("https://x:99999", "not a web address"),
        ("https://jane:hunter2@x", "user or password"),
        ("https://x/?a=1", '"?"'),
        ("https://x y", "space"),
        ("http://127.0.0.1.example.com", "unprotected"),
    ],
)
def test_addresses_refused(address: str, words: str) -> None:
    message = refusal(f'[accounts.work]\nbackend = "webex"\nbase_url = "{address}"')
    assert "line 3: base_url " in message
    assert words in message
    assert "hunter2" not in message


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://localhost:8080/v1", "http://[::1]:80", "https://x"])
def test_addresses_accepted(address: str) -> None:
    config = parse_config(f'[accounts.work]\nbackend = "webex"\nbase_url = "{address}/"', Path())
    assert config.account().base_url == address


@pytest.mark.parametrize("key", ["password", "token", "access_token", "client_secret", "PIN"])
@pytest.mark.parametrize("above", ["", '[accounts.work]\nbackend = "webex"\n'])
def test_secrets_are_refused_and_not_repeated(key: str, above: str) -> None:
    message = refusal(f'{above}{key} = "hunter2"')
    assert "does not belong in this file" in message
    assert "callsettings login" in message
    assert "hunter2" not in message


def test_bytes_that_are_not_text() -> None:
    paths.write_atomically(config_file(), b'theme = "dark"\n# \xe9\n')
    with pytest.raises(ConfigurationError, match="line 2: this is not UTF-8"):
        load_config()


def test_unreadable_file_is_not_taken_for_absent() -> None:
    config_file().mkdir(parents=True)
    with pytest.raises(StorageError):
        load_config()


def test_backends_are_those_of_the_registry() -> None:
    from tui_callsettings.backends import registry

    assert set(registry.NAMES) <= set(BACKENDS)


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 1000 + "]" * 1000, "a = " + "{a = " * 1000 + "1" + "}" * 1000, f"[{'.'.join(['keys'] * 1000)}]"],
    ids=["lists", "tables", "headers"],
)
def test_a_file_that_is_nested_too_deeply_is_a_sentence_with_its_name(text: str) -> None:
    message = refusal(text)
    assert message.startswith("/home/jane/config.toml")


def test_a_file_for_a_newer_version_is_left_alone() -> None:
    assert "line 1: this file is for a newer version of callsettings (format 2" in refusal('format = 2\nnew = "x"')
    assert parse_config("format = 1", Path()).theme == "auto"


def test_one_account_can_be_made_the_only_one(tmp_path: Path) -> None:
    text = 'default_account = "eve"\n[accounts.pat]\nbackend = "webex"\n[accounts.eve]\nbackend = "webex"\n'
    restrict_to_account("pat")
    try:
        config = parse_config(text, tmp_path / "config.toml")
        assert list(config.accounts) == ["pat"]
        assert config.account().name == "pat"
        with pytest.raises(ConfigurationError) as refusal:
            config.account("eve")
        assert "pat" not in refusal.value.message
    finally:
        restrict_to_account(None)
    assert "eve" in parse_config(text, tmp_path / "config.toml").accounts


CHECK_WITHOUT_PYDANTIC = """
import sys
from tui_callsettings.accounts.config import load_config
config = load_config()
print("pydantic" in sys.modules, config.account().base_url, dict(config.keys), config.silenced_advisories)
"""


def load_elsewhere() -> str:
    environment = os.environ | {"PYTHONPATH": ":".join(filter(None, sys.path))}
    command = [sys.executable, "-c", CHECK_WITHOUT_PYDANTIC]
    return subprocess.run(command, capture_output=True, text=True, env=environment).stdout.strip()


def test_a_file_that_was_checked_before_is_loaded_without_pydantic() -> None:
    write(EVERYTHING)
    checked = load_config()
    assert load_config() == checked
    keys = {"form.save": "f2", "form.undo": "ctrl+z"}
    assert load_elsewhere() == f"False https://api-usgov.webex.com/v1 {keys} ('own-number',)"


def test_a_file_that_was_changed_since_is_checked_again() -> None:
    write(EVERYTHING)
    load_config()
    write(EVERYTHING.replace('theme = "dark"', 'theme = "drak"'))
    with pytest.raises(ConfigurationError, match="drak"):
        load_config()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"digest": 1}', b"\xff", b"[" * 10_000])
def test_a_damaged_cache_changes_nothing(content: bytes) -> None:
    write(EVERYTHING)
    checked = load_config()
    paths.write_atomically(paths.state_folder() / "config-cache.json", content)
    assert load_config() == checked
