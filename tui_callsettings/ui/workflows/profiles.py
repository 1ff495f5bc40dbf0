"""Profiles: apply one through the review, save the current settings as one, remove one."""

import asyncio

from tui_callsettings import paths
from tui_callsettings.errors import CallSettingsError
from tui_callsettings.state.profiles import Profile, ProfileStore
from tui_callsettings.ui.editor import Editor
from tui_callsettings.ui.rendering import count_text

from .workflow import ask, confirm, run_to_end


async def manage_profiles(editor: Editor) -> None:
    """Show the profiles until one is applied or the person leaves."""
    if paths.is_restricted():
        # Several people may share the folder there, and see one another's.
        editor.show_status("Profiles are not available in restricted mode.")
        return
    from tui_callsettings.ui.screens.profiles import ProfilesScreen

    profiles = ProfileStore()
    while True:
        loaded = await run_to_end(asyncio.to_thread(_read_all, profiles))
        choice = await ask(editor, ProfilesScreen(loaded))
        if choice is None:
            return
        action, name = choice
        if action == "apply":
            await _apply(editor, profiles, name)
            return
        if action == "save":
            await _save(editor, profiles)
        else:
            await _remove(editor, profiles, name)


def _read_all(profiles: ProfileStore) -> dict[str, Profile | CallSettingsError]:
    found: dict[str, Profile | CallSettingsError] = {}
    for name in profiles.names():
        try:
            found[name] = profiles.read(name)
        except CallSettingsError as error:
            found[name] = error
    return found


async def _apply(editor: Editor, profiles: ProfileStore, name: str) -> None:
    profile = await run_to_end(asyncio.to_thread(profiles.read, name))
    skipped = profile.apply(editor.store)
    count = len(editor.state.changes)
    if count:
        await editor.navigation.review()
        text = f'"{name}" changes {count_text(count, "field")}.'
    else:
        text = f'Your settings are the same as in "{name}" already.'
    editor.show_status(" ".join((text, *skipped)))


async def _save(editor: Editor, profiles: ProfileStore) -> None:
    from tui_callsettings.ui.screens.prompt import PromptField, PromptScreen

    def validate(name: str) -> str:
        try:
            profiles.path(name.strip())
        except CallSettingsError as error:
            return error.message
        return ""

    count = len(editor.state.changes)
    about = f"Your {count_text(count, 'unsaved change')} are part of it. " if count else ""
    answer = await ask(
        editor,
        PromptScreen(
            title="Save current settings as a profile",
            sentences=(f"{about}Enter a profile name, for example Vacation or Desk.",),
            fields=(PromptField("Profile name", max_length=40),),
            validate=validate,
        ),
    )
    if answer is None:
        return
    name = answer[0].strip()
    names = await run_to_end(asyncio.to_thread(profiles.names))
    if name in names and not await confirm(editor, f'Replace "{name}"?', f'There is already a profile "{name}".'):
        return
    settings = editor.state.settings(is_draft=True)
    path = await run_to_end(asyncio.to_thread(profiles.save, name, settings))
    editor.show_status(f"Saved to {path}; you can edit this file.")


async def _remove(editor: Editor, profiles: ProfileStore, name: str) -> None:
    if await confirm(editor, f'Remove "{name}"?', "The file is deleted. Your settings do not change."):
        await run_to_end(asyncio.to_thread(profiles.remove, name))
        editor.show_status(f'Removed profile "{name}".')
