"""What every backend must do, whatever lies behind it. `Stand` says how to make one and how to look behind it."""

import dataclasses
from collections.abc import Callable

import pytest

from tui_callsettings.backends.base import Backend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import RefusedError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.field import Kind, SettingField
from tui_callsettings.models.rules import is_same_value
from tui_callsettings.models.setting import Setting, Value
from tui_callsettings.state.saving import Result, save


@dataclasses.dataclass
class Stand:
    """One backend under test.

    Attributes:
        backend: it.
        stored: what lies behind it, as one value that can be compared: the provider's own documents.
        skipped: keys of fields that this account cannot try out, with the reason.
    """

    backend: Backend
    stored: Callable[[], object]
    skipped: dict[str, str] = dataclasses.field(default_factory=dict)


def new_value(field: SettingField, old: Value) -> Value:
    """Another legal value for `field`."""
    if field.kind is Kind.SWITCH:
        return not old
    if field.kind is Kind.RINGS:
        return 5 if old != 5 else 6
    if field.kind is Kind.CHOICE:
        return next(choice.value for choice in field.form.choices if choice.value != old)
    return {
        Kind.DESTINATION: "+12055550199",
        Kind.FORWARD_NUMBER: "+12055550177",
        Kind.EXTENSION: "4711",
        Kind.EMAIL: "new+tag@example.com",
    }[field.kind]


def writable_fields(backend: Backend, feature: Feature) -> list[SettingField]:
    """The fields of `feature` that the account lets one change."""
    support = backend.capabilities.support
    return [field for field in feature.fields if support(feature, field.path).is_writable]


async def changed_alone(stand: Stand, feature: Feature, setting: Setting, field: SettingField) -> Setting:
    """A setting that differs in `field` alone, or also in what `field` needs to be legal."""
    wanted = setting.with_value(field.path, new_value(field, setting.value(field.path)))
    for other in feature.fields:
        if other.form.needed is None or other.path[:-1] != field.path[:-1]:
            continue
        sibling, value = other.form.needed
        if wanted.value(other.sibling(sibling)) == value and not wanted.value(other.path):
            wanted = wanted.with_value(other.path, new_value(other, None))
    return wanted


class BackendSuite:
    """Subclass it and give a `stand` fixture."""

    async def test_every_offered_feature_reads_and_others_say_why(self, stand: Stand) -> None:
        client = CallSettingsClient(stand.backend)
        for feature in Feature:
            answer = await client.read(feature)
            support = stand.backend.capabilities.support(feature)
            if support.is_offered:
                assert answer.is_success, answer.data.error
                assert isinstance(answer.data.call_setting, feature.model)
            else:
                assert answer.status_code == 501
                assert support.reason

    async def test_each_field_can_be_changed_and_nothing_else_changes(self, stand: Stand) -> None:
        client = CallSettingsClient(stand.backend)
        tried = writable = 0
        for feature in Feature:
            if not (await client.read(feature)).is_success:
                continue
            for field in writable_fields(stand.backend, feature):
                writable += 1
                if feature.key(field.path) in stand.skipped:
                    continue
                before = await stand.backend.read(feature)
                wanted = await changed_alone(stand, feature, before, field)
                outcome = await save(client, feature, before, wanted)
                assert outcome.result is Result.SAVED, (feature.key(field.path), outcome.sentence)
                after = await stand.backend.read(feature)
                for other in feature.fields:
                    assert is_same_value(other, after.value(other.path), wanted.value(other.path)), (
                        feature.key(field.path),
                        feature.key(other.path),
                    )
                tried += 1
        assert tried or not writable

    async def test_reading_changes_nothing(self, stand: Stand) -> None:
        before = stand.stored()
        client = CallSettingsClient(stand.backend)
        for feature in Feature:
            await client.read(feature)
        assert stand.stored() == before

    async def test_numbers_go_without_separators_and_come_back(self, stand: Stand) -> None:
        for feature, field in self._destinations(stand):
            before = await stand.backend.read(feature)
            wanted = before.with_value(field.path, "+1 (205) 555-0155")
            wanted = wanted.with_value(field.sibling("enabled"), True)
            outcome = await save(CallSettingsClient(stand.backend), feature, before, wanted)
            assert outcome.result is Result.SAVED, outcome.sentence
            assert (await stand.backend.read(feature)).value(field.path) == "+12055550155"

    async def test_a_number_is_kept_when_switched_off_where_the_account_can(self, stand: Stand) -> None:
        for feature, field in self._destinations(stand):
            if not stand.backend.capabilities.rules.keeps_numbers:
                pytest.skip("this account forgets the number when forwarding is switched off")
            before = await stand.backend.read(feature)
            switch = field.sibling("enabled")
            on = before.with_values({field.path: "+12055550155", switch: True})
            client = CallSettingsClient(stand.backend)
            assert (await save(client, feature, before, on)).result is Result.SAVED
            assert (await save(client, feature, on, on.with_value(switch, False))).result is Result.SAVED
            off = await stand.backend.read(feature)
            assert (off.value(switch), off.value(field.path)) == (False, "+12055550155")

    async def test_a_number_can_be_cleared(self, stand: Stand) -> None:
        for feature, field in self._destinations(stand):
            before = await stand.backend.read(feature)
            client = CallSettingsClient(stand.backend)
            on = before.with_values({field.path: "+12055550155", field.sibling("enabled"): True})
            assert (await save(client, feature, before, on)).result is Result.SAVED
            cleared = on.with_values({field.path: "", field.sibling("enabled"): False})
            outcome = await save(client, feature, on, cleared)
            assert outcome.result is Result.SAVED, outcome.sentence
            assert not (await stand.backend.read(feature)).value(field.path)

    async def test_a_refused_write_changes_nothing_and_says_why(self, stand: Stand) -> None:
        for feature, field in self._rings(stand):
            before, documents = await stand.backend.read(feature), stand.stored()
            with pytest.raises(RefusedError) as caught:
                await stand.backend.write(feature, before.with_value(field.path, 21), [field.path])
            assert caught.value.sentence
            assert stand.stored() == documents
            assert await stand.backend.read(feature) == before

    async def test_a_write_of_nothing_sends_nothing(self, stand: Stand) -> None:
        documents = stand.stored()
        client = CallSettingsClient(stand.backend)
        for feature in Feature:
            answer = await client.read(feature)
            if answer.data.call_setting is not None:
                assert (await client.write(feature, answer.data.call_setting, ())).is_success
        assert stand.stored() == documents

    def _destinations(self, stand: Stand) -> list[tuple[Feature, SettingField]]:
        return self._of_kind(stand, Kind.DESTINATION)

    def _rings(self, stand: Stand) -> list[tuple[Feature, SettingField]]:
        return self._of_kind(stand, Kind.RINGS)

    def _of_kind(self, stand: Stand, kind: Kind) -> list[tuple[Feature, SettingField]]:
        return [
            (feature, field)
            for feature in Feature
            for field in writable_fields(stand.backend, feature)
            if field.kind is kind and stand.backend.capabilities.support(feature).is_offered
        ]
