"""The configuration file: `config.toml` in the config folder, absent until the first change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from tui_callsettings import paths
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import PRACTICE, Account

if TYPE_CHECKING:
    from .config_schema import ConfigDocument

Theme = Literal["auto", "dark", "light", "ansi"]


def _no_keys() -> Mapping[str, str]:
    return MappingProxyType({})


def _practice_alone() -> Mapping[str, Account]:
    return MappingProxyType({PRACTICE: Account(PRACTICE)})


@dataclass(frozen=True, slots=True)
class Config:
    """The content of the configuration file, checked, with defaults for what it leaves out.

    Attributes:
        path: the file.
        text: its content; None where there is no file, as at a first run.
        default_account: the account to open when none is named.
        accounts: by name; the practice account is always there and comes last.
        theme: the colors: "auto", "dark", "light" or "ansi".
        ascii: draw frames with ASCII characters only.
        reread_minutes: the idle minutes after which the editor reloads; 0 for never.
        silenced_advisories: ids of advice that is not shown.
        history_entries: the number of saves to remember at most.
        history_days: the days for which a save is remembered.
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
        """Return the line of the file that sets `key`, such as `find_line("keys", "form.save")`; None if none does."""
        from .toml_location import find_line

        return find_line(self.text or "", key)

    def account(self, name: str | None = None) -> Account:
        """Return the account called `name`; without a name, the default one.

        Raises:
            ConfigurationError: there is none of that name.
        """
        name = self.default_account if name is None else name
        if name in self.accounts:
            return self.accounts[name]
        if _only_account is not None:
            raise ConfigurationError(f'There is no account "{_shorten(name)}" for you here. Ask your administrator.')
        raise ConfigurationError(
            f'There is no account "{_shorten(name)}". You have: {", ".join(self.accounts)}. '
            'Choose one of them, or add one with "callsettings account add NAME".'
        )


_only_account: str | None = None


def restrict_to_account(name: str | None) -> None:
    """From now on behave as if the configuration had this account alone; None ends that.

    For restricted mode, where several people may share one configuration.
    """
    global _only_account  # noqa: PLW0603 - one process has one answer, set once before anything is read
    _only_account = name


def config_file() -> Path:
    """Return where the configuration file is, or would be."""
    return paths.config_folder() / "config.toml"


def load_config(path: Path | None = None) -> Config:
    """Read and check the configuration file; all defaults where there is none.

    Args:
        path: another file than the usual one.

    Raises:
        ConfigurationError: the file contains something invalid; the message has file, line, what is allowed and an
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
    if paths.is_restricted() or _only_account is not None or path != config_file():
        return parse_config(text, path)
    from .config_cache import read_config_cache, write_config_cache

    fields = read_config_cache(content)
    if fields is not None:
        return Config(path=path, text=text, **fields)
    config = parse_config(text, path)
    write_config_cache(content, config)
    return config


def parse_config(text: str, path: Path) -> Config:
    """Return the configuration in `text`; `path` is where it is or will be, for messages.

    Raises:
        ConfigurationError: as `load_config`.
    """
    # Without a file, which is how the program is started most quickly, none of this is needed.
    import tomllib

    try:
        return _build_config(tomllib.loads(text), text, path)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: this is not TOML: {error}. {_TOML_EXAMPLE}") from None
    except RecursionError:
        raise ConfigurationError(f"{path}: this is nested too deeply to be a configuration. {_TOML_EXAMPLE}") from None


_TOML_EXAMPLE = 'Each line is name = value, with text in quotes, such as: theme = "dark"'


def _build_config(tables: Mapping[str, Any], text: str, path: Path) -> Config:
    from .config_schema import ConfigFileError, parse_document

    try:
        document = parse_document(tables)
        accounts = {name: Account(name, **table.model_dump()) for name, table in document.accounts.items()}
        default = _choose_default(document, accounts)
    except ConfigFileError as error:
        from .toml_location import find_line

        line = find_line(text, error.key)
        location = f"{path}, line {line}" if line else f"{path}"
        raise ConfigurationError(f"{location}: {error}") from None
    if _only_account is not None:
        default = _only_account
        accounts = {name: account for name, account in accounts.items() if name == _only_account}
    return Config(
        path=path,
        text=text,
        default_account=default,
        accounts=MappingProxyType(accounts),
        theme=document.theme,
        ascii=document.ascii,
        reread_minutes=document.reread_minutes,
        silenced_advisories=document.silenced_advisories,
        history_entries=document.history_entries,
        history_days=document.history_days,
        keys=MappingProxyType(document.keys),
    )


def _choose_default(document: "ConfigDocument", accounts: dict[str, Account]) -> str:
    """Add the practice account to `accounts`, and return the name of the default one."""
    from .config_schema import ConfigFileError

    # One account besides the practice account is the one that is meant.
    default = document.default_account or (next(iter(accounts)) if len(accounts) == 1 else PRACTICE)
    accounts[PRACTICE] = Account(PRACTICE)
    if default not in accounts:
        raise ConfigFileError(
            ("default_account",),
            f'there is no account "{_shorten(default)}". Allowed: {", ".join(accounts)}. '
            f'Example: default_account = "{next(iter(accounts))}"',
        )
    return default


def _shorten(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name[:40])
