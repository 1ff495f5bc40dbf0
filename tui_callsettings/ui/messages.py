"""Messages to the person: each carries a severity and a code, so that nothing is read back out of its text."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tui_callsettings.state.save import SaveResult, SaveStatus


class Severity(Enum):
    """How a message is meant."""

    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """One message.

    Attributes:
        text: for the person.
        severity: how it is shown.
        code: what it is about, for the program: "saved", "read-only", "size".
    """

    text: str
    severity: Severity = Severity.INFO
    code: str = ""


NO_MESSAGE = StatusMessage("")


def save_message(results: Iterable[SaveResult]) -> StatusMessage:
    """Return how saves ended: one sentence when all went well, else one for each feature."""
    results = tuple(results)
    if not results:
        return NO_MESSAGE
    if all(result.status is SaveStatus.SAVED and not result.side_effects for result in results):
        at = max(result.at for result in results)
        return StatusMessage(f"Saved and verified at {at:%H:%M:%S}.", Severity.GOOD, "saved")
    return StatusMessage("  ".join(result.message for result in results), Severity.ERROR, "not-saved")
