"""Describing a new account: who provides it, and what that provider needs."""

import asyncio
from collections.abc import Collection
from functools import partial

from tui_callsettings.accounts.config import Config
from tui_callsettings.accounts.providers import Provider
from tui_callsettings.errors import CallSettingsError

from .sign_in import SignInErrands

_USUAL_NAME = "work"


class NewAccountErrands(SignInErrands):
    """Asks until there is an account, or the person leaves; what was typed stays, wherever they go back to."""

    async def new_account(self, names: Collection[str]) -> tuple[str, Config] | None:
        """The name of an account that is written down now, and what the configuration then says; None to have none.

        Args:
            names: those that are taken.
        """
        provider, typed = None, {"name": "" if _USUAL_NAME in names else _USUAL_NAME}
        while (provider := await self.ask("providers", "ProvidersScreen", chosen=provider)) is not None:
            config = await self._added(provider, typed, names)
            if config is not None:
                return typed["name"].strip(), config
            self.tell("")
        return None

    async def _added(self, provider: Provider, typed: dict[str, str], names: Collection[str]) -> Config | None:
        from tui_callsettings.accounts.account_schema import account_field_error
        from tui_callsettings.accounts.config_edit import add_account
        from tui_callsettings.ui.wanted import Wanted

        def keep(*texts: str) -> None:
            typed.update(zip((field.key for field in provider.fields), texts, strict=True))

        needed = ", ".join(field.label.lower() for field in provider.fields if field.is_required)
        while True:
            answer = await self.ask(
                "prompt",
                "PromptScreen",
                title=f"Add an account: {provider.title}",
                sentences=(f"Needed: {needed}. The rest may stay empty.",),
                wanted=[
                    Wanted(
                        field.label,
                        typed.get(field.key, ""),
                        is_suggestion=typed.get(field.key) == _USUAL_NAME,
                        problem=partial(account_field_error, provider, field.key, accounts=names),
                        hint=field.description,
                        how=field.input_hint,
                    )
                    for field in provider.fields
                ],
                left=keep,
            )
            if answer is None:
                return None
            keep(*answer)
            try:
                config: Config = await self.done(asyncio.to_thread(add_account, provider.account(typed)))
            except CallSettingsError as error:
                self.tell(error.details)
            else:
                return config
