import pytest

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.other_rules import OTHER_RULE_TITLES, OtherRule
from tui_callsettings.models.remedy import Edit, Remedy


def test_a_remedy_gives_the_command_that_makes_its_edits() -> None:
    rings = "number_of_rings"
    remedy = Remedy(
        "Set both to 4 rings",
        (
            Edit(Feature.CALL_FORWARDING, ("call_forwarding", "no_answer", rings), 4),
            Edit(Feature.VOICEMAIL, ("send_unanswered_calls", rings), 4),
            Edit(Feature.VOICEMAIL, ("enabled",), True),
        ),
    )
    assert remedy.command == (
        "callsettings set call_forwarding.no_answer.number_of_rings=4 "
        "voicemail.send_unanswered_calls.number_of_rings=4 voicemail.enabled=on"
    )


def test_a_value_that_a_shell_would_split_is_quoted() -> None:
    edit = Edit(Feature.VOICEMAIL, ("notifications", "destination"), "a b")
    assert Remedy("Set it", (edit,)).command == "callsettings set 'voicemail.notifications.destination=a b'"


def test_each_other_rule_has_a_title() -> None:
    assert OtherRule.named("call_block", None).title == "Call block"
    assert "selective_forwarding" in OTHER_RULE_TITLES
    with pytest.raises(KeyError):
        OtherRule.named("no_such_rule", is_on=True)
