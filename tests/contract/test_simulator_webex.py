"""The Webex simulator against the official API description: every answer, and what it takes and refuses."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.contract.spec import operation, operations, request_errors, requires_specification, response_errors
from tests.contract.webex_schemas import FILE, generate_schemas
from tests.simulator.conftest import create_client
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator

pytestmark = requires_specification

FEATURES = ("doNotDisturb", "callForwarding", "voicemail", "callWaiting")
FAMILIES = ("/telephony/config/people/me/settings", "/people/{personId}/features")
PUTS = [("put", f"{family}/{feature}") for family in FAMILIES for feature in FEATURES]
TAKEN_ALTHOUGH_INVALID = (
    "'webexGoOverrideEnabled' is a required property",
    "'transferToNumber' is a required property",
)
"""What real clients leave out, so that the simulator must do without it."""


@pytest.fixture(scope="module")
def module_webex() -> Iterator[Simulator]:
    with serving("webex") as running:
        yield running


@pytest.fixture(scope="module")
def clients(module_webex: Simulator) -> Iterator[dict[str, httpx.Client]]:
    with create_client(module_webex, "token") as user, create_client(module_webex, "admin_token") as administrator:
        yield {"token": user, "admin_token": administrator}


def client_for(clients: dict[str, httpx.Client], template: str) -> httpx.Client:
    """Return the user's client for paths with `me`, the administrator's for the others."""
    return clients["token" if "/me" in template else "admin_token"]


def path_for(webex: Simulator, template: str) -> str:
    return template.replace("{personId}", webex.credentials["colleague_id"])


def example(template: str) -> Any:
    return copy.deepcopy(operation("put", template)["requestBody"]["content"]["application/json"]["example"])


@pytest.mark.parametrize(("method", "template"), operations("get"))
def test_every_answer_is_as_described(
    module_webex: Simulator, clients: dict[str, httpx.Client], method: str, template: str
) -> None:
    answer = client_for(clients, template).get(path_for(module_webex, template), params={"callingData": "true"})
    assert answer.status_code == 200
    assert response_errors(method, template, answer.status_code, answer.content) == []


@pytest.mark.parametrize(("method", "template"), operations())
def test_every_path_refuses_a_missing_token_as_described(module_webex: Simulator, method: str, template: str) -> None:
    answer = httpx.request(method, module_webex.url + path_for(module_webex, template), trust_env=False)
    assert answer.status_code == 401
    assert response_errors(method, template, 401, answer.content) == []
    assert set(answer.json()) == {"message", "errors", "trackingId"}


@pytest.mark.parametrize(("method", "template"), PUTS)
def test_the_described_example_is_taken_and_takes_effect(
    module_webex: Simulator, clients: dict[str, httpx.Client], method: str, template: str
) -> None:
    client, path, body = client_for(clients, template), path_for(module_webex, template), example(template)
    assert request_errors(method, template, body) == []
    answer = client.put(path, json=body)
    assert answer.status_code == 204
    assert response_errors(method, template, 204, answer.content) == []
    shown = client.get(path)
    assert response_errors("get", template, 200, shown.content) == []
    assert differences(body, shown.json()) == []


def differences(expected: Any, shown: Any, where: str = "") -> list[str]:
    """Return where a document lacks what was written; an empty destination means none."""
    if isinstance(expected, dict):
        return [one for name in expected for one in differences(expected[name], shown.get(name), f"{where}/{name}")]
    return [] if expected == shown or (expected == "" and shown is None) else [where]


def mutations(body: Any) -> Iterator[Any]:
    """Yield a body with each of its values replaced by one of another type, and with each of them left out."""
    for path in paths(body):
        others: tuple[Any, ...] = (None, "text", 7, 2.5, True, [], {}, ["a"])
        for value in others:
            yield changed(body, path, value)
        yield changed(body, path, None, remove=True)


def paths(value: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield (*before, name)
            yield from paths(item, (*before, name))


def changed(body: Any, path: tuple[str, ...], value: Any, *, remove: bool = False) -> Any:
    result = copy.deepcopy(body)
    parent = result
    for name in path[:-1]:
        parent = parent[name]
    if remove:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return result


@pytest.mark.parametrize(("method", "template"), PUTS)
def test_what_the_description_forbids_is_refused_and_what_it_leaves_open_is_taken(
    webex: Simulator, method: str, template: str
) -> None:
    token = "token" if "/me" in template else "admin_token"
    path = path_for(webex, template)
    with create_client(webex, token) as client:
        for body in mutations(example(template)):
            before = webex.state()
            answer = client.put(path, json=body)
            errors = request_errors(method, template, body)
            serious = [error for error in errors if not error.endswith(TAKEN_ALTHOUGH_INVALID)]
            assert response_errors(method, template, answer.status_code, answer.content) == []
            if serious:
                assert answer.status_code == 400, (body, serious)
            if answer.status_code == 400:
                assert webex.state() == before
                assert serious or answer.json()["message"].startswith("The settings contradict"), body


@pytest.mark.parametrize("kind", ["400", "401", "403", "404", "409", "423", "429", "500", "502", "503", "504"])
def test_every_status_on_demand_is_a_described_one(webex: Simulator, user: httpx.Client, kind: str) -> None:
    webex.set_fault(kind)
    for feature in FEATURES:
        template = f"{FAMILIES[0]}/{feature}"
        answer = user.get(template)
        assert str(answer.status_code) == kind
        assert response_errors("get", template, answer.status_code, answer.content) == []


def test_the_schemas_are_as_described() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == generate_schemas()
