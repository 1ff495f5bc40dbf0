import os
import stat
from pathlib import Path

import pytest

from tui_callsettings import paths
from tui_callsettings.accounts.config import config_file, load_config
from tui_callsettings.accounts.config_edit import add_account, remove_account, silence_advisory, use_account
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import PRACTICE, Account

WORK = Account("work", "webex", client_id="C1")
DESK = Account("desk", "broadworks", base_url="https://xsp.example.com", user="jane@example.com")


def test_adding_using_and_removing() -> None:
    assert add_account(WORK).default_account == "work"
    assert add_account(DESK).default_account == "work"
    config = load_config()
    assert config.account() == WORK
    assert config.account("desk") == DESK
    assert use_account("desk").account() == DESK
    assert remove_account("desk").default_account == "work"
    assert use_account(PRACTICE).default_account == PRACTICE
    assert list(remove_account("work").accounts) == [PRACTICE]
    assert stat.S_IMODE(config_file().stat().st_mode) == 0o600


def test_use_at_once() -> None:
    add_account(WORK)
    assert add_account(DESK, use=True).account() == DESK


def test_comments_and_order_stay() -> None:
    text = (
        '# mine\ntheme = "dark" # at night\n\n[accounts.work] # the office\nbackend = "webex"\n\n[keys]\n"a.b" = "f5"\n'
    )
    paths.write_atomically(config_file(), text.encode())
    add_account(DESK)
    remove_account("desk")
    after = config_file().read_text()
    for line in text.splitlines():
        assert line in after
    assert after.index("default_account") < after.index("[accounts.work]")
    assert load_config().theme == "dark"


def test_a_link_to_a_folder_of_dotfiles_stays_a_link(home: Path) -> None:
    real = home / "dotfiles" / "callsettings.toml"
    paths.write_atomically(real, b"# there\n")
    config_file().parent.mkdir(parents=True)
    config_file().symlink_to(real)
    add_account(WORK)
    assert config_file().is_symlink()
    assert real.read_text().startswith("# there\n")
    assert "work" in real.read_text()


@pytest.mark.parametrize(
    ("account", "words"),
    [
        (Account("work", "webex"), "already an account"),
        (Account("../work", "webex"), "cannot be an account name"),
        (Account(PRACTICE, "webex"), "always there"),
        (Account("new", "webx"), 'Did you mean "webex"'),
        (Account("new", "broadworks", base_url="http://xsp.example.com", user="jane"), "unprotected"),
    ],
)
def test_what_cannot_be_is_not_written(account: Account, words: str) -> None:
    add_account(WORK)
    before = config_file().read_bytes()
    with pytest.raises(ConfigurationError, match=words):
        add_account(account)
    assert config_file().read_bytes() == before
    assert [name for name in os.listdir(config_file().parent) if name.endswith(".tmp")] == []  # noqa: PTH208


def test_what_is_not_there() -> None:
    for change in (use_account, remove_account):
        with pytest.raises(ConfigurationError, match="You have: practice"):
            change("work")
    with pytest.raises(ConfigurationError, match="cannot be removed"):
        remove_account(PRACTICE)


def test_a_broken_file_is_left_alone() -> None:
    paths.write_atomically(config_file(), b"theme = dark")
    with pytest.raises(ConfigurationError, match="line 1"):
        add_account(WORK)
    assert config_file().read_bytes() == b"theme = dark"


def test_advice_is_silenced_and_brought_back_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('# mine\ntheme = "dark"  # at night\n')
    assert silence_advisory("own-number", path=path).silenced_advisories == ("own-number",)
    assert silence_advisory("own-number", path=path).silenced_advisories == ("own-number",)
    assert silence_advisory("own-number", is_silenced=False, path=path).silenced_advisories == ()
    assert path.read_text().startswith('# mine\ntheme = "dark"  # at night\n')


def test_in_restricted_mode_nothing_is_changed(home: Path) -> None:
    add_account(Account("work", "webex"))
    before = config_file().read_text()
    paths.restrict_to_home(home)
    try:
        with pytest.raises(ConfigurationError, match="ask your administrator"):
            add_account(Account("eve", "webex"))
        with pytest.raises(ConfigurationError, match="ask your administrator"):
            use_account("practice")
    finally:
        paths.lift_restriction()
    assert config_file().read_text() == before
