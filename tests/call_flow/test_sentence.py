"""Sentences beyond the table: features that were not read, the review, and what-if."""

from tui_callsettings.call_flow import (
    Path,
    Situation,
    build_call_flow,
    compare_flows,
    header_warning,
    sentence,
    trace_call,
)
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.feature import Feature

from .flow_accounts import BROADWORKS, OWNER, UNDOCUMENTED, WEBEX, settings

_DELIVERED = "waiting vm-busy vm-unanswered/3"


def _path(line: str, *, without: tuple[Feature, ...] = (), account: Capabilities = WEBEX) -> Path:
    return build_call_flow(settings(line, without=without), account, OWNER)


def test_forwarding_not_read() -> None:
    path = _path(_DELIVERED, without=(Feature.CALL_FORWARDING,))
    assert sentence(path) == "What happens to a call to you is not known, because call forwarding has not been read."
    assert header_warning(path) == ""


def test_voicemail_not_read() -> None:
    path = _path("waiting", without=(Feature.VOICEMAIL,))
    assert sentence(path) == (
        "A call to you now rings your phone; what happens if you don't answer is not known, "
        "because voicemail has not been read."
    )
    assert sentence(_path("unanswered:4022/3", without=(Feature.VOICEMAIL,))) == (
        "As far as known, a call to you now rings your phone; after 3 rings it goes to 4022. "
        "Voicemail has not been read."
    )
    assert sentence(_path("dnd", without=(Feature.VOICEMAIL,))) == (
        "Do not disturb is on: your phone does not ring; what callers get is not known, "
        "because voicemail has not been read."
    )


def test_do_not_disturb_not_read() -> None:
    path = _path(_DELIVERED, without=(Feature.DO_NOT_DISTURB,))
    assert sentence(path) == (
        "As far as known, a call to you now rings your phone; after 3 rings it goes to voicemail. "
        "Do not disturb has not been read."
    )


def test_forward_always_is_certain_whatever_else_was_not_read() -> None:
    without = (Feature.DO_NOT_DISTURB, Feature.VOICEMAIL, Feature.CALL_WAITING)
    assert sentence(_path("always:4022", without=without)) == "All calls go to 4022; your phone does not ring."


def test_a_service_that_an_account_does_not_have_is_off() -> None:
    absent = Support(Access.NOT_OFFERED, "not in your services")
    account = BROADWORKS.with_access_limit(Feature.VOICEMAIL, (), absent).with_access_limit(
        Feature.CALL_WAITING, (), absent
    )
    path = _path("", without=(Feature.VOICEMAIL, Feature.CALL_WAITING), account=account)
    assert sentence(path) == "A call to you now rings your phone until the caller hangs up."
    words = [step.words for step in path.branch(Situation.ON_A_CALL).steps]
    assert "Call waiting is not offered here." in words


def test_without_documentation_every_contest_is_assumed() -> None:
    assert sentence(_path("always:4022 dnd", account=UNDOCUMENTED)) == (
        "All calls go to 4022; your phone does not ring (assumed)."
    )
    assert sentence(_path("always:4022", account=UNDOCUMENTED)) == "All calls go to 4022; your phone does not ring."


def test_the_review_tells_what_changes() -> None:
    before = _path(_DELIVERED)
    assert compare_flows(before, _path(f"unanswered:+19075551333/3 {_DELIVERED}")) == (
        "Until now, a call to you rings your phone; after 3 rings it goes to voicemail.",
        "After this, a call to you rings your phone; after 3 rings it goes to +1 907-555-1333 (assumed).",
    )
    assert compare_flows(before, _path(f"always:4022 {_DELIVERED}")) == (
        "Until now, a call to you rings your phone; after 3 rings it goes to voicemail.",
        "After this, all calls go to 4022; your phone does not ring.",
    )
    assert compare_flows(before, _path(f"busy:321321 {_DELIVERED}")) == (
        "A call that finds you free goes where it went before.",
        "Busy, phone not reachable, do not disturb: to 321321, not voicemail (until now: to voicemail).",
    )
    assert compare_flows(before, _path("vm-busy vm-unanswered/3")) == (
        "A call that finds you free goes where it went before.",
        "On another call: to voicemail (until now: rings as a second call).",
    )


def test_the_review_says_when_a_change_has_no_effect() -> None:
    before, after = _path("always:4022 dnd"), _path("always:4022")
    assert compare_flows(before, after) == ("A call to you goes where it went before.",)


def test_what_if_names_each_setting_on_the_way() -> None:
    steps = trace_call(settings(f"busy:321321 {_DELIVERED}"), WEBEX, OWNER, Situation.DO_NOT_DISTURB)
    assert [(step.words, step.source.feature.key(step.source.path)) for step in steps if step.source] == [
        ("Forward always is off.", "call_forwarding.always.enabled"),
        ("Voicemail for all calls is off.", "voicemail.send_all_calls.enabled"),
        ("Suppose do not disturb is on. The call is treated as if you were busy.", "do_not_disturb.enabled"),
        ("Forward when busy is on. The call goes to 321321.", "call_forwarding.busy.enabled"),
    ]
    steps = trace_call(settings(_DELIVERED), WEBEX, OWNER, Situation.ON_A_CALL)
    assert [step.words for step in steps[3:]] == [
        "Call waiting is on. A second call rings.",
        "Your phone rings for 3 rings, about 18 seconds.",
        "Forward when not answered is off.",
        "Voicemail when not answered is on. The call goes to voicemail.",
    ]


def test_the_switch_that_takes_all_calls_is_one_key_away() -> None:
    assert _path("always:4022").catch_all == (Feature.CALL_FORWARDING, ("call_forwarding", "always", "enabled"))
    assert _path("vm-all").catch_all == (Feature.VOICEMAIL, ("send_all_calls", "enabled"))
    assert _path("dnd").catch_all is None
    assert _path("", without=(Feature.CALL_FORWARDING,)).catch_all is None
