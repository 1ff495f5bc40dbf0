"""Which addresses an account may be reached at: https, or plain http to this machine alone."""

from tui_callsettings.errors import ConfigurationError

WEBEX_URL = "https://webexapis.com/v1"
"""Where Webex is unless the account says otherwise."""


def parse_base_url(text: str) -> str:
    """The address without a slash at the end.

    Raises:
        ConfigurationError: it is not an address, has a password or a query in it, or would send secrets in the clear.
    """
    from urllib.parse import urlsplit

    if not text.isprintable() or " " in text:
        raise ConfigurationError(
            f'The address has a space or a control character in it; write an address such as "{WEBEX_URL}".'
        )
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise ConfigurationError(f'The address is not a web address; write one such as "{WEBEX_URL}".')
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError(
            'The address has a user or password in it; leave them out, set "user" where it is needed, and give the '
            'password to "callsettings login".'
        )
    if parts.query or parts.fragment:
        raise ConfigurationError(f'The address has a "?" or "#" in it; write only the address, such as "{WEBEX_URL}".')
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigurationError(
            f'The address would send your password in the clear: use "https://{parts.netloc}{parts.path}". '
            "Plain http is for this machine only (127.0.0.1)."
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
    """Scheme, host and port: what a secret was given for, and the only place it goes to."""
    from urllib.parse import urlsplit

    parts = urlsplit(base_url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    return f"{parts.scheme}://{parts.hostname or ''}:{port}"
