"""The path as plain data for scripts."""

from typing import Any

from .path import Branch, End, Path, PathStep, Source
from .sentence import header_warning, sentence
from .wording import branch_words


def as_json(path: Path) -> dict[str, Any]:
    """The path as dictionaries, lists and texts that `json.dumps` takes; keys in camelCase as in all our JSON.

    A field is named as in commands and files: "call_forwarding.always.enabled"; null where none is responsible.
    """
    return {
        "provider": path.provider,
        "sentence": sentence(path),
        "warning": header_warning(path),
        "situations": [_branch(branch) for branch in path.branches],
        "hidden": [{"words": hidden.words, "field": _field(hidden.source)} for hidden in path.hidden],
    }


def _branch(branch: Branch) -> dict[str, Any]:
    return {
        "situation": branch.situation.value,
        "words": branch_words(branch),
        "ringing": branch.ringing.value,
        "rings": branch.rings,
        "seconds": branch.seconds,
        "end": _end(branch.end),
        "field": _field(branch.source),
        "isAssumed": branch.is_assumed,
        "steps": [_step(step) for step in branch.steps],
        "notRead": [feature.value for feature in branch.unread],
    }


def _step(step: PathStep) -> dict[str, Any]:
    return {
        "decision": step.step.value,
        "words": step.words,
        "field": _field(step.source),
        "end": _end(step.end) if step.end else None,
        "hides": list(step.hides),
        "isAssumed": step.is_assumed,
    }


def _end(end: End) -> dict[str, Any]:
    return {"place": end.place.value, "number": end.number, "shown": end.shown}


def _field(source: Source | None) -> str | None:
    return source.feature.key(source.path) if source else None
