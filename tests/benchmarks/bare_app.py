"""The least a Textual program is: header, footer, one line of text. What everything is compared with."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Static


class BareApp(App[None]):
    """Header, Footer and one Static, all as they come."""

    def compose(self) -> ComposeResult:
        """The three."""
        yield Header()
        yield Static("Do not disturb")
        yield Footer()


if __name__ == "__main__":
    BareApp().run()
