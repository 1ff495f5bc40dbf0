"""A full disk, a folder that cannot be written, a clock that goes backwards: one sentence each, nothing lost."""

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import BUSY_TO, DND, FORWARDING, ON, WAITING
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import OutcomeUnknownError, StorageError
from tui_callsettings.models.setting import Value
from tui_callsettings.state.changes import Change
from tui_callsettings.state.drafts import DraftFile
from tui_callsettings.state.history import History
from tui_callsettings.state.save import SaveResult, SaveStatus, save

_FULL = """
import asyncio, json, resource, sys
from pathlib import Path
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.session import open_session

folder, warnings = Path(sys.argv[1]), []
client = CallSettingsClient.practice()
session = open_session(Account(PRACTICE), client=client, on_warning=warnings.append, folder=folder)

def kept():
    barrier = session.draft_barrier()
    if barrier is not None:
        barrier(10)
    (file,) = folder.glob("*.draft.json")
    return {entry["key"]: entry["mine"] for entry in json.loads(file.read_text())["fields"]}

def limited(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

async def main():
    store = session.store
    await store.load()
    store.edit(Feature.CALL_WAITING, ("enabled",), False)
    before = kept()
    limited(0)
    for number in ("4022", "4023"):
        store.edit(Feature.CALL_FORWARDING, ("call_forwarding", "busy", "destination"), number)
        full = kept()
    outcomes = await store.save()
    limited(resource.RLIM_INFINITY)
    dirty = [Feature.key(change.feature, change.path) for change in store.changes()]
    store.edit(Feature.DO_NOT_DISTURB, ("enabled",), True)
    after = kept()
    session.close()
    temporary = [file.name for file in folder.iterdir() if file.name.endswith(".tmp")]
    results = [outcome.status.name for outcome in outcomes]
    print(json.dumps([before, full, results, dirty, after, warnings, temporary]))

asyncio.run(main())
"""


def test_on_a_full_disk_the_old_draft_stays_whole_and_the_next_one_holds_everything(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _FULL, str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    old, full, results, dirty, new, warnings, temporary = json.loads(done.stdout)
    assert old == full == {"call_waiting.enabled": False}
    assert results == ["REJECTED", "REJECTED"]
    assert dirty == ["call_forwarding.busy.destination", "call_waiting.enabled"]
    assert new == {
        "call_waiting.enabled": False,
        "call_forwarding.busy.destination": "4023",
        "do_not_disturb.enabled": True,
    }
    assert len(warnings) == 1
    assert warnings[0].startswith("Your edits are not kept if the connection breaks. Cannot write ")
    assert temporary == []


def changed(value: Value) -> tuple[Change, ...]:
    return (Change(FORWARDING, BUSY_TO, "321321", value),)


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "the disk is read-only"), (errno.EIO, "Input/output error")],
)
def test_a_draft_is_old_or_new_whatever_fails(
    call: str, number: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = DraftFile("practice", tmp_path)
    drafts.write(changed("4022"))
    old = drafts.path.read_bytes()

    def failing(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    target = {"open": (os, "open"), "fsync": (os, "fsync"), "replace": (Path, "replace")}
    with monkeypatch.context() as patched:
        if call == "write":
            patched.setattr(os, "fdopen", lambda descriptor, _: _Full(descriptor, failing))
        else:
            patched.setattr(*target[call], failing)
        with pytest.raises(StorageError, match=words):
            drafts.write(changed("4023"))
    assert drafts.path.read_bytes() == old
    assert [file.name for file in tmp_path.iterdir()] == [drafts.path.name]


class _Full:
    """A file on a full disk."""

    def __init__(self, descriptor: int, write: Any) -> None:
        self._descriptor = descriptor
        self.write = write

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


@pytest.mark.parametrize("value", ["abc", "", None, True, 7, "\udcff\x00\u202e", "9" * 5000, "☎" * 100], ids=range(8))
def test_whatever_was_typed_comes_back_from_the_disk(value: Value, tmp_path: Path) -> None:
    DraftFile("practice", tmp_path).write(changed(value))
    draft, message = DraftFile("practice", tmp_path).read()
    assert message == ""
    assert draft is not None
    assert draft.changes == changed(value)
    assert type(draft.changes[0].new) is type(value)


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b'{"format": 1, "fields": ' + b"9" * 5000, b"\x00" * 9_000_000],
    ids=["deep", "a huge number", "far too large"],
)
def test_a_draft_file_of_any_content_is_set_aside(content: bytes, tmp_path: Path) -> None:
    drafts = DraftFile("practice", tmp_path)
    drafts.path.write_bytes(content)
    draft, message = drafts.read()
    assert draft is None
    (aside,) = tmp_path.iterdir()
    assert str(aside) in message
    drafts.write(changed("4022"))
    assert aside.read_bytes() == content


