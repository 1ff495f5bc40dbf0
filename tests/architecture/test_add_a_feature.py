"""A toy feature, added as any real one is: its model and spec, and one wire entry per backend that has it."""

import json
from collections.abc import Iterator
from typing import Annotated

import pytest
from pydantic import Field

from tests.cli.conversation import Conversation
from tests.fakes.backend import DOCUMENTS, FakeBackend
from tests.ui.editor import editor
from tui_callsettings.backends.broadworks import client as broadworks
from tui_callsettings.backends.local import seed
from tui_callsettings.backends.ucm import cloud, onprem
from tui_callsettings.backends.webex import wire_names
from tui_callsettings.cli.main import main
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature, FeatureSpec
from tui_callsettings.models.setting import FieldMeta, FieldType, Setting

NAME = "anonymous_call_rejection"
KEY = f"{NAME}.enabled"
TITLE = "Anonymous call rejection"


class AnonymousCallRejectionSetting(Setting):
    """Reject calls from callers who hide their number."""

    enabled: Annotated[bool | None, FieldMeta(FieldType.SWITCH)] = Field(
        default=None, title=TITLE, description="Reject calls from callers who hide their number."
    )


SPEC = FeatureSpec(NAME, TITLE, AnonymousCallRejectionSetting, "anonymousCallRejection")


@pytest.fixture(autouse=True)
def toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Feature]:
    feature = Feature.register(SPEC)
    monkeypatch.setitem(seed.DOCUMENTS, feature, {"enabled": False})
    resource = wire_names.SettingResource("anonymousCallReject", {("enabled",): "enabled"})
    monkeypatch.setitem(wire_names.RESOURCES, feature, resource)
    yield feature
    Feature.unregister(feature)


def _run(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(list(arguments)) == status
    return capsys.readouterr().out


def test_the_registry_has_it(toy: Feature) -> None:
    assert list(Feature)[-1] is toy
    assert Feature(NAME) is toy
    assert Feature.find(KEY)[1].label == TITLE
    with pytest.raises(ValueError, match="already"):
        Feature.register(SPEC)


@pytest.mark.parametrize(
    "capabilities",
    [broadworks.build_capabilities, cloud.build_capabilities, onprem.build_capabilities],
    ids=["broadworks", "cloud", "onprem"],
)
def test_a_backend_without_a_wire_entry_does_not_offer_it(capabilities: object, toy: Feature) -> None:
    assert callable(capabilities)
    built: Capabilities = capabilities()
    assert not built.support(toy).is_offered


def test_webex_offers_it_by_its_wire_entry(toy: Feature) -> None:
    assert wire_names.unsupported_limits([toy]) == {}


def test_show_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert TITLE in _run(capsys, "show")
    document = json.loads(_run(capsys, "show", "--json"))
    assert document["anonymousCallRejection"]["data"]["callSetting"] == {"enabled": False}


def test_set_saves_it_and_history_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert f"{TITLE}: OFF -> ON" in _run(capsys, "set", f"{KEY}=on", "--yes")
    assert (
        json.loads(_run(capsys, "show", "--json"))["anonymousCallRejection"]["data"]["callSetting"]["enabled"] is True
    )
    assert TITLE in _run(capsys, "history")


def test_plain_mode_edits_reviews_and_saves_it(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, toy: Feature
) -> None:
    number = str(list(Feature).index(toy) + 1)
    output = Conversation(capfd, monkeypatch).run(number, "1", "on", "back", "save", "yes", "quit")
    assert f"{TITLE}: saved and verified" in output


async def test_the_editor_lists_it_and_edits_it(toy: Feature, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DOCUMENTS, toy, {"enabled": False})
    backend = FakeBackend()
    async with editor(backend) as person:
        assert TITLE[:14] in person.text
        await person.press("end", "enter")
        assert TITLE in person.row("read")
        await person.press("space", "f2", "s")
        assert backend.value(KEY) is True
