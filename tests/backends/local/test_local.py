import asyncio
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.backends.suite import BackendHarness, BackendSuite
from tui_callsettings import sqlite_journal
from tui_callsettings.backends.local.client import LocalBackend
from tui_callsettings.backends.local.database import PracticeDatabase
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import InvalidResponseError, RejectedError, StorageError
from tui_callsettings.models.call_waiting import CallWaitingSetting
from tui_callsettings.models.feature import Feature


class TestLocal(BackendSuite):
    @pytest.fixture
    def harness(self, tmp_path: Path) -> BackendHarness:
        documents = PracticeDatabase("practice", tmp_path)
        return BackendHarness(LocalBackend(documents), lambda: [documents.read(feature) for feature in Feature])


@pytest.fixture
def backend(tmp_path: Path) -> LocalBackend:
    return LocalBackend(PracticeDatabase("practice", tmp_path))


async def test_what_is_saved_is_there_for_the_next_process(home: Path) -> None:
    async with CallSettingsClient.practice() as client:
        assert (await client.set_do_not_disturb_setting(True)).is_success
    code = (
        "import asyncio\nfrom tui_callsettings import CallSettingsClient\n"
        "print(asyncio.run(CallSettingsClient.practice().get_do_not_disturb_setting()).data.call_setting.enabled)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "True\n"
    (file,) = home.rglob("*.sqlite3")
    assert file.stat().st_mode & 0o777 == 0o600


async def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    one, two = (LocalBackend(PracticeDatabase("practice", tmp_path)) for _ in range(2))
    path = ("call_forwarding", "busy", "destination")
    other = ("business_continuity", "destination")
    setting = await one.read(Feature.CALL_FORWARDING)

    async def write(backend: LocalBackend, number: int) -> None:
        target = path if backend is one else other
        await backend.write(Feature.CALL_FORWARDING, setting.with_value(target, f"{number:04}"), [target])

    await asyncio.gather(*(write(backend, number) for number in range(20) for backend in (one, two)))
    final = await one.read(Feature.CALL_FORWARDING)
    assert all(len(str(final.value(target))) == 4 for target in (path, other))


async def test_a_damaged_file_is_named_and_kept(tmp_path: Path, backend: LocalBackend) -> None:
    file = tmp_path / "practice.sqlite3"
    file.write_bytes(b"this is no database" * 100)
    with pytest.raises(StorageError) as caught:
        await backend.read(Feature.VOICEMAIL)
    assert f"mv '{file}' '{file}.damaged'" in caught.value.message
    assert file.read_bytes().startswith(b"this is no database")


async def test_an_odd_value_in_a_document_is_unreadable_and_leaves_the_rest(
    tmp_path: Path, backend: LocalBackend
) -> None:
    await backend.read(Feature.VOICEMAIL)
    store_row(tmp_path, "call_waiting", '{"format": 1, "setting": {"enabled": "often"}}')
    setting = await backend.read(Feature.CALL_WAITING)
    assert (setting.value(("enabled",)), setting.unreadable) == (None, {("enabled",): "often"})
    assert (await backend.read(Feature.VOICEMAIL)).value(("enabled",)) is True


async def test_a_document_without_a_known_field_is_one_error(tmp_path: Path, backend: LocalBackend) -> None:
    await backend.read(Feature.VOICEMAIL)
    store_row(tmp_path, "call_waiting", '{"format": 1, "setting": {"statusCode": 200}}')
    with pytest.raises(InvalidResponseError):
        await backend.read(Feature.CALL_WAITING)


@pytest.mark.parametrize("body", ["nonsense", "{}", '{"format": 1, "setting": []}'])
async def test_a_row_that_is_no_document_is_damage(tmp_path: Path, backend: LocalBackend, body: str) -> None:
    await backend.read(Feature.VOICEMAIL)
    store_row(tmp_path, "call_waiting", body)
    with pytest.raises(StorageError, match="damaged"):
        await backend.read(Feature.CALL_WAITING)


def store_row(folder: Path, feature: str, body: str, version: int = 1) -> None:
    with closing(sqlite3.connect(folder / "practice.sqlite3")) as connection, connection:
        connection.execute("CREATE TABLE IF NOT EXISTS document (feature TEXT PRIMARY KEY, body TEXT NOT NULL)")
        connection.execute("INSERT OR REPLACE INTO document VALUES (?, ?)", (feature, body))
        connection.execute(f"PRAGMA user_version = {version}")


async def test_a_file_from_before_formats_is_migrated(tmp_path: Path, backend: LocalBackend) -> None:
    store_row(tmp_path, "call_waiting", '{"enabled": false}', version=0)
    assert (await backend.read(Feature.CALL_WAITING)).value(("enabled",)) is False
    await backend.write(Feature.CALL_WAITING, CallWaitingSetting(enabled=True), [("enabled",)])
    assert (await backend.read(Feature.CALL_WAITING)).value(("enabled",)) is True
    with closing(sqlite3.connect(tmp_path / "practice.sqlite3")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        ((body,),) = connection.execute("SELECT body FROM document").fetchall()
    assert json.loads(body) == {"format": 1, "setting": {"enabled": True}}


@pytest.mark.parametrize(("version", "body"), [(7, "?"), (1, '{"format": 7, "setting": {}}')])
async def test_a_file_of_a_newer_version_is_kept_and_explained(
    tmp_path: Path, backend: LocalBackend, version: int, body: str
) -> None:
    store_row(tmp_path, "call_waiting", body, version)
    before = (tmp_path / "practice.sqlite3").read_bytes()
    for attempt in (
        backend.read(Feature.CALL_WAITING),
        backend.write(Feature.CALL_WAITING, CallWaitingSetting(enabled=True), [("enabled",)]),
    ):
        with pytest.raises(StorageError, match="written by a newer version of callsettings") as caught:
            await attempt
        assert "damaged" not in caught.value.message
    if version > 1:
        assert (tmp_path / "practice.sqlite3").read_bytes() == before


async def test_a_network_file_system_gets_no_write_ahead_log(
    tmp_path: Path, backend: LocalBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_journal, "network_filesystem", lambda _: "nfs4")
    await backend.read(Feature.CALL_WAITING)
    with closing(sqlite3.connect(tmp_path / "practice.sqlite3")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


async def test_a_write_waits_until_it_is_on_the_disk(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    statements: list[str] = []
    connect = sqlite3.connect

    def traced(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    await backend.write(Feature.CALL_WAITING, CallWaitingSetting(enabled=False), [("enabled",)])
    order = [line.split()[0] if not line.startswith("PRAGMA sync") else line for line in statements]
    assert "PRAGMA synchronous = FULL" in order
    assert order.index("PRAGMA synchronous = FULL") < order.index("BEGIN")


async def test_where_nothing_can_be_written_it_works_and_warns_of_the_loss(tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file where the folder should be")
    backend = LocalBackend(PracticeDatabase("practice", occupied))
    setting = await backend.read(Feature.CALL_WAITING)
    await backend.write(Feature.CALL_WAITING, setting.with_value(("enabled",), False), [("enabled",)])
    assert (await backend.read(Feature.CALL_WAITING)).value(("enabled",)) is False
    assert "lost when you quit" in backend.capabilities.notice
    await backend.close()


async def test_what_is_not_offered_cannot_be_written(backend: LocalBackend) -> None:
    path = ("webex_go_override_enabled",)
    setting = await backend.read(Feature.DO_NOT_DISTURB)
    with pytest.raises(RejectedError, match="Webex Go"):
        await backend.write(Feature.DO_NOT_DISTURB, setting.with_value(path, True), [path])


async def test_an_account_s_name_is_never_a_path(tmp_path: Path) -> None:
    backend = LocalBackend(PracticeDatabase("../../escape", tmp_path / "inner"))
    await backend.read(Feature.CALL_WAITING)
    assert [file.parent for file in tmp_path.rglob("*.sqlite3")] == [tmp_path / "inner"]


_FIRST = """
import asyncio, sys
from pathlib import Path
from tui_callsettings.backends.local.client import LocalBackend
from tui_callsettings.backends.local.database import PracticeDatabase
from tui_callsettings.models.feature import Feature
backend = LocalBackend(PracticeDatabase("practice", Path(sys.argv[1])))
async def read():
    await asyncio.gather(*(backend.read(feature) for feature in Feature))
sys.stdin.readline()
asyncio.run(read())
print(backend.capabilities.notice or "kept")
"""


def test_of_many_first_starts_at_once_none_falls_back_to_memory(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _FIRST, str(tmp_path)]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = [process.communicate("go\n")[0] for process in processes]
    assert answers == ["kept\n"] * 4


async def test_a_file_that_is_locked_is_not_taken_for_an_unwritable_one(tmp_path: Path) -> None:
    backend = LocalBackend(PracticeDatabase("practice", tmp_path))
    setting = await backend.read(Feature.CALL_WAITING)
    blocker = sqlite3.connect(tmp_path / "practice.sqlite3", isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    write = asyncio.create_task(
        backend.write(Feature.CALL_WAITING, setting.with_value(("enabled",), False), [("enabled",)])
    )
    await asyncio.wait([write], timeout=0.2)
    blocker.execute("COMMIT")
    blocker.close()
    await write
    assert backend.capabilities.notice == ""
    assert (await LocalBackend(PracticeDatabase("practice", tmp_path)).read(Feature.CALL_WAITING)).value(
        ("enabled",)
    ) is False
