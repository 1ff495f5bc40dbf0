"""What happens to a call now: from stored settings to sentences, drawings and advice. Pure: no I/O.

Each part is imported when it is first asked for: the first screen needs few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .summary import FlowChange as FlowChange
from .summary import compare_flows as compare_flows
from .summary import flow_changes as flow_changes
from .summary import header_warning as header_warning
from .summary import summarize_flow as summarize_flow

if TYPE_CHECKING:
    from .advice import Advisory as Advisory
    from .advice import advisory_ids as advisory_ids
    from .advice import find_advisories as find_advisories
    from .flow import CallEnd as CallEnd
    from .flow import CallFlow as CallFlow
    from .flow import EndType as EndType
    from .flow import FlowRow as FlowRow
    from .flow import FlowStep as FlowStep
    from .flow import Ringing as Ringing
    from .flow import Scenario as Scenario
    from .flow import Shadowed as Shadowed
    from .flow import Situation as Situation
    from .flow_builder import build_call_flow as build_call_flow
    from .flow_builder import situation_row as situation_row
    from .flow_builder import trace_call as trace_call
    from .flow_json import flow_to_json as flow_to_json
    from .mermaid import flow_to_mermaid as flow_to_mermaid
    from .rule import FieldRef as FieldRef
    from .svg import flow_to_svg as flow_to_svg
    from .tree_drawing import draw_flow as draw_flow

_HOMES = {
    "Advisory": "advice",
    "CallEnd": "flow",
    "CallFlow": "flow",
    "EndType": "flow",
    "FieldRef": "rule",
    "FlowRow": "flow",
    "FlowStep": "flow",
    "Ringing": "flow",
    "Scenario": "flow",
    "Shadowed": "flow",
    "Situation": "flow",
    "advisory_ids": "advice",
    "build_call_flow": "flow_builder",
    "draw_flow": "tree_drawing",
    "find_advisories": "advice",
    "flow_to_json": "flow_json",
    "flow_to_mermaid": "mermaid",
    "flow_to_svg": "svg",
    "situation_row": "flow_builder",
    "trace_call": "flow_builder",
}

__all__ = list(_HOMES)
__all__ += ["FlowChange", "compare_flows", "flow_changes", "header_warning", "summarize_flow"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    part: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = part
    return part
