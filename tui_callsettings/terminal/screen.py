"""A screen that measures a widget again before it lays out a later text."""

from textual.message import Message
from textual.messages import Layout
from textual.screen import Screen, ScreenResultType


class TerminalScreen(Screen[ScreenResultType], inherit_bindings=False):
    """The base of a `TerminalApp`'s screens."""

    def post_message(self, message: Message) -> bool:
        """Take a message; measure the widget again that asks for a layout.

        Textual 8.2.8 keeps a widget's box by the number of its changes, and counts a second change before the widget
        was idle as the first one. A layout between the two, for any other widget's sake, measures the first text; the
        box of that text would then stay for as long as the second one is shown, and cut it. It happens here and not in
        a handler, because of several such messages in a row only the last one is handled.
        """
        if isinstance(message, Layout):
            message.widget._layout_updates += 1
        return super().post_message(message)
