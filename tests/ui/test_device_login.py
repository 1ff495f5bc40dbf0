"""Signing in with a code: what became of it is in words, and the code stands there for as long as it can be typed."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tui_callsettings.accounts.credential import Credential, Secret
from tui_callsettings.accounts.device_grant import (
    AuthorizationDenied,
    AuthorizationGranted,
    AuthorizationPending,
    CodeExpired,
    DeviceCode,
    Event,
    SlowDown,
)
from tui_callsettings.errors import UnreachableError
from tui_callsettings.ui.screens.device_login import DeviceLoginScreen

from .editor import Editor, editor

CODE = DeviceCode("A1B2C3", "https://login.example.com/verify", "", 1e12, Secret("polls"))


class Grant:
    """Hands out a code, and then what a test says becomes of it."""

    def __init__(self) -> None:
        self.codes = 0
        self.next = asyncio.Queue[Event | UnreachableError]()

    async def events(self) -> AsyncIterator[Event]:
        self.codes += 1
        yield CODE
        while True:
            event = await self.next.get()
            if isinstance(event, UnreachableError):
                raise event
            yield event


async def opened(person: Editor) -> tuple[Grant, list[Credential | str | None]]:
    """Open the screen; return its grant, and a list that takes what it closes with."""
    grant, closed = Grant(), list[Credential | str | None]()
    made: Any = grant
    await person.app.push_screen(DeviceLoginScreen(made), closed.append)
    await person.wait_for("Waiting for you to approve the sign-in…")
    assert "A1B2C3" in person.text
    return grant, closed


@pytest.mark.parametrize(
    ("event", "words", "has_code"),
    [
        (AuthorizationPending(120.0, 5.0), "… The code is valid for about 2 minutes.", True),
        (AuthorizationPending(61.0, 5.0), "… The code is valid for about 1 minute.", True),
        (AuthorizationPending(5.0, 5.0), "… The code is valid for about 1 minute.", True),
        (SlowDown(180.0, 10.0, "Too many asked."), "Too many asked. Waiting for you to approve the sign-in…", True),
        (CodeExpired(), "The code has expired. N requests a new one.", False),
        (AuthorizationDenied("You refused it."), "You refused it.", False),
        (AuthorizationDenied("It was refused.", "No."), 'It was refused. The provider says: "No."', False),
        (UnreachableError("The provider cannot be reached."), "The provider cannot be reached.", False),
    ],
)
async def test_what_became_of_the_code_is_in_words(
    event: Event | UnreachableError, words: str, *, has_code: bool
) -> None:
    async with editor() as person:
        grant, closed = await opened(person)
        grant.next.put_nowait(event)
        await person.wait_for(words)
        assert ("A1B2C3" in person.text) is has_code
        assert "The provider says" in words or "The provider says" not in person.prose
        assert closed == []


async def test_a_new_code_takes_the_place_of_one_that_expired() -> None:
    async with editor() as person:
        grant, _ = await opened(person)
        grant.next.put_nowait(CodeExpired())
        await person.wait_for("The code has expired.")
        await person.press("n")
        await person.wait_for("A1B2C3")
        assert grant.codes == 2
        assert "expired" not in person.prose


async def test_the_approved_sign_in_closes_the_screen_with_it() -> None:
    async with editor() as person:
        grant, closed = await opened(person)
        credential = Credential(scheme="Bearer", secret=Secret("token"))
        grant.next.put_nowait(AuthorizationGranted(credential))
        await person.wait_for("W What if")
        assert closed == [credential]


@pytest.mark.parametrize(("key", "answer"), [("t", "token"), ("c", None), ("escape", None)])
async def test_another_way_to_sign_in_or_none_is_one_key(key: str, answer: str | None) -> None:
    async with editor() as person:
        _, closed = await opened(person)
        await person.press(key)
        await person.wait_for("W What if")
        assert closed == [answer]
