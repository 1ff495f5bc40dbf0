"""The interfaces of every backend and of the credentials it uses."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Literal, Protocol

from tui_callsettings.errors import UnsupportedError
from tui_callsettings.models.call_forwarding import CallForwardAlwaysSetting
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.other_rules import OtherRule
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, Setting

Greeting = Literal["busy", "no_answer"]


class Credentials(Protocol):
    """What authenticates the person to a provider. Nothing of it may appear in a log or a repr."""

    async def authorization(self) -> str:
        """Return the value of the Authorization header.

        Raises:
            NotSignedInError: nothing is stored, or the provider has rejected what is.
        """

    async def renew(self, refused: str) -> str | None:
        """Return a new value after a 401 for `refused`; None if the person must sign in again."""

    def is_proven(self, authorization: str) -> bool:
        """Whether several requests may be sent with `authorization` before the first is answered.

        A token that was accepted before may; a password never, because a provider counts wrong ones.
        """

    async def note_result(self, authorization: str, *, is_accepted: bool) -> None:
        """Remember that the provider accepted or rejected `authorization`. A rejected one is not given out again."""


class Backend(Protocol):
    """One account's settings. All methods raise `CallSettingsError`s and nothing else for what a provider does.

    Methods may run concurrently on one event loop.
    """

    @property
    def capabilities(self) -> Capabilities:
        """Return what this account can do, as far as known now; reading may narrow it. Other threads ask, too."""

    async def owner(self) -> Owner:
        """Read the person and the line that these settings belong to."""

    async def check_sign_in(self) -> Owner:
        """Return the person who signed in, from a single request: a wrong password counts."""
        return await self.owner()

    async def read(self, feature: Feature) -> Setting:
        """Return the stored setting.

        Raises:
            UnsupportedError: the account does not have the feature.
        """

    async def write(self, feature: Feature, target: Setting, changed: Collection[FieldPath]) -> None:
        """Store `target`, a fresh read with only the fields at `changed` altered; "" or None clears a text.

        Raises:
            RejectedError: the values were not accepted; nothing was changed.
            OutcomeUnknownError: the request left and no answer arrived.
        """

    async def read_other_rules(self) -> tuple[OtherRule, ...]:
        """Return the provider's rules that act before or beside the settings here; the assigned ones, as far as known.

        A rule that may not be read is neither on nor off; reading never fails for that.
        """
        return ()

    async def send_whole_settings(self) -> bool:
        """From now on send whole settings in `write`, not only what changed: the provider resets what is omitted.

        For a save that found fields changed which it did not send. The backend remembers it for the account.

        Returns:
            Whether that makes a difference; False where writes were whole already, or name each field on their own.

        Raises:
            StorageError: it holds for this session only, because it cannot be written down.
        """
        return False

    async def close(self) -> None:
        """Close connections and files."""

    async def read_forward_always(self, directory_number: str) -> CallForwardAlwaysSetting:
        """Return forward always of one line, on providers where a line is named for it (UCM)."""
        raise UnsupportedError("This account has one line: forward always is read without a directory number.")

    async def lines(self) -> tuple[str, ...]:
        """Return the directory numbers that a person can choose from; empty where the account has one line."""
        return ()

    async def upload_greeting(self, greeting: Greeting, wav: Path, progress: Callable[[int, int], None]) -> None:
        """Store a recording as greeting. `progress` is called with the bytes sent and the bytes in all.

        Raises:
            UnsupportedError: the account accepts no recordings.
            RejectedError: the file is not a recording that the provider accepts.
        """
        raise UnsupportedError("This account accepts no recorded greetings.")

    async def pin_rules(self) -> tuple[str, ...]:
        """Return the rules for a voicemail PIN, a sentence each."""
        raise UnsupportedError("The voicemail PIN cannot be changed on this account.")

    async def change_pin(self, pin: str) -> None:
        """Set the voicemail PIN.

        Raises:
            RejectedError: the PIN breaks a rule; the message never repeats it.
        """
        raise UnsupportedError("The voicemail PIN cannot be changed on this account.")
