"""A widget is as tall as the text it shows, whenever that text came."""

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from tui_callsettings.terminal.screen import TerminalScreen


class _Text(TerminalScreen[None]):
    def compose(self) -> ComposeResult:
        yield VerticalScroll(Static("1", id="text"), Static("other", id="other"))


class _App(App[None]):
    def get_default_screen(self) -> Screen[None]:
        return _Text()


async def test_a_text_that_changes_twice_around_a_layout_gets_the_height_of_the_last_one() -> None:
    app = _App()
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        text = app.screen.query_one("#text", Static)
        other = app.screen.query_one("#other", Static)
        text.update("1\n2")
        other.update("3\n4")
        other._check_refresh()  # the other one is idle first, on a busy machine,
        app.screen._refresh_layout()  # and is laid out before the text has asked for it
        text.update("1\n2\n3\n4\n5\n6")
        await pilot.pause()
        assert text.size.height == 6
