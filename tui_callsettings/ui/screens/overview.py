"""The first screen: what happens to a call now, and the four features."""

from collections.abc import Iterable

from textual.content import Content
from textual.events import ScreenResume
from textual.widget import Widget

from tui_callsettings.models.feature import Feature
from tui_callsettings.state.feature_state import Status
from tui_callsettings.ui.gist import is_on, switches_of
from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.notices import is_signed_out
from tui_callsettings.ui.pictures import advice_rows, path_rows
from tui_callsettings.ui.status import trouble_of
from tui_callsettings.ui.widgets.block import Block
from tui_callsettings.ui.widgets.feature_row import FeatureRow
from tui_callsettings.ui.widgets.header import Header

from .screen import EditorScreen

_FRAME = 8
"""Rows of header, hint, footer and the empty ones between the parts."""
_ALWAYS = ("call_forwarding", "always")


class OverviewScreen(EditorScreen[None]):
    """Answers "what happens to a call to me now?", and leads to the rest."""

    BINDINGS = bindings(Where.OVERVIEW)

    def footer(self) -> tuple[str, ...]:
        """Its own commands."""
        return ("overview.open_1", "overview.switch", "overview.forwarding_off", "app.review", "app.find", "app.reload")

    def body(self) -> Iterable[Widget]:
        """The call's way, the features, advice."""
        yield Block(id="path")
        for number, feature in enumerate(Feature, 1):
            yield FeatureRow(number, feature)
        yield Block(id="advice")

    def on_mount(self) -> None:
        """The first feature is in focus."""
        self.query(FeatureRow).first().focus()
        self.how = "Enter opens, Space switches. W what if, H history, P profiles, A accounts."

    def on_screen_resume(self, event: ScreenResume) -> None:
        """At the end the screen may be kept: it is what the next start begins with."""
        del event
        self.app.shows_overview = True

    def on_screen_suspend(self) -> None:
        """Keep the screen before another one is drawn over it."""
        self.app.keep_screen()
        self.app.shows_overview = False

    def follow(self) -> None:
        """Show each feature, and what they all mean for a call; what a save would change stands below."""
        super().follow()
        for row in self.query(FeatureRow):
            row.feature_state = self.app.store.feature_state(row.feature)
        if all(feature_state.is_editable or feature_state.failure for feature_state in self.app.store.feature_states):
            path = path_rows(self.app)
            self.query_one("#path", Block).content = Content("\n").join([*path, Content("")])
            around = len(path) + len(Feature) + _FRAME + bool(self.query_one(Header).alarm)
            advice = advice_rows(self.app, self.app.size.height - around)
            self.query_one("#advice", Block).content = Content("\n").join([Content(""), *advice])

    def notice(self) -> str:
        """What is wrong with any feature."""
        key = self.app.key_table.key("app.reload")
        troubles = (
            trouble_of(feature_state, key)
            for feature_state in self.app.store.feature_states
            if not is_signed_out(feature_state, self.app)
        )
        found = [super().notice(), *troubles]
        return "  ".join(trouble for trouble in found if trouble) or self.app.store.capabilities.notice

    def watch_focused(self) -> None:
        """Help for the row in focus."""
        if isinstance(self.focused, FeatureRow):
            self.hint = self.focused.feature.field(switches_of(self.focused.feature)[0]).description

    async def action_open(self, number: int) -> None:
        """Open a feature by its number."""
        await self.app.open_feature(list(Feature)[number - 1])

    async def action_open_focused(self) -> None:
        """Open the feature in focus."""
        if isinstance(self.focused, FeatureRow):
            await self.app.open_feature(self.focused.feature)

    async def action_switch(self) -> None:
        """Switch the feature in focus; forwarding without a number asks for one."""
        if not isinstance(self.focused, FeatureRow):
            return
        feature = self.focused.feature
        feature_state = self.app.store.feature_state(feature)
        if not feature_state.is_editable:
            if feature_state.status is Status.LOADING:
                self.app.tell(f"{feature.title} is still being read: press the key again when its state is there.")
            return
        if feature is not Feature.CALL_FORWARDING:
            self.app.edit(feature, switches_of(feature)[0], is_on(feature_state) is not True)
        elif is_on(feature_state):
            self.app.switch_forwarding_off()
        else:
            self.app.edit(feature, (*_ALWAYS, "enabled"), True)
            if not feature_state.value((*_ALWAYS, "destination")):
                await self.app.open_feature(feature, (*_ALWAYS, "destination"))

    def back(self) -> None:
        """There is nothing before the overview."""
        self.app.tell(f"This is the first screen. {self.app.key_table.key('app.quit')} leaves the editor.")
