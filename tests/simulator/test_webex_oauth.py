"""The device grant and the refresh of tokens, on a clock that the test turns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
SCOPES = "spark:people_read spark:telephony_config_read"


class Clock:
    """Seconds that a test advances."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def webex(clock: Clock) -> Iterator[Simulator]:
    with serving("webex", clock=clock, token_lifetime=600) as running:
        yield running


def authorize(webex: Simulator, **changes: str) -> httpx.Response:
    form = {"client_id": webex.credentials["client_id"], "scope": SCOPES, **changes}
    return httpx.post(f"{webex.url}/device/authorize", data=form, trust_env=False)


def poll(webex: Simulator, code: str, *, secret: str = "", **changes: str) -> httpx.Response:
    client = webex.credentials["client_id"]
    form = {"grant_type": GRANT, "device_code": code, "client_id": client, **changes}
    auth = (client, secret or webex.credentials["client_secret"])
    return httpx.post(f"{webex.url}/device/token", data=form, auth=auth, trust_env=False)


def refresh(webex: Simulator, token: str, **changes: str) -> httpx.Response:
    form = {
        "grant_type": "refresh_token",
        "client_id": webex.credentials["client_id"],
        "client_secret": webex.credentials["client_secret"],
        "refresh_token": token,
        **changes,
    }
    return httpx.post(f"{webex.url}/access_token", data=form, trust_env=False)


def whoami(webex: Simulator, token: str) -> httpx.Response:
    return httpx.get(f"{webex.url}/people/me", headers={"Authorization": f"Bearer {token}"}, trust_env=False)


def outcome(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["description"]


def decide(webex: Simulator, action: str, grant: dict[str, Any]) -> int:
    page = f"{webex.root}/_{action}"
    return httpx.post(page, params={"user_code": grant["user_code"]}, trust_env=False).status_code


def test_a_grant_is_pending_until_approved_and_then_gives_tokens_once(webex: Simulator, clock: Clock) -> None:
    grant = authorize(webex).json()
    assert (grant["expires_in"], grant["interval"], len(grant["user_code"])) == (300, 2, 6)
    assert grant["verification_uri_complete"].startswith(grant["verification_uri"])
    assert outcome(poll(webex, grant["device_code"])) == (428, "authorization_pending")
    assert decide(webex, "approve", grant) == 200
    clock.seconds += 2
    tokens = poll(webex, grant["device_code"]).json()
    assert whoami(webex, tokens["access_token"]).json()["id"] == webex.credentials["person_id"]
    assert (tokens["expires_in"], tokens["scope"]) == (600, SCOPES)
    assert outcome(poll(webex, grant["device_code"])) == (400, "invalid_grant")
    secrets = [
        tokens["access_token"],
        tokens["refresh_token"],
        grant["device_code"],
        webex.credentials["client_secret"],
    ]
    assert not any(secret in repr(webex.log) + repr(webex.state()) for secret in secrets)


def test_polling_too_often_slows_down(webex: Simulator, clock: Clock) -> None:
    code = authorize(webex).json()["device_code"]
    assert poll(webex, code).status_code == 428
    clock.seconds += 1
    assert outcome(poll(webex, code)) == (400, "slow_down")
    clock.seconds += 6
    assert outcome(poll(webex, code)) == (400, "slow_down")
    clock.seconds += 12
    assert poll(webex, code).status_code == 428


def test_a_refused_and_an_expired_grant_end(webex: Simulator, clock: Clock) -> None:
    grant = authorize(webex).json()
    assert decide(webex, "deny", grant) == 200
    assert outcome(poll(webex, grant["device_code"])) == (400, "access_denied")
    grant = authorize(webex).json()
    clock.seconds += 300
    assert outcome(poll(webex, grant["device_code"])) == (400, "expired_token")
    assert decide(webex, "approve", grant) == 404


def test_a_grant_can_approve_itself(clock: Clock) -> None:
    with serving("webex", clock=clock, approve_after=10) as webex:
        code = authorize(webex).json()["device_code"]
        clock.seconds += 9
        assert poll(webex, code).status_code == 428
        clock.seconds += 2
        assert poll(webex, code).status_code == 200


def test_the_page_for_the_person_has_both_buttons(webex: Simulator) -> None:
    page = httpx.get(f"{webex.root}/_verify", params={"user_code": '1"><b>'}, trust_env=False).text
    assert "Allow" in page
    assert "Refuse" in page
    assert "<b>" not in page


def test_wrong_clients_scopes_and_forms_are_refused(webex: Simulator) -> None:
    assert outcome(authorize(webex, client_id="other")) == (401, "invalid_client")
    assert outcome(authorize(webex, scope="nonsense")) == (400, "invalid_scope")
    code = authorize(webex).json()["device_code"]
    assert outcome(poll(webex, code, secret="wrong")) == (401, "invalid_client")
    assert outcome(poll(webex, code, grant_type="password")) == (400, "unsupported_grant_type")
    assert outcome(poll(webex, "unknown")) == (400, "invalid_grant")
    assert httpx.post(f"{webex.url}/device/token", data={"a": "b"}, trust_env=False).status_code == 401
    assert httpx.post(f"{webex.url}/access_token", json={}, trust_env=False).status_code == 415


def test_an_expired_token_is_refreshed(webex: Simulator, clock: Clock) -> None:
    grant = authorize(webex, scope=f"{SCOPES} spark:kms").json()
    decide(webex, "approve", grant)
    tokens = poll(webex, grant["device_code"]).json()
    clock.seconds += 600
    assert whoami(webex, tokens["access_token"]).status_code == 401
    renewed = refresh(webex, tokens["refresh_token"]).json()
    assert renewed["refresh_token"] == tokens["refresh_token"]
    assert whoami(webex, renewed["access_token"]).status_code == 200
    assert httpx.post(f"{webex.root}/_expire", trust_env=False).status_code == 204
    assert whoami(webex, renewed["access_token"]).status_code == 401
    assert whoami(webex, webex.credentials["token"]).status_code == 200
    assert outcome(refresh(webex, "wrong")) == (400, "invalid_grant")
    assert outcome(refresh(webex, renewed["refresh_token"], client_secret="wrong")) == (401, "invalid_client")
    assert outcome(refresh(webex, "", grant_type="password")) == (400, "unsupported_grant_type")


def test_refresh_tokens_can_work_only_once(clock: Clock) -> None:
    with serving("webex", clock=clock, approve_after=0, rotate_refresh=True, refresh_lifetime=60) as webex:
        tokens = poll(webex, authorize(webex).json()["device_code"]).json()
        renewed = refresh(webex, tokens["refresh_token"]).json()
        assert refresh(webex, tokens["refresh_token"]).status_code == 400
        clock.seconds += 60
        assert refresh(webex, renewed["refresh_token"]).status_code == 400
