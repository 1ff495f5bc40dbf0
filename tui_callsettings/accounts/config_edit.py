"""Commands that change the configuration file; its comments and order stay."""

from collections.abc import Callable
from pathlib import Path

from tomlkit import TOMLDocument, dumps, parse, table

from tui_callsettings import paths
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import PRACTICE, Account

from .account_schema import ACCOUNT_KEYS, check_name_free, parse_account
from .config import Config, config_file, load_config, parse_config
from .config_cache import write_config_cache
from .file_lock import file_lock


def add_account(account: Account, *, use: bool = False, path: Path | None = None) -> Config:
    """Add an account to the file and return the new configuration.

    Args:
        account: the account; its name must be free.
        use: make it the default; a first account is that in any case.
        path: another file than the usual one.

    Raises:
        InvalidFieldError: the name is in use or cannot be, or a value of the account cannot be. Nothing is written.
        ConfigurationError: the file is broken, or must not be changed.
        StorageError: the file cannot be written.
    """
    values = {key: value for key in ACCOUNT_KEYS if (value := getattr(account, key))}

    def change(document: TOMLDocument, config: Config) -> None:
        check_name_free(account.name, config.accounts)
        entry = table()
        for key, value in values.items():
            entry.add(key, value)
        if "accounts" not in document:
            document.add("accounts", table(is_super_table=True))
        document["accounts"][account.name] = entry
        if use or config.default_account == PRACTICE:
            document["default_account"] = account.name
        else:
            document["default_account"] = config.default_account

    parse_account(account.name, values)
    return _edit_config(change, path)


def use_account(name: str, *, path: Path | None = None) -> Config:
    """Make the account called `name` the default one and return the new configuration.

    Raises:
        ConfigurationError: there is none of that name.
        StorageError: the file cannot be written.
    """

    def change(document: TOMLDocument, config: Config) -> None:
        document["default_account"] = config.account(name).name

    return _edit_config(change, path)


def remove_account(name: str, *, path: Path | None = None) -> Config:
    """Remove the account called `name` from the file and return the new configuration.

    Its stored sign-in stays until `credentials.sign_out`.

    Raises:
        ConfigurationError: there is none of that name, or it is the practice account.
        StorageError: the file cannot be written.
    """

    def change(document: TOMLDocument, config: Config) -> None:
        config.account(name)
        if name == PRACTICE:
            raise ConfigurationError(f'The account "{PRACTICE}" is always there and cannot be removed.')
        del document["accounts"][name]
        if document.get("default_account") == name:
            del document["default_account"]

    return _edit_config(change, path)


def set_account_key(name: str, key: str, value: str, *, path: Path | None = None) -> Config:
    """Set one key of the account called `name` and return the new configuration.

    Raises:
        ConfigurationError: there is no such account, or it cannot have that value. Nothing is written.
        StorageError: the file cannot be written.
    """

    def change(document: TOMLDocument, config: Config) -> None:
        config.account(name)
        if name not in document.get("accounts", {}):
            raise ConfigurationError(f'The account "{name}" is always there and cannot be changed.')
        document["accounts"][name][key] = value

    return _edit_config(change, path)


def silence_advisory(advisory: str, *, is_silenced: bool = True, path: Path | None = None) -> Config:
    """Silence the advice with this id, or restore it; return the new configuration.

    Raises:
        ConfigurationError: the file is broken.
        StorageError: the file cannot be written.
    """

    def change(document: TOMLDocument, config: Config) -> None:
        del config
        silenced = document.setdefault("silenced_advisories", [])
        if is_silenced and advisory not in silenced:
            silenced.append(advisory)
        elif not is_silenced and advisory in silenced:
            silenced.remove(advisory)

    return _edit_config(change, path)


def _edit_config(change: Callable[[TOMLDocument, Config], None], path: Path | None) -> Config:
    if paths.is_restricted():
        raise ConfigurationError("The configuration cannot be changed in restricted mode: ask your administrator.")
    # The file may be a link into a folder of dotfiles: write there, and leave the link.
    path = (path or config_file()).resolve()
    paths.make_folder(path.parent)
    with file_lock(path.with_name(f".{path.name}.lock")):
        config = load_config(path)
        document = parse(config.text or "")
        change(document, config)
        text = dumps(document)
        changed = parse_config(text, path)
        paths.write_atomically(path, text.encode())
        if path == config_file().resolve():
            write_config_cache(text.encode(), changed)
    return changed
