"""When to send a request again, and how long to wait before."""

from collections.abc import Awaitable, Callable

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_random_exponential

from tui_callsettings.errors import (
    CallSettingsError,
    InvalidResponseError,
    LockedError,
    TemporaryError,
    TlsError,
    UnreachableError,
)

ATTEMPTS = 3
RETRY_WINDOW = 8.0
"""Seconds after which no further attempt is made."""
MAX_RETRY_AFTER = 15.0
"""Seconds: a longer wait that a provider asks for is left to the person."""


class TruncatedError(InvalidResponseError):
    """The answer broke off; a second attempt may bring all of it."""


def retry_policy(*, is_write: bool, sleep: Callable[[float], Awaitable[None]]) -> AsyncRetrying:
    """Return a caller that repeats a request while another attempt may succeed, then raises the last error.

    Args:
        is_write: whether the request changes something; then it is only repeated if it certainly was not processed.
        sleep: waits the given seconds.
    """
    return AsyncRetrying(
        stop=_is_over,
        wait=_pause,
        retry=retry_if_exception(_may_write_again if is_write else _may_read_again),
        sleep=sleep,
        reraise=True,
    )


def _may_read_again(error: BaseException) -> bool:
    if not isinstance(error, TemporaryError | UnreachableError | TruncatedError) or isinstance(error, TlsError):
        return False
    return error.retry_after is None or error.retry_after <= MAX_RETRY_AFTER


def _may_write_again(error: BaseException) -> bool:
    # A write without an answer is an OutcomeUnknownError, so what is unreachable here never was connected. A lock
    # (423) may mean that another client is writing: that needs a fresh look, not a second attempt.
    return _may_read_again(error) and not isinstance(error, LockedError)


_full_jitter = wait_random_exponential(multiplier=1, max=4)


def _pause(state: RetryCallState) -> float:
    """Return the seconds before the next attempt: what the provider asks for, else a random part of 1, then of 2."""
    error = state.outcome.exception() if state.outcome is not None else None
    retry_after = error.retry_after if isinstance(error, CallSettingsError) else None
    return _full_jitter(state) if retry_after is None else retry_after


def _is_over(state: RetryCallState) -> bool:
    waited = max(state.seconds_since_start or 0.0, state.idle_for)
    return state.attempt_number >= ATTEMPTS or waited >= RETRY_WINDOW
