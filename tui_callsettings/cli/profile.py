"""`callsettings profile …`: named settings."""

import argparse
from typing import TYPE_CHECKING

from . import save_command
from .exit_status import ExitStatus, raise_if_nothing_read, read_status

if TYPE_CHECKING:
    from tui_callsettings.state.profiles import ProfileStore

_ACTIONS = {
    "save": "save the current settings as a profile",
    "show": "print a profile",
    "diff": "show what applying a profile would change",
    "apply": "apply a profile in a reviewed save",
    "remove": "delete a profile",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="|".join(("list", *_ACTIONS)), required=True)
    actions.add_parser("list", help="list the profiles").add_argument("--json", action="store_true", help="print JSON")
    for name, summary in _ACTIONS.items():
        action = actions.add_parser(name, help=summary)
        argument = action.add_argument("name", metavar="NAME", help='profile name, for example "Vacation"')
        if name == "apply":
            save_command.add_options(action)
        if name == "save":
            action.add_argument("--replace", action="store_true", help="replace an existing profile")
        else:
            argument.completer = complete_profiles  # type: ignore[attr-defined]


def complete_profiles(**_: object) -> list[str]:
    """Return the names of the profiles, for completion."""
    from tui_callsettings import paths

    return sorted(file.stem for file in (paths.config_folder() / "profiles").glob("*.toml"))


def run(arguments: argparse.Namespace) -> ExitStatus:
    """Run the action."""
    import asyncio

    from tui_callsettings.state.profiles import ProfileStore
    from tui_callsettings.text import dump_json

    profiles = ProfileStore()
    if arguments.action == "list":
        names = profiles.names()
        print(dump_json(list(names)) if arguments.json else "\n".join(names) or "No profiles yet.")
    elif arguments.action == "remove":
        profiles.remove(arguments.name)
        print(f'Removed profile "{arguments.name}".')
    elif arguments.action == "show":
        profiles.read(arguments.name)
        print(profiles.path(arguments.name).read_text(), end="")
    elif arguments.action == "save":
        return asyncio.run(_save(arguments, profiles))
    elif arguments.action == "diff":
        return asyncio.run(_diff(arguments, profiles))
    else:
        return _apply(arguments, profiles)
    return ExitStatus.DONE


async def _save(arguments: argparse.Namespace, profiles: "ProfileStore") -> ExitStatus:
    if profiles.path(arguments.name).exists() and not arguments.replace:
        from tui_callsettings.errors import ConfigurationError

        raise ConfigurationError(f'Profile "{arguments.name}" exists already. Add --replace to replace it.')
    async with save_command.open_store(arguments) as store:
        if store is None:
            return ExitStatus.LOCKED
        await store.load()
        failures = [state.failure for state in store.feature_states]
        settings = store.settings(is_draft=False)
        raise_if_nothing_read(failures, settings)
        for failure in failures:
            if failure is not None:
                save_command.print_warning(f"left out: {failure.message}")
        print(f"Saved to {profiles.save(arguments.name, settings)}; you can edit this file.")
    return read_status(failures)


async def _diff(arguments: argparse.Namespace, profiles: "ProfileStore") -> ExitStatus:
    profile = profiles.read(arguments.name)
    async with save_command.open_store(arguments) as store:
        if store is None:
            return ExitStatus.LOCKED
        await store.load()
        lines = save_command.review_lines(profile.changes(store.settings(is_draft=False)), store.owner.region)
        print("\n".join(lines) or "No difference.")
        return read_status(state.failure for state in store.feature_states)


def _apply(arguments: argparse.Namespace, profiles: "ProfileStore") -> ExitStatus:
    profile = profiles.read(arguments.name)
    values = {feature.key(path): value for (feature, path), value in profile.values.items()}
    return save_command.save_values(arguments, values, is_partial=True)
