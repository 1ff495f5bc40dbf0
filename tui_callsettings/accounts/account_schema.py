"""What an account of the configuration file may be: types with constraints, one for each field."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError, model_validator

from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.models.base_url import BaseUrlError, parse_base_url

from .field_error import InvalidFieldError
from .providers import BACKEND_TITLES, BACKENDS, MODES, Provider, backends_with_field, find_field, find_provider

MAX_TEXT_LENGTH = 161
"""Characters of a user, person or line: the longest user id that BroadWorks takes."""
_MAX_ANY_LENGTH = 2000
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*(\.[A-Za-z0-9])?)*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

ACCOUNT_KEYS = ("backend", "base_url", "user", "person", "mode", "line", "region", "client_id", "xsi_host")


class FieldValueError(ValueError):
    """Why a value cannot be.

    Attributes:
        problem: a sentence without its full stop; "{name}" stands for the name of the field.
        shows_example: whether an example helps.
        key: the field, where it is another than the one that was checked.
    """

    def __init__(self, problem: str, *, shows_example: bool = True, key: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.shows_example = shows_example
        self.key = key


def _check_text(value: str) -> str:
    if not value.isprintable():
        raise FieldValueError("{name} has a line break or control character in it", shows_example=False)
    if len(value) > _MAX_ANY_LENGTH:
        raise FieldValueError("{name} is too long", shows_example=False)
    return value.strip()


def _check_length(value: str) -> str:
    if len(value) > MAX_TEXT_LENGTH:
        raise FieldValueError(
            f"{{name}} is {len(value)} characters long; at most {MAX_TEXT_LENGTH} are allowed", shows_example=False
        )
    return value


def _check_user(value: str) -> str:
    # Basic authentication ends the user at the first colon (RFC 7617, section 2).
    if ":" in value:
        raise FieldValueError('{name} has a ":" in it; write the user alone')
    return value


def _check_base_url(value: str) -> str:
    try:
        return parse_base_url(value) if value else ""
    except BaseUrlError as error:
        raise FieldValueError(f"{{name}} {error.problem}", shows_example=False) from None


def _check_host(value: str) -> str:
    if value and not _HOST.fullmatch(value):
        raise FieldValueError("{name} must be a host name, without https:// or a path")
    return value.lower()


def _check_country(value: str) -> str:
    if value and not re.fullmatch("[A-Za-z]{2}", value):
        raise FieldValueError("{name} must be a two-letter country code")
    return value.upper()


def _check_name(value: str) -> str:
    if not value:
        raise FieldValueError("{name} is required")
    if not _NAME.fullmatch(value):
        raise FieldValueError(
            f'"{value[:40]}" cannot be an account name: use letters a-z, digits, dots, dashes and underscores, at most '
            '40, with a letter or digit first, such as "work"',
            shows_example=False,
        )
    if value == PRACTICE:
        raise FieldValueError(
            f'"{PRACTICE}" is the account that is always there; choose another name', shows_example=False
        )
    return value


def _check_backend(value: str) -> str:
    if value not in BACKENDS:
        raise FieldValueError(f"{describe_unknown(value, BACKENDS, 'a backend')}", shows_example=False)
    return value


def _check_mode(value: str) -> str:
    if value and value not in MODES:
        raise FieldValueError(describe_unknown(value, MODES, "a mode"), shows_example=False)
    return value


Text = Annotated[str, AfterValidator(_check_text)]
ShortText = Annotated[Text, AfterValidator(_check_length)]
AccountName = Annotated[Text, AfterValidator(_check_name)]
BackendName = Annotated[Text, AfterValidator(_check_backend)]
BaseUrl = Annotated[Text, AfterValidator(_check_base_url)]
UserId = Annotated[ShortText, AfterValidator(_check_user)]
Mode = Annotated[Text, AfterValidator(_check_mode)]
HostName = Annotated[ShortText, AfterValidator(_check_host)]
Country = Annotated[Text, AfterValidator(_check_country)]


class AccountTable(BaseModel):
    """The table of one account in the configuration file."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    backend: BackendName
    base_url: BaseUrl = ""
    user: UserId = ""
    person: ShortText = ""
    mode: Mode = ""
    line: ShortText = ""
    region: Country = ""
    client_id: ShortText = ""
    xsi_host: HostName = ""

    @model_validator(mode="after")
    def _check_complete(self) -> Self:
        title = BACKEND_TITLES[self.backend]
        for key in ACCOUNT_KEYS:
            if getattr(self, key) and self.backend not in backends_with_field(key):
                raise FieldValueError(f"{{name}} does not apply to {title}: leave it out", shows_example=False, key=key)
        provider = find_provider(self.backend, self.mode)
        missing = "mode" if provider is None else _missing_key(provider, self)
        if missing:
            raise FieldValueError(f"{{name}} is required for {title}", key=missing)
        return self


