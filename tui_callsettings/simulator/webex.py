"""Webex Calling's REST API, faked: for trying the program without an account and for building other clients.

Start it with `callsettings simulate webex`. Its first line of output is JSON:

* `url`: base address; it stands for `https://webexapis.com/v1`.
* `token`: belongs to the user `person_id` and carries the scopes of `--scopes` (all user scopes by default).
* `admin_token`: belongs to an administrator, who may read and change everybody in the `people` family and has no
  calling license.
* `person_id`, `user_uuid`, `org_id`, `org_uuid`, `email`: who the user is, in the API's form and as raw uuids.
* `colleague_id`, `colleague_uuid`, `colleague_email`: somebody else, for the administrator to change.
* `client_id`, `client_secret`: the integration for the device grant and for the refresh of tokens.

What it serves, under `url`:

* `/telephony/config/people/me/settings/{doNotDisturb,callForwarding,voicemail,callWaiting,webexGoOverride}` and
  `/people/{personId}/features/{doNotDisturb,callForwarding,voicemail,callWaiting}`: GET and PUT, over the same
  documents;
* `/telephony/config/people/me`, its `settings/services`, `voicemail/rules` and `voicemail/pin`; the greeting uploads of
  both families; `resetPin`; `/telephony/config/people/{personId}/voicemail/passcode`;
* the rules that act before these settings, under `me/settings`, with a switch to write where they have one:
  `selectiveForward`, `selectiveAccept`, `selectiveReject`, `anonymousCallReject`, `callBlock`, `simultaneousRing`,
  `sequentialRing`, `singleNumberReach`, `personalAssistant`, `executive/callFiltering`;
* `/people/me`, `/people/{personId}`, `/people?email=`, `/organizations` (with `callingData=true` also the numbers and
  the XSI address);
* `/device/authorize`, `/device/token`, `/access_token`;
* call waiting by XSI, at the address that `/organizations?callingData=true` names.

How strict it is: media type, JSON, types, enumerations and required fields as the published API description has them,
and the provider's own rules on top (a destination while forwarding is on, rings from 2 to `systemMaxNumberOfRings`, an
address sent along with external storage and with fax, a greeting before `CUSTOM`). What breaks them gets 400 with
`message`, `errors`, `trackingId` and changes nothing. A token without the needed scope gets 403.

Because real clients do so, it also takes: a `doNotDisturb` without `webexGoOverrideEnabled`, a `voicemail` without
`transferToNumber`, read-only and unknown fields (ignored), an empty text for "no destination", ids with or without
base64 padding and of any region, and doubled slashes. A PUT changes the fields it names; the others stay, unless
`--put-resets` has it reset them. Answers carry fields that the description does not list, as the real ones do.

Besides the control pages of every simulator (`/_state`, `/_faults`, `/_change`) there are `POST /_approve?user_code=…`
and `POST /_deny?user_code=…` for a waiting sign-in, `GET /_verify` with buttons for both, and `POST /_expire`, which
ends all access tokens that a sign-in gave out.
"""

from __future__ import annotations

import argparse
import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.routing import BaseRoute

from tui_callsettings.simulator.broadworks_documents import error_node
from tui_callsettings.simulator.broadworks_rules import XSI_NAMESPACE
from tui_callsettings.simulator.markup import xml_response
from tui_callsettings.simulator.simulated_provider import ApiError, SimulatedProvider
from tui_callsettings.simulator.webex_directory import XSI_PATH, SimulatedDirectory, XsiError
from tui_callsettings.simulator.webex_documents import (
    ADMINISTRATOR_UUID,
    COLLEAGUE_UUID,
    ORGANIZATION_ID,
    ORGANIZATION_UUID,
    OTHER_RULES,
    USER_UUID,
    initial_documents,
    merged,
)
from tui_callsettings.simulator.webex_json import json_error, tracking_header
from tui_callsettings.simulator.webex_oauth import ADMINISTRATOR_SCOPES, USER_SCOPES, Lifetimes, OAuthServer
from tui_callsettings.simulator.webex_schemas import SETTINGS
from tui_callsettings.simulator.webex_settings import SettingsRoutes

_VISIBLE_CHANGES: Mapping[str, Mapping[str, Any]] = {
    "callForwarding": {"callForwarding": {"busy": {"enabled": True, "destination": "4199"}}},
    "callBlock": {"numbers": [{"id": "1", "phoneNumber": "+12055550188"}]},
    "services": {"services": []},
    "person": {"displayName": "Somebody Else"},
    "profile": {"firstName": "Somebody"},
}
"""What is changed in a document without a switch of its own when nobody names the values."""


