"""The exit statuses of `callsettings`: one table for the code, the help and the README."""

from enum import IntEnum

TYPE_CHECKING = False  # typing is not loaded at a shell prompt
if TYPE_CHECKING:
    from typing import Self


class ExitStatus(IntEnum):
    """What the shell is told."""

    def __new__(cls, value: int, meaning: str) -> "Self":
        """A status with what it means, in words."""
        status = int.__new__(cls, value)
        status._value_ = value
        status.meaning = meaning
        return status

    meaning: str

    DONE = 0, "done; what was to be saved is saved and verified"
    FAILED = 1, "not done: the provider refused it, or could not be reached"
    USAGE = 2, "the command line, the configuration or a value is wrong, or there is no terminal"
    NOT_SIGNED_IN = 3, "not signed in, or the sign-in has ended"
    CONFLICT = 4, "not saved: somebody else changed the same setting meanwhile"
    UNKNOWN = 5, "cannot tell whether it was saved; look with `callsettings show`"
    NOT_OFFERED = 6, "the account does not have this setting, or does not let you change it"
    LOCKED = 7, "another callsettings is editing this account on this machine"
    MISMATCH = 8, "saved, but the provider kept something else than what was sent"
    BUG = 70, "a mistake in this program"


def exit_status_for(error: Exception) -> ExitStatus:
    """The exit status that tells of `error`."""
    from tui_callsettings import errors

    table = (
        (errors.NotSignedInError, ExitStatus.NOT_SIGNED_IN),
        (errors.UnsupportedError, ExitStatus.NOT_OFFERED),
        (errors.OutcomeUnknownError, ExitStatus.UNKNOWN),
        (errors.ConfigurationError, ExitStatus.USAGE),
        (errors.UsageError, ExitStatus.USAGE),
    )
    return next((status for kind, status in table if isinstance(error, kind)), ExitStatus.FAILED)
