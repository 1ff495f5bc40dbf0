"""Each rule of advice: when it is given, when not, where it leads and what resolves it."""

import pytest

from tui_callsettings.call_flow import Advisory, advisory_ids, find_advisories
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Value

from .flow_accounts import BROADWORKS, LOCAL, OWNER, UCM_ON_PREMISES, WEBEX, settings

_GIVEN = [
    ("own-number", "always:4021", "call_forwarding.always.destination"),
    ("own-number", "busy:+1-907-555-0100", "call_forwarding.busy.destination"),
    ("own-number", "unanswered:01119075550100/3", "call_forwarding.no_answer.destination"),
    ("own-number", "continuity:0019075550100", "call_forwarding.business_continuity.destination"),
    ("like-own-number", "busy:5550100", "call_forwarding.busy.destination"),
    ("on-without-number", "always:", "call_forwarding.always.destination"),
    ("on-without-number", "continuity:", "call_forwarding.business_continuity.destination"),
    ("always-hides-others", "always:4022 dnd", "call_forwarding.always.enabled"),
    ("always-hides-others", "always:+19075551333 unanswered:4022/3", "call_forwarding.always.enabled"),
    ("voicemail-hides-others", "vm-all busy:4022", "voicemail.send_all_calls.enabled"),
    ("circle-not-seen", "always:4022", "call_forwarding.always.destination"),
    ("dnd-busy-tone", "dnd", "voicemail.enabled"),
    ("dnd-busy-tone", "dnd vm", "call_forwarding.busy.enabled"),
    ("dnd-busy-tone", "dnd vm-busy !vm", "voicemail.enabled"),
    ("dnd-uses-busy", "dnd busy:4022", "call_forwarding.busy.enabled"),
    ("waiting-hides-busy", "waiting busy:4022", "call_waiting.enabled"),
    ("voicemail-rings-sooner", "unanswered:4022/6 vm-unanswered/2", "voicemail.send_unanswered_calls.number_of_rings"),
    ("forward-before-voicemail", "unanswered:4022/3 vm-unanswered/3", "call_forwarding.no_answer.enabled"),
    ("many-rings", "unanswered:+19075551333/6", "call_forwarding.no_answer.number_of_rings"),
    ("many-rings", "vm-unanswered/12", "voicemail.send_unanswered_calls.number_of_rings"),
    (
        "voicemail-there-needs-internal",
        "busy:+19075551333*",
        "call_forwarding.busy.destination_voicemail_enabled",
    ),
    (
        "voicemail-there-needs-internal",
        "always:mary@example.org*",
        "call_forwarding.always.destination_voicemail_enabled",
    ),
    ("voicemail-off-but-sends", "vm-busy !vm", "voicemail.enabled"),
    ("voicemail-without-calls", "vm", "voicemail.send_unanswered_calls.enabled"),
]

_NOT_GIVEN = [
    ("own-number", "always:4022"),
    ("own-number", "always:4021-"),
    ("own-number", "unanswered:0119075550100/3"),
    ("like-own-number", "busy:5550199"),
    ("on-without-number", "always:4022"),
    ("always-hides-others", "always:4022"),
    ("always-hides-others", "always:4022 waiting"),
    ("always-hides-others", "always: dnd"),
    ("voicemail-hides-others", "vm-all"),
    ("voicemail-hides-others", "always:4022 vm-all dnd"),
    ("circle-not-seen", "always:+19075551333"),
    ("circle-not-seen", "always:4022*"),
    ("dnd-busy-tone", "dnd vm-busy"),
    ("dnd-busy-tone", "always:4022 dnd"),
    ("dnd-uses-busy", "busy:4022"),
    ("dnd-uses-busy", "dnd vm-busy"),
    ("waiting-hides-busy", "busy:4022"),
    ("waiting-hides-busy", "waiting busy:4022 dnd"),
    ("waiting-hides-busy", "waiting busy:4022-"),
    ("voicemail-rings-sooner", "unanswered:4022/3 vm-unanswered/3"),
    ("voicemail-rings-sooner", "always:4022 unanswered:4022/6 vm-unanswered/2"),
    ("forward-before-voicemail", "unanswered:4022/3"),
    ("many-rings", "unanswered:4022/5"),
    ("many-rings", "dnd unanswered:4022/12"),
    ("voicemail-there-needs-internal", "busy:4022*"),
    ("voicemail-there-needs-internal", "busy:+19075551333"),
    ("voicemail-off-but-sends", ""),
    ("voicemail-without-calls", "vm-busy"),
    ("missing-address", "vm-busy"),
]


def _found(line: str, account: Capabilities = WEBEX) -> dict[str, Advisory]:
    return {advice.id: advice for advice in find_advisories(settings(line), account, OWNER)}


@pytest.mark.parametrize(("rule", "line", "field"), _GIVEN)
def test_advice_is_given_and_leads_to_the_field(rule: str, line: str, field: str) -> None:
    found = _found(line)
    assert rule in found
    assert found[rule].feature.key(found[rule].path) == field


@pytest.mark.parametrize(("rule", "line"), _NOT_GIVEN)
def test_advice_is_not_given(rule: str, line: str) -> None:
    assert rule not in _found(line)


def test_every_rule_is_tried_here() -> None:
    tried = {rule for rule, _, _ in _GIVEN} | {"missing-address"}
    assert tried == set(advisory_ids())


