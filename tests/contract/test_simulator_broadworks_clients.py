"""An independent client as it is in the wild, against the BroadWorks simulator: wxcadm, which asks for JSON."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests.simulator.xsi_client import SERVICES
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.broadworks_documents import SERVICES as TITLES
from tui_callsettings.simulator.server import Simulator


@pytest.fixture
def broadworks() -> Iterator[Simulator]:
    with serving("broadworks") as running:
        yield running


@pytest.fixture
def person(broadworks: Simulator) -> Any:
    """Return the simulated user as wxcadm sees it; only the Webex sign-in is replaced."""
    xsi = pytest.importorskip("wxcadm.xsi", reason="wxcadm is not installed")
    known = broadworks.credentials
    public_id = base64.b64encode(f"ciscospark://us/PEOPLE/{known['user_uuid']}".encode()).decode()
    organization = SimpleNamespace(
        xsi={"actions_endpoint": f"{broadworks.url}/com.broadsoft.xsi-actions"},
        api=SimpleNamespace(headers={"Authorization": f"Bearer {known['token']}"}),
    )
    return xsi.XSI(organization, SimpleNamespace(email="zoe.lindstrom@example.com", id=public_id))


def test_every_service_is_listed_and_read(broadworks: Simulator, person: Any) -> None:
    broadworks.change("/services/AnonymousCallRejection", {"active": True})
    services = person.get_services()
    for name in SERVICES:
        document = services[TITLES[name]][name]
        assert document["active"]["$"] == broadworks.state()[name]["active"]
    assert services["Music On Hold User"] is True


def test_the_profile_and_one_service_are_read(broadworks: Simulator, person: Any) -> None:
    profile = person.profile
    assert (profile["user_id"], profile["number"]) == (broadworks.credentials["user"], "2055550142")
    assert person.anonymous_call_rejection["AnonymousCallRejection"]["active"]["$"] == "false"
    assert person.executive is False
    assert [code.code for code in person.fac_list] == ["*72", "*73"]
