"""A small form on `TerminalApp`, for the tests at the pseudo-terminal. Its behaviour is chosen by the environment."""

import os
import sys
import time

from tui_callsettings.terminal import detect, splash

detect.prepare_environment(os.environ)
TERMINAL = detect.detect_terminal(os.environ)
SPLASH = None
if splash_file := os.environ.get("DEMO_SPLASH"):
    SPLASH = splash.show_snapshot(splash_file, TERMINAL) or splash.show_text(["Demo", "reading"], TERMINAL)
    if process_file := os.environ.get("DEMO_PROCESS"):
        with open(process_file, "w", encoding="ascii") as file:  # noqa: PTH123 - as early as the real program
            file.write(str(os.getpid()))
    if hold := os.environ.get("DEMO_HOLD"):
        while not os.path.exists(hold):  # noqa: PTH110 - as early as the real program, nothing more is loaded
            time.sleep(0.01)

import asyncio  # noqa: E402 - the splash must be shown before Textual, and what it needs, is loaded
from typing import ClassVar  # noqa: E402

from rich.cells import cell_len  # noqa: E402
from textual import events, on  # noqa: E402
from textual.app import ComposeResult  # noqa: E402
from textual.binding import Binding, BindingType  # noqa: E402
from textual.geometry import Offset  # noqa: E402
from textual.reactive import var  # noqa: E402
from textual.screen import Screen  # noqa: E402
from textual.widget import Widget  # noqa: E402
from textual.widgets import Input, Static  # noqa: E402

from tui_callsettings.terminal.app import TerminalApp  # noqa: E402
from tui_callsettings.terminal.input_messages import InputDropped, PasteDiscarded  # noqa: E402


class Row(Widget, can_focus=True):
    """A switch of one row, its state in words."""

    DEFAULT_CSS = "Row { height: 1; } Row:focus { text-style: bold; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "throw", "throw")]
    is_on = var(False)

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def render(self) -> str:
        return f"{'>' if self.has_focus else ' '} {self.label:20} {'(x) ON' if self.is_on else '( ) OFF'}"

    def watch_is_on(self) -> None:
        self.refresh()

    def action_throw(self) -> None:
        self.is_on = not self.is_on


class Number(Input):
    """A field of one row that reports what is pasted."""

    DEFAULT_CSS = (
        "Number, Number:focus { height: 1; border: none; padding: 0; background: $background; }"
        "Number > .input--cursor { text-style: none; background: $background; color: $foreground; }"
    )

    @property
    def cursor_screen_offset(self) -> Offset:
        """Behind what is typed; Input's own is one further right there."""
        before = cell_len(self.value[: self.cursor_position])
        return self.content_region.offset + Offset(before - int(self.scroll_offset.x), 0)

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.screen.query_one("#status", Static).update(f"pasted {event.text!r}")


class Form(Screen[None]):
    """Two switches and a field."""

    CSS = "#status { height: 1; } #line { height: 2; border-top: solid $foreground; }"

    def compose(self) -> ComposeResult:
        yield Static("Demo form", id="title")
        yield Static("Büro Zoë - 日本 │ ▔", id="names", markup=False)
        yield Row("Do not disturb")
        yield Row("Call waiting")
        yield Number(id="number", max_length=40)
        yield Static("status", id="status", markup=False)
        yield Static("", id="line")

    def on_mount(self) -> None:
        self.query_one(Number).cursor_blink = False


class FullForm(Screen[None]):
    """A form as full as the real one: a row of text, a field and eighteen switches."""

    CSS = "#status { height: 1; }"

    def compose(self) -> ComposeResult:
        yield Static("Your calls ring on your phone; nobody answering, they go to voicemail after 4 rings.", id="title")
        yield Number(id="number", max_length=40)
        for number in range(18):
            yield Row(f"switch number {number}")
        yield Static("status", id="status", markup=False)
        yield Static("F1 Help  F2 Save  F3 Undo  F4 Off  F5 Read again  F6 Next  F8 Clear  F10 Quit")

    def on_mount(self) -> None:
        self.query_one(Number).cursor_blink = False


