"""The renderer: the terminal shows the target, for few bytes."""

from typing import Any

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_callsettings.terminal.diff_renderer import BLANK, Cell, DiffRenderer
from tui_callsettings.terminal.sgr import blank_style, sgr_transition

COLUMNS, ROWS = 17, 5
STYLES = ["", "1", "7", "4 31", "1 31 44", "97", "48;5;20", "3 38;2;1;2;3 48;2;9;8;7", "9 32", "1 7 33"]
TEXTS = ["a", "b", "Z", "9", " ", " ", "é", "─", "e\u0301", "電", "한"]
Rows = list[list[Cell]]


def row_of(cells: list[tuple[str, str]], columns: int) -> list[Cell]:
    """Lay texts out as columns: wide ones take two, spaces keep what shows of their style."""
    row: list[Cell] = []
    for text, style in cells:
        width = 2 if text in "電한" else 1
        if len(row) + width > columns:
            break
        shown = blank_style(style) if text == " " else style
        row += [(text, shown)] + [("", shown)] * (width - 1)
    return row + [BLANK] * (columns - len(row))


cells = st.tuples(st.sampled_from(TEXTS), st.sampled_from(STYLES))
rows = st.lists(st.lists(cells, max_size=COLUMNS), min_size=ROWS, max_size=ROWS).map(
    lambda found: [row_of(row, COLUMNS) for row in found]
)
cursors = st.none() | st.tuples(st.integers(0, COLUMNS - 1), st.integers(0, ROWS - 1))


class Screen:
    """A terminal model that shows what a renderer sends."""

    def __init__(self, columns: int = COLUMNS, lines: int = ROWS) -> None:
        self.screen: Any = pyte.Screen(columns, lines)
        self.stream: Any = pyte.Stream(self.screen)

    def cells(self) -> list[list[tuple[Any, ...]]]:
        buffer = self.screen.buffer
        return [
            [self._seen(buffer[y][x]) for x in range(self.screen.columns)]  #
            for y in range(self.screen.lines)
        ]

    @staticmethod
    def _seen(cell: Any) -> tuple[Any, ...]:
        marks = (cell.underscore, cell.strikethrough, cell.reverse)
        if cell.data == " " and not cell.reverse:
            return (cell.data, cell.bg, *marks)
        return (cell.data, cell.bg, *marks, cell.fg, cell.bold, cell.italics)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.tuples(rows, cursors), min_size=1, max_size=5), st.booleans())
def test_changes_alone_show_the_same_as_painting_it_all(screens: list[tuple[Rows, Any]], switches: bool) -> None:
    changing, renderer = Screen(), DiffRenderer(COLUMNS, ROWS, supports_partial_sgr_reset=switches)
    for target, cursor in screens:
        changing.stream.feed(renderer.render(target, range(ROWS), cursor))
        whole = Screen()
        whole.stream.feed(DiffRenderer(COLUMNS, ROWS).render(target, range(ROWS), cursor))
        assert changing.cells() == whole.cells()
        assert renderer.shown == target
        assert changing.screen.cursor.hidden is (cursor is None)
        if cursor is not None:
            assert (changing.screen.cursor.x, changing.screen.cursor.y) == cursor
        assert renderer.render(target, range(ROWS), cursor) == ""


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(STYLES), min_size=2, max_size=6), st.booleans())
def test_a_look_is_the_same_however_it_was_reached(styles: list[str], switches: bool) -> None:
    stepwise, before = Screen(), ""
    for style in styles:
        stepwise.stream.feed(sgr_transition(before, style, switches))
        before = style
    stepwise.stream.feed("x")
    direct = Screen()
    direct.stream.feed(sgr_transition("", styles[-1]) + "x")
    assert stepwise.cells() == direct.cells()


def test_bold_survives_the_end_of_dim() -> None:
    assert sgr_transition("1 2", "1") in {"\x1b[22;1m", "\x1b[0;1m"}


def painted(*lines: str) -> tuple[DiffRenderer, Rows]:
    """A renderer that has put these lines on an 80-column screen, and the rows."""
    target = [row_of([(character, "") for character in line], 80) for line in lines]
    renderer = DiffRenderer(80, len(lines))
    renderer.render(target, range(len(lines)), (0, 0))
    return renderer, target


def test_a_letter_under_the_cursor_costs_one_byte() -> None:
    renderer, target = painted("name: ", "")
    renderer.render(target, [0], (6, 0))
    target[0][6] = ("x", "")
    assert renderer.render(target, [0], (7, 0)) == "x"


def test_a_long_line_is_erased_not_overwritten() -> None:
    renderer, target = painted("x" * 60, "")
    target[0] = [BLANK] * 80
    assert renderer.render(target, [0], (0, 0)) == "\x1b[K"
    assert renderer.shown == target


def test_an_empty_end_of_the_screen_is_erased_at_once() -> None:
    renderer, target = painted("title", *["some text"] * 5)
    target[1:] = [[BLANK] * 80 for _ in range(5)]
    assert renderer.render(target, range(1, 6), (0, 0)) == "\n\x1b[J\x1b[H"


def test_a_short_gap_is_sent_again() -> None:
    renderer, target = painted("ab-cd", "")
    target[0][0] = target[0][2] = ("+", "")
    assert renderer.render(target, [0], (0, 0)) == "+b+\r"


def test_after_forgetting_all_is_painted() -> None:
    renderer, target = painted("title", "")
    renderer.invalidate()
    screen = Screen(80, 2)
    screen.stream.feed("rubbish\x1b[2;40Hmore\x1b[44m")
    screen.stream.feed(renderer.render(target, [], None))
    assert [line.rstrip() for line in screen.screen.display] == ["title", ""]


def test_only_large_updates_are_marked() -> None:
    renderer, target = painted("", "")
    target[0][3] = ("x", "")
    assert "2026" not in renderer.render(target, [0], (0, 0))
    renderer = DiffRenderer(80, 24)
    full = [row_of([("x", "")] * 80, 80) for _ in range(24)]
    assert renderer.render(full, range(24), (0, 0)).startswith("\x1b[?2026h")
    assert "2026" not in DiffRenderer(80, 24, supports_synchronized_output=False).render(full, range(24), (0, 0))
