"""Profiles: settings under a name, such as "Vacation", in TOML files that a person can read and edit."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from tui_callsettings import paths
from tui_callsettings.accounts.toml_location import find_line
from tui_callsettings.errors import ConfigurationError, NotFoundError, StorageError, UnsupportedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, FieldType, Setting, SettingField, Value
from tui_callsettings.models.validation import is_same_value, parse_value

from .changes import Change
from .store import SettingsStore

FORMAT = 1
_ALLOWED = "use letters, digits, spaces, - and _, at most 40 characters, for example Vacation"
_MAX_NAME_LENGTH = 40


class ProfileDocument(BaseModel):
    """A profile file: its format, and a table of fields for each feature.

    Attributes:
        format: the version of this layout; a file written by hand may leave it out.
    """

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)

    format: int = FORMAT

    @property
    def features(self) -> Mapping[str, Any]:
        """The tables, by feature."""
        return self.model_extra or {}


@dataclass(frozen=True, slots=True)
class Profile:
    """Values for some fields of some features."""

    name: str
    values: Mapping[tuple[Feature, FieldPath], Value]

    def changes(self, settings: Mapping[Feature, Setting]) -> tuple[Change, ...]:
        """Return the changes that applying it to `settings` makes; features that are not among them are skipped."""
        changes = []
        for (feature, path), value in self.values.items():
            if feature not in settings:
                continue
            old = settings[feature].value(path)
            if not is_same_value(feature.field(path), old, value):
                changes.append(Change(feature, path, old, value))
        return tuple(changes)

    def apply(self, store: SettingsStore) -> tuple[str, ...]:
        """Apply the values to the store as edits. Return a message for each that the account does not have."""
        skipped = []
        for change in self.changes(store.settings(is_draft=True)):
            try:
                store.edit(change.feature, change.path, change.new)
            except UnsupportedError as error:
                skipped.append(error.message)
        for feature in dict.fromkeys(feature for feature, _ in self.values):
            failure = store.feature_state(feature).failure
            if failure is not None:
                skipped.append(f"{feature.title} is skipped: {failure.message}")
        return tuple(skipped)


class ProfileStore:
    """The profiles of this person.

    Args:
        folder: where the files are; None for `profiles` in the config folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or paths.config_folder() / "profiles"

    def path(self, name: str) -> Path:
        """Return the path of the profile `name`, which need not exist.

        Raises:
            ConfigurationError: this cannot be a name.
        """
        is_plain = all(c.isalnum() or c in " -_" for c in name) and name.strip() == name
        if not name or not is_plain or len(name) > _MAX_NAME_LENGTH:
            raise ConfigurationError(f'"{name}" cannot be the name of a profile: {_ALLOWED}.')
        return self._folder / f"{name}.toml"

    def names(self) -> tuple[str, ...]:
        """Return all names, sorted.

        Raises:
            StorageError: the folder cannot be read.
        """
        try:
            return tuple(sorted(file.stem for file in self._folder.glob("*.toml")))
        except OSError as error:
            raise StorageError(f"Cannot read {self._folder}: {error.strerror}.") from None

    def read(self, name: str) -> Profile:
        """Return the profile `name`.

        Raises:
            NotFoundError: there is none of that name.
            ConfigurationError: the file is invalid, or of a newer version; the message has the file and the line.
            StorageError: the file cannot be read.
        """
        path = self.path(name)
        content = paths.read_bytes(path)
        if content is None:
            near = difflib.get_close_matches(name, self.names(), n=1)
            hint = f'Did you mean "{near[0]}"?' if near else f"You have: {', '.join(self.names()) or 'none yet'}."
            raise NotFoundError(f'There is no profile "{name}". {hint}')
        return Profile(name, _parse(path, content))

    def save(self, name: str, settings: Mapping[Feature, Setting]) -> Path:
        """Save `settings` as the profile `name`, without the fields that a provider only reports.

        Raises:
            ConfigurationError: this cannot be a name.
            StorageError: the file cannot be written.
        """
        path = self.path(name)
        paths.write_atomically(path, _text(name, settings).encode())
        return path

    def remove(self, name: str) -> None:
        """Delete the profile.

        Raises:
            NotFoundError: there is none of that name.
            StorageError: it cannot be deleted.
        """
        if not paths.remove(self.path(name)):
            raise NotFoundError(f'There is no profile "{name}". You have: {", ".join(self.names()) or "none yet"}.')


def _text(name: str, settings: Mapping[Feature, Setting]) -> str:
    lines = [f"# Profile {name}. Fields you remove are left as they are when it is applied.", f"format = {FORMAT}"]
    for feature, setting in settings.items():
        lines += ["", f"[{feature.value}]"]
        for field in feature.fields:
            value = setting.value(field.path)
            if field.meta.is_read_only or value is None:
                continue
            key = feature.key(field.path).removeprefix(f"{feature.value}.")
            lines.append(f"{key} = {_toml(value)}  # {field.title}")
    return "\n".join(lines) + "\n"


def _toml(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    import tomlkit

    return tomlkit.item(value).as_string() if value is not None else '""'


def _parse(path: Path, content: bytes) -> dict[tuple[Feature, FieldPath], Value]:
    try:
        text = content.decode()
        document = ProfileDocument.model_validate(tomllib.loads(text))
    except ValidationError:
        raise ConfigurationError(f"{_location(path, text, 'format')}: format takes a whole number.") from None
    except RecursionError:
        raise ConfigurationError(f"{path}: this is nested too deeply to be a profile.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: this is not TOML: {error}. Example: [call_waiting]") from None
    if document.format > FORMAT:
        raise ConfigurationError(
            f"{_location(path, text, 'format')}: this profile was written by a newer version of callsettings (format "
            f"{document.format}; this version knows {FORMAT}). It is kept as it is: use that version to apply it."
        )
    return _parse_values(path, text, document.features)


def _parse_values(path: Path, text: str, features: Mapping[str, Any]) -> dict[tuple[Feature, FieldPath], Value]:
    values: dict[tuple[Feature, FieldPath], Value] = {}
    for key, value in _flatten(features, ""):
        location = _location(path, text, key)
        try:
            feature, field = Feature.find(key)
        except KeyError:
            keys = [f.key(leaf.path) for f in Feature for leaf in f.fields]
            near = difflib.get_close_matches(key, keys, n=1)
            hint = f"Did you mean {near[0]}?" if near else "List all keys with: callsettings set --list."
            newer = "If a newer version of callsettings wrote this profile, use that version."
            raise ConfigurationError(f"{location}: this version has no field {key}. {hint} {newer}") from None
        values[feature, field.path] = _parse_value(location, field, value)
    return values


def _flatten(document: Mapping[str, object], above: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, value in document.items():
        key = f"{above}.{name}" if above else name
        found += _flatten(value, key) if isinstance(value, dict) else [(key, value)]
    return found


def _parse_value(location: str, field: SettingField, value: object) -> Value:
    if field.type is FieldType.SWITCH and isinstance(value, bool):
        return value
    if field.type is FieldType.RINGS and isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and field.type not in (FieldType.SWITCH, FieldType.RINGS):
        return parse_value(field, value)
    examples = {FieldType.SWITCH: "true or false", FieldType.RINGS: "a whole number, for example 4"}
    allowed = examples.get(field.type, 'a text in quotes, for example "4022"')
    raise ConfigurationError(f"{location}: {field.title} takes {allowed}.")


def _location(path: Path, text: str, key: str) -> str:
    """Return the file and, where it can be found, the line that sets `key`."""
    line = find_line(text, tuple(key.split(".")))
    return f"{path}, line {line}" if line is not None else str(path)
