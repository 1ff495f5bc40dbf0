"""A simulated Cisco UCM: through the Webex cloud below `/v1`, and on premises below `/cucm-uds`, for one user."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from tui_callsettings.simulator.authorization import AcceptedCredentials, random_secret
from tui_callsettings.simulator.markup import STYLE_HELP, split_option, style_option
from tui_callsettings.simulator.simulated_provider import ApiError, SimulatedProvider
from tui_callsettings.simulator.ucm_cloud import ORGANIZATION, PERSON, UcmCloud, initial_cloud_documents
from tui_callsettings.simulator.ucm_documents import initial_documents
from tui_callsettings.simulator.ucm_uds import UcmUds

_USER = "zlind"


class UcmProvider(SimulatedProvider):
    """Two lines in the cloud, and a user with two lines on premises; the two know nothing of each other.

    Args:
        user: The user's id on premises.
        password: For HTTP Basic on premises; made up when it is None.
        token: For `Bearer`, in the cloud and on premises; made up when it is None.
        style: How the XML answers are written: some of `markup.STYLES`, separated by commas.
    """

    def __init__(
        self, user: str = _USER, password: str | None = None, token: str | None = None, style: str = ""
    ) -> None:
        super().__init__()
        self.sign_in = AcceptedCredentials(user, random_secret(password), {"Bearer": random_secret(token)})
        self.stored = {**initial_cloud_documents(), **initial_documents(user)}
        self._cloud = UcmCloud(self, self.sign_in)
        self._uds = UcmUds(self, self.sign_in, frozenset(split_option(style_option(style))))

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options of the command line."""
        parser.add_argument("--user", default=_USER, help="the user's id on premises; %(default)s")
        parser.add_argument("--password", help="made up unless given")
        parser.add_argument("--token", help="for Authorization: Bearer; made up unless given")
        parser.add_argument("--style", type=style_option, default="", metavar="NAMES", help=STYLE_HELP)

    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes of both parts."""
        return (*self._cloud.routes(), *self._uds.routes())

    def connection_info(self) -> dict[str, str]:
        """Return the address on premises as `url`, the cloud's as `cloud_url`, and all ways to sign in."""
        return {
            "url": f"{self.root}/cucm-uds",
            "cloud_url": f"{self.root}/v1",
            "user": self.sign_in.user,
            "password": self.sign_in.password,
            "token": self.sign_in.tokens["Bearer"],
            "person_uuid": PERSON,
            "org_uuid": ORGANIZATION,
        }

    def error_response(self, error: ApiError) -> Response:
        """Return JSON below `/v1`, XML elsewhere."""
        part = self._cloud if error.path.startswith("/v1/") else self._uds
        return part.error_response(error)

    def apply_external_change(self, path: str, values: Mapping[str, Any] | None) -> None:
        """Change a line in the cloud, or the user or a line on premises."""
        if path.startswith("/v1/uc/"):
            self._cloud.apply_external_change(values)
        else:
            self._uds.apply_external_change(path, values)
