"""The first tenths of a second: what is on the screen, what is loaded, and what becomes of keys typed meanwhile."""

import sys
from pathlib import Path

from tests.benchmarks.far_provider import HOST, far_provider
from tui_callsettings.accounts.config_changes import add_account
from tui_callsettings.accounts.vault import TOKEN_VARIABLE
from tui_callsettings.backends.ahead import COUNT
from tui_callsettings.cli.main import main
from tui_callsettings.models.account import Account
from tui_callsettings.state.screen_file import screen_file

from .accounts import served
from .person import Person

COMMAND = (sys.executable, "-m", "tui_callsettings")
LATER = {
    "httpx",
    "phonenumbers",
    "keyring",
    "tui_callsettings.accounts.credentials",
    "tui_callsettings.call_path.mermaid",
    "tui_callsettings.call_path.svg",
    "tui_callsettings.ui.screens.conflict",
    "tui_callsettings.ui.screens.draft",
    "tui_callsettings.ui.screens.find",
    "tui_callsettings.ui.screens.form",
    "tui_callsettings.ui.screens.help",
    "tui_callsettings.ui.screens.quit",
    "tui_callsettings.ui.screens.review",
    "tui_callsettings.ui.screens.voicemail",
    "tui_callsettings.ui.forms.form",
    "tui_callsettings.ui.fields.factory",
}
"""What the first screen does not need."""

MOST_MODULES = 620
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
from tui_callsettings.ui import host
host._LONGEST_WAIT = 60.0  # a busy machine may need longer for its first reading than a person would wait
from tui_callsettings.__main__ import run
run()
"""

CONNECTING = """
import sys
from pathlib import Path
found = Path(sys.argv[1])
sys.argv = ["callsettings"]
from tui_callsettings.backends import ahead
connect_ahead, connect_tcp = ahead.connect_ahead, ahead.httpcore.AnyIOBackend.connect_tcp
def begun(url):
    (found / "modules").write_text("\\n".join(sys.modules))
    return connect_ahead(url)
async def connected(self, *arguments):
    with (found / "connections").open("a") as file:
        print(arguments[:2], file=file)
    return await connect_tcp(self, *arguments)
ahead.connect_ahead, ahead.httpcore.AnyIOBackend.connect_tcp = begun, connected
from tui_callsettings.__main__ import run
run()
"""


def test_the_first_screen_loads_only_what_it_shows(tmp_path: Path) -> None:
    found = tmp_path / "modules"
    with Person(command=(sys.executable, "-c", WATCHED, str(found))) as person:
        person.ready().quit()
    modules = set(found.read_text().split())
    assert modules & LATER == set()
    assert len(modules) <= MOST_MODULES


def test_connections_are_opened_before_anything_heavy_is_loaded_and_serve_the_first_reading(tmp_path: Path) -> None:
    with far_provider(0.0, tmp_path) as far:
        add_account(Account("far", "webex", far.url), use=True)
        variables = {"SSL_CERT_FILE": far.authority, TOKEN_VARIABLE: far.token}
        command = (sys.executable, "-c", CONNECTING, str(tmp_path))
        with Person(command=command, variables=variables) as person:
            person.wait_words("1 Do not disturb [ ]", "4 Call waiting [x]").quit()
        place = str((HOST, far.port))
    assert (tmp_path / "connections").read_text().splitlines() == [place] * COUNT
    assert not {"pydantic", "httpx", "textual"} & set((tmp_path / "modules").read_text().split())


def test_the_last_screen_is_shown_at_once_and_keys_typed_meanwhile_arrive() -> None:
    with Person(command=COMMAND) as person:
        person.wait_for("Reading your settings")
        person.ready().quit()
    assert screen_file("practice").stat().st_mode & 0o777 == 0o600
    with Person(command=COMMAND) as person:
        person.feed("3")
        person.wait_for("as of ")
        assert "1  Do not disturb" in person.text
        before = len(person.received)
        person.wait_until(lambda: person.lines[0].startswith(" Voicemail"), "the form that was asked for meanwhile")
        assert b"\x1b[2J" not in person.received[before:]
        assert b"\x1b[J" not in person.received[before:]
        assert person.quit() == 0


def test_a_switch_thrown_on_the_last_screen_is_thrown_when_its_state_is_read() -> None:
    with Person(command=COMMAND) as person:
        person.ready().quit()
    with Person(command=(sys.executable, "-c", PATIENT)) as person:
        person.wait_for("as of ")
        person.feed(" ")
        person.wait_row(" >* 1  Do not disturb", "[x] ON")


def test_where_reading_takes_long_keys_act_and_a_switch_that_cannot_be_thrown_is_told() -> None:
    with served("webex", faults=("hold",)), Person() as person:
        person.wait_for("reading...")
        person.press("space").wait_for("Do not disturb is still being read")
        person.press("help").wait_for("You edit first and save later")
        assert person.quit() == 0


def test_a_screen_of_another_size_is_not_shown() -> None:
    with Person(command=COMMAND) as person:
        person.ready().quit()
    with Person(command=COMMAND, columns=100, rows=30) as person:
        person.wait_for("Reading your settings")
        assert "as of" not in person.text
        person.ready().quit()


def test_a_mistake_found_after_the_first_frame_is_told_on_the_usual_screen(home: Path) -> None:
    folder = home / "config" / "callsettings"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[keys]\n"app.help" = "f10"\n')
    with Person(command=COMMAND) as person:
        assert person.wait_exit() == 2
        assert "callsettings:" in person.text
        assert "Reading your settings" not in person.text


def test_the_screen_goes_with_the_account() -> None:
    assert main(["account", "add", "desk", "--backend", "local", "--use"]) == 0
    with Person(command=COMMAND) as person:
        person.ready().quit()
    assert screen_file("desk").exists()
    assert main(["account", "remove", "desk"]) == 0
    assert not screen_file("desk").exists()
