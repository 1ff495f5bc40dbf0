"""The screen as cells: the one place that reads the compositor's updates, which are private to Textual."""

from collections.abc import Iterable

from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from .character_filter import CharacterFilter
from .color_encoder import ColorEncoder
from .diff_renderer import BLANK, Cell
from .sgr import blank_style

_MAX_CACHE = 2048


class CellBuffer:
    """The rows as they should be, and which of them changed since they were last sent."""

    def __init__(self, columns: int, rows: int, palette: ColorEncoder, characters: CharacterFilter) -> None:
        self._color_encoder = palette
        self._characters = characters
        self._known: dict[tuple[str, Style | None], list[Cell]] = {}
        self.rows: list[list[Cell]] = []
        self.dirty: set[int] = set()
        self.columns = 0
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        """Start empty in another size."""
        self.columns = columns
        self.rows = [[BLANK] * columns for _ in range(rows)]
        self.dirty = set(range(rows))

    def draw(self, update: CompositorUpdate) -> None:
        """Draw an update: a whole screen, which sets the buffer's size, or parts of one."""
        if isinstance(update, LayoutUpdate):
            region = update.region
            if (region.width, region.height) != (self.columns, len(self.rows)):
                self.resize(region.width, region.height)
            for y, line in enumerate(update.strips, region.y):
                self._put(region.x, y, line)
        elif isinstance(update, ChopsUpdate):
            self._draw_chops(update)

    def _draw_chops(self, update: ChopsUpdate) -> None:
        """Draw pieces of lines, chosen and cropped as `ChopsUpdate.render_segments` does."""
        for y, left, right in update.spans:
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if strip is None or x > right or end <= left:
                    continue
                is_whole = left <= x < right and end <= right
                self._put(x, y, [strip if is_whole else strip.crop(0, min(end, right) - x)])

    def _put(self, x: int, y: int, line: Iterable[Strip]) -> None:
        if not 0 <= y < len(self.rows):
            return
        cells: list[Cell] = []
        for strip in line:
            for text, style, control in strip:
                if not control:
                    cells += self._cells(text, style)
        row = self.rows[y]
        end = x + len(cells)
        # Blank the other half of an overwritten double-width cell.
        if 0 < x < self.columns and not row[x][0]:
            row[x - 1] = BLANK
        if end < self.columns and not row[end][0]:
            row[end] = BLANK
        row[x:end] = cells[: max(0, self.columns - x)]
        del row[self.columns :]
        self.dirty.add(y)

    def _cells(self, text: str, style: Style | None) -> list[Cell]:
        key = (text, style)
        known = self._known.get(key)
        if known is None:
            if len(self._known) > _MAX_CACHE:
                self._known.clear()
            sgr = self._color_encoder.encode(style)
            blank_sgr = blank_style(sgr)
            known = self._known[key] = [
                (column, blank_sgr if column == " " else sgr) for column in self._characters.split_columns(text)
            ]
        return known
