"""`callsettings profile …`: settings under a name."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from . import account_options, save_command
from .exit_status import ExitStatus, exit_status_for

if TYPE_CHECKING:
    from tui_callsettings.state.store import SettingsStore

_ACTIONS = {
    "save": "keep the present settings under a name",
    "show": "print a profile",
    "diff": "show what applying a profile would change",
    "apply": "apply a profile: a reviewed save",
    "remove": "delete a profile",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="|".join(("list", *_ACTIONS)), required=True)
    actions.add_parser("list", help="list the profiles").add_argument("--json", action="store_true", help="print JSON")
    for name, summary in _ACTIONS.items():
        action = actions.add_parser(name, help=summary)
        action.add_argument("name", metavar="NAME", help="such as Vacation")
        if name == "apply":
            save_command.add_options(action)
        if name == "save":
            action.add_argument("--replace", action="store_true", help="replace a profile of that name")


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Do what was asked."""
    import asyncio

    from tui_callsettings.state.profiles import ProfileStore

    profiles = ProfileStore()
    if arguments.action == "list":
        names = profiles.names()
        print(json.dumps(names) if arguments.json else "\n".join(names) or "There are no profiles yet.")
    elif arguments.action == "remove":
        profiles.remove(arguments.name)
        print(f'Profile "{arguments.name}" is removed.')
    elif arguments.action == "show":
        profiles.read(arguments.name)
        print(profiles.path(arguments.name).read_text(), end="")
    elif arguments.action == "save":
        return asyncio.run(_save(arguments))
    elif arguments.action == "diff":
        return asyncio.run(_diff(arguments))
    else:
        return _apply(arguments)
    return ExitStatus.DONE


async def _save(arguments: argparse.Namespace) -> ExitStatus:
    from tui_callsettings.state.profiles import ProfileStore

    profiles = ProfileStore()
    if profiles.path(arguments.name).exists() and not arguments.replace:
        print(
            f'callsettings: there is a profile "{arguments.name}" already. Add --replace to replace it.',
            file=sys.stderr,
        )
        return ExitStatus.USAGE
    store = await _loaded(arguments)
    for feature_state in store.feature_states:
        if feature_state.failure is not None:
            print(f"callsettings: left out: {feature_state.failure.message}", file=sys.stderr)
    settings = store.settings(is_draft=False)
    if not settings:
        return next(
            exit_status_for(feature_state.failure)
            for feature_state in store.feature_states
            if feature_state.failure is not None
        )
    print(f"Kept in {profiles.save(arguments.name, settings)}, which you can edit.")
    return ExitStatus.DONE


async def _diff(arguments: argparse.Namespace) -> ExitStatus:
    from tui_callsettings.state.profiles import ProfileStore

    profile = ProfileStore().read(arguments.name)
    store = await _loaded(arguments)
    lines = save_command.review_lines(profile.changes(store.settings(is_draft=False)))
    print("\n".join(lines) or "Nothing would change.")
    return ExitStatus.DONE


def _apply(arguments: argparse.Namespace) -> ExitStatus:
    from tui_callsettings.state.profiles import ProfileStore

    profile = ProfileStore().read(arguments.name)
    values = {feature.key(path): value for (feature, path), value in profile.values.items()}
    return save_command.save_values(arguments, values, is_partial=True)


async def _loaded(arguments: argparse.Namespace) -> "SettingsStore":
    from tui_callsettings.state.store import SettingsStore

    async with account_options.client(arguments) as client:
        store = SettingsStore(client)
        await store.load()
    return store
