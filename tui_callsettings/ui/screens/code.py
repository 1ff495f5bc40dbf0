"""Signing in with a code that is typed on another device."""

import asyncio
from contextlib import aclosing

from textual.content import Content

from tui_callsettings.accounts import device_grant
from tui_callsettings.accounts.credential import Credential
from tui_callsettings.errors import CallSettingsError
from tui_callsettings.ui.codes import code_rows
from tui_callsettings.ui.keys import Where, bindings
from tui_callsettings.ui.status import counted
from tui_callsettings.ui.tables import sentence_rows
from tui_callsettings.ui.widgets.hint import Hint

from .question import QuestionScreen


class CodeScreen(QuestionScreen[Credential | str]):
    """Closes with the sign-in, with "token" if the person would rather type one, or with nothing.

    Args:
        grant: asks for codes, and what became of them.
    """

    BINDINGS = bindings(Where.CODE)

    def __init__(self, grant: device_grant.DeviceGrant) -> None:
        super().__init__()
        self._grant = grant
        self._code: device_grant.DeviceCode | None = None
        self._state = "Asking for a code..."
        self._asking: asyncio.Task[None] | None = None

    def heading(self) -> str:
        """What it is about."""
        return "Sign in with a code"

    def footer(self) -> tuple[str, ...]:
        """Its own commands."""
        return ("code.again", "code.token", "code.cancel")

    def notice(self) -> str:
        """Nothing: how things stand is known to whoever comes here."""
        return ""

    def choices(self) -> list[tuple[str, str]]:
        """The ways to go on; waiting needs none."""
        return [("again", "[N]ew code"), ("token", "[T]oken instead"), ("cancel", "[C]ancel")]

    def on_mount(self) -> None:
        """Ask for the first code."""
        # The QR code needs the rows.
        self.query_one(Hint).display = False
        self.action_again()

    def on_unmount(self) -> None:
        """Nobody waits any more."""
        if self._asking is not None:
            self._asking.cancel()

    def action_again(self) -> None:
        """Ask for a new code."""
        self.on_unmount()
        self._say("Asking for a code...", None)
        self._asking = asyncio.create_task(self._wait())

    async def _wait(self) -> None:
        try:
            async with aclosing(self._grant.events()) as events:
                async for event in events:
                    self._take(event)
        except CallSettingsError as error:
            self._say(error.details, None)

    def _take(self, event: device_grant.Event) -> None:
        if isinstance(event, device_grant.AuthorizationGranted):
            self.dismiss(event.credential)
        elif isinstance(event, device_grant.DeviceCode):
            self._say("Waiting until you have done that.", event)
        elif isinstance(event, device_grant.CodeExpired):
            self._say("The code has expired. N asks for a new one.", None)
        elif isinstance(event, device_grant.AuthorizationDenied):
            provider_message = f' The provider says: "{event.provider_message}"' if event.provider_message else ""
            self._say(f"{event.reason}{provider_message}", None)
        else:
            minutes = max(1, round(event.seconds_left / 60))
            reason = f"{event.reason} " if isinstance(event, device_grant.SlowDown) else ""
            self._say(f"{reason}Waiting; the code is good for about {counted(minutes, 'minute')}.", self._code)

    def _say(self, state: str, code: device_grant.DeviceCode | None) -> None:
        self._state, self._code = state, code
        if self.is_attached:
            self.follow()

    def rows(self) -> list[Content]:
        """Address and code on lines of their own, and the QR code beside or below them."""
        if self._code is None:
            return sentence_rows(self._state, self.app.size.width)
        is_ascii, is_dark = self.app.terminal.is_ascii, "light" not in self.app.theme
        return code_rows(self._code, self._state, self.app.size.width, is_ascii=is_ascii, is_dark=is_dark)

    def action_token(self) -> None:
        """Type a token instead."""
        self.dismiss("token")

    def action_cancel(self) -> None:
        """Do not sign in."""
        self.dismiss(None)
