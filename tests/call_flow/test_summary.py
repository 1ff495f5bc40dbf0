"""Sentences beyond the table: what was not read or not reported, other rules, the review, and what-if."""

import re

import pytest

from tui_callsettings.backends.ucm import cloud, onprem
from tui_callsettings.call_flow import (
    CallFlow,
    Situation,
    build_call_flow,
    compare_flows,
    flow_to_json,
    header_warning,
    situation_row,
    summarize_flow,
    trace_call,
)
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.other_rules import OtherRule
from tui_callsettings.models.setting import Value

from .flow_accounts import BROADWORKS, OWNER, UCM_ON_PREMISES, UNDOCUMENTED, WEBEX, settings

_DELIVERED = "waiting vm-busy vm-unanswered/3"


def _flow(line: str, *, without: tuple[Feature, ...] = (), account: Capabilities = WEBEX) -> CallFlow:
    return build_call_flow(settings(line, without=without), account, OWNER)


def _steps(line: str, situation: Situation, account: Capabilities = WEBEX) -> list[str]:
    return [step.message for step in trace_call(settings(line), account, OWNER, situation)]


def test_forwarding_not_read() -> None:
    flow = _flow(_DELIVERED, without=(Feature.CALL_FORWARDING,))
    assert summarize_flow(flow) == "Where calls go is unknown, because call forwarding has not been read."
    assert header_warning(flow) == ""


def test_voicemail_not_read() -> None:
    flow = _flow("waiting", without=(Feature.VOICEMAIL,))
    assert summarize_flow(flow) == (
        "Calls now ring your phone; what happens if you do not answer is unknown, because voicemail has not been read."
    )
    assert summarize_flow(_flow("unanswered:4022/3", without=(Feature.VOICEMAIL,))) == (
        "As far as known, calls now ring your phone, then go to 4022 after 3 rings. Voicemail has not been read."
    )
    assert summarize_flow(_flow("dnd", without=(Feature.VOICEMAIL,))) == (
        "Do not disturb is on and your phone does not ring; what callers get is unknown, "
        "because voicemail has not been read."
    )


def test_do_not_disturb_not_read() -> None:
    flow = _flow(_DELIVERED, without=(Feature.DO_NOT_DISTURB,))
    assert summarize_flow(flow) == (
        "As far as known, calls now ring your phone, then go to voicemail after 3 rings. "
        "Do not disturb has not been read."
    )


def test_voicemail_of_a_government_cloud_is_not_explained_as_off() -> None:
    stored = settings("waiting", without=(Feature.VOICEMAIL,))
    document = {"enabled": True, "voiceMessageForwardingEnabled": True}
    stored[Feature.VOICEMAIL] = Feature.VOICEMAIL.model.parse(document)
    flow = build_call_flow(stored, WEBEX, OWNER)
    assert summarize_flow(flow) == (
        "As far as reported, calls now ring your phone. Where calls go depends on voicemail for all calls and "
        "voicemail when unanswered, which Webex Calling did not report."
    )
    assert header_warning(flow) == "CALLS MAY GO TO VOICEMAIL (NOT REPORTED)"
    assert situation_row(flow.scenario(Situation.BUSY)).marked_text == (
        "depends on voicemail when busy, which Webex Calling did not report"
    )
    assert not any("busy signal" in row.text for row in flow.rows)
    assert [row.text for row in flow.rows if row.label == "all calls"] == ["all calls: not reported"]
    situations = {each["situation"]: each for each in flow_to_json(flow)["situations"]}
    assert situations["busy"]["end"]["place"] == "not reported"
    assert situations["busy"]["notReported"] == [
        "voicemail.send_all_calls.enabled",
        "voicemail.send_busy_calls.enabled",
    ]
    assert [step.message for step in flow.scenario(Situation.BUSY).steps][-1] == (
        "Voicemail when busy was not reported. What happens depends on it."
    )


def test_forward_always_not_reported_is_no_claim_that_calls_ring() -> None:
    stored = settings(_DELIVERED)
    stored[Feature.CALL_FORWARDING] = Feature.CALL_FORWARDING.model.parse(
        {"callForwarding": {"noAnswer": {"enabled": False}, "busy": {"enabled": False}}}
    )
    flow = build_call_flow(stored, WEBEX, OWNER)
    assert header_warning(flow) == "CALLS MAY BE FORWARDED (NOT REPORTED)"
    assert summarize_flow(flow) == (
        "As far as reported, calls now ring your phone, then go to voicemail after 3 rings. "
        "Where calls go depends on forward always, which Webex Calling did not report."
    )


