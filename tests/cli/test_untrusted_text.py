"""Provider strings are plain text in every output: no control or invisible character, no lone surrogate."""

import json

import pytest

from tests.cli.providers import run_output
from tests.fakes.backend import FakeBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner

EVIL = "\x1b]0;Pat\x07\x9b31m\u202e\u200b\ud800\ue000\u2028\x00"


@pytest.fixture(autouse=True)
def backend(monkeypatch: pytest.MonkeyPatch) -> FakeBackend:
    fake = FakeBackend(owner=Owner(f"Mary{EVIL}", f"mary@x{EVIL}", (f"+12055550142{EVIL}",), f"40{EVIL}21"))
    for path in (("call_forwarding", "always", "destination"), ("call_forwarding", "busy", "destination")):
        setting = fake.stored[Feature.CALL_FORWARDING]
        fake.stored[Feature.CALL_FORWARDING] = setting.with_value(path, f"4022{EVIL}")
    setting = fake.stored[Feature.CALL_FORWARDING]
    fake.stored[Feature.CALL_FORWARDING] = setting.with_value(("call_forwarding", "always", "enabled"), True)
    monkeypatch.setattr(CallSettingsClient, "for_account", classmethod(lambda cls, account: cls(fake, account)))
    return fake


@pytest.mark.parametrize("command", [("show",), ("status",), ("status", "--short"), ("explain",), ("forward",)])
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
def test_every_output_is_printable(
    command: tuple[str, ...], form: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    if form and command in (("status", "--short"), ("forward",)):
        pytest.skip("has no such option")
    if command == ("forward",):
        command = ("forward", "busy", "off", "--dry-run")
    printed = run_output(capsys, *command, *form)
    assert printed.encode()
    assert printed.replace("\n", "").isprintable()
    if form:
        assert json.loads(printed)


def test_the_stored_value_goes_back_as_it_came(backend: FakeBackend, capsys: pytest.CaptureFixture[str]) -> None:
    run_output(
        capsys, "set", "call_forwarding.busy.enabled=off", "call_forwarding.no_answer.number_of_rings=5", "--yes"
    )
    stored = backend.stored[Feature.CALL_FORWARDING].model_dump()
    assert stored["call_forwarding"]["busy"]["destination"] == f"4022{EVIL}"
