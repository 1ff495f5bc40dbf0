"""What happens to a call to me now: from stored settings to sentences, drawings and advice. Pure: no I/O.

Each part is imported when it is first asked for: the first screen needs few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .sentence import Change as Change
from .sentence import before_and_after as before_and_after
from .sentence import changes as changes
from .sentence import header_warning as header_warning
from .sentence import sentence as sentence

if TYPE_CHECKING:
    from .advice import Advisory as Advisory
    from .advice import advisories as advisories
    from .advice import advisory_ids as advisory_ids
    from .build import call_path as call_path
    from .build import walk as walk
    from .document import as_json as as_json
    from .drawing import drawn as drawn
    from .mermaid import as_mermaid as as_mermaid
    from .numbers import shown as shown
    from .path import Branch as Branch
    from .path import End as End
    from .path import Hidden as Hidden
    from .path import Path as Path
    from .path import PathStep as PathStep
    from .path import Place as Place
    from .path import Ringing as Ringing
    from .path import Row as Row
    from .path import Situation as Situation
    from .path import Source as Source
    from .svg import as_svg as as_svg

_HOMES = {
    "Advisory": "advice",
    "Branch": "path",
    "End": "path",
    "Hidden": "path",
    "Path": "path",
    "PathStep": "path",
    "Place": "path",
    "Ringing": "path",
    "Row": "path",
    "Situation": "path",
    "Source": "path",
    "advisories": "advice",
    "advisory_ids": "advice",
    "as_json": "document",
    "as_mermaid": "mermaid",
    "as_svg": "svg",
    "call_path": "build",
    "drawn": "drawing",
    "shown": "numbers",
    "walk": "build",
}

__all__ = list(_HOMES)
__all__ += ["Change", "before_and_after", "changes", "header_warning", "sentence"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    part: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = part
    return part
