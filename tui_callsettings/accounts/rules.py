"""What the configuration file may say."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.models.base_url import BaseUrlError, parse_base_url

from .providers import BACKENDS, MODES, Provider, backends_with_field, field_example, find_provider

KeyPath = tuple[str, ...]
"""Where something stands in the file: the names of the tables, and the key."""

MAX_TEXT_LENGTH = 161
"""Characters of a user, person or line: the longest user id that BroadWorks takes."""

ACCOUNT_KEYS = ("backend", "base_url", "user", "person", "mode", "line", "region", "client_id")
_SECRET_KEYS = {"password", "token", "access_token", "refresh_token", "client_secret", "secret", "pin"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class RuleError(Exception):
    """Something in the file that cannot be.

    Attributes:
        key: where.
    """

    def __init__(self, key: KeyPath, message: str) -> None:
        super().__init__(message)
        self.key = key


def parse_settings(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the file says outside the accounts, by the names of `Config`.

    Raises:
        RuleError: a name or a value that cannot be.
    """
    settings: dict[str, Any] = {}
    for name, value in document.items():
        if name == "accounts":
            continue
        if name not in _SETTINGS:
            _refuse_secret((name,))
            raise _unknown((name,), (*_SETTINGS, "accounts"))
        settings[name] = _SETTINGS[name]((name,), value)
    return settings


