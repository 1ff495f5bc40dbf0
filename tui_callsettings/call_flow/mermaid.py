"""The path as a Mermaid flow chart, for documents that draw one."""

from tui_callsettings.text import clean_text

from .flow import Path
from .tree_drawing import ROOT


def flow_to_mermaid(path: Path) -> str:
    """The tree as Mermaid text: an arrow for each situation, a dotted one for what never acts."""
    lines = ["flowchart LR", f'  call(["{ROOT}"])']
    for number, row in enumerate(path.rows, start=1):
        arrow = "-.->" if row.is_shadowed else "-->"
        lines.append(f'  call {arrow}|"{_escaped(row.label)}"| end{number}["{_escaped(row.marked_text)}"]')
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """`text` for a quoted label: Mermaid takes a character's number between # and ; and runs Markdown and HTML."""
    return "".join(
        character if character.isalnum() or character in " ,.+-:()" else f"#{ord(character)};"
        for character in clean_text(text)
    )
