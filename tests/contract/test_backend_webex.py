"""Every request that the Webex backend sends is one that the official description allows."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.backends.suite import BackendHarness, change_one_field, new_value, writable_fields
from tests.backends.webex.accounts import PEOPLE_SCOPES, TELEPHONY_SCOPES, XSI_SCOPE, open_webex_backend
from tests.backends.webex.recordings import wav
from tui_callsettings.backends.webex.client import WebexBackend
from tui_callsettings.backends.webex.wire import build_put_body
from tui_callsettings.backends.webex.wire_names import specific_fields
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldType
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.request_log import LoggedRequest
from tui_callsettings.simulator.server import Simulator

from .spec import operation, operations, request_errors, requires_specification

pytestmark = requires_specification

FAMILIES = ("/telephony/config/people/me/settings", "/people/{personId}/features")
TEXTS = (FieldType.DESTINATION, FieldType.FORWARD_NUMBER, FieldType.EXTENSION, FieldType.EMAIL)
OUTSIDE = ("/v1/organizations", "/com.broadsoft.xsi-actions")
"""What the cut-down description leaves out: looking up people and organizations, and XSI."""


def template_of(entry: LoggedRequest) -> str | None:
    """The path of the description that a request is for."""
    for method, template in operations(entry.method.lower()):
        pattern = "/v1" + re.sub(r"\\\{[^}]+\\\}", "(?!me/)(?!me$)[^/]+", re.escape(template))
        if method == entry.method.lower() and re.fullmatch(pattern, entry.path):
            return template
    return None


def complaints(simulator: Simulator) -> list[str]:
    """What the description has against the requests so far."""
    found: list[str] = []
    for entry in simulator.log:
        template = template_of(entry)
        if template is None:
            if entry.path != "/v1/people" and not entry.path.startswith(OUTSIDE):
                found.append(f"{entry.method} {entry.path} is not described")
            continue
        found += [f"{entry.line()}: {problem}" for problem in problems_of(entry, template)]
    return found


def problems_of(entry: LoggedRequest, template: str) -> list[str]:
    described = operation(entry.method.lower(), template)
    allowed = {parameter["name"] for parameter in described.get("parameters", []) if parameter["in"] == "query"}
    names = {pair.split("=")[0] for pair in entry.query.split("&") if pair}
    unknown = [f"the query {name} is not described" for name in names - allowed]
    if entry.method != "PUT":
        return unknown
    if entry.headers["content-type"] != "application/json":
        unknown.append("not JSON")
    return unknown + request_errors("put", template, entry.body)


async def use_everything(backend: WebexBackend, recording: Path) -> None:
    """Each operation of the backend, with each field changed, and each text cleared."""
    await backend.owner()
    for greeting in ("busy", "no_answer"):
        await backend.upload_greeting(greeting, recording, lambda sent, size: None)
    if backend.capabilities.can_change_pin:
        await backend.pin_rules()
        await backend.change_pin("80514926")
    harness = BackendHarness(backend, lambda: None)
    for feature in Feature:
        setting = await backend.read(feature)
        for field in writable_fields(backend, feature):
            await backend.write(feature, await change_one_field(harness, feature, setting, field), [field.path])
            await backend.write(feature, setting, [field.path])


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    file = tmp_path / "greeting.wav"
    file.write_bytes(wav())
    return file


@pytest.mark.parametrize(
    "scopes",
    [(*TELEPHONY_SCOPES, *PEOPLE_SCOPES), TELEPHONY_SCOPES],
    ids=["all", "telephony alone"],
)
async def test_all_requests_for_oneself_are_described(scopes: tuple[str, ...], recording: Path) -> None:
    with serving("webex", scopes=(*scopes, XSI_SCOPE)) as simulator:
        async with open_webex_backend(simulator) as backend:
            await use_everything(backend, recording)
        assert complaints(simulator) == []


async def test_all_requests_without_telephony_scopes_are_described() -> None:
    with serving("webex", scopes=(*PEOPLE_SCOPES, XSI_SCOPE)) as simulator:
        async with open_webex_backend(simulator) as backend:
            for feature in set(Feature) - {Feature.CALL_WAITING}:
                setting = await backend.read(feature)
                await backend.write(feature, setting, [feature.fields[0].path])
            await backend.read(Feature.CALL_WAITING)
        assert complaints(simulator) == []


async def test_all_requests_for_somebody_else_are_described(recording: Path) -> None:
    with serving("webex") as simulator:
        known = simulator.credentials
        async with open_webex_backend(
            simulator, token=known["admin_token"], person=known["colleague_email"]
        ) as backend:
            await use_everything(backend, recording)
        assert complaints(simulator) == []


def examples() -> list[tuple[Feature, str, dict[str, Any]]]:
    """The description's own examples of what GET answers, by feature and path."""
    found = []
    for family in FAMILIES:
        for feature in Feature:
            template = f"{family}/{feature.wire_name}"
            if ("get", template) in operations("get"):
                content = operation("get", template)["responses"]["200"]["content"]["application/json"]
                found.append((feature, template, content["example"]))
    return found


@pytest.mark.parametrize(
    ("feature", "template", "example"), examples(), ids=lambda case: case if isinstance(case, str) else ""
)
def test_every_change_to_the_official_examples_gives_a_valid_body(
    feature: Feature, template: str, example: dict[str, Any]
) -> None:
    setting = feature.model.parse(example)
    for field in Capabilities("", specific_fields=specific_fields(Feature)).fields(feature):
        values = [new_value(field, setting.value(field.path))]
        if field.type in TEXTS:
            values += [None, ""]
        for value in values:
            for is_whole in (False, True):
                changed = setting.with_value(field.path, value)
                body = build_put_body(feature, changed, [field.path], is_whole=is_whole)
                assert request_errors("put", template, body) == [], (field.path, value)
                assert not re.search(r"systemMax|greetingUploaded|audioFile", str(body))
