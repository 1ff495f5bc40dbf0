"""The backend `webex`: a person's settings on Webex Calling."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tui_callsettings.backends.base import Backend, Credentials, Greeting
from tui_callsettings.backends.response import RequestContext, parse_json
from tui_callsettings.backends.transport import Body, HttpClient, Timeouts
from tui_callsettings.errors import CallSettingsError, NotAllowedError, RejectedError, UnsupportedError
from tui_callsettings.models.account import Account
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.precedence import WELL_EVIDENCED, Precedence
from tui_callsettings.models.setting import FieldPath, Setting

from .api_variant import ME, ApiVariant, api_variants, greeting_path, required_scopes, setting_path
from .greeting_audio import encode_multipart, load_recording
from .person_directory import PersonDirectory
from .wire import build_put_body, parse_owner, parse_pin_rules, parse_setting

PROVIDER = "Webex Calling"
BASE_URL = "https://webexapis.com/v1"
_GO_OVERRIDE = "webexGoOverrideEnabled"
_FORWARD_MESSAGES = (Feature.VOICEMAIL, ("voice_message_forwarding_enabled",))
_READ_ONLY_FORWARD_MESSAGES = Support(Access.READ_ONLY, "Webex Calling documents no way to change it")
_READ_ONLY_CALL_WAITING = Support(Access.READ_ONLY, "your sign-in may read call waiting, but not change it")

T = TypeVar("T")


class WebexBackend(Backend):
    """One person's settings on Webex Calling.

    Args:
        http: the account's connection.
        account: whose settings, for whom.
    """

    def __init__(self, http: HttpClient, account: Account) -> None:
        self._http = http
        self._account = account
        self._directory = PersonDirectory(http, account.person)
        self._working: dict[tuple[Feature, bool], ApiVariant] = {}
        self._capabilities = Capabilities(
            provider=PROVIDER,
            provider_key="webex",
            limits={_FORWARD_MESSAGES: _READ_ONLY_FORWARD_MESSAGES},
            # Forward always acts whatever else is set; no public source gives the place of the others.
            precedence=Precedence(documented=WELL_EVIDENCED),
            can_upload_greetings=True,
            can_change_pin=not account.person,
        )

    @property
    def capabilities(self) -> Capabilities:
        """Everything; call waiting becomes read-only where only XSI tells it."""
        return self._capabilities

    async def owner(self) -> Owner:
        """Whose settings these are, from the people and the telephony side at once; one of them is enough."""
        if self._account.person:
            return parse_owner(await self._directory.person(), {}, self._account.region)
        told = await asyncio.gather(self._directory.person(), self._directory.profile(), return_exceptions=True)
        failures = [answer for answer in told if isinstance(answer, BaseException)]
        unexpected = [failure for failure in failures if not isinstance(failure, CallSettingsError)]
        if unexpected or len(failures) == len(told):
            raise (unexpected or failures)[0]
        person, profile = ({} if isinstance(answer, BaseException) else answer for answer in told)
        return parse_owner(person, profile, self._account.region)

    async def read(self, feature: Feature) -> Setting:
        """The stored setting, by the first family of paths that the sign-in may use.

        Raises:
            NotAllowedError: it may use none; the sentence names the scopes.
        """
        action = f"read {feature.title.lower()}"

        async def attempt(family: ApiVariant) -> Setting:
            if family is ApiVariant.XSI:
                return await self._directory.call_waiting()
            path = setting_path(family, feature, await self._person_id(family))
            answer = await self._http.get(path, params=await self._query(family), action=action)
            return parse_setting(feature, answer, RequestContext(PROVIDER, action))

        setting = await self._try_variants(feature, action, attempt, is_write=False)
        if feature is Feature.CALL_WAITING:
            self._limit_call_waiting(is_read_only=self._working[feature, False] is ApiVariant.XSI)
        return setting

    async def write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> None:
        """Store `wanted`.

        Raises:
            RefusedError: the values were not taken, or the feature is read-only; nothing was changed.
            OutcomeUnknownError: the request left and no answer came.
        """
        if not changed:
            return
        support = self._capabilities.support(feature)
        if not support.is_writable:
            raise RejectedError(f"{feature.title} cannot be changed: {support.reason}.")
        body = build_put_body(feature, wanted, changed)
        action = f"change {feature.title.lower()}"

        async def attempt(family: ApiVariant) -> None:
            path = setting_path(family, feature, await self._person_id(family))
            if feature is Feature.DO_NOT_DISTURB and family is ApiVariant.ME and _GO_OVERRIDE not in body:
                body.update(await self._go_override())
            await self._http.send("PUT", path, _json(body), params=await self._query(family), action=action)

        await self._try_variants(feature, action, attempt, is_write=True)

    async def upload_greeting(self, greeting: Greeting, wav: Path, progress: Callable[[int, int], None]) -> None:
        """Store a recording as greeting; which greeting is played stays as it is.

        Raises:
            RefusedError: the file is not a recording that the provider takes; nothing was sent.
            OutcomeUnknownError: the request left and no answer came.
        """
        body = encode_multipart(await asyncio.to_thread(load_recording, wav), progress)
        action = "store the greeting"

        async def attempt(family: ApiVariant) -> None:
            path = greeting_path(family, greeting, await self._person_id(family))
            await self._http.send("POST", path, body, params=await self._query(family), action=action)

        await self._try_variants(Feature.VOICEMAIL, action, attempt, is_write=True)

    async def pin_rules(self) -> tuple[str, ...]:
        """The organisation's rules for the voicemail PIN."""
        self._refuse_somebody_elses_pin()
        action = "read the rules for the voicemail PIN"
        answer = await self._http.get(f"{ME}/voicemail/rules", action=action)
        return parse_pin_rules(answer, RequestContext(PROVIDER, action))

    async def change_pin(self, pin: str) -> None:
        """Set the voicemail PIN.

        Raises:
            RefusedError: the PIN breaks a rule; no sentence repeats it.
        """
        self._refuse_somebody_elses_pin()
        if not (pin.isascii() and pin.isdigit()):
            raise RejectedError("A voicemail PIN consists of digits: enter only digits.")
        try:
            body = _json({"passcode": pin})
            await self._http.send("PUT", f"{ME}/voicemail/pin", body, action="change the voicemail PIN")
        except CallSettingsError as error:
            error.provider_message = error.provider_message.replace(pin, "[hidden]")
            raise

    async def close(self) -> None:
        """Give back the connections."""
        await self._http.close()

    async def _try_variants(
        self, feature: Feature, action: str, attempt: Callable[[ApiVariant], Awaitable[T]], *, is_write: bool
    ) -> T:
        """What `attempt` gives in the first family that does not answer 403; it is tried first from then on."""
        is_for_somebody_else = bool(self._account.person)
        usual = api_variants(feature, is_write=is_write, is_for_somebody_else=is_for_somebody_else)
        known = self._working.get((feature, is_write)) or self._working.get((feature, False))
        refusal: NotAllowedError | None = None
        for family in sorted(usual, key=lambda family: family is not known):
            try:
                result = await attempt(family)
            except NotAllowedError as error:
                refusal = refusal or error
            else:
                self._working[feature, is_write] = family
                return result
        one_of = " or ".join(required_scopes(feature, is_write=is_write, is_for_somebody_else=is_for_somebody_else))
        raise NotAllowedError(
            f"{PROVIDER} does not let you {action}: your sign-in lacks the scope {one_of}, or your administrator does "
            "not allow it. Ask your administrator.",
            status=refusal.response_status if refusal else None,
            provider_message=refusal.provider_message if refusal else "",
            tracking_id=refusal.tracking_id if refusal else "",
        )

    async def _person_id(self, family: ApiVariant) -> str:
        """Who the person is, where the path says so; no request is made for the other families."""
        return await self._directory.person_id() if family is ApiVariant.PEOPLE else ""

    async def _query(self, family: ApiVariant) -> dict[str, str]:
        organisation = await self._directory.resolve_organization_id() if family is ApiVariant.PEOPLE else ""
        return {"orgId": organisation} if organisation else {}

    async def _go_override(self) -> dict[str, bool]:
        """The field that this family requires, where the read did not give it: from the path of its own."""
        action = "read the Webex Go override"
        try:
            answer = await self._http.get(f"{ME}/settings/webexGoOverride", action=action)
            enabled = parse_json(answer, RequestContext(PROVIDER, action)).get("enabled")
        except CallSettingsError:
            return {}
        return {_GO_OVERRIDE: enabled} if isinstance(enabled, bool) else {}

    def _limit_call_waiting(self, *, is_read_only: bool) -> None:
        place = (Feature.CALL_WAITING, ())
        if is_read_only:
            self._capabilities = self._capabilities.with_access_limit(*place, _READ_ONLY_CALL_WAITING)
        elif not self._capabilities.support(*place).is_writable:
            self._capabilities = self._capabilities.with_access_limit(*place, Support())

    def _refuse_somebody_elses_pin(self) -> None:
        if self._account.person:
            raise UnsupportedError("The voicemail PIN can only be changed by the person it belongs to.")


def open_backend(
    account: Account,
    credentials: Credentials | None,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    timeouts: Timeouts | None = None,
) -> WebexBackend:
    """The backend of a Webex account. Nothing is sent yet.

    Args:
        account: whose settings; its `base_url` is another cluster's or a simulator's.
        credentials: of whoever signs in.
        transport: replaces the network, in tests.
        sleep: waits between attempts.
        timeouts: how long to wait.

    Raises:
        ConfigurationError: the address is none, or would send secrets in the open.
    """
    http = HttpClient(
        PROVIDER,
        account.base_url or BASE_URL,
        credentials,
        transport=transport,
        sleep=sleep,
        timeouts=timeouts,
    )
    return WebexBackend(http, account)


def _json(body: dict[str, Any]) -> Body:
    return Body("application/json", json.dumps(body).encode())
