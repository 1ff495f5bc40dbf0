"""The path as plain data for scripts."""

from typing import Any

from .flow import CallEnd, FieldRef, FlowStep, Path, Scenario
from .phrases import scenario_text
from .sentence import header_warning, sentence


def flow_to_json(path: Path) -> dict[str, Any]:
    """The path as dictionaries, lists and texts that `json.dumps` takes; keys in camelCase as in all our JSON.

    A field is named as in commands and files: "call_forwarding.always.enabled"; null where none is responsible.
    """
    return {
        "provider": path.provider,
        "sentence": sentence(path),
        "warning": header_warning(path),
        "situations": [_branch(branch) for branch in path.branches],
        "hidden": [{"words": shadowed.words, "field": _field(shadowed.source)} for shadowed in path.shadowed],
    }


def _branch(branch: Scenario) -> dict[str, Any]:
    return {
        "situation": branch.situation.value,
        "words": scenario_text(branch),
        "ringing": branch.ringing.value,
        "rings": branch.rings,
        "seconds": branch.seconds,
        "end": _end(branch.end),
        "field": _field(branch.source),
        "isAssumed": branch.is_assumed,
        "steps": [_step(step) for step in branch.steps],
        "notRead": [feature.value for feature in branch.unread],
    }


def _step(step: FlowStep) -> dict[str, Any]:
    return {
        "decision": step.step.value,
        "words": step.words,
        "field": _field(step.source),
        "end": _end(step.end) if step.end else None,
        "hides": list(step.shadows),
        "isAssumed": step.is_assumed,
    }


def _end(end: CallEnd) -> dict[str, Any]:
    return {"place": end.place.value, "number": end.number, "shown": end.shown}


def _field(source: FieldRef | None) -> str | None:
    return source.feature.key(source.path) if source else None
