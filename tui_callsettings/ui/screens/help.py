"""The help: what works on the screen one is on, what the marks mean, and every key in force."""

from collections.abc import Iterable

from textual.content import Content
from textual.events import ScreenResume
from textual.widget import Widget

from tui_callsettings.state.store_state import StoreState
from tui_callsettings.ui import styles
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.rendering import definition_rows, join_rows, wrap
from tui_callsettings.ui.widgets.text_block import TextBlock

from .editor_screen import EditorScreen

_MARKS = (
    (">", "the focused row"),
    ("[x] ON  [ ] OFF", "a switch"),
    ("[-] not reported", "the provider did not report this setting; it may be on or off"),
    ("*", "changed by you, not saved"),
    ("!", "must be fixed before saving"),
    ("?", "unusual, but your provider may accept it"),
    ("#", "changed elsewhere since you opened the editor, or a conflict"),
    ("● ○", "a rule that is on, or off"),
    ("=", "the same after saving"),
    ("(assumed)", "your provider does not document which setting wins; this is what usually happens"),
    ("(overridden)", "this setting is on, but another one acts first"),
)


class HelpScreen(EditorScreen[None]):
    """Help, with the keys as they are now; those of the screen it was asked for on come first.

    Textual's `HelpPanel` lists the keys of the moment alone, in a third of the width: not the marks, not what works
    elsewhere.
    """

    BINDINGS = bindings(Scope.READING)
    HEADING = "Help"
    FOOTER = ("app.back",)

    def body(self) -> Iterable[Widget]:
        """Yield all of it in one text."""
        yield TextBlock(id="text")

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Begin at the top."""
        del event
        self.action_scroll_to_end(-1)

    def update_view(self, state: StoreState) -> None:
        """Show it in the width there is."""
        del state
        width, keymap = self.app.size.width - 1, self.editor.keymap
        intro = (
            f"Edit first, then press {keymap.key('app.review')} to review and save. Nothing is sent until you save; "
            "then the editor reads the settings again and reports whether they match your changes. Calls to a hunt "
            "group, and rules that your provider keeps elsewhere (such as selective forwarding), are not covered."
        )
        rows = [Content(f" {row}") for row in wrap(intro, width - 2)]
        by_scope = dict(keymap.help())
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else self
        first = [scope for scope in getattr(below, "SCOPES", ()) if scope in by_scope]
        for scope in first:
            rows += self._section(scope.value, by_scope[scope], width)
        rows += self._section("Marks", _MARKS, width)
        rows += self._section(Scope.EVERYWHERE.value, by_scope[Scope.EVERYWHERE], width)
        for scope, pairs in keymap.help():
            if scope not in (*first, Scope.EVERYWHERE):
                rows += self._section(scope.value, pairs, width)
        self.query_one("#text", TextBlock).content = join_rows(rows)
        self.hint = (
            f"{keymap.key('reading.up')}, {keymap.key('reading.down')}, {keymap.key('reading.page_up')} and "
            f"{keymap.key('reading.page_down')} scroll."
        )

    def _section(self, title: str, pairs: Iterable[tuple[str, str]], width: int) -> list[Content]:
        rows = [Content(""), Content.styled(f" {title}", styles.TITLE)]
        for pair in pairs:
            rows += definition_rows(*pair, width)
        return rows
