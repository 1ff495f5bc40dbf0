"""What the configuration file may contain: a pydantic model, and messages with the line, for the person."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from .account_schema import (
    ACCOUNT_KEYS,
    AccountName,
    AccountTable,
    FieldValueError,
    Text,
    describe_unknown,
    find_nearest,
    find_problem,
)
from .field_error import InvalidFieldError
from .providers import find_field

KeyPath = tuple[str, ...]
"""Where something stands in the file: the names of the tables, and the key."""

FORMAT = 1
_SECRET_KEYS = {"password", "token", "access_token", "refresh_token", "client_secret", "secret", "pin"}
_ACCOUNT_EXAMPLE = 'Example: [accounts.work] and below it backend = "webex"'


class ConfigFileError(Exception):
    """Something in the file that cannot be.

    Attributes:
        key: where.
    """

    def __init__(self, key: KeyPath, message: str) -> None:
        super().__init__(message)
        self.key = key


def _flatten_keys(value: Any) -> Any:
    """Join the names of nested tables: TOML takes a dot in an id for a table, unless the id is quoted."""
    if not isinstance(value, Mapping):
        return value
    flat: dict[str, Any] = {}
    for name, below in value.items():
        if isinstance(below, Mapping):
            flat |= {f"{name}.{rest}": key for rest, key in _flatten_keys(below).items()}
        else:
            flat[name] = below
    return flat


def _check_key_texts(value: Any) -> Any:
    if isinstance(value, Mapping):
        for name, key in value.items():
            if not isinstance(key, str) or not key.isprintable():
                last = str(name).rpartition(".")[2]
                raise FieldValueError(
                    f'{last} must be the name of a key in quotes. Example: "{name}" = "f2"', key=str(name)
                )
    return value


def _parse_list(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class ConfigDocument(BaseModel):
    """The whole configuration file.

    Attributes:
        format: the version of its form; a file without it is of the first.
    """

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    format: Annotated[int, Field(ge=1, le=FORMAT)] = FORMAT
    default_account: Text | None = None
    theme: Literal["auto", "dark", "light", "ansi"] = "auto"
    ascii: bool = False
    reread_minutes: Annotated[int, Field(ge=0, le=1440)] = 5
    silenced_advisories: Annotated[tuple[str, ...], BeforeValidator(_parse_list)] = ()
    history_entries: Annotated[int, Field(ge=0, le=1_000_000)] = 500
    history_days: Annotated[int, Field(ge=0, le=36_500)] = 365
    keys: Annotated[dict[str, Text], BeforeValidator(_check_key_texts), BeforeValidator(_flatten_keys)] = Field(
        default_factory=dict
    )
    accounts: dict[AccountName, AccountTable] = Field(default_factory=dict)


def parse_document(document: Mapping[str, Any]) -> ConfigDocument:
    """Return the checked document.

    Raises:
        ConfigFileError: a name or a value that cannot be.
    """
    version = document.get("format")
    if type(version) is int and version > FORMAT:
        raise ConfigFileError(
            ("format",),
            f"this file is for a newer version of callsettings (format {version}; this version knows {FORMAT}). Update "
            "callsettings.",
        )
    try:
        return ConfigDocument.model_validate(document)
    except ValidationError as error:
        raise _describe(document, error.errors(include_url=False)[0]) from None


def _describe(document: Mapping[str, Any], details: ErrorDetails) -> ConfigFileError:
    path = tuple(str(step) for step in details["loc"] if step != "[key]")
    kind, ctx = details["type"], details.get("ctx", {})
    if path[0] == "accounts":
        return _describe_account(document, path, details)
    name = path[0]
    if kind == "extra_forbidden":
        return _describe_extra_key(path, (*ConfigDocument.model_fields,))
    problem = ctx.get("error")
    if isinstance(problem, FieldValueError):
        key = (name, *problem.key.split(".")) if name == "keys" else path
        return ConfigFileError(key, f"{problem.problem.replace('{name}', name)}".removesuffix(".") + ".")
    if kind == "literal_error":
        allowed = ("auto", "dark", "light", "ansi")
        text = describe_unknown(str(document[name]), allowed, f"a {name}")
        return ConfigFileError(path, f'{text}. Example: {name} = "{allowed[1]}"')
    return ConfigFileError(path, _TYPE_MESSAGES.get(name, "{name} must be text in quotes.").replace("{name}", name))


def _whole_number(lowest: int, highest: int, example: int) -> str:
    return f"{{name}} must be a whole number from {lowest} to {highest}. Example: {{name}} = {example}"


_TYPE_MESSAGES = {
    "format": f"{{name}} must be the number {FORMAT}.",
    "default_account": '{name} must be text in quotes. Example: {name} = "work"',
    "ascii": "{name} must be true or false, without quotes. Example: {name} = true",
    "reread_minutes": _whole_number(0, 1440, 5),
    "silenced_advisories": '{name} must be a list of texts. Example: {name} = ["own-number"]',
    "history_entries": _whole_number(0, 1_000_000, 500),
    "history_days": _whole_number(0, 36_500, 365),
    "keys": '{name} must be a table. Example: [keys] and below it "form.save" = "f2"',
}


def _describe_account(document: Mapping[str, Any], path: KeyPath, details: ErrorDetails) -> ConfigFileError:
    if len(path) == 1:
        return ConfigFileError(path, f"accounts is not a table. {_ACCOUNT_EXAMPLE}")
    name, kind = path[1], details["type"]
    if details["loc"][-1] == "[key]":
        return ConfigFileError(path[:2], f"{find_problem(details).problem}.")
    table = document["accounts"][name]
    if not isinstance(table, Mapping):
        return ConfigFileError(path, f"{name} is not an account. {_ACCOUNT_EXAMPLE}")
    if kind == "extra_forbidden":
        return _describe_extra_key(path, ACCOUNT_KEYS)
    if kind == "missing":
        from .providers import BACKENDS

        return ConfigFileError(path[:2], f"backend is missing. Allowed: {', '.join(BACKENDS)}. {_ACCOUNT_EXAMPLE}")
    problem = find_problem(details)
    key = problem.key or path[2]
    if key == "backend":
        return ConfigFileError((*path[:2], key), f"{problem.problem}.".replace("{name}", key))
    field = find_field(str(table.get("backend")), key)
    error = InvalidFieldError(field, problem.problem, shows_example=problem.shows_example)
    return ConfigFileError((*path[:2], key), error.file_message)


def _describe_extra_key(path: KeyPath, allowed: tuple[str, ...]) -> ConfigFileError:
    key = path[-1].lower()
    if key == "client_secret":
        return ConfigFileError(
            path,
            "a client secret does not belong in this file, which others may see. Remove the line, and set "
            'CALLSETTINGS_CLIENT_SECRET in the environment when you run "callsettings login".',
        )
    if key in _SECRET_KEYS:
        return ConfigFileError(
            path,
            f"a {key.replace('_', ' ')} does not belong in this file, which others may see. Remove the line and run "
            '"callsettings login", which asks for it and where to store it.',
        )
    shown = "".join(character if character.isprintable() else "?" for character in path[-1][:40])
    near = find_nearest(path[-1], allowed)
    hint = f' Did you mean "{near}"?' if near else ""
    return ConfigFileError(path, f'"{shown}" is not known here.{hint} Allowed: {", ".join(allowed)}.')
