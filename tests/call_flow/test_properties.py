"""What holds for all settings: total, deterministic, an end everywhere, and overridden means without effect."""

import pytest
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from tui_callsettings.call_flow import (
    CallFlow,
    EndType,
    FieldRef,
    Ringing,
    Situation,
    advisory_ids,
    build_call_flow,
    compare_flows,
    draw_flow,
    find_advisories,
    flow_to_json,
    flow_to_mermaid,
    flow_to_svg,
    header_warning,
    summarize_flow,
)
from tui_callsettings.call_flow.tree_drawing import text_columns
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldType, Setting, SettingField, Value

from .flow_accounts import BROADWORKS, LOCAL, OWNER, UCM_CLOUD, UCM_ON_PREMISES, UNDOCUMENTED, WEBEX

Settings = dict[Feature, Setting]

_VALUES: dict[FieldType, st.SearchStrategy[Value]] = {
    FieldType.SWITCH: st.sampled_from([None, False, True, True]),
    FieldType.RINGS: st.sampled_from([None, 0, 1, 2, 3, 6, 20, -1, "abc"]),
    FieldType.DESTINATION: st.one_of(
        st.sampled_from([None, "", "4022", "+19075551333", "4021", "*72#", "a@b.example", "VOICEMAIL", "電話" * 30]),
        st.text(max_size=100),
    ),
    FieldType.CHOICE: st.sampled_from([None, "INTERNAL", "EXTERNAL", "odd"]),
}
_TEXT: st.SearchStrategy[Value] = st.sampled_from([None, "", "4022", "x@example.com"])


def _value(field: SettingField) -> st.SearchStrategy[Value]:
    return _VALUES.get(field.type, _TEXT)


@st.composite
def any_settings(draw: st.DrawFn) -> Settings:
    made: Settings = {}
    for feature in Feature:
        if draw(st.integers(0, 9)) > 0:
            values = draw(st.fixed_dictionaries({field.path: _value(field) for field in feature.fields}))
            made[feature] = feature.model().with_values(values)
    return made


any_account = st.sampled_from([LOCAL, WEBEX, BROADWORKS, UCM_CLOUD, UCM_ON_PREMISES, UNDOCUMENTED])
bounds = bounded(deadline=None, derandomize=True, max_examples=60)


@bounds
@given(any_settings(), any_account)
def test_every_situation_ends_somewhere_and_only_once(stored: Settings, account: Capabilities) -> None:
    path = build_call_flow(stored, account, OWNER)
    assert [branch.situation for branch in path.scenarios] == list(Situation)
    for branch in path.scenarios:
        assert branch.end == branch.steps[-1].end
        assert all(step.end is None for step in branch.steps[:-1])
        assert all(step.message.endswith(".") for step in branch.steps)
        if branch.end.type is EndType.RINGS_ON:
            assert branch.ringing is not Ringing.NONE
        if branch.end.type is EndType.BUSY_SIGNAL:
            assert branch.ringing is Ringing.NONE
        if branch.end.type in (EndType.NUMBER, EndType.THEIR_VOICEMAIL):
            assert branch.end.number


@bounds
@given(any_settings(), any_account)
def test_each_step_leads_to_a_field_unless_the_provider_shows_none(stored: Settings, account: Capabilities) -> None:
    for branch in build_call_flow(stored, account, OWNER).scenarios:
        for step in branch.steps:
            if step.source is None:
                assert step.end is not None
                assert step.end.type is EndType.NOT_SHOWN
            else:
                assert step.source.path in {field.path for field in step.source.feature.fields}


@bounds
@given(any_settings(), any_account)
def test_the_same_settings_give_the_same_path(stored: Settings, account: Capabilities) -> None:
    again = {feature: setting.model_copy(deep=True) for feature, setting in reversed(stored.items())}
    one, other = build_call_flow(stored, account, OWNER), build_call_flow(again, account, OWNER)
    assert one == other
    assert flow_to_json(one) == flow_to_json(other)
    assert compare_flows(one, other) == ("No change to where calls go.",)


@bounds
@given(any_settings(), any_account)
def test_switching_a_hidden_setting_changes_nothing_else(stored: Settings, account: Capabilities) -> None:
    path = build_call_flow(stored, account, OWNER)
    for shadowed in path.shadowed:
        feature, place = shadowed.source
        assert stored[feature].value(place) is True
        without = {**stored, feature: stored[feature].with_value(place, False)}
        changed = build_call_flow(without, account, OWNER)
        assert [branch.outcome for branch in changed.scenarios] == [branch.outcome for branch in path.scenarios]
        assert _plain(summarize_flow(changed)) == _plain(summarize_flow(path))
        assert header_warning(changed) == header_warning(path)
        assert _labels(changed, shadowed.source) == _labels(path, shadowed.source)


@bounds
@given(any_settings(), any_account)
def test_a_setting_that_is_not_hidden_changes_something(stored: Settings, account: Capabilities) -> None:
    path = build_call_flow(stored, account, OWNER)
    shadowed = {each.source for each in path.shadowed}
    for branch in path.scenarios:
        source = branch.steps[-1].source
        if source is None or source in shadowed or branch.end.type is not EndType.NUMBER:
            continue
        off = {**stored, source.feature: stored[source.feature].with_value(source.path, False)}
        decided = [each.decision for each in build_call_flow(off, account, OWNER).scenarios]
        assert decided != [each.decision for each in path.scenarios]


@bounds
@given(any_settings(), any_account, st.integers(0, 100), st.booleans())
def test_lines_fit_and_stay_text(stored: Settings, account: Capabilities, width: int, is_ascii: bool) -> None:
    path = build_call_flow(stored, account, OWNER)
    for line in draw_flow(path, width, ascii=is_ascii):
        assert text_columns(line) <= max(width, 24)
        assert line.isprintable()
        assert not is_ascii or line.isascii()
    assert summarize_flow(path).isprintable()
    assert summarize_flow(path)[0].isupper() or not summarize_flow(path)[0].isalpha()
    assert flow_to_svg(path).count("<script") == 0
    assert flow_to_mermaid(path).count("\n") == len(path.rows) + 2


@bounds
@given(any_settings(), any_account)
def test_advice_names_a_field_and_can_be_silenced(stored: Settings, account: Capabilities) -> None:
    found = find_advisories(stored, account, OWNER)
    for advice in found:
        assert advice.id in advisory_ids()
        assert advice.path in {field.path for field in advice.feature.fields}
        assert advice.message.endswith(".")
        assert advice.feature in stored
    silenced = {found[0].id} if found else {"many-rings"}
    left = find_advisories(stored, account, OWNER, silenced=silenced)
    assert left == tuple(advice for advice in found if advice.id not in silenced)


@pytest.mark.parametrize("account", [LOCAL, WEBEX, BROADWORKS, UCM_CLOUD, UCM_ON_PREMISES])
def test_with_nothing_read_nothing_is_claimed(account: Capabilities) -> None:
    path = build_call_flow({}, account, OWNER)
    assert all(not branch.end.is_known for branch in path.scenarios)
    assert header_warning(path) == ""
    assert find_advisories({}, account, OWNER) == ()


def _plain(text: str) -> str:
    return text.replace(" (assumed)", "")


def _labels(path: CallFlow, besides: FieldRef) -> list[str]:
    return [row.label for row in path.rows if not row.is_shadowed and row.source != besides]
