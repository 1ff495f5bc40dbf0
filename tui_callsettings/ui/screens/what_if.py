"""What if: a situation, and step by step what a call meets in it, each setting one key away."""

from collections.abc import Iterable
from textwrap import wrap

from textual.content import Content
from textual.widget import Widget

from tui_callsettings.call_flow import FieldRef, FlowStep, Scenario, Situation
from tui_callsettings.call_flow.flow_rows import situation_row
from tui_callsettings.ui import look
from tui_callsettings.ui.status import counted
from tui_callsettings.ui.widgets.block import Block
from tui_callsettings.ui.widgets.picker import Item, Picker

from .listing import ListScreen

_LABEL = 20
_HINT = "Up and Down choose the situation; below it are the steps. Enter goes to the setting."


class WhatIfScreen(ListScreen[FieldRef]):
    """Closes with the setting to go to."""

    def heading(self) -> str:
        """What it is."""
        return "What if"

    def footer(self) -> tuple[str, ...]:
        """Enter and the way back."""
        return ("list.take", "app.back")

    def body(self) -> Iterable[Widget]:
        """Situations, then the steps of the one that is marked."""
        yield Block(id="above")
        yield Picker(id="situations")
        yield Block(id="below")
        yield Picker(id="steps")

    def on_mount(self) -> None:
        """Follow the mark."""
        self.hint = _HINT
        self.watch(self.picker, "chosen", lambda _: self._show_steps(), init=False)

    def above(self) -> list[Content]:
        """Whether these are the settings as they are, or as they would be."""
        changes = len(self.app.store.changes())
        told = f"With your {counted(changes, 'change')}, not saved yet:" if changes else "As your settings are now:"
        return self.sentences(told)

    def _branches(self) -> tuple[Scenario, ...]:
        return self.app.path(is_draft=True).scenarios

    def items(self) -> list[Item]:
        """A line for each situation."""
        if not self.app.store.settings(is_draft=True):
            return []
        return [Item(branch.situation, self._situation(branch)) for branch in self._branches()]

    def _situation(self, branch: Scenario) -> tuple[Content, ...]:
        words = situation_row(branch).marked_text
        first, *more = wrap(words, max(20, self.width - _LABEL - 1)) or [""]
        label = f"{branch.situation.value:<{_LABEL}}"
        return (Content(label + first), *(Content(" " * _LABEL + part) for part in more))

    def follow(self) -> None:
        """Show the steps too."""
        super().follow()
        self._show_steps()

    def _show_steps(self) -> None:
        picked = self.picker.picked
        branch = next((each for each in self._branches() if picked and each.situation is picked.key), None)
        self._show("#below", self._title(branch.situation) if branch else [])
        steps = branch.steps if branch else ()
        items = [Item((number, step.source), self._step(number, step)) for number, step in enumerate(steps, 1)]
        self.query_one("#steps", Picker).offer(items)

    def _title(self, situation: Situation) -> list[Content]:
        return [Content.styled(f" Step by step: {situation.value}", look.TITLE)]

    def _step(self, number: int, step: FlowStep) -> tuple[Content, ...]:
        marks = [f"hides {words}" for words in step.shadows] + (["assumed"] if step.is_assumed else [])
        text = f"{step.message} ({', '.join(marks)})" if marks else step.message
        first, *more = wrap(text, max(20, self.width - 5)) or [""]
        style = look.TITLE if step.end is not None else look.PLAIN
        rows = [Content.styled(f"{number}  {first}", style), *(Content.styled(f"   {part}", style) for part in more)]
        return tuple(rows)

    async def action_take(self) -> None:
        """Go to the setting of the step, or to the one that decides the situation."""
        if self.focused is self.picker:
            picked = self.picker.picked
            branch = next((each for each in self._branches() if picked and each.situation is picked.key), None)
            source = branch.source if branch else None
        else:
            step = self.query_one("#steps", Picker).picked
            source = step.key[1] if step else None
        if source is not None:
            self.dismiss(source)
        else:
            self.app.tell("No setting of this account decides that.")
