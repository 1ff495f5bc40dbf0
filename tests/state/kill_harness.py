"""An editor without a screen that is killed again and again, for the tests that look at what is left of it.

Run as `python -m tests.state.kill_harness FOLDER` it loads everything once and then, for each line on its standard
input, becomes a person who edits and saves without a pause. A process of its own for each costs a tenth of a new start.
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tui_callsettings.backends.local.client import LocalBackend
from tui_callsettings.backends.local.database import PracticeDatabase
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import PRACTICE, Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.drafts import DraftFile
from tui_callsettings.state.history import History
from tui_callsettings.state.session import open_session

KEYS = (
    "call_forwarding.busy.destination",
    "call_forwarding.always.destination",
    "call_forwarding.no_answer.destination",
    "voicemail.transfer_to_number.destination",
    "voicemail.fax_message.phone_number",
)
FIRST = 1_000_000
"""The numbers typed count up from here, so that the newest edit of a field is the largest."""


def client_in(folder: Path) -> CallSettingsClient:
    """The practice account that lies in `folder`."""
    return CallSettingsClient(LocalBackend(PracticeDatabase(PRACTICE, folder)), Account(PRACTICE))


async def edit_forever(folder: Path, serial: int) -> None:
    """Edit and save; print each edit with the time once the draft's barrier lets it through, as a terminal would."""
    session = open_session(Account(PRACTICE), client=client_in(folder), folder=folder)
    await session.store.load()
    session.resume()
    chance = random.Random(serial)
    while True:
        for _ in range(chance.randint(1, 12)):
            serial += 1
            feature, edited = Feature.find(chance.choice(KEYS))
            session.store.edit(feature, edited.path, str(serial))
            barrier = session.draft_barrier()
            if barrier is not None:
                await asyncio.to_thread(barrier, 10.0)
            print(feature.key(edited.path), serial, time.monotonic(), flush=True)
            await asyncio.sleep(chance.choice((0, 0, 0.001, 0.004)))
        await session.store.save()


@dataclass
class Tally:
    """What many kills came to.

    Attributes:
        kills: how many.
        edits: how many edits were printed.
        late: for each edit that is gone, how many seconds before the kill it was printed.
        drafts: after how many kills there was a draft.
        saves: how many saves the history knows.
    """

    kills: int = 0
    edits: int = 0
    late: list[float] = field(default_factory=list)
    drafts: int = 0
    saves: int = 0


def kill_repeatedly(folder: Path, kills: int, seed: int) -> Tally:
    """Kill an editor in `folder` that many times at random instants; each run takes up what the last one left."""
    tally, chance = Tally(), random.Random(seed)
    newest: dict[str, int] = {}
    command = [sys.executable, "-m", "tests.state.kill_harness", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as source:
        assert source.stdin is not None
        assert source.stdout is not None
        for number in range(kills):
            source.stdin.write(f"{FIRST + number * 10_000}\n")
            source.stdin.flush()
            pid = int(source.stdout.readline())
            source.stdout.readline()
            time.sleep(chance.uniform(0, 0.15))
            killed_at = time.monotonic()
            os.kill(pid, 9)
            printed = [line.split() for line in iter(source.stdout.readline, "killed\n") if line.endswith("\n")]
            edits = [(key, int(value), float(at)) for key, value, at in (line for line in printed if len(line) == 3)]
            _look(folder, tally, newest, edits, killed_at)
        source.stdin.close()
    return tally


def _look(
    folder: Path, tally: Tally, newest: dict[str, int], edits: list[tuple[str, int, float]], killed_at: float
) -> None:
    """What is on disk and at the provider after a kill: of each field, the newest value or a later one."""
    left = asyncio.run(_left(folder, tally))
    tally.kills += 1
    tally.edits += len(edits)
    for key, value in newest.items():
        assert left[key] >= value, f"{key}: {value} was safe in an earlier run, now it is {left[key]}"
    tally.late += [killed_at - at for key, value, at in edits if left[key] < value]
    newest |= left


async def _left(folder: Path, tally: Tally) -> dict[str, int]:
    drafts = DraftFile(PRACTICE, folder)
    draft, message = drafts.read()
    assert message == ""
    client, left = client_in(folder), {}
    for key in KEYS:
        feature, edited = Feature.find(key)
        answer = await client.read(feature)
        assert answer.data.call_setting is not None
        left[key] = int(answer.data.call_setting.value(edited.path) or 0)
    await client.close()
    left = {key: value if value >= FIRST else 0 for key, value in left.items()}
    if draft is not None:
        tally.drafts += 1
        left |= {change.feature.key(change.path): int(str(change.new)) for change in draft.changes}
    tally.saves = max([tally.saves, *(entry.number for entry in History(PRACTICE, folder).entries(1))])
    names = [file.name for file in folder.iterdir()]
    assert [name for name in names if "damaged" in name or name.startswith(f".{drafts.path.name}")] == []
    return left


def main() -> None:
    """For each line become an editor; print its process id, and when it is gone."""
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            print(os.getpid(), flush=True)
            asyncio.run(edit_forever(folder, int(line)))
        os.waitpid(pid, 0)
        print("\nkilled", flush=True)


if __name__ == "__main__":
    main()
