"""Which addresses an account may be reached at: https, or plain http to this machine alone."""

WEBEX_URL = "https://webexapis.com/v1"
"""The address of Webex, unless the account has another."""


class BaseUrlError(ValueError):
    """An address that is not one, or that is not safe to send a secret to.

    Attributes:
        problem: the rest of a sentence that begins with what the address is called: "is not a web address".
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def parse_base_url(text: str, *, allow_plain_http: bool = True) -> str:
    """Return the address without a slash at its end.

    Args:
        text: the address.
        allow_plain_http: whether plain http to this machine is allowed.

    Raises:
        BaseUrlError: it is no address, has a password or a query in it, or would send secrets unprotected. The error
            repeats no password.
    """
    from urllib.parse import urlsplit

    if not text.isprintable() or " " in text:
        raise BaseUrlError(f'has a space or a control character in it; write an address such as "{WEBEX_URL}"')
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise BaseUrlError(f'is not a web address; write one such as "{WEBEX_URL}"')
    if parts.username is not None or parts.password is not None:
        raise BaseUrlError("has a user or password in it; leave them out: signing in asks for them")
    if parts.query or parts.fragment:
        raise BaseUrlError(f'has a "?" or "#" in it; write only the address, such as "{WEBEX_URL}"')
    if parts.scheme == "http" and not (allow_plain_http and is_loopback(host)):
        raise BaseUrlError(
            f'would send your sign-in unprotected: use "https://{parts.netloc}{parts.path}" (plain http is only for '
            "this machine, 127.0.0.1)"
        )
    return text.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine."""
    if host == "localhost":
        return True
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def origin(base_url: str) -> str:
    """Return scheme, host and port: what a secret was given for, and the only place it goes to."""
    from urllib.parse import urlsplit

    parts = urlsplit(base_url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    return f"{parts.scheme}://{parts.hostname or ''}:{port}"
