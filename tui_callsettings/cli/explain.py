"""`callsettings explain`: what happens to a call to you now, in words or as a drawing."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tui_callsettings.text import dump_json

from . import account_options
from .exit_status import ExitStatus

if TYPE_CHECKING:
    from tui_callsettings.call_flow import Path as CallPath
    from tui_callsettings.state.store import SettingsStore

SITUATIONS = ("free", "on_a_call", "busy", "no_answer", "not_reachable", "do_not_disturb")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="print JSON")
    forms.add_argument("--svg", metavar="FILE", type=Path, help="draw it into an SVG file; - prints it")
    forms.add_argument("--mermaid", action="store_true", help="print a Mermaid diagram")
    parser.add_argument("--ascii", action="store_true", help="draw with plain characters")
    parser.add_argument("--when", metavar="SITUATION", choices=SITUATIONS, help=f"one of {', '.join(SITUATIONS)}")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Read the settings and say what they do together."""
    import asyncio

    return asyncio.run(_explain(arguments))


async def _explain(arguments: argparse.Namespace) -> ExitStatus:
    from tui_callsettings.accounts.config import load_config
    from tui_callsettings.call_flow import build_call_flow
    from tui_callsettings.state.store import SettingsStore

    async with account_options.client(arguments) as client:
        store = SettingsStore(client)
        await store.load()
        settings = store.settings(is_draft=False)
        if not settings:
            raise next(
                feature_state.failure for feature_state in store.feature_states if feature_state.failure is not None
            )
        path = build_call_flow(settings, store.capabilities, store.owner)
        print_path(arguments, path, store, frozenset(load_config().silenced_advisories))
    return ExitStatus.DONE


def print_path(
    arguments: argparse.Namespace, path: "CallPath", store: "SettingsStore", silenced: frozenset[str]
) -> None:
    """Print the path in the form that was asked for."""
    from tui_callsettings import paths
    from tui_callsettings.call_flow import flow_to_json, flow_to_mermaid, flow_to_svg

    if arguments.json:
        print(dump_json(flow_to_json(path)))
    elif arguments.mermaid:
        print(flow_to_mermaid(path))
    elif arguments.svg is not None and str(arguments.svg) != "-":
        paths.write_atomically(arguments.svg.absolute(), flow_to_svg(path).encode())
    elif arguments.svg is not None:
        print(flow_to_svg(path))
    elif arguments.when:
        print("\n".join(_steps(path, arguments.when)))
    else:
        print("\n".join(_lines(path, store, silenced, is_ascii=arguments.ascii)))


def _steps(path: "CallPath", when: str) -> list[str]:
    from tui_callsettings.call_flow import Situation

    branch = path.branch(Situation[when.upper()])
    return [f"{number}. {step.words}" for number, step in enumerate(branch.steps, start=1)]


def _lines(path: "CallPath", store: "SettingsStore", silenced: frozenset[str], *, is_ascii: bool) -> list[str]:
    import shutil

    from tui_callsettings.call_flow import draw_flow, find_advisories, sentence

    is_plain = is_ascii or (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    width = min(shutil.get_terminal_size().columns, 100)
    lines = [sentence(path), "", *draw_flow(path, width, ascii=is_plain)]
    advice = find_advisories(store.settings(is_draft=False), store.capabilities, store.owner, silenced)
    if advice:
        lines += ["", *(f"Advice ({item.id}): {item.message} {item.reason}" for item in advice)]
    return lines
