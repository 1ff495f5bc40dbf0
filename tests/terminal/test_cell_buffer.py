"""Cells made of Textual's updates show what Textual itself would have sent, and no control sequence."""

import random
from typing import Any

import pytest
from rich.color import ColorSystem
from rich.console import RenderableType
from rich.style import Style
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from tui_callsettings.terminal import color_encoder
from tui_callsettings.terminal.cell_buffer import CellBuffer
from tui_callsettings.terminal.character_filter import CharacterFilter
from tui_callsettings.terminal.color_encoder import ColorEncoder
from tui_callsettings.terminal.diff_renderer import DiffRenderer

from .test_diff_renderer import Screen as Model

SIZE = (46, 14)
WORDS = ["call", "0049 30 1234", "weiter", "電話", "─│┌", "é", "naïve", "    ", "x" * 30, "\t", "Ω"]


class Dialog(ModalScreen[None]):
    """Something over the rest."""

    CSS = "Dialog { align: center middle; } #over { width: 20; height: 3; background: $primary; }"

    def compose(self) -> ComposeResult:
        yield Static("over everything", id="over")


class Watched(App[None]):
    """Shows each of its updates on two terminals: as Textual sends it, and as cells that changed."""

    CSS = """
    #left, #right { width: 1fr; height: 4; }
    #left { border: solid $accent; }
    #low { height: 2; text-style: bold; background: $boost; }
    #number { height: 1; border: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.console._color_system = ColorSystem.TRUECOLOR
        self.whole, self.changed = Model(*SIZE), Model(*SIZE)
        self.cell_buffer = CellBuffer(*SIZE, ColorEncoder(1 << 24), CharacterFilter())
        self.renderer = DiffRenderer(*SIZE)
        self.updates: list[str] = []

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("left", id="left", markup=False)
            yield Static("right", id="right", markup=False)
        yield Static("low", id="low", markup=False)
        yield Input(id="number")

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if isinstance(renderable, CompositorUpdate) and not self._batch_count:
            self.updates.append(type(renderable).__name__)
            self.whole.stream.feed(renderable.render_segments(self.console).replace("\n", "\r\n"))
            self.cell_buffer.draw(renderable)
            self.changed.stream.feed(self.renderer.render(self.cell_buffer.rows, self.cell_buffer.dirty, None))
            self.cell_buffer.dirty.clear()
        super()._display(screen, renderable)


async def test_cells_show_what_textual_would_have_sent() -> None:
    app, chance = Watched(), random.Random(4)
    async with app.run_test(size=SIZE) as pilot:
        for step in range(40):
            for name in chance.sample(["left", "right", "low"], 2):
                app.query_one(f"#{name}", Static).update(" ".join(chance.choices(WORDS, k=4)))
            if step % 10 == 3:
                app.push_screen(Dialog())
            if step % 10 == 6:
                app.pop_screen()
            if step % 10 == 8:
                await pilot.press("5", "6", "left", "tab")
            await pilot.pause()
            assert app.changed.cells() == app.whole.cells(), step
    assert {"ChopsUpdate", "LayoutUpdate"} <= set(app.updates)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("ab", ("a", "b")),
        ("電b", ("電", "", "b")),
        ("e\u0301x", ("e\u0301", "x")),
        ("a\x1b]0;x\x07b", ("a", "]", "0", ";", "x", "b")),
        ("a\u202eb\u200f", ("a", "b")),
        ("\x9bA", ("A",)),
        ("\ue000", ("?",)),
        ("\U0001f44d\U0001f3fdx", ("\U0001f44d", "", "x")),
        ("\U0001f469\u200d\U0001f4bbx", ("\U0001f469", "", "x")),
        ("\U0001f1e9\U0001f1eax", ("D", "E", "x")),
        ("\u2764\ufe0fx", ("\u2764", " ", "x")),
        ("1\ufe0f\u20e3x", ("1", " ", "x")),
    ],
)
def test_what_no_column_shows_is_not_sent(text: str, columns: tuple[str, ...]) -> None:
    assert CharacterFilter().split_columns(text) == columns


def test_ascii_looks_like_what_it_stands_for() -> None:
    characters = CharacterFilter(is_ascii=True)
    assert "".join(characters.split_columns("┌─┬┐│ → ← • … é ß ✓ “x” 電")) == '+-++| > < - . e s + "x" ? '
    every = "".join(map(chr, range(0x20, 0x3000)))
    assert "".join(characters.split_columns(every)).isascii()


def test_styles_in_the_colours_there_are() -> None:
    style = Style(bold=True, italic=True, underline=True, color="#ff0000", bgcolor="color(20)", blink=True)
    assert ColorEncoder(1 << 24).encode(style) == "1 3 4 38;2;255;0;0 48;5;20"
    assert ColorEncoder(256).encode(style) == "1 3 4 38;5;196 48;5;20"
    assert ColorEncoder(16).encode(style) == "1 3 4 31 44"
    assert ColorEncoder(0).encode(style) == "1 3 4"
    assert ColorEncoder(0, has_italics=False).encode(style) == "1 4"
    assert ColorEncoder(16).encode(Style(color="default", bgcolor="default")) == ""


def test_styles_without_end_take_no_memory_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(color_encoder, "_MAX_CACHE", 20)
    encoder = ColorEncoder(1 << 24)
    for red in range(256):
        assert encoder.encode(Style(color=f"rgb({red},0,0)")) == f"38;2;{red};0;0"
    assert len(encoder._known) <= 21
