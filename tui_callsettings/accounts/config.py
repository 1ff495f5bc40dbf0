"""The configuration file: `config.toml` in the config folder, absent until somebody wants something changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from tui_callsettings import paths
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import PRACTICE, Account

Theme = Literal["auto", "dark", "light", "ansi"]


def _no_keys() -> Mapping[str, str]:
    return MappingProxyType({})


def _practice_alone() -> Mapping[str, Account]:
    return MappingProxyType({PRACTICE: Account(PRACTICE)})


@dataclass(frozen=True, slots=True)
class Config:
    """What the configuration file says, checked; what it does not say has its default.

    Attributes:
        path: the file.
        text: what it holds; None where there is none, as at a first run.
        default_account: the account to open when none is named.
        accounts: by name; the practice account is always there and comes last.
        theme: the colours: "auto", "dark", "light" or "ansi".
        ascii: draw frames with ASCII characters only.
        reread_minutes: after how many idle minutes the editor reads again; 0 for never.
        silenced_advisories: ids of advice not to be shown.
        history_entries: how many saves are remembered at most.
        history_days: for how many days a save is remembered.
        keys: other keys for the editor's commands, as written: id of the command to key. The editor checks them.
    """

    path: Path
    text: str | None = field(default=None, repr=False)
    default_account: str = PRACTICE
    accounts: Mapping[str, Account] = field(default_factory=_practice_alone)
    theme: Theme = "auto"
    ascii: bool = False
    reread_minutes: int = 5
    silenced_advisories: tuple[str, ...] = ()
    history_entries: int = 500
    history_days: int = 365
    keys: Mapping[str, str] = field(default_factory=_no_keys)

    @property
    def is_first_run(self) -> bool:
        """Whether there is no configuration file yet."""
        return self.text is None

    def find_line(self, *key: str) -> int | None:
        """The line of the file that sets `key`, such as `line_of("keys", "form.save")`; None if it does not."""
        from .toml_location import find_line

        return find_line(self.text or "", key)

    def account(self, name: str | None = None) -> Account:
        """The account called `name`; without a name, the one in use.

        Raises:
            ConfigurationError: there is none of that name.
        """
        wanted = self.default_account if name is None else name
        if wanted in self.accounts:
            return self.accounts[wanted]
        if _only_account is not None:
            raise ConfigurationError(f'There is no account "{_plain(wanted)}" for you here. Ask your administrator.')
        raise ConfigurationError(
            f'There is no account "{_plain(wanted)}". You have: {", ".join(self.accounts)}. '
            'Choose one of them, or make one with "callsettings account add NAME".'
        )


_only_account: str | None = None


def restrict_to_account(name: str | None) -> None:
    """From now on behave as if the configuration had this account alone; None ends that.

    For restricted mode, where several people may share one configuration.
    """
    global _only_account  # noqa: PLW0603 - one process has one answer, set once before anything is read
    _only_account = name


def config_file() -> Path:
    """Where the configuration file is, or would be."""
    return paths.config_folder() / "config.toml"


def load_config(path: Path | None = None) -> Config:
    """Read and check the configuration file; all defaults where there is none.

    Args:
        path: another file than the usual one.

    Raises:
        ConfigurationError: the file says something that cannot be; the sentence has file, line, what is allowed and an
            example.
        StorageError: the file is there and cannot be read.
    """
    path = path or config_file()
    content = paths.read_bytes(path)
    if content is None:
        return Config(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ConfigurationError(f"{path}, line {line}: this is not UTF-8 text. Save the file as UTF-8.") from None
    return parse_config(text, path)


def parse_config(text: str, path: Path) -> Config:
    """The configuration that `text` is; `path` is where it lies or will lie, for messages.

    Raises:
        ConfigurationError: as `load_config`.
    """
    # Without a file, which is how the program is started most quickly, none of this is needed.
    import tomllib

    from .rules import RuleError

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: this is not TOML: {error}. {_TOML_EXAMPLE}") from None
    try:
        return _config(document, text, path)
    except RuleError as mistake:
        from .toml_location import find_line

        line = find_line(text, mistake.key)
        where = f"{path}, line {line}" if line else f"{path}"
        raise ConfigurationError(f"{where}: {mistake}") from None


_TOML_EXAMPLE = 'Each line is name = value, with text in quotes, such as: theme = "dark"'


def _config(document: Mapping[str, Any], text: str, path: Path) -> Config:
    from .rules import RuleError, parse_account, parse_account_tables, parse_settings

    settings, tables = parse_settings(document), parse_account_tables(document)
    accounts = {name: parse_account(name, table) for name, table in tables.items()}
    # One account besides the practice account is the one that is meant.
    default = settings.pop("default_account", next(iter(accounts)) if len(accounts) == 1 else PRACTICE)
    accounts[PRACTICE] = Account(PRACTICE)
    if default not in accounts:
        raise RuleError(
            ("default_account",),
            f'there is no account "{_plain(default)}". Allowed: {", ".join(accounts)}. '
            f'Example: default_account = "{next(iter(accounts))}"',
        )
    if _only_account is not None:
        default = _only_account
        accounts = {name: account for name, account in accounts.items() if name == _only_account}
    return Config(path=path, text=text, default_account=default, accounts=MappingProxyType(accounts), **settings)


def _plain(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name[:40])
