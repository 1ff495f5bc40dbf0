"""No secret is ever on the screen, in a file beside the vault's, or in the report of a crash."""

import base64
import sys
from pathlib import Path

import pytest

from tui_callsettings.models.feature import Feature
from tui_callsettings.simulator.server import Simulator

from .accounts import serve_provider
from .editor import Editor

PIN = "73018524"
STARS = "•" * len(PIN)


def canaries(simulator: Simulator) -> list[bytes]:
    """The secret as it is, and as it is sent."""
    credentials = simulator.credentials
    password = base64.b64encode(f"{credentials.get('user')}:{credentials.get('password')}".encode())
    return [credentials[name].encode() for name in ("token", "password") if name in credentials] + [password]


def traces(home: Path, secrets: list[bytes]) -> list[Path]:
    """The files in which a secret is, without the one that is there to hold it."""
    files = [path for path in home.rglob("*") if path.is_file() and path.name != "sign-ins.json"]
    assert files
    return [path for path in files for secret in secrets if secret in path.read_bytes()]


@pytest.mark.parametrize("provider", ["webex", "broadworks", "ucm"])
def test_a_sitting_with_saves_and_refusals_leaves_no_trace_of_a_secret(provider: str, home: Path) -> None:
    with serve_provider(provider) as simulator, Editor() as editor:
        secrets = canaries(simulator)
        editor.wait_ready().press("space").save()
        simulator.set_fault("401")
        editor.press("space").review().confirm("s")
        editor.wait_until(lambda: "not saved" in " ".join(editor.text.split()), "the refusal")
        editor.confirm("k").press("quit").wait_for("Quit with unsaved changes?")
        editor.confirm("k")
        assert editor.wait_exit() == 0
        assert not [secret for secret in secrets if secret in editor.received]
    assert traces(home, secrets) == []


@pytest.mark.parametrize("provider", ["webex", "broadworks"])
def test_a_crash_reports_itself_and_no_secret(provider: str, home: Path) -> None:
    with serve_provider(provider) as simulator:
        secrets = canaries(simulator)
        with Editor(command=[sys.executable, "-m", "tests.e2e.instrumented_editor", "crash"]) as editor:
            before = editor.modes()
            editor.wait_ready().press("space").wait_for(" >* 1  Do not disturb")
            editor.press("reload")
            status = editor.wait_exit()
            assert status not in (0, 1)
            assert "RuntimeError" in editor.text
            assert "kept" in editor.text
            assert not [secret for secret in secrets if secret in editor.received]
            assert editor.modes() == before
        assert traces(home, secrets) == []
        with Editor() as editor:
            editor.wait_for("Unsaved draft")
            editor.wait_for(Feature.DO_NOT_DISTURB.title)


def ask_for_pin(editor: Editor) -> None:
    editor.press("find", "voicemail PIN", "enter").wait_for("New PIN")


def type_pin(editor: Editor) -> None:
    """Type the PIN and its repetition, and have the screen drawn again: what it showed is then sent in one piece."""
    editor.press(PIN, "enter", PIN).wait_row("Repeat", STARS).press("redraw").wait_row("New PIN", STARS)


def test_a_pin_leaves_no_trace_whether_it_is_refused_taken_or_only_typed(home: Path) -> None:
    with serve_provider("webex") as simulator, Editor() as editor:
        editor.wait_ready().press("space").save()
        editor.press("space").wait_for(" >* 1  Do not disturb")
        ask_for_pin(editor)
        simulator.set_fault("400", path="*/voicemail/pin", method="PUT", message=f"{PIN} is too simple")
        type_pin(editor)
        editor.confirm("enter").wait_words("New PIN", "[hidden] is too simple")
        simulator.clear_faults()
        type_pin(editor)
        editor.confirm("enter").wait_for("The voicemail PIN is changed.")
        ask_for_pin(editor)
        type_pin(editor)
        editor.press("quit").wait_for("Quit with unsaved changes?")
        editor.confirm("k")
        assert editor.wait_exit() == 0
        assert PIN.encode() not in editor.received
        assert sum(each.get("passcodeChanges", 0) for each in simulator.state()["people"].values()) == 1
    assert traces(home, [PIN.encode()]) == []


def test_a_crash_while_a_pin_is_typed_does_not_report_it(home: Path) -> None:
    with (
        serve_provider("webex"),
        Editor(command=[sys.executable, "-m", "tests.e2e.instrumented_editor", "crash"]) as editor,
    ):
        editor.wait_ready().press("space").wait_for(" >* 1  Do not disturb")
        ask_for_pin(editor)
        type_pin(editor)
        editor.press("reload")
        assert editor.wait_exit() not in (0, 1)
        assert "RuntimeError" in editor.text
        assert PIN.encode() not in editor.received
    assert traces(home, [PIN.encode()]) == []