def test_do_not_disturb_not_readable_is_named_as_such() -> None:
    stored = settings(_DELIVERED)
    stored[Feature.DO_NOT_DISTURB] = Feature.DO_NOT_DISTURB.model.parse({"enabled": "banana"})
    flow = build_call_flow(stored, WEBEX, OWNER)
    assert summarize_flow(flow).endswith("Where calls go depends on do not disturb, which is not readable.")
    assert "do not disturb: not readable" in [row.text for row in flow.rows]


def test_an_unreadable_number_is_no_missing_one() -> None:
    stored = settings(_DELIVERED)
    stored[Feature.CALL_FORWARDING] = Feature.CALL_FORWARDING.model.parse(
        {"callForwarding": {"always": {"enabled": True, "destination": ["4022"]}}}
    )
    assert "forward always" in summarize_flow(build_call_flow(stored, WEBEX, OWNER))
    assert header_warning(build_call_flow(stored, WEBEX, OWNER)) == "CALLS MAY BE FORWARDED (NOT REPORTED)"


def test_forward_always_is_certain_whatever_else_was_not_read() -> None:
    without = (Feature.DO_NOT_DISTURB, Feature.VOICEMAIL, Feature.CALL_WAITING)
    assert summarize_flow(_flow("always:4022", without=without)) == "Calls now go to 4022; your phone does not ring."


def test_a_service_that_an_account_does_not_have_is_off() -> None:
    absent = Support(Access.NOT_OFFERED, "not in your services")
    account = BROADWORKS.with_access_limit(Feature.VOICEMAIL, (), absent).with_access_limit(
        Feature.CALL_WAITING, (), absent
    )
    flow = _flow("", without=(Feature.VOICEMAIL, Feature.CALL_WAITING), account=account)
    assert summarize_flow(flow) == "Calls now ring your phone until the caller hangs up."
    messages = [step.message for step in flow.scenario(Situation.ON_A_CALL).steps]
    assert "Call waiting is not offered here." in messages


def test_without_documentation_every_contest_is_assumed() -> None:
    assert summarize_flow(_flow("always:4022 dnd", account=UNDOCUMENTED)) == (
        "Calls now go to 4022; your phone does not ring (assumed)."
    )
    assert summarize_flow(_flow("always:4022", account=UNDOCUMENTED)) == (
        "Calls now go to 4022; your phone does not ring."
    )


def test_business_continuity_covers_desk_phones_on_webex() -> None:
    message = "Business continuity is on. It covers desk phones, not the mobile or desktop app. The call goes to 4099."
    assert _steps("continuity:4099", Situation.NOT_REACHABLE)[-1] == message
    assert _steps("continuity:4099", Situation.NOT_REACHABLE, BROADWORKS)[-1] == (
        "Business continuity is on. The call goes to 4099."
    )


def test_do_not_disturb_with_business_continuity_is_assumed() -> None:
    assert _flow("dnd continuity:4099").scenario(Situation.NOT_REACHABLE).is_assumed


def test_an_overridden_row_names_what_overrides_it_and_keeps_its_own_mark() -> None:
    rows = {row.label: row.marked_text for row in _flow("always:4022 continuity:4099 vm-busy vm-all dnd").rows}
    assert rows["phone unreachable"] == "forwarded to 4099 (overridden by forward always; assumed)"
    assert rows["all calls"] == "to voicemail (overridden by forward always; assumed)"
    assert rows["do not disturb"] == "on (overridden by forward always)"


def _ucm(line: str, **values: Value) -> CallFlow:
    stored = settings(line)
    for name, value in values.items():
        feature = Feature.DO_NOT_DISTURB
        stored[feature] = stored[feature].with_value((name,), value)
    return build_call_flow(stored, UCM_ON_PREMISES, OWNER)


def test_ringer_off_shows_the_call_without_ringing() -> None:
    flow = _ucm("dnd", incoming_call_option="RINGER_OFF")
    assert summarize_flow(flow) == (
        "Do not disturb is on; calls now appear on your phone without ringing; "
        "Cisco UCM does not show what happens if you do not answer."
    )
    assert "busy" not in summarize_flow(flow)


