"""The first tenths of a second: what is on the screen, what is loaded, and what becomes of keys typed meanwhile."""

import sys
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.far_provider import HOST, far_provider
from tui_callsettings.accounts.config_edit import add_account
from tui_callsettings.accounts.credential_store import TOKEN_VARIABLE
from tui_callsettings.backends.preconnect import CONNECTION_COUNT
from tui_callsettings.cli.main import main
from tui_callsettings.models.account import Account
from tui_callsettings.state.splash_file import splash_path

from .accounts import serve_provider
from .editor import Editor

COMMAND = (sys.executable, "-m", "tui_callsettings")
LATER = {
    "httpx",
    "phonenumbers",
    "keyring",
    "tui_callsettings.accounts.credentials",
    "tui_callsettings.call_flow.mermaid",
    "tui_callsettings.call_flow.svg",
    "tui_callsettings.ui.screens.conflict",
    "tui_callsettings.ui.screens.draft",
    "tui_callsettings.ui.screens.form",
    "tui_callsettings.ui.screens.help",
    "tui_callsettings.ui.screens.quit",
    "tui_callsettings.ui.screens.review",
    "tui_callsettings.ui.palette",
    "tui_callsettings.ui.form",
}
"""What the first screen does not need."""

MOST_MODULES = 680
"""Loaded at the first paint: Textual's own and ours; a few more than there are."""

WATCHED = """
import sys
from pathlib import Path
sys.argv = ["callsettings"]
from tui_callsettings.terminal.app import TerminalApp
paint = TerminalApp._paint
def noted(self):
    if not Path(sys.orig_argv[-1]).exists():
        Path(sys.orig_argv[-1]).write_text("\\n".join(sys.modules))
    paint(self)
TerminalApp._paint = noted
from tui_callsettings.__main__ import run
run()
"""

PATIENT = """
import sys
sys.argv = ["callsettings"]
from tui_callsettings.ui import provider_io
provider_io._START_TIMEOUT = 60.0  # a busy machine may need longer for its first reading than a person would wait
from tui_callsettings.__main__ import run
run()
"""

CONNECTING = """
import sys
from pathlib import Path
found = Path(sys.argv[1])
sys.argv = ["callsettings"]
from tui_callsettings.backends import preconnect as ahead
connect_ahead, ready_stream = ahead.preconnect, ahead._SecureStream
connect_tcp = ahead.httpcore.AnyIOBackend.connect_tcp
def note(what):
    with (found / "connections").open("a") as file:
        print(what, file=file)
def begun(url):
    (found / "modules").write_text("\\n".join(sys.modules))
    return connect_ahead(url)
async def connected(self, *arguments):
    note(arguments[:2])
    return await connect_tcp(self, *arguments)
def taken(stream):
    note("taken")
    return ready_stream(stream)
ahead.preconnect, ahead._SecureStream = begun, taken
ahead.httpcore.AnyIOBackend.connect_tcp = connected
from tui_callsettings.__main__ import run
run()
"""


def test_the_first_screen_loads_only_what_it_shows(tmp_path: Path) -> None:
    found = tmp_path / "modules"
    with Editor(command=(sys.executable, "-c", WATCHED, str(found))) as editor:
        editor.wait_ready().quit()
    modules = set(found.read_text().split())
    assert all(find_spec(name) for name in LATER)
    assert modules & LATER == set()
    assert len(modules) <= MOST_MODULES


def test_connections_are_opened_before_anything_heavy_is_loaded_and_serve_the_first_reading(tmp_path: Path) -> None:
    with far_provider(0.0, tmp_path) as far:
        add_account(Account("far", "webex", far.url), use=True)
        variables = {"SSL_CERT_FILE": far.authority, TOKEN_VARIABLE: far.token}
        command = (sys.executable, "-c", CONNECTING, str(tmp_path))
        with Editor(command=command, variables=variables) as editor:
            editor.wait_words("1 Do not disturb [ ]", "4 Call waiting [x]").quit()
        place = str((HOST, far.port))
    opened, taken = [place] * CONNECTION_COUNT, ["taken"] * CONNECTION_COUNT
    events = (tmp_path / "connections").read_text().splitlines()
    assert events[:CONNECTION_COUNT] == opened
    # More than these at once are asked for on a busy machine only, and then after all of them were taken.
    assert events[CONNECTION_COUNT : 2 * CONNECTION_COUNT] == taken[: len(events) - CONNECTION_COUNT] != []
    assert set(events[2 * CONNECTION_COUNT :]) <= {place}
    assert not {"pydantic", "httpx", "textual"} & set((tmp_path / "modules").read_text().split())


