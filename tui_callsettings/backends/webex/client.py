"""The backend `webex`: a person's settings on Webex Calling."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from typing import Any

import httpx

from tui_callsettings.backends.base import Backend, Credentials, Greeting
from tui_callsettings.backends.http_response import RequestContext, parse_json
from tui_callsettings.backends.transport import Body, HttpClient, Timeouts
from tui_callsettings.backends.writable import writable_changes
from tui_callsettings.errors import CallSettingsError, RejectedError, UnsupportedError
from tui_callsettings.models.account import Account
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.other_rules import OtherRule
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, Setting
from tui_callsettings.models.value_types import pin_error

from .api_variant import ME, ApiVariant, greeting_path, setting_path
from .call_services import fetch_other_rules
from .greeting_audio import encode_multipart, load_recording
from .person_directory import TRUSTED_DOMAINS, PersonDirectory
from .variant_fallback import VariantFallback
from .wire import build_put_body, parse_owner, parse_pin_rules, parse_setting
from .wire_names import specific_fields, unsupported_limits
from .write_mode import WriteMode

PROVIDER = "Webex Calling"
BASE_URL = "https://webexapis.com/v1"
TRUSTED_SUFFIXES = tuple(f".{domain}" for domain in TRUSTED_DOMAINS)
"""Domains below which `/organizations` may name an XSI endpoint for the token to be sent to."""
_GO_OVERRIDE = "webexGoOverrideEnabled"
_MESSAGE_FORWARDING = (Feature.VOICEMAIL, ("voice_message_forwarding_enabled",))
_READ_ONLY_MESSAGE_FORWARDING = Support(Access.READ_ONLY, "Webex Calling documents no way to change it")
_READ_ONLY_CALL_WAITING = Support(Access.READ_ONLY, "your sign-in may read call waiting, but not change it")


class WebexBackend(Backend):
    """One person's settings on Webex Calling.

    Args:
        http: The account's connection.
        account: The account: who signs in, and for whom.
    """

    def __init__(self, http: HttpClient, account: Account) -> None:
        self._http = http
        self._account = account
        self._directory = PersonDirectory(http, account)
        self._variants = VariantFallback(PROVIDER, self._directory, is_for_somebody_else=bool(account.person))
        self._write_mode = WriteMode(account.storage_key)
        self._capabilities = Capabilities(
            provider=PROVIDER,
            provider_key="webex",
            specific_fields=specific_fields(Feature),
            limits={**unsupported_limits(Feature), _MESSAGE_FORWARDING: _READ_ONLY_MESSAGE_FORWARDING},
            can_upload_greetings=True,
            can_change_pin=not account.person,
            reads_other_rules=not account.person,
        )

    @property
    def capabilities(self) -> Capabilities:
        """Everything; call waiting becomes read-only where only XSI reports it."""
        return self._capabilities

    async def owner(self) -> Owner:
        """Return the person, from the people and the telephony side at once; one of them is enough."""
        if self._account.person:
            return parse_owner(await self._directory.fetch_person(), {}, self._account.region)
        answers = await asyncio.gather(
            self._directory.fetch_person(), self._directory.fetch_profile(), return_exceptions=True
        )
        failures = [answer for answer in answers if isinstance(answer, BaseException)]
        unexpected = [failure for failure in failures if not isinstance(failure, CallSettingsError)]
        if unexpected or len(failures) == len(answers):
            raise (unexpected or failures)[0]
        person, profile = ({} if isinstance(answer, BaseException) else answer for answer in answers)
        return parse_owner(person, profile, self._account.region)

    async def check_sign_in(self) -> Owner:
        """Return the person who signed in, from one request."""
        return parse_owner(await self._directory.fetch_person(), {}, self._account.region)

    async def read(self, feature: Feature) -> Setting:
        """Return the stored setting, by the first API variant that the sign-in may use.

        Raises:
            NotAllowedError: It may use none; the message names the scopes.
            NotFoundError: The person has no Webex Calling license, or is not known.
        """
        action = f"read {feature.title.lower()}"

        async def attempt(variant: ApiVariant) -> Setting:
            if variant is ApiVariant.XSI:
                return await self._directory.fetch_call_waiting()
            path = setting_path(variant, feature, await self._person_id(variant))
            answer = await self._http.get(path, params=await self._query(variant), action=action)
            return parse_setting(feature, answer, RequestContext(PROVIDER, action))

        setting = await self._variants.run(feature, action, attempt, is_write=False)
        if feature is Feature.CALL_WAITING:
            self._limit_call_waiting(is_read_only=self._variants.working_variant(feature) is ApiVariant.XSI)
        return setting

    async def read_other_rules(self) -> tuple[OtherRule, ...]:
        """Return the assigned rules; none for another person, for whom the API has no such paths."""
        return () if self._account.person else await fetch_other_rules(self._http)

    async def write(self, feature: Feature, setting: Setting, changed: Collection[FieldPath]) -> None:
        """Store the fields of `setting` at `changed`; their groups are sent, or everything once that was asked for.

        Raises:
            RejectedError: The values were not taken, or a field is read-only; nothing was changed.
            OutcomeUnknownError: The request left and no answer came.
        """
        if not changed:
            return
        support = self._capabilities.support(feature)
        if support.is_offered and not support.is_writable:
            raise RejectedError(f"{feature.title} cannot be changed: {support.reason}.")
        paths = writable_changes(self._capabilities, feature, setting, changed)
        body = build_put_body(feature, setting, paths, is_whole=await self._write_mode.is_whole())
        action = f"change {feature.title.lower()}"

        async def attempt(variant: ApiVariant) -> None:
            path = setting_path(variant, feature, await self._person_id(variant))
            if feature is Feature.DO_NOT_DISTURB and variant is ApiVariant.ME and _GO_OVERRIDE not in body:
                body.update(await self._go_override())
            await self._http.send("PUT", path, _json(body), params=await self._query(variant), action=action)

        if paths:
            await self._variants.run(feature, action, attempt, is_write=True)

    async def send_whole_settings(self) -> bool:
        """From now on send whole settings, because the provider resets what a PUT omits; remembered for the account.

        Returns:
            False if that is so already.
        """
        return await self._write_mode.set_whole()

    async def upload_greeting(self, greeting: Greeting, wav: Path, progress: Callable[[int, int], None]) -> None:
        """Store a recording as greeting; which greeting is played stays as it is.

        Raises:
            RejectedError: The file is not a recording that the provider takes; nothing was sent.
            OutcomeUnknownError: The request left and no answer came.
        """
        body = encode_multipart(await asyncio.to_thread(load_recording, wav), progress)
        action = "store the greeting"

        async def attempt(variant: ApiVariant) -> None:
            path = greeting_path(variant, greeting, await self._person_id(variant))
            await self._http.send("POST", path, body, params=await self._query(variant), action=action)

        await self._variants.run(Feature.VOICEMAIL, action, attempt, is_write=True)

    async def pin_rules(self) -> tuple[str, ...]:
        """Return the organization's rules for the voicemail PIN, a sentence each."""
        self._require_own_pin()
        action = "read the rules for the voicemail PIN"
        answer = await self._http.get(f"{ME}/voicemail/rules", action=action)
        return parse_pin_rules(answer, RequestContext(PROVIDER, action))

    async def change_pin(self, pin: str) -> None:
        """Set the voicemail PIN.

        Raises:
            RejectedError: The PIN breaks a rule; no message repeats it.
        """
        self._require_own_pin()
        if error_text := pin_error(pin):
            raise RejectedError(error_text)
        try:
            body = _json({"passcode": pin})
            await self._http.send("PUT", f"{ME}/voicemail/pin", body, action="change the voicemail PIN")
        except CallSettingsError as error:
            error.provider_message = error.provider_message.replace(pin, "[hidden]")
            raise

    async def close(self) -> None:
        """Release the connections."""
        await self._http.close()

    async def _person_id(self, variant: ApiVariant) -> str:
        """Return the person's id where the path has it; no request is made for the other variants."""
        return await self._directory.resolve_person_id() if variant is ApiVariant.PEOPLE else ""

    async def _query(self, variant: ApiVariant) -> dict[str, str]:
        organization = await self._directory.resolve_organization_id() if variant is ApiVariant.PEOPLE else ""
        return {"orgId": organization} if organization else {}

    async def _go_override(self) -> dict[str, bool]:
        """Return the field that a PUT requires, from the path of its own, where the read did not give it."""
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

    def _require_own_pin(self) -> None:
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
    """Return the backend of a Webex account. Nothing is sent yet.

    Args:
        account: The account; its `base_url` is another cluster's or a simulator's.
        credentials: The sign-in; None if there is none.
        transport: Replaces the network, in tests.
        sleep: Waits between attempts.
        timeouts: How long to wait.

    Raises:
        ConfigurationError: The address is invalid, or would send secrets unprotected.
    """
    http = HttpClient(
        PROVIDER,
        account.base_url or BASE_URL,
        credentials,
        trusted_suffixes=TRUSTED_SUFFIXES,
        confirmed_host=account.xsi_host,
        transport=transport,
        sleep=sleep,
        timeouts=timeouts,
    )
    return WebexBackend(http, account)


def _json(body: dict[str, Any]) -> Body:
    return Body("application/json", json.dumps(body).encode())
