"""Makes assets/demo.svg: a sitting at the real editor, recorded from a pseudo-terminal: `python -m tests.make_demo`.

The practice account is opened, unanswered calls are forwarded, what comes of it is looked at, reviewed and saved. Each
picture of the terminal is a group of rows; rows that several pictures share are stored once, and CSS shows one picture
after the other.
"""

import sys
from html import escape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from tests.e2e.editor import Editor, temporary_home
from tui_callsettings.models.feature import Feature

TARGET = Path(__file__).parents[1] / "assets" / "demo.svg"
SIZE = (80, 24)
CELL = (8.4, 18.0)
_MARGIN, _TOP = 14, 40
_BACKGROUND, _FOREGROUND = "#121212", "#e0e0e0"
_COLORS = {
    "default": _FOREGROUND,
    "black": "#000000",
    "red": "#d0647c",
    "green": "#8ad4a1",
    "brown": "#ffc473",
    "blue": "#0178d4",
    "magenta": "#b48ead",
    "cyan": "#57a5e2",
    "white": "#e0e0e0",
}


class Look(NamedTuple):
    """How some cells look."""

    color: str
    background: str
    is_bold: bool


Row = tuple[tuple[str, Look], ...]
"""Pieces of text of one look each."""


class Frame(NamedTuple):
    """What the terminal shows for a while."""

    rows: tuple[Row, ...]
    seconds: float


class Recorder:
    """Takes pictures of a terminal."""

    def __init__(self, terminal: Editor) -> None:
        self.terminal = terminal
        self.frames: list[Frame] = []

    def take(self, seconds: float) -> None:
        """Take a picture that is shown for so long, once nothing moves."""
        self.terminal.wait_quiet(0.25)
        buffer, cursor = self.terminal.screen.buffer, self.terminal.screen.cursor
        shown = None if cursor.hidden else (cursor.y, cursor.x)
        rows = tuple(_row(buffer[y], y, shown) for y in range(SIZE[1]))
        self.frames.append(Frame(rows, seconds))

    def press(self, *keys: str, seconds: float) -> None:
        """Press keys together, and take a picture."""
        self.terminal.press(*keys)
        self.take(seconds)


def _row(cells: object, y: int, cursor: tuple[int, int] | None) -> Row:
    looks = [_look(cells[x], is_cursor=cursor == (y, x)) for x in range(SIZE[0])]  # type: ignore[index] # of pyte
    texts = [cells[x].data for x in range(SIZE[0])]  # type: ignore[index] # of pyte
    return tuple(
        ("".join(text for text, _ in pieces), look)
        for look, group in groupby(zip(texts, looks, strict=True), key=lambda each: each[1])
        for pieces in [list(group)]
    )


def _look(cell: object, *, is_cursor: bool) -> Look:
    color, background = _color(cell.fg, _FOREGROUND), _color(cell.bg, _BACKGROUND)  # type: ignore[attr-defined]
    if cell.reverse is not is_cursor:  # type: ignore[attr-defined] # of pyte
        color, background = background, color
    return Look(color, background, cell.bold)  # type: ignore[attr-defined] # of pyte


def _color(name: str, default: str) -> str:
    if name == "default":
        return default
    name = name.removeprefix("bright")
    return _COLORS.get(name, f"#{name}")


def record() -> list[Frame]:
    """Sit at the editor once."""
    with temporary_home(), Editor(columns=SIZE[0], rows=SIZE[1]) as terminal:
        recorder = Recorder(terminal)
        terminal.wait_ready()
        recorder.take(2.5)
        terminal.open(Feature.CALL_FORWARDING)
        recorder.take(1.5)
        recorder.press("next group", seconds=0.6)
        recorder.press("next group", seconds=1.2)
        recorder.press("space", seconds=1.4)
        recorder.press("down", seconds=0.5)
        for digits in ("+1", "907", "555", "1333"):
            recorder.press(digits, seconds=0.35)
        recorder.press("down", seconds=1.2)
        recorder.press("4", seconds=3.0)
        terminal.review()
        recorder.take(3.5)
        terminal.confirm("s").wait_for("Saved and verified")
        recorder.take(2.5)
        if "1  Do not disturb" not in terminal.text:
            terminal.back()
        recorder.take(3.5)
        terminal.quit()
    return recorder.frames


