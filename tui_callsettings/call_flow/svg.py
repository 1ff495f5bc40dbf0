"""The call flow as a picture that any browser shows: one file, plain text, no script, nothing loaded from elsewhere."""

from html import escape

from .flow import CallFlow
from .summary import summarize_flow
from .tree_drawing import draw_flow, text_columns, wrap_text

_COLUMNS = 78
_COLUMN_WIDTH = 8.4
_LINE_HEIGHT = 20
_MARGIN = 20


def flow_to_svg(flow: CallFlow) -> str:
    """Return the sentence and the tree as an SVG document, dark on white, with all text escaped."""
    title = summarize_flow(flow)
    lines = [*wrap_text(title, _COLUMNS, _COLUMNS), "", *draw_flow(flow, _COLUMNS)]
    width = round(max(text_columns(line) for line in lines) * _COLUMN_WIDTH + 2 * _MARGIN)
    height = len(lines) * _LINE_HEIGHT + 2 * _MARGIN
    texts = "\n".join(_text(line, place) for place, line in enumerate(lines) if line)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="{escape(title)}">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="{width}" height="{height}" fill="white"/>\n'
        f'<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="black" xml:space="preserve">\n'
        f"{texts}\n</g>\n</svg>\n"
    )


def _text(line: str, place: int) -> str:
    return f'<text x="{_MARGIN}" y="{_MARGIN + place * _LINE_HEIGHT + 14}">{escape(line)}</text>'