def parse_account_tables(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The accounts' tables by name.

    Raises:
        RuleError: a name that cannot be, or something that is not a table.
    """
    tables = document.get("accounts", {})
    if not isinstance(tables, Mapping):
        raise RuleError(("accounts",), f"accounts is not a table. {_ACCOUNT_EXAMPLE}")
    for name, table in tables.items():
        check_name(name)
        if not isinstance(table, Mapping):
            raise RuleError(("accounts", name), f"{name} is not an account. {_ACCOUNT_EXAMPLE}")
    return dict(tables)


def check_name(name: str) -> None:
    """Refuse what cannot be an account's name.

    Raises:
        RuleError: not letters, digits, dots, dashes and underscores, too long, or the practice account's.
    """
    key = ("accounts", name)
    if not _NAME.fullmatch(name):
        raise RuleError(
            key,
            "this cannot be an account's name. Allowed: letters a-z, digits, dot, dash and underscore, at most 40, "
            'a letter or digit first. Example: "work"',
        )
    if name == PRACTICE:
        raise RuleError(key, f'"{PRACTICE}" is the account that is always there. Choose another name. Example: "work"')


def check_name_free(name: str, accounts: Collection[str]) -> None:
    """Refuse a name that another account has.

    Raises:
        RuleError: it is among `accounts`.
    """
    if name in accounts:
        what = f'there is already an account "{name}". Choose another name, or remove it first: '
        raise RuleError(("accounts", name), f'{what}"callsettings account remove {name}".')


def account_field_error(provider: Provider, key: str, text: str, accounts: Collection[str] = ()) -> str:
    """What is wrong with `text` as one detail of a new account, in a sentence; "" if nothing is.

    Args:
        provider: what kind of account it is.
        key: which of the provider's details.
        text: as the person typed it.
        accounts: names that are taken.
    """
    path, field = ("accounts", "", key), provider.field(key)
    try:
        value = _text(path, text)
        if key == "name":
            check_name(value)
            check_name_free(value, accounts)
        elif value:
            _ACCOUNT_RULES[key](path, value)
        elif field.is_required:
            raise _lacking(path, provider.backend, field.example)
    except RuleError as mistake:
        # What the file calls by its key has a label where it is asked for.
        message = str(mistake).removeprefix("base_url: ").replace(f"Example: {key} = ", "Example: ")
        message = f"{field.label}{message.removeprefix(key)}" if message.startswith(key) else message
        return message[0].upper() + message[1:]
    return ""


def parse_account(name: str, table: Mapping[str, Any]) -> Account:
    """The account that `table` describes.

    Raises:
        RuleError: a key or a value that cannot be, or one that is missing.
    """
    values: dict[str, str] = {}
    for key, value in table.items():
        path = ("accounts", name, key)
        if key not in ACCOUNT_KEYS:
            _refuse_secret(path)
            raise _unknown(path, ACCOUNT_KEYS)
        values[key] = _text(path, value)
    if "backend" not in values:
        raise RuleError(("accounts", name), f"backend is missing. Allowed: {_listed(BACKENDS)}. {_ACCOUNT_EXAMPLE}")
    backend = _one_of(BACKENDS)(("accounts", name, "backend"), values["backend"])
    for key, value in values.items():
        path = ("accounts", name, key)
        if value and backend not in backends_with_field(key):
            raise RuleError(path, f"{key} means nothing for a {backend} account. Leave it out.")
        if key in _ACCOUNT_RULES and value:
            values[key] = _ACCOUNT_RULES[key](path, value)
    _check_complete(name, values)
    return Account(name, **values)


def override_account(account: Account, given: Mapping[str, str]) -> Account:
    """`account` with other values for some of its keys, for this once.

    Raises:
        ConfigurationError: the account has no such key, or the value cannot be; the sentence names the option.
    """
    for key, value in given.items():
        option = f"--{key.replace('_', '-')}"
        allowed_on = backends_with_field(key)
        if account.backend not in allowed_on:
            backends = " and ".join(allowed_on)
            raise ConfigurationError(
                f'{option} means nothing for "{account.name}", which is a {account.backend} account: leave it out, or '
                f"choose another account with --account. It is for {backends}."
            )
        if not value.strip():
            example = field_example(account.backend, key)
            raise ConfigurationError(f"{option} is empty: give a value, such as {example}, or leave it out.")
        path = ("accounts", account.name, key)
        try:
            account = replace(account, **{key: _ACCOUNT_RULES[key](path, _text(path, value))})
        except RuleError as mistake:
            raise ConfigurationError(f"{option}: {str(mistake).removeprefix('base_url: ')}") from None
    return account


def _check_complete(name: str, values: Mapping[str, str]) -> None:
    backend, mode = values["backend"], values.get("mode", "")
    provider = find_provider(backend, mode)
    if provider is None:
        raise _lacking(("accounts", name, "mode"), backend, MODES[-1])
    for field in provider.fields[1:]:
        if field.is_required and not values.get(field.key):
            raise _lacking(("accounts", name, field.key), backend, field.example)


def _lacking(path: KeyPath, backend: str, example: str) -> RuleError:
    key = path[-1]
    return RuleError(path, f'{key} is missing: a {backend} account needs it. Example: {key} = "{example}"')


_ACCOUNT_EXAMPLE = 'Example: [accounts.work] and below it backend = "webex"'


def _text(path: KeyPath, value: Any) -> str:
    if not isinstance(value, str):
        raise RuleError(path, f'{path[-1]} must be text in quotes. Example: {path[-1]} = "text"')
    if not value.isprintable() or len(value) > 2000:
        raise RuleError(path, f"{path[-1]} has a line break or control character in it, or is too long.")
    return value.strip()


def _short(path: KeyPath, value: str) -> str:
    if len(value) > MAX_TEXT_LENGTH:
        raise RuleError(path, f"{path[-1]} is {len(value)} characters long. Allowed: at most {MAX_TEXT_LENGTH}.")
    return value


def _user(path: KeyPath, value: str) -> str:
    # Basic authentication ends the user at the first colon (RFC 7617, section 2).
    if ":" in value:
        raise RuleError(path, 'user has a ":" in it. Write the user alone. Example: user = "jane@example.com"')
    return _short(path, value)


def _base_url(path: KeyPath, value: str) -> str:
    try:
        return parse_base_url(value)
    except BaseUrlError as error:
        raise RuleError(path, f"base_url: The address {error.problem}.") from None


def _region(path: KeyPath, value: str) -> str:
    if not re.fullmatch("[A-Za-z]{2}", value):
        raise RuleError(path, 'region is two letters of a country. Example: region = "US"')
    return value.upper()


def _one_of(allowed: tuple[str, ...]) -> Callable[[KeyPath, Any], str]:
    def check(path: KeyPath, value: Any) -> str:
        if value not in allowed:
            nearest = _nearest(str(value), allowed)
            meant = f' Did you mean "{nearest}"?' if nearest else ""
            what = (
                f'{path[-1]} cannot be that.{meant} Allowed: {_listed(allowed)}. Example: {path[-1]} = "{allowed[0]}"'
            )
            raise RuleError(path, what)
        return str(value)

    return check


def _whole_number(lowest: int, highest: int, example: int) -> Callable[[KeyPath, Any], int]:
    def check(path: KeyPath, value: Any) -> int:
        if type(value) is not int or not lowest <= value <= highest:
            what = f"{path[-1]} must be a whole number from {lowest} to {highest}. Example: {path[-1]} = {example}"
            raise RuleError(path, what)
        return value

    return check


def _yes_or_no(path: KeyPath, value: Any) -> bool:
    if type(value) is not bool:
        raise RuleError(path, f"{path[-1]} must be true or false, without quotes. Example: {path[-1]} = true")
    return value


def _texts(path: KeyPath, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RuleError(path, f'{path[-1]} must be a list of texts. Example: {path[-1]} = ["own-number"]')
    return tuple(value)


def _keys(path: KeyPath, value: Any) -> Mapping[str, str]:
    """Ids have dots in them, which TOML takes for tables unless they are quoted: both spellings are meant."""
    keys: dict[str, str] = {}
    if not isinstance(value, Mapping):
        raise RuleError(path, 'keys must be a table. Example: [keys] and below it "form.save" = "f2"')
    for name, below in value.items():
        here = (*path, name)
        if isinstance(below, Mapping):
            keys |= {f"{name}.{rest}": key for rest, key in _keys(here, below).items()}
        elif isinstance(below, str) and below.isprintable():
            keys[name] = below.strip()
        else:
            raise RuleError(here, f'{name} must be the name of a key in quotes. Example: "{name}" = "f2"')
    return MappingProxyType(keys)


_SETTINGS: Mapping[str, Callable[[KeyPath, Any], Any]] = {
    "default_account": _text,
    "theme": _one_of(("auto", "dark", "light", "ansi")),
    "ascii": _yes_or_no,
    "reread_minutes": _whole_number(0, 1440, 5),
    "silenced_advisories": _texts,
    "history_entries": _whole_number(0, 1_000_000, 500),
    "history_days": _whole_number(0, 36_500, 365),
    "keys": _keys,
}

_ACCOUNT_RULES: Mapping[str, Callable[[KeyPath, str], str]] = {
    "base_url": _base_url,
    "user": _user,
    "person": _short,
    "mode": _one_of(MODES),
    "line": _short,
    "region": _region,
    "client_id": _short,
}


def _refuse_secret(path: KeyPath) -> None:
    if path[-1].lower() == "client_secret":
        raise RuleError(
            path,
            "a client secret does not belong in this file, which others may see. Remove the line, and set "
            'CALLSETTINGS_CLIENT_SECRET in the environment when you run "callsettings login".',
        )
    if path[-1].lower() in _SECRET_KEYS:
        raise RuleError(
            path,
            f"a {path[-1].lower().replace('_', ' ')} does not belong in this file, which others may see. "
            'Remove the line and run "callsettings login", which asks for it and where to keep it.',
        )


def _unknown(path: KeyPath, allowed: Collection[str]) -> RuleError:
    name = "".join(character if character.isprintable() else "?" for character in path[-1][:40])
    nearest = _nearest(path[-1], allowed)
    meant = f' Did you mean "{nearest}"?' if nearest else ""
    return RuleError(path, f'"{name}" is not known here.{meant} Allowed: {_listed(allowed)}.')


def _nearest(name: str, allowed: Collection[str]) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name.lower(), allowed, n=1)), None)


def _listed(allowed: Collection[str]) -> str:
    return ", ".join(allowed)
