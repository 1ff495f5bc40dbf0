"""Why a person left the session of plain mode."""

from enum import Enum


class ExitReason(Enum):
    """What happens after the session."""

    QUIT = "end the program"
    SIGN_IN = "sign in and open the account again"
    SWITCH = "open another account"
