"""Profiles: settings under a name, such as "Vacation", in TOML files that a person can read and edit."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tui_callsettings import paths
from tui_callsettings.errors import ConfigurationError, NotFoundError, StorageError, UnsupportedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import FieldType, SettingField
from tui_callsettings.models.setting import FieldPath, Setting, Value
from tui_callsettings.models.validation import is_same_value, parse_value

from .changes import Change
from .store import SettingsStore

_ALLOWED = "use letters, digits, spaces, - and _, at most 40 characters, such as Vacation"
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Profile:
    """Values for some fields of some features."""

    name: str
    values: Mapping[tuple[Feature, FieldPath], Value]

    def changes(self, settings: Mapping[Feature, Setting]) -> tuple[Change, ...]:
        """What applying it to `settings` would change; features that are not among them are left out."""
        changes = []
        for (feature, path), value in self.values.items():
            if feature not in settings:
                continue
            old = settings[feature].value(path)
            if not is_same_value(feature.field(path), old, value):
                changes.append(Change(feature, path, old, value))
        return tuple(changes)

    def apply(self, store: SettingsStore) -> tuple[str, ...]:
        """Put the values into the store as edits; what the account lacks is left out and told, a sentence each."""
        skipped = []
        for change in self.changes(store.settings(is_draft=True)):
            try:
                store.edit(change.feature, change.path, change.new)
            except UnsupportedError as error:
                skipped.append(error.message)
        for feature in dict.fromkeys(feature for feature, _ in self.values):
            failure = store.feature_state(feature).failure
            if failure is not None:
                skipped.append(f"{feature.title} is left out: {failure.message}")
        return tuple(skipped)


class ProfileStore:
    """The profiles of this person.

    Args:
        folder: where the files lie; None for `profiles` in the config folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or paths.config_folder() / "profiles"

    def path(self, name: str) -> Path:
        """Where the profile `name` lies, or would lie.

        Raises:
            ConfigurationError: this cannot be a name.
        """
        is_plain = all(c.isalnum() or c in " -_" for c in name) and name.strip() == name
        if not name or not is_plain or len(name) > _LONGEST_NAME:
            raise ConfigurationError(f'"{name}" cannot be the name of a profile: {_ALLOWED}.')
        return self._folder / f"{name}.toml"

    def names(self) -> tuple[str, ...]:
        """All names, sorted.

        Raises:
            StorageError: the folder cannot be read.
        """
        try:
            return tuple(sorted(file.stem for file in self._folder.glob("*.toml")))
        except OSError as error:
            raise StorageError(f"Cannot read {self._folder}: {error.strerror}.") from None

    def read(self, name: str) -> Profile:
        """The profile `name`.

        Raises:
            NotFoundError: there is none of that name.
            ConfigurationError: the file says something that cannot be; the sentence has file and line.
            StorageError: the file cannot be read.
        """
        path = self.path(name)
        content = paths.read_bytes(path)
        if content is None:
            near = difflib.get_close_matches(name, self.names(), n=1)
            hint = f'Did you mean "{near[0]}"?' if near else f"You have: {', '.join(self.names()) or 'none yet'}."
            raise NotFoundError(f'There is no profile "{name}". {hint}')
        try:
            text = content.decode()
            document = tomllib.loads(text)
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigurationError(f'{path}: this is not TOML: {error}. A line is: dnd = "on"') from None
        return Profile(name, _values(path, text, document))

    def save(self, name: str, settings: Mapping[Feature, Setting]) -> Path:
        """Keep `settings` under `name`; what a provider only reports is left out.

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
    lines = [f"# Profile {name}. Lines you remove are left as they are when it is applied."]
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


def _values(path: Path, text: str, document: Mapping[str, object]) -> dict[tuple[Feature, FieldPath], Value]:
    values: dict[tuple[Feature, FieldPath], Value] = {}
    for key, value in _flat(document, ""):
        try:
            feature, field = Feature.find(key)
        except KeyError:
            keys = [f.key(leaf.path) for f in Feature for leaf in f.fields]
            near = difflib.get_close_matches(key, keys, n=1)
            hint = f"Did you mean {near[0]}?" if near else "List all keys with: callsettings set --list"
            raise ConfigurationError(f"{_where(path, text, key)}: there is no field {key}. {hint}") from None
        values[feature, field.path] = _checked(_where(path, text, key), field, value)
    return values


def _flat(document: Mapping[str, object], above: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, value in document.items():
        key = f"{above}.{name}" if above else name
        found += _flat(value, key) if isinstance(value, dict) else [(key, value)]
    return found


def _checked(where: str, field: SettingField, value: object) -> Value:
    if field.type is FieldType.SWITCH and isinstance(value, bool):
        return value
    if field.type is FieldType.RINGS and isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and field.type not in (FieldType.SWITCH, FieldType.RINGS):
        return parse_value(field, value)
    examples = {FieldType.SWITCH: "true or false", FieldType.RINGS: "a whole number, such as 4"}
    allowed = examples.get(field.type, 'a text in quotes, such as "4022"')
    raise ConfigurationError(f"{where}: {field.title} takes {allowed}.")


def _where(path: Path, text: str, key: str) -> str:
    """The file and, where it can be found, the line that sets `key`."""
    feature, _, rest = key.partition(".")
    is_inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            is_inside = stripped.strip("[]").split(".")[0].strip() == feature
        name = stripped.partition("=")[0].strip()
        if (is_inside and name in (rest, rest.rpartition(".")[2])) or name == key:
            return f"{path}, line {number}"
    return str(path)
