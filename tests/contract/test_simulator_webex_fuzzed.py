"""Schemathesis against the Webex simulator: made-up requests of every kind get described answers and no crash."""

from __future__ import annotations

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.contract.spec import operations, requires_specification, specification
from tui_callsettings.simulator.server import Simulator

pytestmark = requires_specification

EXAMPLES = 3
"""For each operation and each of valid and invalid data; 31 operations make fewer than 200 requests."""
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
WITHOUT_REFUSALS = "/telephony/config/people/me/settings/webexGoOverride"
"""Its description lists no 400 and no 415, which every other path that takes a body has."""


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("method", "template"), operations())
def test_made_up_requests_get_described_answers(
    webex: Simulator, method: str, template: str, mode: GenerationMode
) -> None:
    described = schemathesis.openapi.from_dict(specification())[template][method.upper()]
    person = {"personId": webex.credentials["colleague_id"]} if "{personId}" in template else None
    token = webex.credentials["token" if "/me" in template else "admin_token"]
    checks = CHECKS if template == WITHOUT_REFUSALS else [*CHECKS, status_code_conformance]
    session = requests.Session()
    session.trust_env = False

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def try_out(data: st.DataObject) -> None:
        case = data.draw(described.as_strategy(generation_mode=mode, path_parameters=person))
        case.call_and_validate(
            base_url=webex.url, session=session, headers={"Authorization": f"Bearer {token}"}, checks=checks
        )

    with session:
        try_out()