def test_the_words() -> None:
    found = _found("always:+19075551333 dnd vm-busy vm-unanswered/3")
    assert found["always-hides-others"].message == (
        "Forward always is on, so do not disturb, voicemail when busy and voicemail when unanswered have no effect."
    )
    assert _found("waiting busy:4022")["waiting-hides-busy"].message == (
        'Call waiting is on, so "forward when busy" takes calls mainly during do not disturb.'
    )
    assert _found("unanswered:+19075551333/6")["many-rings"].message == (
        "Your phone rings 6 times, about 36 seconds, before the call goes to +1 907-555-1333."
    )
    assert _found("unanswered:4022/6 vm-unanswered/2")["voicemail-rings-sooner"].message == (
        "Voicemail answers after 2 rings, forwarding after 6."
    )
    assert _found("vm-busy vm-all !vm")["voicemail-off-but-sends"].message == (
        'Voicemail is off, so "Send all calls to voicemail" and "Send busy calls to voicemail" have no effect.'
    )


@pytest.mark.parametrize(
    ("path", "value", "missing", "sentence"),
    [
        (
            ("notifications", "enabled"),
            True,
            ("notifications", "destination"),
            'Voicemail: "Notify me of new messages" is on, but no address is set.',
        ),
        (
            ("message_storage", "storage_type"),
            "EXTERNAL",
            ("message_storage", "external_email"),
            'Voicemail: "Store messages" is set to send messages to email, but no address is set.',
        ),
        (
            ("transfer_to_number", "enabled"),
            True,
            ("transfer_to_number", "destination"),
            'Voicemail: "Transfer on 0" is on, but no number is set.',
        ),
    ],
)
def test_a_part_of_voicemail_without_its_address(
    path: tuple[str, ...], value: bool | str, missing: tuple[str, ...], sentence: str
) -> None:
    stored = settings("vm-busy")
    stored[Feature.VOICEMAIL] = stored[Feature.VOICEMAIL].with_value(path, value)
    (advice,) = find_advisories(stored, LOCAL, OWNER)
    assert (advice.id, advice.path, advice.message) == ("missing-address", missing, sentence)
    stored[Feature.VOICEMAIL] = stored[Feature.VOICEMAIL].with_value(missing, "4022@example.com")
    assert find_advisories(stored, LOCAL, OWNER) == ()


def test_the_silenced_stay_silent() -> None:
    assert "waiting-hides-busy" in _found("waiting busy:4022")
    assert find_advisories(settings("waiting busy:4022"), BROADWORKS, OWNER, silenced={"waiting-hides-busy"}) == ()


def test_cisco_ucm_is_not_advised_on_what_it_does_not_show() -> None:
    assert _found("dnd", UCM_ON_PREMISES).keys() == set()
    line = "always:4022 dnd waiting busy:4021 unanswered:4022/6 vm-unanswered/2 vm-all"
    assert _found(line, UCM_ON_PREMISES).keys() == {"always-hides-others", "circle-not-seen"}


@pytest.mark.parametrize(
    ("rule", "line", "command"),
    [
        (
            "voicemail-rings-sooner",
            "unanswered:4022/4 vm-unanswered/3",
            "callsettings set voicemail.send_unanswered_calls.number_of_rings=4",
        ),
        ("voicemail-off-but-sends", "vm-busy !vm", "callsettings set voicemail.enabled=on"),
        ("voicemail-without-calls", "vm", "callsettings set voicemail.send_unanswered_calls.enabled=on"),
        ("on-without-number", "always:", "callsettings set call_forwarding.always.enabled=off"),
        ("waiting-hides-busy", "waiting busy:4022", "callsettings set call_waiting.enabled=off"),
        (
            "dnd-busy-tone",
            "dnd",
            "callsettings set voicemail.enabled=on voicemail.send_busy_calls.enabled=on",
        ),
    ],
)
def test_a_remedy_resolves_its_advice(rule: str, line: str, command: str) -> None:
    advice = _found(line)[rule]
    assert advice.remedy is not None
    assert advice.remedy.command == command
    stored = settings(line)
    for edit in advice.remedy.edits:
        stored[edit.feature] = stored[edit.feature].with_value(edit.path, edit.value)
    assert rule not in {found.id for found in find_advisories(stored, WEBEX, OWNER)}


def test_no_remedy_is_offered_where_the_account_cannot_make_it() -> None:
    limit = Support(Access.READ_ONLY, "this program cannot change it")
    account = WEBEX.with_access_limit(Feature.VOICEMAIL, ("enabled",), limit)
    assert _found("vm-busy !vm", account)["voicemail-off-but-sends"].remedy is None


def test_a_text_message_makes_a_missing_email_address_no_matter() -> None:
    stored = settings("vm-busy")
    values: dict[FieldPath, Value] = {
        ("notifications", "enabled"): True,
        ("notifications", "sms_destination"): "+19075551333",
    }
    stored[Feature.VOICEMAIL] = stored[Feature.VOICEMAIL].with_values(values)
    assert find_advisories(stored, LOCAL, OWNER) == ()


def test_nothing_is_advised_on_what_was_not_reported() -> None:
    stored = {feature: feature.model() for feature in Feature}
    assert find_advisories(stored, WEBEX, OWNER) == ()
    stored[Feature.VOICEMAIL] = Feature.VOICEMAIL.model.parse({"enabled": True, "voiceMessageForwardingEnabled": True})
    assert find_advisories(stored, WEBEX, OWNER) == ()
