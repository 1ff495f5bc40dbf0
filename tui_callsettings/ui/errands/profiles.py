"""Profiles: keep the present settings under a name, apply one, remove one."""

from tui_callsettings import paths
from tui_callsettings.errors import CallSettingsError
from tui_callsettings.state.profiles import ProfileStore
from tui_callsettings.ui.status import counted

from .errand import Errands

_WAYS = (("yes", "[Y]es"), ("no", "[N]o"))


class ProfileErrands(Errands):
    """What can be done with profiles."""

    async def action_profiles(self) -> None:
        """Show the profiles."""
        if paths.is_restricted():
            # Several people may share the folder there, and see one another's.
            self.tell("Profiles cannot be used in restricted mode.")
            return
        self.tell("")
        await self.send(self._profiles())

    async def _profiles(self) -> None:
        profiles = ProfileStore()
        while (
            choice := await self.ask("profiles", "ProfilesScreen", profiles=profiles, names=profiles.names())
        ) is not None:
            what, name = choice
            if what == "apply":
                await self._apply(profiles, name)
                return
            if what == "keep":
                await self._keep(profiles)
            else:
                await self._remove(profiles, name)

    async def _apply(self, profiles: ProfileStore, name: str) -> None:
        lacking = profiles.read(name).apply(self.store)
        if self.store.is_dirty:
            await self.action_review()
        told = [f'"{name}" changes {counted(len(self.store.changes()), "field")}.' if self.store.is_dirty else ""]
        if not self.store.is_dirty:
            told = [f'Your settings are as in "{name}" already.']
        self.tell(" ".join(part for part in (*told, *lacking) if part))

    async def _keep(self, profiles: ProfileStore) -> None:
        # Imported when first wanted, as the screens are.
        from tui_callsettings.ui.wanted import Wanted

        def problem(name: str) -> str:
            try:
                profiles.path(name.strip())
            except CallSettingsError as error:
                return error.message
            return ""

        changes = len(self.store.changes())
        about = f"Your {counted(changes, 'change')} are kept too. " if changes else ""
        answer = await self.ask(
            "prompt",
            "PromptScreen",
            title="Keep the present settings",
            sentences=(f"{about}Give them a name, such as Vacation or Desk.",),
            wanted=(Wanted("Name", longest=40),),
            problem=problem,
        )
        if answer is None:
            return
        name = answer[0].strip()
        if name in profiles.names() and not await self._is_sure(
            f'Replace "{name}"?', f'There is a profile "{name}" already.'
        ):
            return
        path = profiles.save(name, self.store.settings(is_draft=True))
        self.tell(f"Kept in {path}, which you can edit.")

    async def _remove(self, profiles: ProfileStore, name: str) -> None:
        if await self._is_sure(f'Remove "{name}"?', "The file is deleted. Your settings stay as they are."):
            profiles.remove(name)
            self.tell(f'Profile "{name}" is removed.')

    async def _is_sure(self, title: str, sentence: str) -> bool:
        answer = await self.ask("answer", "AnswerScreen", title=title, sentences=(sentence,), answers=_WAYS[::-1])
        return bool(answer == "yes")
