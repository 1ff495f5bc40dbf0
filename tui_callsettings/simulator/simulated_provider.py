"""The interface of a simulated provider; it knows nothing of sockets."""

from __future__ import annotations

import argparse
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.routing import BaseRoute


class ApiError(Exception):
    """An error response of the provider; raise it anywhere in a route's endpoint.

    Attributes:
        status: HTTP status of the response.
        message: One sentence for people.
        details: Further sentences, one for each thing that is wrong.
        headers: Further headers of the answer, such as `Retry-After`.
        code: Number by which the provider names the error; None for none.
        path: Path of the request, set before the provider writes the answer.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *details: str,
        headers: Mapping[str, str] | None = None,
        code: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details
        self.headers = dict(headers or {})
        self.code = code
        self.path = ""


class SimulatedProvider(ABC):
    """One vendor's HTTP API.

    `SimulatorApp` applies faults and latency and lets one request at a time into the routes. So an endpoint may change
    `stored` freely; it is as before when the endpoint refuses the request with an `ApiError`.

    Attributes:
        stored: The documents, in wire form (plain JSON types only); `GET /_state` shows them.
        hidden: What belongs to the state and must not be shown: passcodes, tokens.
        root: `http://127.0.0.1:PORT`, set before the first request.
        secret_fields: Names of JSON, form and query fields that never reach the log.
    """

    secret_fields: ClassVar[frozenset[str]] = frozenset()

    def __init__(self) -> None:
        self.stored: dict[str, Any] = {}
        self.hidden: dict[str, Any] = {}
        self.root = ""

    @classmethod  # noqa: B027 - most providers have no options of their own
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Add the provider's own options; each `dest` is a keyword of its constructor."""

    @abstractmethod
    def routes(self) -> Sequence[BaseRoute]:
        """Return the API's routes."""

    def control_routes(self) -> Sequence[BaseRoute]:
        """Return further routes under `/_…`, which are neither logged nor faulted."""
        return ()

    @abstractmethod
    def connection_info(self) -> dict[str, str]:
        """Return the first line of output: `url` and whatever a client needs to sign in."""

    @abstractmethod
    def error_response(self, error: ApiError) -> Response:
        """Return an error in the provider's own shape."""

    @abstractmethod
    def apply_external_change(self, path: str, values: Mapping[str, Any] | None) -> None:
        """Change the document behind a path, as the person's phone or an administrator would; 404 if there is none.

        The values are merged into the stored document; None picks a visible change.
        """

    def default_headers(self) -> dict[str, str]:
        """Return headers for an answer that lacks them, such as a tracking id."""
        return {}

    def normalize_path(self, path: str) -> str:
        """Return the path to serve for a path that clients of the real provider get away with."""
        return path
