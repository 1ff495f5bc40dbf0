"""What happens to a call to me now: from stored settings to sentences, drawings and advice. Pure: no I/O."""

from .advice import Advisory, advisories, advisory_ids
from .build import call_path, walk
from .document import as_json
from .drawing import drawn
from .mermaid import as_mermaid
from .numbers import shown
from .path import Branch, End, Hidden, Path, PathStep, Place, Ringing, Row, Situation, Source
from .sentence import Change, before_and_after, changes, header_warning, sentence
from .svg import as_svg

__all__ = [
    "Advisory",
    "Branch",
    "Change",
    "End",
    "Hidden",
    "Path",
    "PathStep",
    "Place",
    "Ringing",
    "Row",
    "Situation",
    "Source",
    "advisories",
    "advisory_ids",
    "as_json",
    "as_mermaid",
    "as_svg",
    "before_and_after",
    "call_path",
    "changes",
    "drawn",
    "header_warning",
    "sentence",
    "shown",
    "walk",
]
