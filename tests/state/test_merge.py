import pytest

from tests.fakes.backend import DOCUMENTS
from tests.state.store_helpers import ALWAYS_TO, BUSY_TO, COPY_TO, FORWARDING, RINGS, VOICEMAIL
from tui_callsettings.models.setting import FieldPath, Value
from tui_callsettings.state.changes import changes_between, merge_settings

BASE = FORWARDING.model.model_validate(DOCUMENTS[FORWARDING])


@pytest.mark.parametrize(
    ("ours", "now", "changed", "conflicts", "remote_changes"),
    [
        ({}, {}, [], [], []),
        ({BUSY_TO: "4022"}, {}, [BUSY_TO], [], []),
        ({}, {BUSY_TO: "4022"}, [], [], [BUSY_TO]),
        ({BUSY_TO: "4022"}, {RINGS: 5}, [BUSY_TO], [], [RINGS]),
        ({BUSY_TO: "4022"}, {BUSY_TO: "9999"}, [], [BUSY_TO], []),
        ({BUSY_TO: "4022"}, {BUSY_TO: "4022"}, [], [], []),
        ({BUSY_TO: "40 22"}, {BUSY_TO: "(40) 22"}, [], [], []),
        ({BUSY_TO: "321-321"}, {BUSY_TO: "9999"}, [], [], [BUSY_TO]),
        ({BUSY_TO: ""}, {BUSY_TO: None}, [], [], []),
        ({ALWAYS_TO: None}, {}, [], [], []),
        ({BUSY_TO: "4022", RINGS: 4}, {RINGS: 5}, [BUSY_TO], [RINGS], []),
    ],
)
def test_field_by_field(
    ours: dict[FieldPath, Value],
    now: dict[FieldPath, Value],
    changed: list[FieldPath],
    conflicts: list[FieldPath],
    remote_changes: list[FieldPath],
) -> None:
    theirs = BASE.with_values(now)
    merge = merge_settings(FORWARDING, BASE, BASE.with_values(ours), theirs)
    assert list(merge.changed) == changed
    assert [conflict.path for conflict in merge.conflicts] == conflicts
    assert list(merge.remote_changes) == remote_changes
    assert [change.path for change in changes_between(FORWARDING, theirs, merge.target)] == changed
    for conflict in merge.conflicts:
        assert merge.target.value(conflict.path) == theirs.value(conflict.path)


def test_what_nobody_knows_here_stays_byte_for_byte() -> None:
    document = {**DOCUMENTS[FORWARDING], "someday": {"a": [1, None]}}
    now = FORWARDING.model.model_validate(document)
    merge = merge_settings(FORWARDING, BASE, BASE.with_value(BUSY_TO, "4022"), now)
    expected = now.to_document()
    expected["callForwarding"]["busy"]["destination"] = "4022"
    assert merge.target.to_document() == expected


def test_a_group_that_the_account_does_not_send_is_made_only_for_a_change_in_it() -> None:
    bare = VOICEMAIL.model.model_validate({"enabled": True})
    assert merge_settings(VOICEMAIL, bare, bare, bare).target.to_document() == {"enabled": True}
    merge = merge_settings(VOICEMAIL, bare, bare.with_value(COPY_TO, "pat@example.com"), bare)
    assert merge.target.to_document() == {
        "enabled": True,
        "emailCopyOfMessage": {"emailId": "pat@example.com"},
    }
