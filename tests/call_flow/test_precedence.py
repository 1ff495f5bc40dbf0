"""The table of precedence: each row is documented with its source or assumed without one."""

from tui_callsettings.call_flow.precedence import (
    BEHAVIOR,
    PRECEDENCE,
    Behavior,
    Certainty,
    is_documented,
    is_documented_behavior,
)
from tui_callsettings.call_flow.rule import Rule


def test_each_documented_row_has_its_source_and_no_pair_stands_twice() -> None:
    rows = [(row.status, row.source) for row in PRECEDENCE] + [(row.status, row.source) for row in BEHAVIOR]
    for status, source in rows:
        assert (status is Certainty.DOCUMENTED) == source.startswith("https://")
    pairs = [(row.provider, row.winner, row.loser) for row in PRECEDENCE]
    assert len(pairs) == len(set(pairs))
    assert not any((provider, loser, winner) in pairs for provider, winner, loser in pairs)


def test_webex_documents_forwarding_over_voicemail_and_broadworks_does_not() -> None:
    pair = Rule.FORWARD_BUSY, Rule.VOICEMAIL_BUSY
    assert is_documented("webex", *pair)
    assert is_documented("local", *pair)
    assert not is_documented("broadworks", *pair)


def test_what_is_not_in_the_table_is_assumed() -> None:
    assert not is_documented("nobody", Rule.FORWARD_ALWAYS, Rule.DO_NOT_DISTURB)
    assert not is_documented("ucm", Rule.FORWARD_ALWAYS, Rule.DO_NOT_DISTURB)
    assert not is_documented_behavior("webex", Behavior.UNREACHABLE_AS_BUSY)
