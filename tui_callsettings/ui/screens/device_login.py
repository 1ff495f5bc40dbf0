"""Signing in with a code that is typed on another device."""

from collections.abc import Sequence
from contextlib import aclosing

from textual import work
from textual.content import Content

from tui_callsettings.accounts import device_grant
from tui_callsettings.accounts.credential import Credential
from tui_callsettings.errors import CallSettingsError
from tui_callsettings.ui.commands import Scope, bindings
from tui_callsettings.ui.device_code_view import code_rows
from tui_callsettings.ui.messages import NO_MESSAGE, StatusMessage
from tui_callsettings.ui.rendering import count_text, sentence_rows
from tui_callsettings.ui.screens.dialog import Answer
from tui_callsettings.ui.widgets.screen_frame import HintPanel

from .dialog import Dialog


class DeviceLoginScreen(Dialog[Credential | str]):
    """Closes with the credential, with "token" if the person would rather type one, or with nothing.

    Args:
        grant: asks for codes, and what became of them.
    """

    BINDINGS = bindings(Scope.DEVICE_LOGIN)
    SCOPES = (Scope.DEVICE_LOGIN, Scope.DIALOG)
    HEADING = "Sign in with a code"
    FOOTER = ("device_login.new_code", "device_login.token", "device_login.cancel")

    def __init__(self, grant: device_grant.DeviceGrant) -> None:
        super().__init__()
        self._grant = grant
        self._code: device_grant.DeviceCode | None = None
        self._status = "Requesting a code…"

    def standing(self) -> StatusMessage:
        """Return nothing: how things stand is known to whoever comes here."""
        return NO_MESSAGE

    def answers(self) -> Sequence[Answer]:
        """Return the ways to go on; waiting needs none."""
        return (("new_code", "[N]ew code"), ("token", "[T]oken instead"), ("cancel", "[C]ancel"))

    def on_mount(self) -> None:
        """Ask for the first code; the QR code needs the rows of the hint."""
        self.query_one(HintPanel).display = False
        self._wait_for_approval()

    @work(exclusive=True, group="device-login", exit_on_error=False, description="sign in with a code")
    async def _wait_for_approval(self) -> None:
        self._show("Requesting a code…", None)
        try:
            async with aclosing(self._grant.events()) as events:
                async for event in events:
                    self._take_event(event)
        except CallSettingsError as error:
            self._show(error.details, None)

    def _take_event(self, event: device_grant.Event) -> None:
        if isinstance(event, device_grant.AuthorizationGranted):
            self.dismiss(event.credential)
        elif isinstance(event, device_grant.DeviceCode):
            self._show("Waiting for you to approve the sign-in…", event)
        elif isinstance(event, device_grant.CodeExpired):
            key = self.editor.keymap.key("device_login.new_code")
            self._show(f"The code has expired. {key} requests a new one.", None)
        elif isinstance(event, device_grant.AuthorizationDenied):
            quoted = f' The provider says: "{event.provider_message}"' if event.provider_message else ""
            self._show(f"{event.reason}{quoted}", None)
        else:
            minutes = max(1, round(event.seconds_left / 60))
            reason = f"{event.reason} " if isinstance(event, device_grant.SlowDown) else ""
            left = count_text(minutes, "minute")
            self._show(
                f"{reason}Waiting for you to approve the sign-in… The code is valid for about {left}.", self._code
            )

    def _show(self, status: str, code: device_grant.DeviceCode | None) -> None:
        self._status, self._code = status, code
        if self.is_attached:
            self.refresh_view()

    def text_rows(self, width: int) -> list[Content]:
        """Return address and code on rows of their own, and the QR code beside or below them."""
        if self._code is None:
            return sentence_rows(self._status, width)
        is_ascii, is_dark = self.editor.terminal.is_ascii, "light" not in self.app.theme
        return code_rows(self._code, self._status, width, is_ascii=is_ascii, is_dark=is_dark)

    async def take_answer(self, answer: str) -> None:
        """Ask for a new code, type a token, or cancel."""
        if answer == "new_code":
            self._wait_for_approval()
        else:
            self.dismiss("token" if answer == "token" else None)
