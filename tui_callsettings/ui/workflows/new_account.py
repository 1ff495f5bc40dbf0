"""Describing a new account: who provides it, and what that provider needs."""

import asyncio
from collections.abc import Collection
from functools import partial

from tui_callsettings.accounts.config import Config
from tui_callsettings.accounts.providers import Provider
from tui_callsettings.errors import CallSettingsError
from tui_callsettings.ui.editor import Editor
from tui_callsettings.ui.messages import Severity

from .workflow import ask, run_to_end

_DEFAULT_NAME = "work"


async def ask_new_account(editor: Editor, names: Collection[str]) -> tuple[str, Config] | None:
    """Return the name of an account that was added, and the configuration with it; None to add none.

    What was typed stays, wherever the person goes back to.

    Args:
        editor: where to ask.
        names: those that are taken.
    """
    from tui_callsettings.ui.screens.providers import ProvidersScreen

    provider: Provider | None = None
    typed = {"name": "" if _DEFAULT_NAME in names else _DEFAULT_NAME}
    while (provider := await ask(editor, ProvidersScreen(provider))) is not None:
        config = await _add(editor, provider, typed, names)
        if config is not None:
            return typed["name"].strip(), config
        editor.show_status("")
    return None


async def _add(editor: Editor, provider: Provider, typed: dict[str, str], names: Collection[str]) -> Config | None:
    from tui_callsettings.accounts.account_schema import account_field_error
    from tui_callsettings.accounts.config_edit import add_account
    from tui_callsettings.ui.screens.prompt import PromptField, PromptScreen

    def keep(*texts: str) -> None:
        typed.update(zip((field.key for field in provider.fields), texts, strict=True))

    required = [field.label.lower() for field in provider.fields if field.is_required]
    listed = ", ".join(required[:-1]) + f" and {required[-1]} are" if len(required) > 1 else f"{required[0]} is"
    error = ""
    while True:
        screen = PromptScreen(
            title=f"Add an account: {provider.title}",
            sentences=(f"Only {listed} required.",),
            fields=[
                PromptField(
                    field.label,
                    typed.get(field.key, ""),
                    validate=partial(account_field_error, provider, field.key, accounts=names),
                    hint=field.description,
                    usage=field.input_hint,
                )
                for field in provider.fields
            ],
            keep=keep,
        )
        if error:
            editor.show_status(error, Severity.ERROR, "invalid")
        answer = await ask(editor, screen)
        if answer is None:
            return None
        keep(*answer)
        try:
            return await run_to_end(asyncio.to_thread(add_account, provider.account(typed)))
        except CallSettingsError as failure:
            error = failure.details
