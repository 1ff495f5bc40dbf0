"""The exit status of a command that saved something other than asked, or has no confirmed outcome."""

import json
from collections.abc import Collection
from dataclasses import replace

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import disable_recheck_delay
from tui_callsettings.cli.exit_status import ExitStatus, save_status
from tui_callsettings.cli.main import main
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import OutcomeUnknownError, UnreachableError
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath, Setting
from tui_callsettings.state.save import SaveStatus, save

COMMAND = ["forward", "busy", "4022", "--yes"]
FORWARDING = Feature.CALL_FORWARDING
BUSY_TO: FieldPath = ("call_forwarding", "busy", "destination")


class ChangedElsewhere(FakeBackend):
    """Somebody else changes the number between the command's first read and its save."""

    async def read(self, feature: Feature) -> Setting:
        setting = await super().read(feature)
        if feature is FORWARDING:
            self.set("call_forwarding.busy.destination", "9999")
        return setting


class Unconfirmed(FakeBackend):
    """The answer to a write is lost, and so is the connection from then on."""

    async def write(self, feature: Feature, target: Setting, changed: Collection[FieldPath]) -> None:
        self.calls.append(("write", feature, tuple(changed)))
        self.read_error[feature] = UnreachableError("There is no connection.")
        raise OutcomeUnknownError("No answer arrived.")


class OtherValue(FakeBackend):
    """Stores another number than the one that is written."""

    def __init__(self) -> None:
        super().__init__()
        self.transform_write = lambda _, setting: setting.with_value(BUSY_TO, "4023")


class OneFieldOnly(FakeBackend):
    """Stores the number and rejects the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.stores_only = [BUSY_TO]


@pytest.mark.parametrize(
    ("backend", "status", "outcome", "words"),
    [
        (ChangedElsewhere, 4, "conflict", "not saved: changed elsewhere in the meantime"),
        (Unconfirmed, 5, "unknown", "not confirmed. No answer arrived. Check with: callsettings show"),
        (OtherValue, 8, "mismatch", "stored a different value: Forward to (when busy) is 4023"),
        (OneFieldOnly, 8, "mismatch", "partly saved. Saved: Forward to (when busy)"),
    ],
)
@pytest.mark.parametrize("is_json", [False, True])
def test_a_save_that_is_not_what_was_asked_for_has_a_status_of_its_own(
    backend: type[FakeBackend],
    status: int,
    outcome: str,
    words: str,
    *,
    is_json: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    disable_recheck_delay(monkeypatch)
    monkeypatch.setattr(
        CallSettingsClient, "for_account", staticmethod(lambda account: CallSettingsClient(backend(), account))
    )
    assert main([*COMMAND, *(["--json"] if is_json else [])]) == status
    printed = capsys.readouterr().out
    if is_json:
        document = json.loads(printed)
        assert (document["outcome"], document["status"]) == (outcome, status)
        assert words.partition(" Check")[0] in document["outcomes"][0]["message"]
    else:
        assert words in printed


async def test_the_first_result_that_is_no_success_decides() -> None:
    def result_of(status: SaveStatus) -> ExitStatus:
        return save_status([saved, replace(saved, status=status), replace(saved, status=SaveStatus.UNKNOWN)])

    backend = FakeBackend()
    base = backend.stored[FORWARDING]
    saved = await save(CallSettingsClient(backend), FORWARDING, base, base.with_value(BUSY_TO, "4022"))
    assert saved.status is SaveStatus.SAVED
    assert save_status([saved]) is ExitStatus.DONE
    assert result_of(SaveStatus.CONFLICT) is ExitStatus.CONFLICT
    assert result_of(SaveStatus.PARTIAL) is ExitStatus.MISMATCH
    assert result_of(SaveStatus.REJECTED) is ExitStatus.FAILED
    assert result_of(SaveStatus.SAVED) is ExitStatus.UNKNOWN
