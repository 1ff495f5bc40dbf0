"""The API variants: which one is used, what is reported when none may be, and where a token is sent."""

import asyncio
from pathlib import Path

import httpx
import pytest

from tui_callsettings.accounts.config import load_config
from tui_callsettings.accounts.config_edit import add_account
from tui_callsettings.backends.webex.client import open_backend
from tui_callsettings.backends.webex.person_directory import TRUSTED_DOMAINS, is_trusted_endpoint
from tui_callsettings.cli.exit_status import ExitStatus
from tui_callsettings.cli.main import main
from tui_callsettings.errors import (
    NotAllowedError,
    NotFoundError,
    RejectedError,
)
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import Setting
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator

from .accounts import PEOPLE_SCOPES, XSI_SCOPE, Token, open_webex_backend

ENABLED = ("enabled",)
RINGS = ("send_unanswered_calls", "number_of_rings")


def requests(simulator: Simulator) -> list[str]:
    return [f"{entry.method} {entry.path}" for entry in simulator.log]


async def test_a_refused_variant_is_left_for_the_other_and_not_tried_again() -> None:
    with serving("webex", scopes=PEOPLE_SCOPES) as simulator:
        features = f"/v1/people/{simulator.credentials['person_id']}/features"
        async with open_webex_backend(simulator) as backend:
            setting = await backend.read(Feature.VOICEMAIL)
            await backend.write(Feature.VOICEMAIL, setting.with_value(ENABLED, False), [ENABLED])
            await backend.read(Feature.CALL_FORWARDING)
        assert requests(simulator) == [
            "GET /v1/telephony/config/people/me/settings/voicemail",
            "GET /v1/people/me",
            f"GET {features}/voicemail",
            f"PUT {features}/voicemail",
            "GET /v1/telephony/config/people/me/settings/callForwarding",
            f"GET {features}/callForwarding",
        ]


async def test_a_variant_that_does_not_know_the_person_is_left_for_the_other(simulator: Simulator) -> None:
    simulator.set_fault("404", path="*/me/settings/voicemail")
    async with open_webex_backend(simulator) as backend:
        setting = await backend.read(Feature.VOICEMAIL)
        await backend.write(Feature.VOICEMAIL, setting.with_value(RINGS, 4), [RINGS])
    people = f"/v1/people/{simulator.credentials['person_id']}/features/voicemail"
    assert requests(simulator)[-2:] == [f"GET {people}", f"PUT {people}"]


async def test_a_person_whom_no_variant_knows_is_not_found(simulator: Simulator) -> None:
    simulator.set_fault("404", path="*/voicemail", message="no such person")
    async with open_webex_backend(simulator) as backend:
        with pytest.raises(NotFoundError) as caught:
            await backend.read(Feature.VOICEMAIL)
    assert (caught.value.response_status, caught.value.provider_message) == (404, "no such person")
    assert "--person" not in caught.value.message


async def test_an_administrator_s_token_learns_of_the_missing_license_and_of_person(simulator: Simulator) -> None:
    async with open_webex_backend(simulator, token=simulator.credentials["admin_token"]) as backend:
        for feature in Feature:
            with pytest.raises(NotFoundError) as caught:
                await backend.read(feature)
            assert "you have no Webex Calling license" in caught.value.message
            assert "--person" in caught.value.message
            assert caught.value.response_status == 404
            assert caught.value.tracking_id


