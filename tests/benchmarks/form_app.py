"""The same fields as the editor's, in Textual's own widgets as they come: what the editor would be without care."""

from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Footer, Header, Input, Label, Select, Switch, TabbedContent, TabPane

from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldType, SettingField


class FormApp(App[None]):
    """A tab for each feature, a row for each field. Nothing is read or saved."""

    CSS = "Horizontal { height: auto } Label { width: 40; padding: 1 }"

    def compose(self) -> ComposeResult:
        """All fields at once."""
        yield Header()
        with TabbedContent():
            for feature in Feature:
                with TabPane(feature.title), VerticalScroll():
                    for field in feature.fields:
                        with Horizontal():
                            yield Label(field.title)
                            yield _control(field)
        yield Footer()


def _control(field: SettingField) -> Switch | Input | Select[str]:
    if field.type is FieldType.SWITCH:
        return Switch()
    if field.type is FieldType.CHOICE:
        return Select((choice.label, choice.value) for choice in field.meta.choices)
    return Input()


if __name__ == "__main__":
    FormApp().run()
