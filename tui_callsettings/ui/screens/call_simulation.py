"""What if: a situation, and step by step what a call meets in it, each setting one key away."""

from collections.abc import Iterable

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from tui_callsettings.call_flow import FieldRef, FlowStep, Scenario, Situation
from tui_callsettings.state.store_state import StoreState
from tui_callsettings.ui import styles
from tui_callsettings.ui.call_flow_view import effect_text
from tui_callsettings.ui.rendering import count_text, join_rows, sentence_rows, wrap
from tui_callsettings.ui.widgets.marked_list import INDENT, ListItem, MarkedList
from tui_callsettings.ui.widgets.text_block import ScrollBody, TextBlock

from .editor_screen import EditorScreen

_LABEL_WIDTH = 20


class CallSimulationScreen(EditorScreen[FieldRef]):
    """Closes with the setting to go to."""

    HEADING = "What if"
    FOOTER_LABELS = {"list.select": "Go to setting"}  # noqa: RUF012 - a constant
    FOOTER = ("list.select", "app.back")
    AUTO_FOCUS = "#situations"

    def content(self) -> Iterable[Widget]:
        """Yield situations, then the steps of the one with the mark."""
        yield ScrollBody(
            TextBlock(id="above"),
            MarkedList[Situation](id="situations"),
            TextBlock(id="below"),
            MarkedList[int](id="steps", keeps_mark=False),
        )

    @property
    def situations(self) -> MarkedList[Situation]:
        """The situations."""
        return self.query_one("#situations", MarkedList)

    @property
    def steps(self) -> MarkedList[int]:
        """The steps of the situation with the mark."""
        return self.query_one("#steps", MarkedList)

    def on_mount(self) -> None:
        """Focus the situations."""
        self.set_focus(self.situations)
        key = self.editor.keymap.key("list.select")
        self.hint = f"Choose a situation; its steps are below. Tab goes there, {key} goes to the setting."

    def update_view(self, state: StoreState) -> None:
        """Show situations and steps as they are now."""
        count = len(state.changes)
        text = f"With your {count_text(count, 'unsaved change')}:" if count else "With your current settings:"
        width = self.app.size.width
        self.query_one("#above", TextBlock).content = join_rows([*sentence_rows(text, width), Content("")])
        scenarios = self._scenarios()
        self.situations.set_items(ListItem(each.situation, self._situation_rows(each)) for each in scenarios)
        self._show_steps()

    def _scenarios(self) -> tuple[Scenario, ...]:
        if not self.editor.state.settings(is_draft=True):
            return ()
        return self.editor.call_flow(is_draft=True).scenarios

    def _current(self) -> Scenario | None:
        current = self.situations.current
        return next((each for each in self._scenarios() if current and each.situation is current.key), None)

    def _situation_rows(self, scenario: Scenario) -> tuple[Content, ...]:
        width = self.app.size.width - INDENT - 1
        first, *more = wrap(effect_text(scenario), max(20, width - _LABEL_WIDTH)) or [""]
        label = f"{scenario.situation.value:<{_LABEL_WIDTH}}"
        return (Content(label + first), *(Content(" " * _LABEL_WIDTH + part) for part in more))

    @on(OptionList.OptionHighlighted, "#situations")
    def _show_steps(self) -> None:
        scenario = self._current()
        title = (
            []
            if scenario is None
            else [Content(""), Content.styled(f" Step by step: {scenario.situation.value}", styles.TITLE)]
        )
        self.query_one("#below", TextBlock).content = join_rows(title) if title else Content("")
        steps = scenario.steps if scenario else ()
        self.steps.set_items(ListItem(number, self._step_rows(number, step)) for number, step in enumerate(steps, 1))

    def _step_rows(self, number: int, step: FlowStep) -> tuple[Content, ...]:
        marks = [f"overrides {text}" for text in step.shadows] + (["assumed"] if step.is_assumed else [])
        text = f"{step.message} ({', '.join(marks)})" if marks else step.message
        first, *more = wrap(text, max(20, self.app.size.width - INDENT - 6)) or [""]
        style = styles.TITLE if step.end is not None else styles.PLAIN
        return tuple(Content.styled(row, style) for row in (f"{number}  {first}", *(f"   {part}" for part in more)))

    @on(OptionList.OptionSelected)
    def _go_to_setting(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        scenario = self._current()
        source = None
        if scenario is not None and event.option_list is self.situations:
            source = scenario.source
        elif scenario is not None and self.steps.current is not None:
            source = scenario.steps[self.steps.current.key - 1].source
        if source is not None:
            self.dismiss(source)
        else:
            self.editor.show_status("No setting of this account decides that.")
