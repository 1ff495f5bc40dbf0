"""The base of all screens: header, a body that scrolls, what happened, the hint, the keys."""

from collections.abc import Iterable
from typing import TypeVar

from textual import getters
from textual.app import ComposeResult
from textual.events import Resize, ScreenResume
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from tui_callsettings.ui.host import Host
from tui_callsettings.ui.notices import size_notice, standing_notice
from tui_callsettings.ui.widgets.body import Body
from tui_callsettings.ui.widgets.footer import Footer
from tui_callsettings.ui.widgets.header import Header
from tui_callsettings.ui.widgets.hint import Hint, Notice

ResultT = TypeVar("ResultT")


class EditorScreen(Screen[ResultT], inherit_bindings=False):
    """A screen of the editor. Subclasses say what stands in the body."""

    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-low"), (14, "-tall")]  # noqa: RUF012 - the framework's own declaration

    _is_behind = False
    hint: reactive[str] = reactive("")
    how: reactive[str] = reactive("")
    app = getters.app(Host)

    def compose(self) -> ComposeResult:
        """The same frame everywhere."""
        yield Header(self.heading())
        yield from self.content()
        yield Notice()
        yield from self.bottom()
        yield Hint()
        yield Footer((*self.footer(), "app.help", "app.quit"))

    def heading(self) -> str:
        """What stands at the top left."""
        return "Call settings"

    def footer(self) -> tuple[str, ...]:
        """The commands in the last row, the more important ones first."""
        return ()

    def content(self) -> Iterable[Widget]:
        """What stands between header and notice."""
        yield Body(*self.body())

    def body(self) -> Iterable[Widget]:
        """What scrolls."""
        return ()

    def bottom(self) -> Iterable[Widget]:
        """What stands below the part that scrolls."""
        return ()

    def on_mount(self) -> None:
        """Follow what happens. Textual itself calls this, after the handler of the same name in a subclass."""
        self.app.news.subscribe(self, self._heard)
        self.follow()

    def _heard(self, _news: object) -> None:
        """Take several news at once; a screen that is not shown waits until it is."""
        if self.is_active and not self._is_behind:
            self._is_behind = True
            self.call_later(self.follow)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Catch up."""
        del event
        self.follow()

    def on_resize(self, event: Resize) -> None:
        """Lines break elsewhere."""
        del event
        self.follow()

    def follow(self) -> None:
        """Show how things stand now."""
        self._is_behind = False
        self.query_one(Header).follow()
        self._show_notice()

    def notice(self) -> str:
        """What the person should know now, beside what was just told."""
        return standing_notice(self.app)

    def _show_notice(self) -> None:
        """Show what was told last, or else how things stand; if there is nothing to say, what the size leaves out."""
        notice = self.query_one(Notice)
        trouble = self.notice()
        notice.is_good = self.app.message.startswith("Saved") and not trouble
        told = self.app.message
        said = told if not trouble or trouble in told else f"{told} {trouble}".strip()
        notice.text = said or size_notice(self.app)

    def watch_hint(self, hint: str) -> None:
        """Show the help of what is in focus."""
        for widget in self.query(Hint):
            widget.text = hint

    def watch_how(self, how: str) -> None:
        """Show what can be done with what is in focus."""
        for widget in self.query(Hint):
            widget.how = how

    def back(self) -> None:
        """Leave the screen; nothing is lost."""
        self.dismiss(None)
