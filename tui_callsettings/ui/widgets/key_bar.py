"""The last row: the keys of this screen that work now."""

from collections.abc import Iterable, Mapping
from typing import cast

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui_callsettings.ui import styles
from tui_callsettings.ui.editor import Editor

_ALWAYS = ("app.help", "app.quit")


class KeyBar(Widget):
    """Keys and labels of commands, the more important ones first; help and quit always stay.

    Textual's `Footer` scrolls what doesn't fit out of sight, which would be help and quit, and composes a widget for
    each key anew whenever the focus moves to a row with other bindings.
    """

    command_ids: reactive[tuple[str, ...]] = reactive(())
    labels: reactive[Mapping[str, str]] = reactive({})

    def show(self, command_ids: Iterable[str], labels: Mapping[str, str]) -> None:
        """Show those of the commands that can be used now; `labels` has other words for some of them."""
        editor = cast("Editor", self.app)
        self.labels = labels
        self.command_ids = tuple(each for each in (*command_ids, *_ALWAYS) if editor.is_available(each))

    def render(self) -> Content:
        """Return as many as fit."""
        items = [
            (key, self.labels.get(each, label))
            for each, (key, label) in zip(
                self.command_ids, cast("Editor", self.app).keymap.footer(self.command_ids), strict=True
            )
        ]
        while len(items) > 2 and sum(len(key) + len(label) + 3 for key, label in items) - 1 > self.size.width:
            del items[-3]
        spans: list[styles.Span] = []
        for key, label in items:
            spans += [(f" {key}", styles.KEY), (f" {label} ", styles.MUTED)]
        return Content.assemble(*spans)
