from pathlib import Path

from tests.fakes.backend import FakeBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import Account
from tui_callsettings.state.prompt_cache import read_prompt_line
from tui_callsettings.state.session import open_session


async def test_the_line_for_the_prompt_follows_what_is_shown(tmp_path: Path) -> None:
    backend = FakeBackend()
    session = open_session(Account("practice"), client=CallSettingsClient(backend), folder=tmp_path)
    await session.store.load()
    backend.set("call_forwarding.always.enabled", True)
    backend.set("call_forwarding.always.destination", "4022")
    await session.store.load()
    session.close()
    known = read_prompt_line("practice", tmp_path)
    assert known is not None
    assert known[0] == "ALL CALLS GO TO 4022"
