"""One tree of errors. Each carries a message for the person and, where there is one, a tracking id."""

import os


class CallSettingsError(Exception):
    """A failure that the person can understand and act on. Every text in it is cleaned for display.

    Attributes:
        message: one clear sentence: what went wrong, and what to do next where there is something to do.
        status: the provider's HTTP status, or the one of the same meaning; None if there is none.
        response_status: the status that a provider really answered with; None if it did not answer or was not asked.
        provider_message: the provider's own words; "" if there are none.
        tracking_id: the id by which the provider's support finds the request; "" if none.
        retry_after: seconds the provider asked to wait; None if it named no time.
        provider_code: the number by which the provider names the error, such as 4008 on Webex; None if it gave none.
    """

    default_status: int | None = None

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        provider_message: str = "",
        tracking_id: str = "",
        retry_after: float | None = None,
        provider_code: int | None = None,
    ) -> None:
        # Not loaded at a shell prompt, where no error is raised.
        from .text import clean_text

        message = clean_text(message)
        super().__init__(message)
        self.message = message
        self.status = status if status is not None else self.default_status
        self.response_status = status
        self.provider_message = clean_text(provider_message)
        self.tracking_id = clean_text(tracking_id)
        self.retry_after = retry_after
        self.provider_code = provider_code

    @property
    def details(self) -> str:
        """The message with the provider's own words, the status and the tracking id."""
        parts = [self.message]
        if self.provider_message and self.provider_message not in self.message:
            parts.append(f'The provider says: "{self.provider_message}"')
        marks = [f"status {self.response_status}"] if self.response_status else []
        if self.tracking_id:
            marks.append(f"tracking id {self.tracking_id}")
        if marks:
            parts.append(f"({', '.join(marks)})")
        return " ".join(parts)


class NotSignedInError(CallSettingsError):
    """There is no credential, or the provider rejects it."""

    default_status = 401


class NotAllowedError(CallSettingsError):
    """The provider knows the person and denies the request: a missing scope, or an administrator's decision."""

    default_status = 403


class NotFoundError(CallSettingsError):
    """The provider has no such person, line or service."""

    default_status = 404


class RejectedError(CallSettingsError):
    """The provider rejected the values; nothing was changed."""

    default_status = 400


class TemporaryError(CallSettingsError):
    """The provider refuses for the moment; nothing was changed, and a later attempt may succeed."""


class RateLimitedError(TemporaryError):
    """The provider received too many requests, or is overloaded."""

    default_status = 429


class LockedError(TemporaryError):
    """The record is locked: it is being changed elsewhere."""

    default_status = 423


class UnreachableError(CallSettingsError):
    """No answer arrived, or only a gateway's error page; the request was not carried out."""

    default_status = 503


class TlsError(UnreachableError):
    """No secure connection: the server did not prove its identity, or does not speak TLS. A retry changes nothing."""


class OutcomeUnknownError(CallSettingsError):
    """A change was sent and no answer arrived: it may or may not have been made."""

    default_status = 408


class PartialWriteError(CallSettingsError):
    """A change of several documents stopped halfway: some of it is stored.

    Attributes:
        written: paths of the fields that the provider accepted.
        uncertain: paths of the fields that were sent and got no answer.
        unwritten: paths of the fields that were rejected or not sent.
        cause: why it stopped.
    """

    def __init__(
        self,
        message: str,
        *,
        written: frozenset[tuple[str, ...]],
        uncertain: frozenset[tuple[str, ...]] = frozenset(),
        unwritten: frozenset[tuple[str, ...]] = frozenset(),
        cause: CallSettingsError,
    ) -> None:
        super().__init__(
            message,
            status=cause.response_status,
            provider_message=cause.provider_message,
            tracking_id=cause.tracking_id,
            retry_after=cause.retry_after,
        )
        self.status = cause.status
        self.written = written
        self.uncertain = uncertain
        self.unwritten = unwritten
        self.cause = cause


class UnsupportedError(CallSettingsError):
    """This kind of account does not have the feature; no request was made."""

    default_status = 501


class InvalidResponseError(CallSettingsError):
    """The provider's answer is unreadable: truncated, too large, or not in the expected form."""

    default_status = 502


class UsageError(CallSettingsError):
    """Something was typed that cannot be meant; nothing was read or written."""

    default_status = 400


class ConfigurationError(CallSettingsError):
    """The configuration, a draft or a profile contains something invalid."""


class StorageError(CallSettingsError):
    """A file of this program cannot be read or written."""


class NoHomeError(StorageError):
    """There is no home folder to keep files in."""


def trace_locations(error: BaseException) -> str:
    """Return where `error` was raised, as "file:line function" from the outermost call in, without any value."""
    frames, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{os.path.basename(code.co_filename)}:{trace.tb_lineno} {code.co_name}")  # noqa: PTH119 - pathlib is not loaded at a shell prompt
        trace = trace.tb_next
    return " > ".join(frames)
