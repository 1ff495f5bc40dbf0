"""One tree of errors. Each carries a sentence for the person."""


class CallSettingsError(Exception):
    """Something that the person should be told.

    Attributes:
        sentence: one clear sentence: what was wrong, and what to do next where there is something to do.
        status: the provider's HTTP status, or the one that says the same; None if there is none.
        told_status: the status that a provider really answered with; None if it did not answer or was not asked.
        words: the provider's own words, as plain text; "" if it said nothing.
        tracking_id: what the provider's support asks for; "" if none.
        retry_after: seconds the provider asked to wait; None if it did not say.
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
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status if status is not None else self.default_status
        self.response_status = status
        self.provider_message = provider_message
        self.tracking_id = tracking_id
        self.retry_after = retry_after

    @property
    def details(self) -> str:
        """The sentence with status, the provider's words and the tracking id, for a message in full."""
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
    """No credentials, or the provider does not take them any more."""

    default_status = 401


class NotAllowedError(CallSettingsError):
    """The provider knows who asks and says no: a missing scope, or barred by an administrator."""

    default_status = 403


class NotFoundError(CallSettingsError):
    """The person, the line or the service does not exist there."""

    default_status = 404


class RejectedError(CallSettingsError):
    """The provider looked at the values and did not take them; nothing was changed."""

    default_status = 400


class RateLimitedError(CallSettingsError):
    """Too many requests, or the record is locked: try again later; nothing was changed."""

    default_status = 429


class UnreachableError(CallSettingsError):
    """No answer, or none that says anything (a gateway's error page); what was asked was not done."""

    default_status = 503


class OutcomeUnknownError(CallSettingsError):
    """A change left this machine and no answer came back: it may or may not have been made."""

    default_status = 408


class PartialWriteError(CallSettingsError):
    """A change of several documents stopped halfway: some of it is stored.

    Attributes:
        written: paths of the fields that the provider accepted.
        uncertain: paths of the fields whose request left without an answer.
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
    """The provider's answer cannot be read: truncated, too large, or not what it should be."""

    default_status = 502


class ConfigurationError(CallSettingsError):
    """The configuration, a draft or a profile says something that cannot be."""


class StorageError(CallSettingsError):
    """A file of ours cannot be read or written."""
