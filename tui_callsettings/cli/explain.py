"""`callsettings explain`: where calls go now, in words or as a drawing."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .advice_output import advice_document, advice_lines
from .end_option import pending_lines
from .exit_status import ExitStatus, raise_if_nothing_read, read_status
from .vocabulary import normalize_name

if TYPE_CHECKING:
    from tui_callsettings.call_flow import Advisory, CallFlow, Situation
    from tui_callsettings.state.store import SettingsStore

_SITUATIONS = {
    "free": "FREE",
    "on-a-call": "ON_A_CALL",
    "busy": "BUSY",
    "no-answer": "NO_ANSWER",
    "unreachable": "NOT_REACHABLE",
    "do-not-disturb": "DO_NOT_DISTURB",
}
_ALIASES = {"not_reachable": "unreachable", "unanswered": "no-answer", "dnd": "do-not-disturb"}
_LIMITS = (
    "(assumed) marks what the provider does not document. Rules that this program does not edit, such as selective "
    "forwarding, act before your settings; those that the provider reports as on are shown. Calls to a hunt group or "
    "queue ignore personal forwarding."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = f"{_LIMITS}\n\n{parser.epilog}"
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="print JSON")
    forms.add_argument("--svg", metavar="FILE", type=Path, help="draw an SVG file; - prints it")
    forms.add_argument("--mermaid", action="store_true", help="print a Mermaid diagram")
    parser.add_argument("--ascii", action="store_true", help="draw with ASCII characters")
    parser.add_argument(
        "--when",
        metavar="SITUATION",
        type=_situation_name,
        choices=tuple(_SITUATIONS),
        help=f"follow a call step by step; one of {', '.join(_SITUATIONS)}",
    )


def _situation_name(text: str) -> str:
    name = normalize_name(text)
    return _ALIASES.get(name, name.replace("_", "-"))


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Read the settings and print what they do together; return whether all of them could be read."""
    import asyncio

    return asyncio.run(_explain(arguments))


async def _explain(arguments: argparse.Namespace) -> ExitStatus:
    from tui_callsettings.call_flow import build_call_flow

    from .save_command import open_store

    async with open_store(arguments) as store:
        if store is None:
            return ExitStatus.LOCKED
        await store.load()
        failures = [state.failure for state in store.feature_states]
        settings = store.settings(is_draft=False)
        raise_if_nothing_read(failures, settings)
        flow = build_call_flow(settings, store.capabilities, store.owner, other_rules=store.state.other_rules)
        _print_flow(arguments, flow, store)
    return read_status(failures)


def _print_flow(arguments: argparse.Namespace, flow: "CallFlow", store: "SettingsStore") -> None:
    """Print the call flow in the requested form; what could not be read goes to standard error beside a drawing."""
    from tui_callsettings import paths
    from tui_callsettings.call_flow import flow_to_mermaid, flow_to_svg
    from tui_callsettings.text import dump_json

    is_drawing = arguments.mermaid or arguments.svg is not None
    if arguments.json:
        print(dump_json(_document(flow, store)))
    elif arguments.mermaid:
        print(flow_to_mermaid(flow))
    elif arguments.svg is not None and str(arguments.svg) != "-":
        paths.write_atomically(arguments.svg.absolute(), flow_to_svg(flow).encode())
    elif arguments.svg is not None:
        print(flow_to_svg(flow))
    elif arguments.when:
        print("\n".join([*_step_lines(flow, arguments.when), *failure_lines(store)]))
    else:
        print("\n".join([*_lines(arguments, flow, store), *pending_lines(store.client.account)]))
    if is_drawing:
        for line in failure_lines(store):
            print(f"callsettings: {line}", file=sys.stderr)


def failure_lines(store: "SettingsStore") -> list[str]:
    """Return, for each feature that the account has and that could not be read, the reason."""
    from tui_callsettings.errors import UnsupportedError

    return [
        f"{state.feature.title} could not be read. {state.failure.details}"
        for state in store.feature_states
        if state.failure is not None and not isinstance(state.failure, UnsupportedError)
    ]


def _document(flow: "CallFlow", store: "SettingsStore") -> dict[str, Any]:
    from tui_callsettings.call_flow import flow_to_json

    return {
        **flow_to_json(flow),
        "advice": [advice_document(item) for item in _find_advice(flow, store)],
        "failures": {
            state.feature.wire_name: state.failure.message
            for state in store.feature_states
            if state.failure is not None
        },
    }


def _find_advice(flow: "CallFlow", store: "SettingsStore") -> "tuple[Advisory, ...]":
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.call_flow import find_advisories

    silenced = frozenset(load_config().silenced_advisories)
    return find_advisories(store.settings(is_draft=False), store.capabilities, store.owner, silenced, flow=flow)


def _step_lines(flow: "CallFlow", when: str) -> list[str]:
    from tui_callsettings.call_flow import Situation

    scenario = flow.scenario(_situation(Situation, when))
    return [f"{number}. {step.message}" for number, step in enumerate(scenario.steps, start=1)]


def _situation(situations: "type[Situation]", when: str) -> "Situation":
    return situations[_SITUATIONS[when]]


def _lines(arguments: argparse.Namespace, flow: "CallFlow", store: "SettingsStore") -> list[str]:
    import shutil

    from tui_callsettings.call_flow import draw_flow, summarize_flow
    from tui_callsettings.terminal.detect import charset

    # Not by the output's encoding: in the C locale Python uses UTF-8 (PEP 540), which the terminal may not.
    is_ascii = arguments.ascii or charset(os.environ) != "utf-8"
    width = min(shutil.get_terminal_size().columns, 100)
    lines = [summarize_flow(flow), "", *draw_flow(flow, width, ascii=is_ascii)]
    for block in (failure_lines(store), advice_lines(_find_advice(flow, store), arguments)):
        if block:
            lines += ["", *block]
    return lines