def to_svg(frames: list[Frame]) -> str:
    """Return the frames as an animation that starts again at its end."""
    numbers: dict[Row, int] = {}
    for frame in frames:
        for row in frame.rows:
            numbers.setdefault(row, len(numbers))
    width, height = SIZE[0] * CELL[0] + 2 * _MARGIN, SIZE[1] * CELL[1] + _TOP + _MARGIN
    rows = "\n".join(f'<g id="r{number}">{"".join(_row_svg(row))}</g>' for row, number in numbers.items())
    pictures = "\n".join(
        f'<g class="f f{index}">'
        + "".join(
            f'<use href="#r{numbers[row]}" y="{_TOP + y * CELL[1]:g}"/>'
            for y, row in enumerate(frame.rows)
            if _row_svg(row)
        )
        + "</g>"
        for index, frame in enumerate(frames)
    )
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img">
<title>Forwarding unanswered calls with callsettings: edit, see the effect, review, save</title>
<style>
text {{ font: 14px "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre; fill: {_FOREGROUND}; }}
.b {{ font-weight: bold; }}
{_styles(frames)}
</style>
<defs>
{rows}
</defs>
<rect width="{width:g}" height="{height:g}" rx="8" fill="{_BACKGROUND}"/>
<circle cx="20" cy="20" r="6" fill="#ff5f57"/><circle cx="40" cy="20" r="6" fill="#febc2e"/>
<circle cx="60" cy="20" r="6" fill="#28c840"/>
<text x="{width / 2:g}" y="25" text-anchor="middle">callsettings</text>
{pictures}
</svg>
"""


def _styles(frames: list[Frame]) -> str:
    total = sum(frame.seconds for frame in frames)
    lines, start = [f".f {{ visibility: hidden; animation: {total:g}s step-end infinite; }}"], 0.0
    for index, frame in enumerate(frames):
        begin, end = 100 * start / total, 100 * (start + frame.seconds) / total
        start += frame.seconds
        steps = "0% { visibility: hidden; } " if index else ""
        steps += f"{begin:.2f}% {{ visibility: visible; }} "
        steps += f"{end:.2f}% {{ visibility: hidden; }}" if index < len(frames) - 1 else ""
        lines.append(f"@keyframes k{index} {{ {steps} }} .f{index} {{ animation-name: k{index}; }}")
    # Whoever wants no movement sees the last picture.
    still = f".f {{ animation: none; }} .f{len(frames) - 1} {{ visibility: visible; }}"
    lines.append(f"@media (prefers-reduced-motion: reduce) {{ {still} }}")
    return "\n".join(lines)


def _row_svg(row: Row) -> list[str]:
    parts, column = [], 0
    for text, look in row:
        x, width = _MARGIN + column * CELL[0], len(text) * CELL[0]
        if look.background != _BACKGROUND:
            parts.append(f'<rect x="{x:.1f}" width="{width:.1f}" height="{CELL[1]:g}" fill="{look.background}"/>')
        if stripped := text.strip():
            x += (len(text) - len(text.lstrip())) * CELL[0]
            color = "" if look.color == _FOREGROUND else f' style="fill:{look.color}"'
            bold = ' class="b"' if look.is_bold else ""
            length = f' textLength="{len(stripped) * CELL[0]:.1f}"'
            parts.append(f'<text x="{x:.1f}" y="13.5"{length}{bold}{color}>{escape(stripped, quote=False)}</text>')
        column += len(text)
    return parts


def main(target: Path) -> None:
    """Record, and write the animation."""
    target.parent.mkdir(exist_ok=True)
    target.write_text(to_svg(record()))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