async def test_another_person_without_a_license_is_reported_as_such(simulator: Simulator) -> None:
    simulator.set_fault("404", path="*/voicemail", error_code=4008)
    known = simulator.credentials
    async with open_webex_backend(simulator, token=known["admin_token"], person=known["colleague_id"]) as backend:
        with pytest.raises(NotFoundError, match="this person has no Webex Calling license") as caught:
            await backend.read(Feature.VOICEMAIL)
    assert "--person" not in caught.value.message


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://evil.example/com.broadsoft.xsi-actions",
        "https://webex.com.evil.example",
        "https://notwebex.com",
        "https://api@evil.example",
        "http://api.webex.com",
        "https://[",
    ],
)
async def test_the_token_goes_to_no_foreign_host(simulator: Simulator, endpoint: str) -> None:
    foreign: list[httpx.Request] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/organizations"):
            return httpx.Response(200, json={"items": [{"xsiActionsEndpoint": endpoint}]})
        if request.url.host != "webexapis.com":
            foreign.append(request)
        return httpx.Response(200, json={"id": "x"}) if request.url.path.endswith("/me") else httpx.Response(403)

    backend = open_backend(Account("work", "webex"), Token("canary"), transport=httpx.MockTransport(answer))
    with pytest.raises(NotAllowedError, match="not a Webex address: your sign-in was not sent there"):
        await backend.read(Feature.CALL_WAITING)
    await backend.close()
    assert foreign == []


