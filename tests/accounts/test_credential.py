import copy
import json
import pickle

import pytest

from tui_callsettings.accounts.credential import Credential, Secret
from tui_callsettings.errors import NotSignedInError
from tui_callsettings.models.account import Account

WEBEX = Account("work", "webex")
DESK = Account("desk", "broadworks", base_url="https://xsp.example.com", user="jane@example.com")

FULL = Credential(
    scheme="Bearer",
    secret=Secret("canary-access"),
    origin="https://webexapis.com:443",
    expires_at=100.0,
    refresh_token=Secret("canary-refresh"),
    refresh_expires_at=200.0,
    client_id="C1",
    client_secret=Secret("canary-client"),
)


def test_nothing_shows_a_secret() -> None:
    secret = Secret("canary")
    for shown in (
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>20}",
        f"{secret!r}",
        str([secret]),
        str({"kept": secret}),
    ):
        assert "canary" not in shown
    assert "canary" not in repr(FULL)
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        copy.copy(secret)
    with pytest.raises(TypeError):
        json.dumps(secret)


def test_secrets_compare_by_their_text() -> None:
    assert Secret("a") == Secret("a")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert Secret("é") != Secret("e")
    assert Secret("a") != "a"
    assert not Secret("")


def test_authorization() -> None:
    assert FULL.authorization() == "Bearer canary-access"
    basic = Credential.with_password(DESK, "pässword")
    assert basic.authorization() == "Basic amFuZUBleGFtcGxlLmNvbTpww6Rzc3dvcmQ="
    assert Credential.with_token(DESK, "abc", "BroadWorksSSO").authorization() == "BroadWorksSSO abc"


@pytest.mark.parametrize("text", ["abc", " abc\n", "Bearer abc", "Bearer  abc\r\n"])
def test_tokens_as_people_paste_them(text: str) -> None:
    credential = Credential.with_token(WEBEX, text)
    assert credential.authorization() == "Bearer abc"
    assert credential.origin == "https://webexapis.com:443"
    assert not credential.is_refreshable


@pytest.mark.parametrize(
    "text", ["", "  ", "canary two", "canary\nX-Evil: 1", "canaryé", "canary" * 2000, "canary\x00"]
)
def test_what_cannot_be_a_token_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(NotSignedInError, match=r"look like an access token|No token given") as caught:
        Credential.with_token(WEBEX, text)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(("user", "password"), [("jane", ""), ("jane", "a\nb"), ("a:b", "pw"), ("", "pw")])
def test_what_cannot_be_a_password_is_refused(user: str, password: str) -> None:
    with pytest.raises(NotSignedInError):
        Credential.with_password(Account("x", "broadworks", base_url="https://x"), password, user)


def test_json_round_trip() -> None:
    for credential in (FULL, Credential.with_password(DESK, "pw"), Credential.with_token(WEBEX, "t")):
        assert Credential.parse(credential.model_dump_json()) == credential
        assert Credential.parse(credential.model_dump()) == credential


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {},
        {"scheme": "Bearer"},
        {"scheme": "Digest", "secret": "x"},
        {"scheme": "Bearer", "secret": 1},
        {"scheme": "Bearer", "secret": "x", "expires_at": "soon"},
        {"scheme": "Bearer", "secret": "x", "refresh_token": []},
        {"scheme": "Bearer", "secret": "x", "origin": 3},
    ],
)
def test_damaged_json(plain: object) -> None:
    with pytest.raises(ValueError, match="not a credential"):
        Credential.parse(plain)


def test_a_secret_stays_with_the_address_it_was_given_for() -> None:
    moved = Account("work", "webex", base_url="https://evil.example.com/v1")
    FULL.check_destination(WEBEX)
    FULL.check_destination(Account("work", "webex", base_url="https://webexapis.com/v2"))
    with pytest.raises(NotSignedInError, match=r"evil\.example\.com.*sign in again"):
        FULL.check_destination(moved)


def test_refreshed_keeps_what_the_answer_does_not_repeat() -> None:
    renew = FULL.with_token_response({"access_token": "new", "expires_in": 60}, now=1000.0)
    assert renew.authorization() == "Bearer new"
    assert renew.expires_at == 1060.0
    assert renew.refresh_token == FULL.refresh_token
    assert renew.refresh_expires_at == 200.0
    for answer in ({}, {"access_token": ""}, {"access_token": 3}, {"access_token": "a b"}, {"access_token": "a\r\nb"}):
        with pytest.raises(ValueError, match="no token"):
            FULL.with_token_response(answer, now=0.0)
