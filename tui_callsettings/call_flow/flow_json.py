"""The flow as plain data for scripts."""

from typing import Any

from .flow import CallEnd, CallFlow, FlowStep, Scenario
from .flow_builder import situation_row
from .rule import FieldRef, Rule
from .summary import header_warning, summarize_flow


def flow_to_json(flow: CallFlow) -> dict[str, Any]:
    """Return the flow as dictionaries, lists and texts that `json.dumps` takes; keys in camelCase as in all our JSON.

    A field is named as in commands and files: "call_forwarding.always.enabled"; null where none is responsible.
    """
    return {
        "provider": flow.provider,
        "sentence": summarize_flow(flow),
        "warning": header_warning(flow),
        "notes": list(flow.notes),
        "situations": [_scenario(scenario) for scenario in flow.scenarios],
        "overridden": [{"name": item.name, "field": _field(item.source)} for item in flow.shadowed],
    }


def _scenario(scenario: Scenario) -> dict[str, Any]:
    return {
        "situation": scenario.situation.value,
        "outcome": situation_row(scenario).marked_text,
        "ringing": scenario.ringing.value,
        "rings": scenario.rings,
        "seconds": scenario.seconds,
        "end": _end(scenario.end),
        "field": _field(scenario.source),
        "isAssumed": scenario.is_assumed,
        "steps": [_step(step) for step in scenario.steps],
        "notRead": [feature.value for feature in scenario.unread],
        "notReported": _fields(scenario.unreported),
        "notReadable": _fields(scenario.unreadable),
    }


def _step(step: FlowStep) -> dict[str, Any]:
    return {
        "stage": step.stage.value,
        "message": step.message,
        "field": _field(step.source),
        "end": _end(step.end) if step.end else None,
        "overrides": list(step.shadows),
        "isAssumed": step.is_assumed,
    }


def _end(end: CallEnd) -> dict[str, Any]:
    return {"place": end.type.value, "number": end.number, "displayNumber": end.display_number}


def _field(source: FieldRef | None) -> str | None:
    return source.feature.key(source.path) if source else None


def _fields(rules: tuple[Rule, ...]) -> list[str | None]:
    return [_field(rule.field) for rule in rules]