def test_what_a_killed_run_left_half_written_is_removed_and_nothing_in_use(tmp_path: Path) -> None:
    drafts = DraftFile("desk", tmp_path)
    drafts.write(changed("4022"))
    half = tmp_path / f".{drafts.path.name}.0123456789ab.tmp"
    others, old = tmp_path / ".other.draft.json.0123456789ab.tmp", tmp_path / ".other.glance.json.ba9876543210.tmp"
    for file in (half, others, old):
        file.write_bytes(b"{")
    os.utime(old, (0, 0))
    assert drafts.read()[0] is not None
    assert [file.exists() for file in (half, others, old)] == [False, True, False]


async def saved(backend: FakeBackend) -> SaveResult:
    base = backend.stored[DND]
    return await save(CallSettingsClient(backend), DND, base, base.with_value(ON, not base.value(ON)))


async def test_a_clock_that_goes_backwards_changes_no_order(tmp_path: Path) -> None:
    history, backend = History("practice", tmp_path), FakeBackend()
    now = datetime.now(UTC)
    for hours in (0, 5, -3):
        history.record(replace(await saved(backend), at=now + timedelta(hours=hours)))
    entries = history.entries()
    assert [entry.number for entry in entries] == [3, 2, 1]
    assert [entry.changes[0].new for entry in entries] == [True, False, True]


def test_a_draft_from_the_future_is_taken_up_like_any_other(tmp_path: Path) -> None:
    drafts = DraftFile("practice", tmp_path)
    drafts.write(changed("4022"))
    document = json.loads(drafts.path.read_text())
    document["at"] = "2999-01-01T00:00:00+00:00"
    drafts.path.write_text(json.dumps(document))
    draft, _ = drafts.read()
    assert draft is not None
    assert draft.changes == changed("4022")


async def test_the_number_of_a_save_is_never_given_twice(tmp_path: Path) -> None:
    history, backend = History("practice", tmp_path), FakeBackend()
    history.record(await saved(backend))
    history.remove()
    history.record(await saved(backend))
    assert [entry.number for entry in history.entries()] == [2]


async def test_an_unknown_result_is_replaced_and_not_recorded_twice(tmp_path: Path) -> None:
    history, backend = History("practice", tmp_path), FakeBackend()
    known = await saved(backend)
    unknown = replace(known, status=SaveStatus.UNKNOWN, new=None, failure=OutcomeUnknownError("No answer."))
    refused = replace(known, status=SaveStatus.REJECTED, new=None)
    for first, then in ((unknown, known), (unknown, refused), (unknown, unknown)):
        history.record(first)
        history.record(then)
    history.record(refused)
    assert [entry.status for entry in history.entries()] == [SaveStatus.REJECTED, SaveStatus.REJECTED, SaveStatus.SAVED]


async def test_fields_that_no_model_knows_are_recorded(tmp_path: Path) -> None:
    backend = FakeBackend()
    odd = {"enabled": True, "new": {"deep": [1, None, "\udcff"]}}
    backend.stored[WAITING] = WAITING.model.model_validate(odd)
    base = backend.stored[WAITING]
    history = History("practice", tmp_path)
    history.record(await save(CallSettingsClient(backend), WAITING, base, base.with_value(ON, False)))
    assert history.entries()[0].old == odd
