"""The exit statuses of `callsettings`: one table for the code, the help and the README."""

from enum import IntEnum

TYPE_CHECKING = False  # typing is not loaded at a shell prompt
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Self

    from tui_callsettings.errors import CallSettingsError
    from tui_callsettings.models.feature import Feature
    from tui_callsettings.models.setting import Setting
    from tui_callsettings.state.save import SaveResult


class ExitStatus(IntEnum):
    """How a command ended."""

    def __new__(cls, value: int, meaning: str) -> "Self":
        """Return a status with its meaning."""
        status = int.__new__(cls, value)
        status._value_ = value
        status.meaning = meaning
        return status

    meaning: str

    DONE = 0, "done; what was to be saved is saved and verified"
    FAILED = 1, "not done: the provider rejected it or could not be reached"
    USAGE = 2, "the command line, the configuration or a value is wrong, or there is no terminal"
    NOT_SIGNED_IN = 3, "not signed in, or the sign-in has expired"
    CONFLICT = 4, "not saved: the setting was changed elsewhere in the meantime"
    UNKNOWN = 5, "not confirmed: check with `callsettings show`"
    NOT_OFFERED = 6, "the account does not have this setting, or does not let you change it"
    LOCKED = 7, "another callsettings is editing this account on this machine"
    MISMATCH = 8, "saved in part, or the provider stored a different value"
    BUG = 70, "internal error"


def exit_status_for(error: Exception) -> ExitStatus:
    """Return the exit status that stands for `error`."""
    from tui_callsettings import errors

    table = (
        (errors.NotSignedInError, ExitStatus.NOT_SIGNED_IN),
        (errors.UnsupportedError, ExitStatus.NOT_OFFERED),
        (errors.OutcomeUnknownError, ExitStatus.UNKNOWN),
        (errors.ConfigurationError, ExitStatus.USAGE),
        (errors.UsageError, ExitStatus.USAGE),
    )
    return next((status for kind, status in table if isinstance(error, kind)), ExitStatus.FAILED)


def read_status(failures: "Iterable[CallSettingsError | None]") -> ExitStatus:
    """Return the exit status of a command that read features.

    Args:
        failures: for each feature why it could not be read, or None. A feature that the account does not have counts
            only where it has none of them.
    """
    found = list(failures)
    failure = main_failure(found)
    is_serious = failure is not None and exit_status_for(failure) is not ExitStatus.NOT_OFFERED
    if failure is not None and (is_serious or all(found)):
        return exit_status_for(failure)
    return ExitStatus.DONE


def main_failure(failures: "Iterable[CallSettingsError | None]") -> "CallSettingsError | None":
    """Return the first failure that is more than a feature that the account does not have; else the first one."""
    found = [failure for failure in failures if failure is not None]
    serious = [failure for failure in found if exit_status_for(failure) is not ExitStatus.NOT_OFFERED]
    return next(iter(serious or found), None)


def raise_if_nothing_read(
    failures: "Iterable[CallSettingsError | None]", settings: "Mapping[Feature, Setting]"
) -> None:
    """Raise the main failure where no feature could be read; what could be read is worth showing.

    Raises:
        CallSettingsError: `settings` is empty because of it.
    """
    failure = main_failure(failures)
    if failure is not None and not settings:
        raise failure


def save_status(results: "Iterable[SaveResult]") -> ExitStatus:
    """Return the exit status of a save: that of the first result that is not a success."""
    from tui_callsettings.state.save import SaveStatus

    statuses = {
        SaveStatus.PARTIAL: ExitStatus.MISMATCH,
        SaveStatus.MISMATCH: ExitStatus.MISMATCH,
        SaveStatus.CONFLICT: ExitStatus.CONFLICT,
        SaveStatus.UNKNOWN: ExitStatus.UNKNOWN,
    }
    for result in results:
        if result.status in statuses:
            return statuses[result.status]
        if result.status is SaveStatus.REJECTED:
            return exit_status_for(result.failure) if result.failure else ExitStatus.FAILED
    return ExitStatus.DONE
