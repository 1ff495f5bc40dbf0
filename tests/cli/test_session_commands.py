"""What commands share with the editor: the lock, the history with its limits, and nothing sent before them."""

from pathlib import Path

import pytest

from tui_callsettings.backends.local.client import LocalBackend
from tui_callsettings.cli.main import main
from tui_callsettings.models.account import PRACTICE
from tui_callsettings.paths import config_folder
from tui_callsettings.state.session import SessionLock


@pytest.mark.parametrize("command", [["greeting", "busy", "a.wav", "--yes"], ["pin"], ["dnd", "on", "--yes"]])
def test_nothing_is_sent_while_another_process_edits(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(*_: object) -> None:
        raise AssertionError("sent")

    monkeypatch.setattr(LocalBackend, "upload_greeting", send)
    monkeypatch.setattr(LocalBackend, "change_pin", send)
    monkeypatch.setattr(LocalBackend, "write", send)
    lock = SessionLock(PRACTICE)
    assert lock.acquire() is None
    assert main(command) == 7
    assert "is editing these settings. Close it and try again." in capsys.readouterr().err
    lock.release()


def test_commands_keep_as_much_history_as_the_configuration_prints(capsys: pytest.CaptureFixture[str]) -> None:
    config_folder().mkdir(parents=True, exist_ok=True)
    Path(config_folder() / "config.toml").write_text("history_entries = 2\n")
    for state in ("off", "on", "off"):
        assert main(["waiting", state, "--yes"]) == 0
    capsys.readouterr()
    assert main(["history"]) == 0
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines() if "saved and verified" in line] == ["3", "2"]


def test_a_save_that_is_not_there_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "--restore", "99"]) == 2
    assert main(["history", "--undo", "99"]) == 2
    assert "no save number 99" in capsys.readouterr().err


def test_undo_brings_back_what_a_save_replaced_and_restore_what_it_left() -> None:
    for number in ("4022", "4023"):
        assert main(["forward", "busy", number, "--yes"]) == 0
    assert main(["history", "--undo", "2", "--yes"]) == 0
    assert _busy_destination() == "4022"
    assert main(["history", "--restore", "2", "--yes"]) == 0
    assert _busy_destination() == "4023"


def _busy_destination() -> object:
    import asyncio

    from tui_callsettings.client import CallSettingsClient

    async def read() -> object:
        async with CallSettingsClient.practice() as client:
            response = await client.get_call_forward_setting()
            setting = response.data.call_setting
            return setting.value(("call_forwarding", "busy", "destination")) if setting is not None else None

    return asyncio.run(read())