def test_only_call_reject_gives_callers_a_busy_signal() -> None:
    assert summarize_flow(_ucm("dnd", incoming_call_option="CALL_REJECT")) == (
        "Do not disturb is on; callers hear a busy signal and your phone does not ring."
    )
    assert "busy" not in summarize_flow(_ucm("dnd"))


def test_do_not_disturb_of_one_device_does_not_silence_the_others() -> None:
    flow = _ucm("dnd", incoming_call_option="CALL_REJECT", applies_to_all_devices=False)
    assert "does not ring" not in summarize_flow(flow)
    assert "busy" not in summarize_flow(flow)
    note = "Do not disturb is shown for one of your devices; the others may be set differently."
    assert summarize_flow(flow).endswith(note)
    assert summarize_flow(_ucm("", applies_to_all_devices=False)).endswith(note)
    assert "do not disturb: on (one device only)" in [row.text for row in flow.rows]


def test_forward_all_with_do_not_disturb_is_assumed_on_ucm() -> None:
    assert summarize_flow(_ucm("always:4022 dnd")) == "Calls now go to 4022; your phone does not ring (assumed)."
    assert summarize_flow(_ucm("always:4022")) == "Calls now go to 4022; your phone does not ring."


def test_forwarding_of_one_line_makes_no_claim_about_the_others() -> None:
    stored = settings("always:4022")
    path = ("call_forwarding", "always", "applies_to_all_lines")
    stored[Feature.CALL_FORWARDING] = stored[Feature.CALL_FORWARDING].with_value(path, False)
    assert summarize_flow(build_call_flow(stored, UCM_ON_PREMISES, OWNER)).endswith(
        "Forward always is shown for one of your lines; the others may be set differently."
    )


def test_other_rules_are_read_only_rows_and_one_sentence_each() -> None:
    rules = [
        OtherRule.named("selective_forwarding", is_on=True),
        OtherRule.named("selective_rejection", is_on=False),
        OtherRule.named("call_block", is_on=True),
        OtherRule.named("simultaneous_ring", is_on=True),
        OtherRule.named("sequential_ring", is_on=None),
    ]
    flow = build_call_flow(settings(_DELIVERED), WEBEX, OWNER, other_rules=rules)
    assert [(row.text, row.source) for row in flow.rows[:4]] == [
        ("selective forwarding: ON, acts first; edit it in your provider's portal", None),
        ("call block: ON, acts first; edit it in your provider's portal (assumed)", None),
        ("simultaneous ring: ON, other phones ring too; edit it in your provider's portal", None),
        ("sequential ring: not reported", None),
    ]
    assert summarize_flow(flow) == (
        "Calls now ring your phone, then go to voicemail after 3 rings. "
        "Selective forwarding is on and acts first; edit it in your provider's portal. "
        "Call block is on and acts first (assumed); edit it in your provider's portal. "
        "Simultaneous ring is on and other phones ring too; edit it in your provider's portal."
    )
    assert compare_flows(flow, flow) == ("No change to where calls go.",)


def test_the_review_has_what_changes() -> None:
    old = _flow(_DELIVERED)
    now = "Now: calls ring your phone, then go to voicemail after 3 rings."
    assert compare_flows(old, _flow(f"unanswered:+19075551333/3 {_DELIVERED}")) == (
        now,
        "After saving: calls ring your phone, then go to +1 907-555-1333 after 3 rings.",
    )
    assert compare_flows(old, _flow(f"always:4022 {_DELIVERED}")) == (
        now,
        "After saving: calls go to 4022; your phone does not ring.",
    )
    assert compare_flows(old, _flow(f"dnd {_DELIVERED}")) == (
        now,
        "After saving: do not disturb is on; calls go to voicemail and your phone does not ring.",
    )
    assert compare_flows(old, _flow(f"busy:321321 {_DELIVERED}")) == (
        "Calls when you are free: no change.",
        "Busy, phone unreachable, do not disturb: voicemail → forwarded to 321321 (voicemail is skipped).",
    )
    assert compare_flows(old, _flow("vm-busy vm-unanswered/3")) == (
        "Calls when you are free: no change.",
        "On another call: rings as a second call → voicemail.",
    )


def test_the_review_has_that_a_change_has_no_effect() -> None:
    assert compare_flows(_flow("always:4022 dnd"), _flow("always:4022")) == ("No change to where calls go.",)