async def test_a_host_that_the_person_confirms_gets_the_token_and_no_other(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del home
    add_account(Account("work", "webex"))
    reached: list[str] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/organizations"):
            return httpx.Response(200, json={"items": [{"xsiActionsEndpoint": "https://xsi.example.com/actions"}]})
        if request.url.host == "xsi.example.com":
            reached.append(request.headers["Authorization"])
            return httpx.Response(200, content=b"<CallWaiting><active>true</active></CallWaiting>")
        return httpx.Response(200, json={"id": "x"}) if request.url.path.endswith("/me") else httpx.Response(403)

    async def read() -> Setting:
        transport = httpx.MockTransport(answer)
        backend = open_backend(load_config().account("work"), Token("canary"), transport=transport)
        try:
            return await backend.read(Feature.CALL_WAITING)
        finally:
            await backend.close()

    async def run(arguments: list[str]) -> int:
        return await asyncio.to_thread(main, arguments)

    with pytest.raises(NotAllowedError) as caught:
        await read()
    command = caught.value.message.partition("run: callsettings ")[2]
    assert command == "account set work --xsi-host xsi.example.com"
    assert await run([*command.split()[:-1], "https://xsi.example.com/actions"]) == ExitStatus.USAGE
    assert "must be a host name" in capsys.readouterr().err
    assert await run([*command.split()[:-1], "other.example.com"]) == ExitStatus.DONE
    with pytest.raises(NotAllowedError):
        await read()
    assert reached == []
    assert await run(command.split()) == ExitStatus.DONE
    assert (await read()).value(("enabled",)) is True
    assert len(reached) == 1


@pytest.mark.parametrize("domain", TRUSTED_DOMAINS)
async def test_every_domain_of_webex_can_be_read_from(domain: str) -> None:
    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/organizations"):
            return httpx.Response(200, json={"items": [{"xsiActionsEndpoint": f"https://api.{domain}/actions"}]})
        if request.url.host == f"api.{domain}":
            return httpx.Response(200, content=b"<CallWaiting><active>true</active></CallWaiting>")
        return httpx.Response(200, json={"id": "x"}) if request.url.path.endswith("/me") else httpx.Response(403)

    backend = open_backend(Account("work", "webex"), Token("canary"), transport=httpx.MockTransport(answer))
    assert (await backend.read(Feature.CALL_WAITING)).value(ENABLED) is True
    await backend.close()


@pytest.mark.parametrize(
    ("endpoint", "base_url", "is_trusted"),
    [
        ("https://api-us.bcld.webex.com/com.broadsoft.xsi-actions", "https://webexapis.com/v1", True),
        ("https://api-rialto.broadcloudpbx.com/com.broadsoft.xsi-actions", "https://webexapis.com/v1", True),
        ("https://API.Broadcloud.EU./x", "https://webexapis.com/v1", True),
        ("https://own.example/xsi", "https://own.example/v1", True),
        ("http://own.example/xsi", "https://own.example/v1", False),
        ("http://127.0.0.1:9/xsi", "http://127.0.0.1:8/v1", True),
        ("ftp://webex.com", "https://webexapis.com/v1", False),
        ("", "https://webexapis.com/v1", False),
    ],
)
def test_a_trusted_endpoint_is_webex_s_or_the_account_s_own(endpoint: str, base_url: str, is_trusted: bool) -> None:
    assert is_trusted_endpoint(endpoint, base_url) is is_trusted


async def test_a_change_may_need_another_variant_than_reading() -> None:
    with serving("webex", scopes=("spark:telephony_config_read", *PEOPLE_SCOPES)) as simulator:
        async with open_webex_backend(simulator) as backend:
            for target in (True, False):
                setting = await backend.read(Feature.DO_NOT_DISTURB)
                await backend.write(Feature.DO_NOT_DISTURB, setting.with_value(ENABLED, target), [ENABLED])
        me, person = "/v1/telephony/config/people/me/settings", simulator.credentials["person_id"]
        people = f"PUT /v1/people/{person}/features/doNotDisturb"
        written = [request for request in requests(simulator) if request.startswith("PUT")]
        assert written == [f"PUT {me}/doNotDisturb", people, people]


async def test_where_no_variant_is_open_the_scopes_are_named() -> None:
    with serving("webex", scopes=(XSI_SCOPE,)) as simulator:
        async with open_webex_backend(simulator) as backend:
            with pytest.raises(NotAllowedError) as caught:
                await backend.read(Feature.VOICEMAIL)
    assert "spark:telephony_config_read or spark:people_read" in caught.value.message
    assert caught.value.status == 403
    assert caught.value.tracking_id.startswith("SIMULATOR_")


async def test_call_waiting_without_telephony_scopes_is_read_by_xsi_and_becomes_read_only() -> None:
    with serving("webex", scopes=(*PEOPLE_SCOPES, XSI_SCOPE)) as simulator:
        async with open_webex_backend(simulator) as backend:
            assert backend.capabilities.support(Feature.CALL_WAITING).is_writable
            for stored in (True, False):
                simulator.change("/v1/telephony/config/people/me/settings/callWaiting", {"enabled": stored})
                setting = await backend.read(Feature.CALL_WAITING)
                assert setting.value(ENABLED) is stored
            support = backend.capabilities.support(Feature.CALL_WAITING)
            assert (support.is_offered, support.is_writable) == (True, False)
            assert "may read" in support.reason
            with pytest.raises(RejectedError, match="may read"):
                await backend.write(Feature.CALL_WAITING, setting.with_value(ENABLED, True), [ENABLED])
        lookups = [path for path in requests(simulator) if "features" not in path and "settings" not in path]
        xsi = f"GET /com.broadsoft.xsi-actions/v2.0/user/{simulator.credentials['user_uuid']}/services/CallWaiting"
        assert sorted(lookups) == sorted(["GET /v1/people/me", "GET /v1/organizations", xsi, xsi])


async def test_call_waiting_becomes_writable_again_with_a_better_sign_in(simulator: Simulator) -> None:
    simulator.set_fault("403", path="*/callWaiting", count=2)
    async with open_webex_backend(simulator) as backend:
        await backend.read(Feature.CALL_WAITING)
        assert not backend.capabilities.support(Feature.CALL_WAITING).is_writable
        simulator.set_fault("403", path="*/CallWaiting", count=1)
        await backend.read(Feature.CALL_WAITING)
        assert backend.capabilities.support(Feature.CALL_WAITING).is_writable


async def test_somebody_else_without_an_administrator_s_token_names_the_scope(simulator: Simulator) -> None:
    async with open_webex_backend(simulator, person=simulator.credentials["colleague_email"]) as backend:
        with pytest.raises(NotAllowedError, match="spark-admin:people_read"):
            await backend.read(Feature.VOICEMAIL)
