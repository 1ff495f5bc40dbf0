"""A provider in memory that answers in XML, and hostile documents."""

import base64
from collections.abc import Callable

import httpx
from hypothesis import strategies as st

from tests.fakes.credentials import FixedCredentials
from tui_callsettings.backends.http_response import HttpResponse
from tui_callsettings.backends.transport import HttpClient

BILLION_LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]><lolz>&c;</lolz>"""

TEXT = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("C", "Z")), min_size=1, max_size=40
)
"""Text that a person can type and XML can carry, markup included."""


def basic_header(user: str, password: str) -> str:
    """Return the header of a sign-in with a password."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


class FakeServer:
    """A provider in memory.

    Attributes:
        answers: status and body by method and path.
        requests: method, path and body of each request so far.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.answers: dict[tuple[str, str], tuple[int, bytes]] = {}
        self.requests: list[tuple[str, str, bytes]] = []

    def add_document(self, path: str, body: str | bytes, status: int = 200) -> None:
        """Answer GET of `path` with `body`."""
        self.answers["GET", path] = (status, body.encode() if isinstance(body, str) else body)

    def add_error(self, method: str, path: str, status: int, body: bytes = b"") -> None:
        """Answer `method` at `path` with an error."""
        self.answers[method, path] = (status, body)

    @property
    def puts(self) -> list[tuple[str, str]]:
        """Path and body of each PUT."""
        return [(path, body.decode()) for method, path, body in self.requests if method == "PUT"]

    def client(self, parse_error_message: Callable[[HttpResponse], str]) -> HttpClient:
        """Return a client of this server."""
        transport = httpx.MockTransport(self._answer)
        return HttpClient(
            "Provider",
            f"https://server.test{self.prefix}",
            FixedCredentials(basic_header("jane", "secret")),
            parse_error_message=parse_error_message,
            transport=transport,
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().removeprefix(self.prefix)
        self.requests.append((request.method, path, request.read()))
        status, body = self.answers.get((request.method, path), (200 if request.method == "PUT" else 404, b""))
        return httpx.Response(status, content=body)