class WebexProvider(SimulatedProvider):
    """Webex Calling for an organization of three people.

    Its keywords are the options of the command line, the integration's `client_id` and `client_secret`, and a `clock`
    in seconds for tests that don't want to wait.
    """

    secret_fields: ClassVar[frozenset[str]] = frozenset(
        {"passcode", "client_secret", "refresh_token", "access_token", "device_code"}
    )

    def __init__(
        self,
        *,
        token: str | None = None,
        admin_token: str | None = None,
        scopes: Iterable[str] | None = None,
        client_id: str = "simulated-client",
        client_secret: str | None = None,
        put_resets: bool = False,
        clock: Callable[[], float] = time.monotonic,
        **lifetimes: Any,
    ) -> None:
        super().__init__()
        self.stored.update(initial_documents())
        self._client = (client_id, client_secret or secrets.token_urlsafe(24))
        self._sign_in = OAuthServer(self.hidden, USER_UUID, self._client, Lifetimes(**lifetimes), clock)
        self._directory = SimulatedDirectory(self.stored, self._sign_in)
        self._settings = SettingsRoutes(self._directory, self.hidden, put_resets=put_resets)
        self._token = self._sign_in.issue(USER_UUID, USER_SCOPES if scopes is None else scopes, token)
        self._admin_token = self._sign_in.issue(ADMINISTRATOR_UUID, ADMINISTRATOR_SCOPES, admin_token)

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Add what `callsettings simulate webex` takes besides the options of every simulator."""
        parser.add_argument("--token", help="the user's access token, made up unless given")
        parser.add_argument("--admin-token", help="the administrator's access token, made up unless given")
        parser.add_argument(
            "--scopes", type=_scopes, help='scopes of the user\'s token, for example "spark:people_read,spark:xsi"'
        )
        for name, text in (
            ("device-lifetime", "how long a sign-in code is valid"),
            ("device-interval", "least time between two polls of a sign-in"),
            ("token-lifetime", "how long an access token from a sign-in is valid"),
            ("refresh-lifetime", "how long a refresh token is valid"),
            ("approve-after", "approve each sign-in by itself after this long"),
        ):
            default = getattr(Lifetimes, name.replace("-", "_"))
            parser.add_argument(f"--{name}", type=_seconds, default=default, metavar="SECONDS", help=text)
        parser.add_argument("--put-resets", action="store_true", help="let each PUT reset the fields that it omits")
        parser.add_argument("--rotate-refresh", action="store_true", help="let each refresh token work only once")

    def routes(self) -> Sequence[BaseRoute]:
        """Return the API's routes."""
        return [*self._sign_in.routes(), *self._directory.routes(), *self._settings.routes()]

    def control_routes(self) -> Sequence[BaseRoute]:
        """Return the pages that decide about sign-ins."""
        return self._sign_in.control_routes()

    def connection_info(self) -> dict[str, str]:
        """Return addresses, tokens and ids; see the module's text."""
        self._sign_in.root = self._directory.root = self.root
        user, colleague = (self.stored["people"][key]["person"] for key in (USER_UUID, COLLEAGUE_UUID))
        return {
            "url": f"{self.root}/v1",
            "token": self._token,
            "admin_token": self._admin_token,
            "person_id": user["id"],
            "user_uuid": USER_UUID,
            "org_id": ORGANIZATION_ID,
            "org_uuid": ORGANIZATION_UUID,
            "email": user["emails"][0],
            "colleague_id": colleague["id"],
            "colleague_uuid": COLLEAGUE_UUID,
            "colleague_email": colleague["emails"][0],
            "client_id": self._client[0],
            "client_secret": self._client[1],
        }

    def error_response(self, error: ApiError) -> Response:
        """Return JSON with message, errors and tracking id; XML for XSI."""
        if isinstance(error, XsiError):
            node = error_node(error.message, error.status)
            return xml_response(node, XSI_NAMESPACE, status=error.status, headers=error.headers)
        return json_error(error)

    def default_headers(self) -> dict[str, str]:
        """Return a tracking id; every answer has one."""
        return tracking_header()

    def normalize_path(self, path: str) -> str:
        """Return the path without doubled slashes, which a base address that ends in one leads to."""
        return re.sub(r"/{2,}", "/", path)

    def apply_external_change(self, path: str, values: Mapping[str, Any] | None) -> None:
        """Change a setting in either family or by XSI, or a person; None turns the setting's switch, if it has one."""
        documents, name = self._find_document(path)
        if values is None:
            values = _VISIBLE_CHANGES.get(name) or {"enabled": not documents[name].get("enabled")}
        documents[name] = merged(documents[name], values)

    def _find_document(self, path: str) -> tuple[dict[str, Any], str]:
        """Return a person's documents, and the name of the one behind a path."""
        segments = path.removeprefix("/v1").strip("/").split("/")
        name = "executive/callFiltering" if segments[-1] == "callFiltering" else segments[-1]
        name = name[:1].lower() + name[1:]
        if segments[0] == "people" and segments[1:2] != ["me"]:
            _, documents = self._directory.by_id("/".join(segments[1:2]))
        else:
            documents = self._directory.by_uuid(segments[3] if path.startswith(XSI_PATH) else USER_UUID)
        if segments[0] == "people" and len(segments) == 2:
            return documents, "person"
        if segments == ["telephony", "config", "people", "me"]:
            return documents, "profile"
        if name not in (*SETTINGS, *OTHER_RULES, "services"):
            raise ApiError(404, "No setting lies behind this path.")
        return documents, name


def _scopes(text: str) -> list[str]:
    scopes = text.replace(",", " ").split()
    known = {*USER_SCOPES, *ADMINISTRATOR_SCOPES}
    unknown = [scope for scope in scopes if scope not in known]
    if unknown or not scopes:
        raise argparse.ArgumentTypeError(
            f"{(unknown or [text])[0]!r} is no scope. Use some of: {', '.join(sorted(known))}."
        )
    return scopes


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is no time: give seconds, for example 5")
    return value