_FIELD_TYPES: Mapping[str, Any] = {
    "name": AccountName,
    "base_url": BaseUrl,
    "user": UserId,
    "person": ShortText,
    "mode": Mode,
    "line": ShortText,
    "region": Country,
    "client_id": ShortText,
    "xsi_host": HostName,
}


def _missing_key(provider: Provider, table: AccountTable) -> str:
    return next((field.key for field in provider.fields[1:] if field.is_required and not getattr(table, field.key)), "")


def describe_unknown(value: str, allowed: Collection[str], kind: str) -> str:
    """Return the problem that `value` is not one of `allowed`, with the nearest of them; `kind` such as "a mode"."""
    near = find_nearest(value, allowed)
    hint = f' Did you mean "{near}"?' if near else ""
    shown = "".join(c if c.isprintable() else "?" for c in value[:40])
    return f'"{shown}" is not {kind}.{hint} Allowed: {", ".join(allowed)}'


def find_nearest(name: str, allowed: Collection[str]) -> str | None:
    """Return the one of `allowed` that `name` may be a misspelling of; None if there is none."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name.lower(), allowed, n=1)), None)


def parse_field(backend: str, key: str, text: str) -> str:
    """Return `text` as the value of one field of an account.

    Raises:
        InvalidFieldError: the field cannot have that value.
    """
    try:
        return str(_adapter(key).validate_python(text))
    except ValidationError as error:
        raise field_error(backend, key, error) from None


@cache
def _adapter(key: str) -> TypeAdapter[str]:
    return TypeAdapter(_FIELD_TYPES[key], config=ConfigDict(strict=True, hide_input_in_errors=True))


def field_error(backend: str, key: str, error: ValidationError) -> InvalidFieldError:
    """Return the first of pydantic's errors as one of the field `key`."""
    problem = find_problem(error.errors(include_url=False, include_input=False)[0])
    return InvalidFieldError(
        find_field(backend, problem.key or key), problem.problem, shows_example=problem.shows_example
    )


def find_problem(details: Mapping[str, Any]) -> FieldValueError:
    """Return the problem behind one of pydantic's errors about a field."""
    problem = details.get("ctx", {}).get("error")
    return problem if isinstance(problem, FieldValueError) else FieldValueError("{name} must be text in quotes")


def parse_account(name: str, values: Mapping[str, str]) -> Account:
    """Return the account that `values` describe.

    Raises:
        InvalidFieldError: a value that cannot be, or one that is missing.
    """
    parse_field("", "name", name)
    try:
        table = AccountTable.model_validate(dict(values))
    except ValidationError as error:
        key = str((*error.errors(include_url=False, include_input=False)[0]["loc"], "backend")[0])
        raise field_error(values.get("backend", ""), key, error) from None
    return Account(name, **table.model_dump())


def check_name_free(name: str, accounts: Collection[str]) -> None:
    """Refuse the name of another account.

    Raises:
        InvalidFieldError: it is among `accounts`.
    """
    if name in accounts:
        raise InvalidFieldError(
            find_field("", "name"),
            f'There is already an account "{name}". Choose another name, or remove it first: "callsettings account '
            f'remove {name}"',
            shows_example=False,
        )


def account_field_error(provider: Provider, key: str, text: str, accounts: Collection[str] = ()) -> str:
    """Return what is wrong with `text` as one field of a new account, for a form; "" if nothing is.

    Args:
        provider: the kind of account.
        key: one of the provider's fields.
        text: as the person typed it.
        accounts: the names that are in use.
    """
    field = provider.field(key)
    try:
        value = parse_field(provider.backend, key, text) if text.strip() or key == "name" else ""
        if key == "name":
            check_name_free(value, accounts)
        elif not value and field.is_required:
            raise InvalidFieldError(field, f"{{name}} is required for {BACKEND_TITLES[provider.backend]}")
    except InvalidFieldError as error:
        return error.form_message
    return ""


def override_account(account: Account, values: Mapping[str, str]) -> Account:
    """Return `account` with other values for some of its keys, for one command.

    Raises:
        ConfigurationError: the account has no such key, or the value cannot be; the message names the option.
    """
    for key, value in values.items():
        field = find_field(account.backend, key)
        allowed_on = backends_with_field(key)
        if account.backend not in allowed_on:
            titles = " and ".join(BACKEND_TITLES[backend] for backend in allowed_on)
            raise ConfigurationError(
                f'{field.option} does not apply to "{account.name}" ({BACKEND_TITLES[account.backend]}): leave it out, '
                f"or choose another account with --account. It is for {titles}."
            )
        if not value.strip():
            raise ConfigurationError(
                f"{field.option} is empty: give a value, such as {field.example}, or leave it out."
            )
        try:
            account = replace(account, **{key: parse_field(account.backend, key, value)})
        except InvalidFieldError as error:
            raise ConfigurationError(f"{error.command_message}.") from None
    return account