class Other(Screen[None]):
    """Another screen, with other text on each row."""

    def compose(self) -> ComposeResult:
        for number in range(20):
            yield Static(f"{number:2}  another screen has another line of text here, number {number}")


class Demo(TerminalApp[None]):
    """The form, and keys for what the tests want to see."""

    paints_immediately = "DEMO_WAIT" not in os.environ
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10", "quit_demo", "quit", priority=True),
        Binding("f5", "fail", "fail", priority=True),
        Binding("f6", "other", "other", priority=True),
        Binding("f7", "stall", "stall", priority=True),
        Binding("f8", "flood", "flood", priority=True),
        Binding("f9", "suspend_process", "suspend", priority=True),
        Binding("ctrl+l", "repaint", "repaint", priority=True),
        Binding("ctrl+c", "noted('ctrl+c')", "not quit", priority=True),
        Binding("ctrl+q", "noted('ctrl+q')", "not quit", priority=True),
        Binding("escape", "noted('escape')", "escape"),
    ]

    def on_mount(self) -> None:
        self.theme = "ansi-dark"
        self.push_screen(FullForm() if os.environ.get("DEMO_FULL") else Form())
        if path := os.environ.get("DEMO_WAIT"):
            self.call_after_refresh(self.wait_for_answers, path)

    def wait_for_answers(self, path: str) -> None:
        """The screen is drawn, and what it shows is not there yet."""

        def check() -> None:
            if not os.path.exists(path):  # noqa: PTH110 - a mark for the test
                self.start_painting()

        with open(path, "w", encoding="ascii"):  # noqa: PTH123 - likewise
            self.set_interval(0.01, check)

    def show_message(self, text: str) -> None:
        self.screen.query_one("#status", Static).update(text)

    @on(Input.Changed)
    def show_number(self, event: Input.Changed) -> None:
        self.show_message(f"number {event.value!r}")

    def on_suspend_refused(self) -> None:
        self.show_message("cannot be suspended")

    def on_input_dropped(self, message: InputDropped) -> None:
        self.screen.query_one("#title", Static).update(f"dropped {message.count > 0}")

    def on_paste_discarded(self, message: PasteDiscarded) -> None:
        self.show_message("paste lost")

    def action_noted(self, what: str) -> None:
        self.show_message(f"noted {what}")

    def action_quit_demo(self) -> None:
        if path := os.environ.get("DEMO_SPLASH"):
            self.save_snapshot(path, note_row=0)
        self.exit(return_code=int(os.environ.get("DEMO_STATUS", "0")))

    def action_fail(self) -> None:
        secret = "canary-token-4711"
        raise RuntimeError(f"refused {secret}")

    def action_other(self) -> None:
        if isinstance(self.screen, Other):
            self.pop_screen()
        else:
            self.push_screen(Other())

    def action_stall(self) -> None:
        time.sleep(3600)

    async def flood(self) -> None:
        for number in range(400):
            self.screen.query_one("#title", Static).update(f"Demo form {number} " + chr(48 + number % 75) * 60)
            self.screen.query_one("#names", Static).update(chr(49 + number % 75) * 70)
            await asyncio.sleep(0.005)
        if path := os.environ.get("DEMO_FLOODED"):
            with open(path, "w", encoding="ascii") as file:  # noqa: PTH123 - a mark for the test
                file.write("done")

    def action_flood(self) -> None:
        self.run_worker(self.flood(), description="flood")

    async def before_shutdown(self, signal_number: int) -> None:
        if path := os.environ.get("DEMO_LAST_WORDS"):
            with open(path, "w", encoding="ascii") as file:  # noqa: PTH123 - a mark for the test
                file.write(f"signal {signal_number}")
        if path := os.environ.get("DEMO_SAVING"):
            while not os.path.exists(path):  # noqa: ASYNC110, PTH110 - a save that takes its time
                await asyncio.sleep(0.1)

    def unsaved_work(self) -> str:
        return "Your changes are kept as a draft."


if __name__ == "__main__":
    sys.exit(Demo(TERMINAL, SPLASH).run_in_terminal())
