"""Why a secure connection failed, by cause, for the person."""

import ssl

from tui_callsettings.errors import TlsError

_EXPIRED, _NOT_YET_VALID = 10, 9
_WRONG_NAME = (62, 63, 64)
"""Hostname, email or address mismatch (X509_V_ERR_*_MISMATCH)."""
_TOO_OLD = ("UNSUPPORTED_PROTOCOL", "VERSION_TOO_LOW", "PROTOCOL_VERSION", "INAPPROPRIATE_FALLBACK", "NO_PROTOCOLS")
_NOT_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "BAD_RECORD_TYPE", "UNKNOWN_PROTOCOL")


def find_tls_error(error: BaseException, place: str) -> TlsError | None:
    """Return the failure of a handshake somewhere in the causes of `error`; None if there is none.

    Args:
        error: of the connection.
        place: host, with the port where it is not the usual one.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return TlsError(_describe(cause, place))
        cause = cause.__cause__ or cause.__context__
    return None


def _describe(error: ssl.SSLError, place: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _describe_certificate(error.verify_code, place)
    reason = error.reason or ""
    if any(mark in reason for mark in _TOO_OLD):
        return (
            f"{place} offers only a version of TLS that is too old to be safe; TLS 1.2 or later is required. "
            "Ask your administrator."
        )
    if any(mark in reason for mark in _NOT_TLS):
        return (
            f"{place} does not answer with TLS, so nothing was sent. Check the address: another port may be the one "
            "for https."
        )
    detail = f" ({reason.replace('_', ' ').lower()})" if reason else ""
    return f"{place} and this program cannot agree on a secure connection{detail}. Ask your administrator."


def _describe_certificate(code: int, place: str) -> str:
    if code == _EXPIRED:
        return f"The certificate of {place} has expired. Ask your administrator, and check the date of this machine."
    if code == _NOT_YET_VALID:
        return f"The certificate of {place} is not valid yet. Check the date of this machine."
    if code in _WRONG_NAME:
        return (
            f"The certificate of {place} is for another name, so this may be another server. Check the account's "
            "address."
        )
    return (
        f"The certificate of {place} was issued by an authority that this machine does not trust. If your organization "
        "has an authority of its own, set SSL_CERT_FILE to its certificate."
    )
