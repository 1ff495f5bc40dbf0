"""Textual's own widgets, compact, on our driver and renderer: what those alone save, without a widget of ours."""

import os

from tui_callsettings.terminal import detect

detect.prepare_environment(os.environ)
TERMINAL = detect.detect_terminal(os.environ)

from textual.app import ComposeResult  # noqa: E402 - the environment must be prepared before Textual is imported
from textual.containers import VerticalScroll  # noqa: E402
from textual.widget import Widget  # noqa: E402
from textual.widgets import Checkbox, Footer, Header, Input, TabbedContent, TabPane  # noqa: E402

from tui_callsettings.models.feature import Feature  # noqa: E402
from tui_callsettings.models.setting import FieldType, SettingField  # noqa: E402
from tui_callsettings.terminal.app import TerminalApp  # noqa: E402


class StockApp(TerminalApp[None]):
    """A tab for each feature, a row for each field. Nothing is read or saved."""

    def compose(self) -> ComposeResult:
        """All fields at once."""
        yield Header()
        with TabbedContent():
            for feature in Feature:
                with TabPane(feature.title), VerticalScroll(can_focus=False):
                    for field in feature.fields:
                        yield _control(field)
        yield Footer()


def _control(field: SettingField) -> Widget:
    if field.type is FieldType.SWITCH:
        return Checkbox(field.title, compact=True)
    return Input(placeholder=field.title, compact=True)


if __name__ == "__main__":
    app = StockApp(TERMINAL)
    app.theme = "ansi-dark"
    app.run_in_terminal()