def test_the_last_screen_is_shown_at_once_and_keys_typed_meanwhile_arrive() -> None:
    with Editor(command=COMMAND) as editor:
        editor.wait_for("Reading your settings")
        editor.wait_ready().quit()
    assert splash_path("practice").stat().st_mode & 0o777 == 0o600
    with Editor(command=COMMAND) as editor:
        editor.feed("3")
        editor.wait_for("as of ")
        assert "1  Do not disturb" in editor.text
        before = len(editor.received)
        editor.wait_until(lambda: editor.lines[0].startswith(" Voicemail"), "the form that was asked for meanwhile")
        assert b"\x1b[2J" not in editor.received[before:]
        assert b"\x1b[J" not in editor.received[before:]
        assert editor.quit() == 0


def test_a_question_and_edits_that_were_discarded_are_not_shown_at_the_next_start() -> None:
    with Editor(command=COMMAND) as editor:
        editor.wait_ready().press("space").wait_for("1 unsaved")
        editor.press("quit").wait_for("Quit with unsaved changes?")
        editor.confirm("d")
        assert editor.wait_exit() == 0
    assert not splash_path("practice").exists()


def test_how_the_last_save_ended_is_not_shown_at_the_next_start() -> None:
    with Editor(command=COMMAND) as editor:
        editor.wait_ready().press("space").wait_for("1 unsaved")
        editor.save().wait_ready().quit()
    kept = splash_path("practice").read_text()
    assert "Saved" not in kept
    assert "Welcome" not in kept
    with Editor(command=COMMAND) as editor:
        editor.wait_for("as of ")
        assert "1  Do not disturb    [x] ON" in editor.text


def test_a_switch_thrown_on_the_last_screen_is_thrown_when_its_state_is_read() -> None:
    with Editor(command=COMMAND) as editor:
        editor.wait_ready().quit()
    with Editor(command=(sys.executable, "-c", PATIENT)) as editor:
        editor.wait_for("as of ")
        editor.feed(" ")
        editor.wait_row(" >* 1  Do not disturb", "[x] ON")


def test_where_reading_takes_long_keys_act_and_a_switch_that_cannot_be_thrown_is_told() -> None:
    with serve_provider("webex", faults=("hold",)), Editor() as editor:
        editor.wait_for("reading...")
        editor.press("space").wait_for("Do not disturb is still being read")
        editor.press("help").wait_for("Edit first, then press F2")
        assert editor.quit() == 0


def test_a_screen_of_another_size_is_not_shown() -> None:
    with Editor(command=COMMAND) as editor:
        editor.wait_ready().quit()
    with Editor(command=COMMAND, columns=100, rows=30) as editor:
        editor.wait_for("Reading your settings")
        assert "as of" not in editor.text
        editor.wait_ready().quit()


def test_a_mistake_found_after_the_first_frame_is_told_on_the_usual_screen(home: Path) -> None:
    folder = home / "config" / "callsettings"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[keys]\n"app.help" = "f10"\n')
    with Editor(command=COMMAND) as editor:
        assert editor.wait_exit() == 2
        assert "callsettings:" in editor.text
        assert "Reading your settings" not in editor.text


def test_the_screen_goes_with_the_account() -> None:
    assert main(["account", "add", "desk", "--backend", "local", "--use"]) == 0
    with Editor(command=COMMAND) as editor:
        editor.wait_ready().quit()
    assert splash_path("desk").exists()
    assert main(["account", "remove", "desk", "--yes"]) == 0
    assert not splash_path("desk").exists()
