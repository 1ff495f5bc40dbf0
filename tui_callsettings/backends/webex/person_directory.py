"""The person that a Webex account edits the settings of: looked up once, when first needed."""

import asyncio
import re
from typing import Any
from urllib.parse import quote

import httpx

from tui_callsettings.backends import xml
from tui_callsettings.backends.http_response import RequestContext, parse_json, shorten_text
from tui_callsettings.backends.transport import HttpClient
from tui_callsettings.backends.webex_id import decode_webex_id
from tui_callsettings.errors import CallSettingsError, NotAllowedError, NotFoundError
from tui_callsettings.models.account import Account
from tui_callsettings.models.call_waiting import CallWaitingSetting

from .api_variant import ME

TRUSTED_DOMAINS = (
    "webexapis.com",
    "webex.com",
    "wbx2.com",
    "ciscospark.com",
    "broadcloudpbx.com",
    "broadcloudpbx.net",
    "broadcloud.eu",
    "broadcloud.com.au",
    "webexgov.us",
)
"""Where the vendor's own SDK sends a person's token (`allowedDomains` of its service catalog)."""

_CALLING = {"callingData": "true"}


class PersonDirectory:
    """Looks up people.

    Args:
        http: The account's connection.
        account: Who is looked up, and which further host may get the token.
    """

    def __init__(self, http: HttpClient, account: Account) -> None:
        self._http = http
        self._account = account
        self._who = account.person
        self._lock = asyncio.Lock()
        self._person: dict[str, Any] | None = None
        self._xsi: str | None = None

    async def fetch_person(self) -> dict[str, Any]:
        """Return the person as `/people` reports, with numbers. One request, also for several callers at once.

        Raises:
            NotFoundError: Nobody has that address.
        """
        async with self._lock:
            if self._person is None:
                self._person = await self._look_up()
            return self._person

    async def resolve_person_id(self) -> str:
        """Return the id that goes into paths; no request is made where the configuration names it."""
        if self._who and "@" not in self._who:
            return self._who
        return str((await self.fetch_person()).get("id", ""))

    async def resolve_organization_id(self) -> str:
        """Return the organization of another person that was looked up; "" where the token implies it."""
        if "@" not in self._who:
            return ""
        organization = (await self.fetch_person()).get("orgId")
        return organization if isinstance(organization, str) else ""

    async def is_administrator(self) -> bool:
        """Return whether the sign-in has an administrator's role; False where that cannot be read."""
        try:
            return bool((await self.fetch_person()).get("roles"))
        except CallSettingsError:
            return False

    async def fetch_profile(self) -> dict[str, Any]:
        """Return the telephony profile of the one who signed in."""
        return await self._fetch_object(ME, "read who you are")

    async def fetch_call_waiting(self) -> CallWaitingSetting:
        """Return one's own call waiting by XSI, Webex Calling's older interface, as the vendor's web client reads it.

        Raises:
            NotAllowedError: The organization has no XSI, or names a host for it that is not Webex's.
        """
        endpoint, person_id = await asyncio.gather(self._xsi_endpoint(), self.resolve_person_id())
        uuid = quote(decode_webex_id(person_id), safe="")
        action = "read call waiting"
        answer = await self._http.get(
            f"{endpoint}/v2.0/user/{uuid}/services/CallWaiting", action=action, accept="application/xml"
        )
        active = xml.find_child(xml.parse(answer.body, "CallWaiting"), "active")
        # By the schema an absent element means off; an odd value makes the field unreadable.
        return CallWaitingSetting.parse_group({"enabled": "false" if active is None else xml.read_text(active)})

    async def _look_up(self) -> dict[str, Any]:
        if not self._who:
            return await self._fetch_object("/people/me", "read who you are", _CALLING)
        action = f"find {self._who}"
        if "@" not in self._who:
            return await self._fetch_object(f"/people/{quote(self._who, safe='')}", action, _CALLING)
        items = (await self._fetch_object("/people", action, {"email": self._who, **_CALLING})).get("items")
        if isinstance(items, list) and items and isinstance(items[0], dict):
            return items[0]
        raise NotFoundError(f"{self._http.provider} knows nobody with the address {self._who}: check its spelling.")

    async def _xsi_endpoint(self) -> str:
        if self._xsi is None:
            items = (await self._fetch_object("/organizations", "read call waiting", _CALLING)).get("items")
            first = items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else {}
            endpoint = first.get("xsiActionsEndpoint")
            if not isinstance(endpoint, str) or not endpoint:
                raise NotAllowedError(f"Your organization does not offer XSI on {self._http.provider}.")
            if not is_trusted_endpoint(endpoint, self._http.base_url, self._account.xsi_host):
                raise self._foreign_endpoint_error(endpoint)
            self._xsi = endpoint.rstrip("/")
        return self._xsi

    def _foreign_endpoint_error(self, endpoint: str) -> NotAllowedError:
        """Return a refusal that names what to type where the person may confirm the host."""
        message = (
            f'Your organization names "{shorten_text(endpoint)}" for XSI, which is not a Webex address: '
            "your sign-in was not sent there."
        )
        host = _https_host(endpoint)
        if host:
            message += (
                " If your administrator confirms that this host is right, run: "
                f"callsettings account set {self._account.name} --xsi-host {host}"
            )
        return NotAllowedError(message)

    async def _fetch_object(self, path: str, action: str, params: dict[str, str] | None = None) -> dict[str, Any]:
        answer = await self._http.get(path, action=action, params=params)
        return parse_json(answer, RequestContext(self._http.provider, action))


def is_trusted_endpoint(endpoint: str, base_url: str, confirmed_host: str = "") -> bool:
    """Return whether a token may be sent to `endpoint`: to the account's own host, a Webex domain or a confirmed host.

    Args:
        endpoint: An address that the provider names.
        base_url: The account's own address.
        confirmed_host: A further host that the person has allowed; "" for none.
    """
    try:
        url, own = httpx.URL(endpoint), httpx.URL(base_url)
    except httpx.InvalidURL:
        return False
    if url.host == own.host:
        return url.scheme == own.scheme or url.scheme == "https"
    host = _https_host(endpoint)
    is_webex = any(host == domain or host.endswith(f".{domain}") for domain in TRUSTED_DOMAINS)
    return bool(host) and (is_webex or host == confirmed_host)


def _https_host(endpoint: str) -> str:
    """Return the host of an https address; "" for any other text."""
    try:
        url = httpx.URL(endpoint)
    except httpx.InvalidURL:
        return ""
    host = url.raw_host.decode("ascii", "replace").rstrip(".")
    return host if url.scheme == "https" and re.fullmatch(r"[a-z0-9.-]+", host) else ""
