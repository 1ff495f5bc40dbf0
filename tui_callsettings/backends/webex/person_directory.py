"""Who a Webex account's person is: looked up once, when it is first needed."""

import asyncio
import base64
import binascii
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tui_callsettings.backends.response import RequestContext, invalid_response, parse_json
from tui_callsettings.backends.transport import HttpClient
from tui_callsettings.errors import NotAllowedError, NotFoundError
from tui_callsettings.models.call_waiting import CallWaitingSetting

from .api_variant import ME

_CALLING = {"callingData": "true"}


class PersonDirectory:
    """Looks up people.

    Args:
        http: the account's connection.
        who: somebody else's e-mail address or id; "" for whoever signed in.
    """

    def __init__(self, http: HttpClient, who: str) -> None:
        self._http = http
        self._who = who
        self._looking = asyncio.Lock()
        self._found: dict[str, Any] | None = None
        self._xsi: str | None = None

    async def person(self) -> dict[str, Any]:
        """The person as `/people` tells, with numbers. Asked for once, also if several ask at the same time.

        Raises:
            NotFoundError: nobody has that address.
        """
        async with self._looking:
            if self._found is None:
                self._found = await self._looked_up()
            return self._found

    async def person_id(self) -> str:
        """The id that goes into paths; no request where the configuration names it."""
        if self._who and "@" not in self._who:
            return self._who
        return str((await self.person()).get("id", ""))

    async def resolve_organization_id(self) -> str:
        """The organisation of somebody else that was looked up; "" where it goes without saying."""
        if "@" not in self._who:
            return ""
        told = (await self.person()).get("orgId")
        return told if isinstance(told, str) else ""

    async def profile(self) -> dict[str, Any]:
        """What telephony knows of whoever signed in."""
        return await self._object(ME, "read who you are")

    async def call_waiting(self) -> CallWaitingSetting:
        """One's own call waiting by XSI, Webex Calling's older interface, as the vendor's web client reads it.

        Raises:
            NotAllowedError: the organisation has no XSI.
        """
        endpoint, person_id = await asyncio.gather(self._xsi_endpoint(), self.person_id())
        uuid = quote(raw_uuid(person_id), safe="")
        action = "read call waiting"
        answer = await self._http.get(
            f"{endpoint}/v2.0/user/{uuid}/services/CallWaiting", action=action, accept="application/xml"
        )
        try:
            root = fromstring(answer.body, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError, LookupError):
            root = None
        active = None if root is None else next((e.text for e in root if e.tag.endswith("}active")), "false")
        switch = {"true": True, "1": True, "false": False, "0": False}.get((active or "").strip())
        if switch is None:
            raise invalid_response(answer, RequestContext(self._http.provider, action), "it is not what XSI describes")
        return CallWaitingSetting(enabled=switch)

    async def _looked_up(self) -> dict[str, Any]:
        if not self._who:
            return await self._object("/people/me", "read who you are", _CALLING)
        action = f"find {self._who}"
        if "@" not in self._who:
            return await self._object(f"/people/{quote(self._who, safe='')}", action, _CALLING)
        listed = await self._object("/people", action, {"email": self._who, **_CALLING})
        items = listed.get("items")
        if isinstance(items, list) and items and isinstance(items[0], dict):
            return items[0]
        raise NotFoundError(f"{self._http.provider} knows nobody with the address {self._who}: check its spelling.")

    async def _xsi_endpoint(self) -> str:
        if self._xsi is None:
            listed = await self._object("/organizations", "read call waiting", _CALLING)
            items = listed.get("items")
            first = items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else {}
            told = first.get("xsiActionsEndpoint")
            if not isinstance(told, str) or not told:
                raise NotAllowedError(f"Your organisation does not offer XSI on {self._http.provider}.")
            self._xsi = told.rstrip("/")
        return self._xsi

    async def _object(self, path: str, action: str, params: dict[str, str] | None = None) -> dict[str, Any]:
        answer = await self._http.get(path, action=action, params=params)
        return parse_json(answer, RequestContext(self._http.provider, action))


def raw_uuid(public_id: str) -> str:
    """The uuid within an id: the last part of the base64 text `ciscospark://region/KIND/uuid`, else the id itself."""
    try:
        text = base64.urlsafe_b64decode(public_id.rstrip("=") + "=" * (-len(public_id.rstrip("=")) % 4)).decode()
    except (binascii.Error, ValueError):
        return public_id
    return text.rsplit("/", 1)[-1] if text.startswith("ciscospark://") else public_id
