"""The call flow as a Mermaid flow chart, for documents that draw one."""

from tui_callsettings.text import clean_text

from .flow import CallFlow
from .tree_drawing import ROOT


def flow_to_mermaid(flow: CallFlow) -> str:
    """Return the tree as Mermaid text: an arrow for each situation, a dotted one for what has no effect."""
    lines = ["flowchart LR", f'  call(["{ROOT}"])']
    for number, row in enumerate(flow.rows, start=1):
        arrow = "-.->" if row.is_shadowed else "-->"
        lines.append(f'  call {arrow}|"{_escaped(row.label)}"| end{number}["{_escaped(row.marked_text)}"]')
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Return `text` for a quoted label, in which Mermaid would run Markdown and HTML; it takes "#35;" for a "#"."""
    return "".join(
        character if character.isalnum() or character in " ,.+-:()" else f"#{ord(character)};"
        for character in clean_text(text)
    )
