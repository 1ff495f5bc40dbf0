from tui_callsettings.models.capabilities import Access, Capabilities
from tui_callsettings.models.feature import Feature

SMS = (Feature.VOICEMAIL, ("notifications", "sms_destination"))
ALL_DEVICES = (Feature.DO_NOT_DISTURB, ("applies_to_all_devices",))


def test_a_provider_specific_field_is_hidden_where_the_account_lacks_it() -> None:
    capabilities = Capabilities("A provider")
    assert capabilities.support(*SMS).access is Access.NOT_OFFERED
    assert capabilities.support(*SMS).reason == "not offered by A provider"
    assert SMS[1] not in {field.path for field in capabilities.fields(Feature.VOICEMAIL)}


def test_a_provider_specific_field_is_there_where_the_account_lists_it() -> None:
    capabilities = Capabilities("A provider", specific_fields=frozenset({SMS, ALL_DEVICES}))
    assert capabilities.support(*SMS).is_writable
    assert capabilities.fields(Feature.VOICEMAIL) == Feature.VOICEMAIL.fields
    assert capabilities.support(*ALL_DEVICES).access is Access.READ_ONLY
    assert capabilities.support(*ALL_DEVICES).reason == "set by your provider"
