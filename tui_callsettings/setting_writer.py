"""Storing a setting that a program passes to the library: checked, written, and proved by reading it again."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from .backends.base import Backend
from .errors import CallSettingsError, OutcomeUnknownError, RejectedError, UnsupportedError
from .models.destination import normalize_destination
from .models.feature import Feature
from .models.owner import Owner
from .models.setting import FieldPath, FieldType, Setting, Value
from .models.setting_input import parse_setting_input, wire_name
from .models.validation import find_problems, format_field_value, is_same_value

SECOND_READ_SECONDS = 1.0
"""Delay before a read that contradicts an accepted write is repeated: replicas lag."""


async def store_setting(
    backend: Backend, read_owner: Callable[[], Awaitable[Owner]], feature: Feature, setting: object
) -> Setting:
    """Write the fields of `setting` that differ from the stored ones, and prove it.

    Args:
        backend: the account.
        read_owner: reads the owner of the settings; called only where a rule depends on it.
        feature: the feature that `setting` belongs to.
        setting: the feature's model, or a mapping in camelCase or snake_case.

    Returns:
        The fields of `setting` as they are stored now.

    Raises:
        RejectedError: a name, type or value is wrong, or a field cannot be changed; nothing was sent.
        UnsupportedError: the account does not have the field or the feature.
        OutcomeUnknownError: the provider accepted the write, but the setting could not be read again.
        CallSettingsError: any other failure; with status 409 the provider stored something else.
    """
    given = parse_setting_input(feature, setting)
    support = backend.capabilities.support(feature)
    if not support.is_offered:
        raise UnsupportedError(f"{feature.title}: {support.reason}.")
    stored = await backend.read(feature)
    given.check_echoes(stored)
    values = {path: _normalize(value) for path, value in given.values.items()}
    changed = [path for path in values if not is_same_value(feature.field(path), stored.value(path), values[path])]
    target = stored.with_values({path: values[path] for path in changed})
    _check_access(backend, feature, changed)
    await _check_rules(backend, read_owner, feature, stored, target, changed)
    if changed:
        await backend.write(feature, target, changed)
        stored = await _verify(backend, feature, target, changed)
    return feature.model().with_values({path: stored.value(path) for path in values})


def _check_access(backend: Backend, feature: Feature, changed: Sequence[FieldPath]) -> None:
    """Reject, on every backend alike, what the account cannot change."""
    for path in changed:
        support = backend.capabilities.support(feature, path)
        message = f"{wire_name(feature, path)} cannot be changed: {support.reason}."
        if not support.is_offered or not backend.capabilities.support(feature).is_writable:
            raise UnsupportedError(message)
        if not support.is_writable:
            raise RejectedError(message)


async def _check_rules(  # each is looked at
    backend: Backend,
    read_owner: Callable[[], Awaitable[Owner]],
    feature: Feature,
    stored: Setting,
    target: Setting,
    changed: Sequence[FieldPath],
) -> None:
    """Reject values that break a rule, unless the stored setting breaks it in the same way."""
    if not changed:
        return
    has_destination = any(field.type is FieldType.DESTINATION for field in feature.fields)
    owner = await read_owner() if has_destination else Owner()
    value_limits = backend.capabilities.value_limits
    known = {(problem.path, problem.message) for problem in find_problems(feature, stored, value_limits, owner)}
    for problem in find_problems(feature, target, value_limits, owner):
        if problem.is_error and (problem.path in changed or (problem.path, problem.message) not in known):
            raise RejectedError(f"{wire_name(feature, problem.path)}: {problem.message}")


async def _verify(backend: Backend, feature: Feature, target: Setting, changed: Sequence[FieldPath]) -> Setting:
    """Read again after an accepted write, and once more where the first read may be stale."""
    stored = await _read_back(backend, feature)
    if _differing(feature, stored, target, changed):
        await asyncio.sleep(SECOND_READ_SECONDS)
        stored = await _read_back(backend, feature)
    differing = _differing(feature, stored, target, changed)
    if differing:
        fields = "; ".join(
            f"{wire_name(feature, path)} is {format_field_value(feature.field(path), stored.value(path))}"
            for path in differing
        )
        raise CallSettingsError(f"The provider accepted the change but stored something else: {fields}.", status=409)
    return stored


async def _read_back(backend: Backend, feature: Feature) -> Setting:
    try:
        return await backend.read(feature)
    except CallSettingsError as error:
        message = f"The provider accepted the change, but it could not be read again. {error.message}"
        raise OutcomeUnknownError(message, tracking_id=error.tracking_id) from error


def _differing(feature: Feature, stored: Setting, target: Setting, changed: Sequence[FieldPath]) -> list[FieldPath]:
    return [p for p in changed if not is_same_value(feature.field(p), stored.value(p), target.value(p))]


def _normalize(value: Value) -> Value:
    """Return a text without visual separators, as it is sent."""
    return normalize_destination(value) if isinstance(value, str) else value
