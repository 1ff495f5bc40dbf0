"""The suite that every backend passes; `BackendHarness` is one backend and a view of what it stores."""

import dataclasses
from collections.abc import Callable

import pytest

from tui_callsettings.backends.base import Backend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import RejectedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldType, Setting, SettingField, Value
from tui_callsettings.models.validation import is_same_value
from tui_callsettings.state.save import SaveStatus, save


@dataclasses.dataclass
class BackendHarness:
    """One backend under test.

    Attributes:
        backend: the backend.
        stored: returns the provider's own documents as one value that can be compared.
        skipped: keys of fields that this account cannot try, with the reason.
    """

    backend: Backend
    stored: Callable[[], object]
    skipped: dict[str, str] = dataclasses.field(default_factory=dict)


def new_value(field: SettingField, old: Value) -> Value:
    """Return another legal value for `field`."""
    if field.type is FieldType.SWITCH:
        return not old
    if field.type is FieldType.RINGS:
        return 5 if old != 5 else 6
    if field.type is FieldType.CHOICE:
        return next(choice.value for choice in field.meta.choices if choice.value != old)
    return {
        FieldType.DESTINATION: "+12055550199",
        FieldType.FORWARD_NUMBER: "+12055550177",
        FieldType.EXTENSION: "4711",
        FieldType.EMAIL: "new+tag@example.com",
    }[field.type]


def writable_fields(backend: Backend, feature: Feature) -> list[SettingField]:
    """Return the fields of `feature` that the account allows to change."""
    support = backend.capabilities.support
    return [field for field in feature.fields if support(feature, field.path).is_writable]


async def change_one_field(harness: BackendHarness, feature: Feature, setting: Setting, field: SettingField) -> Setting:
    """Return a setting that differs in `field` alone, or also in what `field` needs to be legal."""
    target = setting.with_value(field.path, new_value(field, setting.value(field.path)))
    for other in feature.fields:
        if other.meta.required_if is None or other.path[:-1] != field.path[:-1]:
            continue
        sibling, value = other.meta.required_if
        if target.value(other.sibling(sibling)) == value and not target.value(other.path):
            target = target.with_value(other.path, new_value(other, None))
    return target


class BackendSuite:
    """Tests of one backend: subclass it and define a `harness` fixture."""

    async def test_every_offered_feature_reads_and_others_give_a_reason(self, harness: BackendHarness) -> None:
        client = CallSettingsClient(harness.backend)
        for feature in Feature:
            answer = await client.read(feature)
            support = harness.backend.capabilities.support(feature)
            if support.is_offered:
                assert answer.is_success, answer.data.error
                assert isinstance(answer.data.call_setting, feature.model)
            else:
                assert answer.status_code == 501
                assert support.reason

    async def test_each_field_can_be_changed_and_nothing_else_changes(self, harness: BackendHarness) -> None:
        client = CallSettingsClient(harness.backend)
        tried = writable = 0
        for feature in Feature:
            if not (await client.read(feature)).is_success:
                continue
            for field in writable_fields(harness.backend, feature):
                writable += 1
                if feature.key(field.path) in harness.skipped:
                    continue
                before = await harness.backend.read(feature)
                target = await change_one_field(harness, feature, before, field)
                result = await save(client, feature, before, target)
                assert result.status is SaveStatus.SAVED, (feature.key(field.path), result.message)
                after = await harness.backend.read(feature)
                for other in feature.fields:
                    if other.meta.is_read_only:
                        # It may follow from the change, as a summary does.
                        continue
                    assert is_same_value(other, after.value(other.path), target.value(other.path)), (
                        feature.key(field.path),
                        feature.key(other.path),
                    )
                tried += 1
        assert tried or not writable

    async def test_reading_changes_nothing(self, harness: BackendHarness) -> None:
        before = harness.stored()
        client = CallSettingsClient(harness.backend)
        for feature in Feature:
            await client.read(feature)
        assert harness.stored() == before

    async def test_numbers_go_without_separators_and_come_back(self, harness: BackendHarness) -> None:
        for feature, field in self._destinations(harness):
            before = await harness.backend.read(feature)
            target = before.with_value(field.path, "+1 (205) 555-0155")
            target = target.with_value(field.sibling("enabled"), True)
            result = await save(CallSettingsClient(harness.backend), feature, before, target)
            assert result.status is SaveStatus.SAVED, result.message
            assert (await harness.backend.read(feature)).value(field.path) == "+12055550155"

    async def test_a_number_is_kept_when_switched_off_where_the_account_can(self, harness: BackendHarness) -> None:
        for feature, field in self._destinations(harness):
            if not harness.backend.capabilities.value_limits.keeps_numbers:
                pytest.skip("this account forgets the number when forwarding is switched off")
            before = await harness.backend.read(feature)
            switch = field.sibling("enabled")
            on = before.with_values({field.path: "+12055550155", switch: True})
            client = CallSettingsClient(harness.backend)
            assert (await save(client, feature, before, on)).status is SaveStatus.SAVED
            assert (await save(client, feature, on, on.with_value(switch, False))).status is SaveStatus.SAVED
            off = await harness.backend.read(feature)
            assert (off.value(switch), off.value(field.path)) == (False, "+12055550155")

    async def test_a_number_can_be_cleared(self, harness: BackendHarness) -> None:
        for feature, field in self._destinations(harness):
            before = await harness.backend.read(feature)
            client = CallSettingsClient(harness.backend)
            on = before.with_values({field.path: "+12055550155", field.sibling("enabled"): True})
            assert (await save(client, feature, before, on)).status is SaveStatus.SAVED
            cleared = on.with_values({field.path: "", field.sibling("enabled"): False})
            result = await save(client, feature, on, cleared)
            assert result.status is SaveStatus.SAVED, result.message
            assert not (await harness.backend.read(feature)).value(field.path)

    async def test_a_rejected_write_changes_nothing_and_gives_a_reason(self, harness: BackendHarness) -> None:
        for feature, field in self._rings(harness):
            before, documents = await harness.backend.read(feature), harness.stored()
            with pytest.raises(RejectedError) as caught:
                await harness.backend.write(feature, before.with_value(field.path, 21), [field.path])
            assert caught.value.message
            assert harness.stored() == documents
            assert await harness.backend.read(feature) == before

    async def test_a_write_of_nothing_sends_nothing(self, harness: BackendHarness) -> None:
        documents = harness.stored()
        client = CallSettingsClient(harness.backend)
        for feature in Feature:
            answer = await client.read(feature)
            if answer.data.call_setting is not None:
                assert (await client.write(feature, answer.data.call_setting, ())).is_success
        assert harness.stored() == documents

    def _destinations(self, harness: BackendHarness) -> list[tuple[Feature, SettingField]]:
        return self._of_kind(harness, FieldType.DESTINATION)

    def _rings(self, harness: BackendHarness) -> list[tuple[Feature, SettingField]]:
        return self._of_kind(harness, FieldType.RINGS)

    def _of_kind(self, harness: BackendHarness, kind: FieldType) -> list[tuple[Feature, SettingField]]:
        found = [
            (feature, field)
            for feature in Feature
            for field in writable_fields(harness.backend, feature)
            if field.type is kind and harness.backend.capabilities.support(feature).is_offered
        ]
        if not found:
            pytest.skip(f"this account lets no field of the kind {kind.name} be changed")
        return found