def test_what_if_names_each_setting_on_the_way() -> None:
    steps = trace_call(settings(f"busy:321321 {_DELIVERED}"), WEBEX, OWNER, Situation.DO_NOT_DISTURB)
    assert [(step.message, step.source.feature.key(step.source.path)) for step in steps if step.source] == [
        ("Forward always is off.", "call_forwarding.always.enabled"),
        ("Voicemail for all calls is off.", "voicemail.send_all_calls.enabled"),
        (
            "Suppose do not disturb is on. The call is handled as if your line were busy.",
            "do_not_disturb.enabled",
        ),
        ("Forward when busy is on. The call goes to 321321.", "call_forwarding.busy.enabled"),
    ]
    assert _steps(_DELIVERED, Situation.ON_A_CALL)[3:] == [
        "Call waiting is on. A second call rings.",
        "Your phone rings for 3 rings, about 18 seconds.",
        "Forward when unanswered is off.",
        "Voicemail when unanswered is on. The call goes to voicemail.",
    ]


def test_the_switch_that_takes_all_calls_is_one_key_away() -> None:
    assert _flow("always:4022").catch_all == (Feature.CALL_FORWARDING, ("call_forwarding", "always", "enabled"))
    assert _flow("vm-all").catch_all == (Feature.VOICEMAIL, ("send_all_calls", "enabled"))
    assert _flow("dnd").catch_all is None
    assert _flow("", without=(Feature.CALL_FORWARDING,)).catch_all is None


def test_ucm_lines_forward_busy_and_unanswered_calls_where_they_are_reported() -> None:
    account = onprem.build_capabilities()
    flow = build_call_flow(settings("busy:321321 unanswered:4022/3"), account, OWNER)
    assert summarize_flow(flow) == "Calls now ring your phone, then go to 4022 after 3 rings."
    assert situation_row(flow.scenario(Situation.BUSY)).outcome == "forwarded to 321321"
    assert "busy" not in summarize_flow(build_call_flow(settings("dnd"), account, OWNER))


def test_the_line_for_what_a_provider_does_not_show_opens_an_unanswered_call() -> None:
    row = _flow("", account=UCM_ON_PREMISES).rows[-1]
    assert (row.label, row.situation) == ("otherwise", Situation.NO_ANSWER)


_REPORTED = {"callForwarding": {"always": {"enabled": False}}}


@pytest.mark.parametrize("account", [onprem.build_capabilities(), cloud.build_capabilities()])
@pytest.mark.parametrize("value", [None, "maybe"])
def test_on_ucm_what_is_not_reported_or_not_readable_is_never_called_off(account: Capabilities, value: object) -> None:
    group = {"enabled": value}
    forwarding = {"callForwarding": {"always": group, "busy": group, "noAnswer": group}}
    stored = {
        feature: feature.model.parse_group(document)
        for feature, document in ((Feature.DO_NOT_DISTURB, group), (Feature.CALL_FORWARDING, forwarding))
        if account.support(feature).is_offered
    }
    flow = build_call_flow(stored, account, OWNER)
    steps = [step.message for scenario in flow.scenarios for step in scenario.steps]
    texts = [summarize_flow(flow), header_warning(flow), *steps, *(row.text for row in flow.rows)]
    assert [text for text in texts if re.search(r"\boff\b", text, re.IGNORECASE)] == []
    what = "not reported" if value is None else "not readable"
    assert f"forward always: {what}" in [row.text for row in flow.rows]
    assert header_warning(flow) == "CALLS MAY BE FORWARDED (NOT REPORTED)"


def test_on_ucm_forwarding_of_unanswered_calls_that_is_not_reported_is_named() -> None:
    stored = settings("")
    stored[Feature.CALL_FORWARDING] = Feature.CALL_FORWARDING.model.parse(_REPORTED)
    assert summarize_flow(build_call_flow(stored, onprem.build_capabilities(), OWNER)) == (
        "As far as reported, calls now ring your phone. Where calls go depends on forward when unanswered, "
        "which Cisco UCM did not report."
    )


@pytest.mark.parametrize("account", [onprem.build_capabilities(), cloud.build_capabilities()])
def test_on_ucm_what_has_not_been_read_is_unknown(account: Capabilities) -> None:
    flow = build_call_flow({}, account, OWNER)
    assert summarize_flow(flow) == "Where calls go is unknown, because call forwarding has not been read."
    assert "off" not in " ".join(row.text for row in flow.rows)
