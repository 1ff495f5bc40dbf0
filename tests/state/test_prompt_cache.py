import threading
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.backend import FakeBackend
from tests.state.store_helpers import load_store
from tui_callsettings import call_flow
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.prompt_cache import UNKNOWN_LINE, prompt_line, read_prompt_line
from tui_callsettings.state.session import open_session


async def test_the_line_for_the_prompt_follows_what_is_stored(tmp_path: Path) -> None:
    backend = FakeBackend()
    session = open_session(Account("practice"), client=CallSettingsClient(backend), folder=tmp_path)
    await session.store.load()
    backend.set("call_forwarding.always.enabled", True)
    backend.set("call_forwarding.always.destination", "4022")
    await session.store.load()
    session.close()
    known = read_prompt_line("practice", tmp_path)
    assert known is not None
    assert known[0] == "CALLS GO TO 4022"


async def test_the_call_flow_is_built_once_for_a_load_and_once_for_a_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    build = call_flow.build_call_flow

    def count(*arguments: Any, **options: Any) -> Any:
        built.append(threading.current_thread().name)
        return build(*arguments, **options)

    monkeypatch.setattr(call_flow, "build_call_flow", count)
    session = open_session(Account("practice"), client=CallSettingsClient(FakeBackend()), folder=tmp_path)
    await session.store.load()
    session.store.edit(Feature.DO_NOT_DISTURB, ("enabled",), True)
    await session.store.save()
    session.close()
    assert len(built) == 2
    assert threading.current_thread().name not in built
    known = read_prompt_line("practice", tmp_path)
    assert known is not None
    assert known[0] == "do not disturb"


@pytest.mark.parametrize(("is_on", "line"), [(True, "do not disturb"), (False, ""), (None, UNKNOWN_LINE)])
async def test_a_switch_that_is_not_reported_is_not_off(is_on: bool | None, line: str) -> None:
    backend = FakeBackend()
    backend.set("do_not_disturb.enabled", is_on)
    store, _ = await load_store(backend)
    assert prompt_line(store.state) == line
