"""Whatever goes wrong on the way: one clear outcome, on the feature concerned only."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.backends.suite import new_value
from tui_callsettings.backends.body_limit import MAX_BODY_SIZE
from tui_callsettings.backends.transport import Timeouts
from tui_callsettings.backends.webex.client import WebexBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import (
    CallSettingsError,
    InvalidResponseError,
    LockedError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnreachableError,
    UnsupportedError,
)
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import Setting
from tui_callsettings.simulator.server import Simulator
from tui_callsettings.state.save import SaveStatus, save

from .accounts import open_webex_backend

HASTY = Timeouts(connect=5.0, read=0.1, total=0.2)
PATH = "*/voicemail"
RINGS = ("send_unanswered_calls", "number_of_rings")
Options = Mapping[str, Any]

CLEAR: list[tuple[str, Options, type[CallSettingsError]]] = [
    ("400", {"message": "Rings are out."}, RejectedError),
    ("401", {}, NotSignedInError),
    ("403", {}, NotAllowedError),
    ("404", {}, NotFoundError),
    ("409", {}, RejectedError),
    ("410", {}, RejectedError),
    ("415", {"body": "empty"}, RejectedError),
    ("423", {"retry_after": 30}, LockedError),
    ("428", {"body": "html"}, RejectedError),
    ("429", {}, RateLimitedError),
    ("429", {"retry_after": 30}, RateLimitedError),
    ("501", {}, UnsupportedError),
    ("503", {"retry_after": 30, "body": "html"}, RateLimitedError),
    ("redirect", {"to": "https://evil.example/v1"}, InvalidResponseError),
]
ANSWERLESS: list[tuple[str, Options]] = [
    ("408", {}),
    ("500", {}),
    ("500", {"processed": True}),
    ("502", {"body": "html"}),
    ("503", {"body": "empty"}),
    ("504", {"body": "html", "processed": True}),
    ("drop-before", {}),
    ("drop-after", {}),
]
UNREADABLE: list[tuple[str, Options]] = [
    ("truncated-body", {}),
    ("truncated-json", {}),
    ("wrong-content-type", {}),
    ("huge-body", {"size": MAX_BODY_SIZE + 1}),
]


def ids(case: object) -> str | None:
    """Names a case by its fault."""
    return case if isinstance(case, str) else None


async def read_failing(
    simulator: Simulator, kind: type[CallSettingsError], timeouts: Timeouts | None = None
) -> CallSettingsError:
    """The error of reading voicemail, and proof that the other features do not mind."""
    async with open_webex_backend(simulator, timeouts=timeouts) as hasty, open_webex_backend(simulator) as backend:
        with pytest.raises(kind) as caught:
            await hasty.read(Feature.VOICEMAIL)
        for feature in set(Feature) - {Feature.VOICEMAIL}:
            assert isinstance(await backend.read(feature), feature.model)
    assert "<" not in caught.value.details
    assert caught.value.message.endswith(".")
    return caught.value


@pytest.mark.parametrize(("fault", "options", "kind"), CLEAR, ids=ids)
async def test_a_refused_read_has_one_clear_outcome(
    simulator: Simulator, fault: str, options: Options, kind: type[CallSettingsError]
) -> None:
    simulator.set_fault(fault, path=PATH, **options)
    failure = await read_failing(simulator, kind)
    if fault != "redirect":
        assert failure.status == int(fault)
        assert failure.tracking_id.startswith("SIMULATOR_")
    assert failure.retry_after == options.get("retry_after")
    assert failure.provider_message == options.get("message", failure.provider_message)


@pytest.mark.parametrize(("fault", "options"), ANSWERLESS, ids=ids)
async def test_a_read_without_an_answer_is_unreachable(simulator: Simulator, fault: str, options: Options) -> None:
    simulator.set_fault(fault, path=PATH, **options)
    await read_failing(simulator, UnreachableError)


@pytest.mark.parametrize("fault", ["slow-headers", "slow-body"])
async def test_a_slow_provider_is_not_waited_for_without_end(simulator: Simulator, fault: str) -> None:
    simulator.set_fault(fault, path=PATH, seconds=30)
    failure = await read_failing(simulator, UnreachableError, HASTY)
    assert "too long" in failure.message


async def test_values_of_wrong_types_are_unreadable_one_by_one(simulator: Simulator, backend: WebexBackend) -> None:
    simulator.set_fault("wrong-types", path=PATH)
    setting = await backend.read(Feature.VOICEMAIL)
    assert setting.unreadable[("enabled",)] == "perhaps"
    assert setting.value(RINGS) is None


@pytest.mark.parametrize(("fault", "options"), UNREADABLE, ids=ids)
async def test_an_unreadable_answer_is_an_invalid_response(simulator: Simulator, fault: str, options: Options) -> None:
    simulator.set_fault(fault, path=PATH, **options)
    await read_failing(simulator, InvalidResponseError)


@pytest.mark.parametrize(("fault", "options"), [*ANSWERLESS, *UNREADABLE[:1]], ids=ids)
async def test_a_fault_that_passes_is_not_noticed_when_reading(
    simulator: Simulator, backend: WebexBackend, fault: str, options: Options
) -> None:
    simulator.set_fault(fault, path=PATH, count=2, **options)
    assert (await backend.read(Feature.VOICEMAIL)).value(("enabled",)) is True


async def changing(backend: WebexBackend) -> tuple[Setting, Setting]:
    """Voicemail as it is, and with other rings."""
    before = await backend.read(Feature.VOICEMAIL)
    return before, before.with_value(RINGS, new_value(Feature.VOICEMAIL.field(RINGS), before.value(RINGS)))


def writes(simulator: Simulator) -> int:
    return sum(entry.method == "PUT" for entry in simulator.log)


@pytest.mark.parametrize(("fault", "options", "kind"), CLEAR, ids=ids)
async def test_a_refused_change_changes_nothing(
    simulator: Simulator, backend: WebexBackend, fault: str, options: Options, kind: type[CallSettingsError]
) -> None:
    before, target = await changing(backend)
    documents = simulator.state()
    simulator.set_fault(fault, path=PATH, method="PUT", **options)
    with pytest.raises(kind):
        await backend.write(Feature.VOICEMAIL, target, [RINGS])
    assert simulator.state() == documents
    # Another client: after a 401 this one sends nothing more with its credential.
    async with open_webex_backend(simulator) as other:
        assert await other.read(Feature.VOICEMAIL) == before


@pytest.mark.parametrize(("fault", "options"), ANSWERLESS, ids=ids)
async def test_a_change_without_an_answer_is_sent_once_and_proved_by_reading(
    simulator: Simulator, backend: WebexBackend, fault: str, options: Options
) -> None:
    before, target = await changing(backend)
    simulator.set_fault(fault, path=PATH, method="PUT", count=1, **options)
    with pytest.raises(OutcomeUnknownError):
        await backend.write(Feature.VOICEMAIL, target, [RINGS])
    assert writes(simulator) == 1

    await backend.write(Feature.VOICEMAIL, before, [RINGS])
    simulator.clear_faults()
    simulator.set_fault(fault, path=PATH, method="PUT", count=1, **options)
    result = await save(CallSettingsClient(backend), Feature.VOICEMAIL, before, target)
    was_processed = (await backend.read(Feature.VOICEMAIL)).value(RINGS) == target.value(RINGS)
    assert result.status is (SaveStatus.SAVED if was_processed else SaveStatus.REJECTED)
    assert was_processed == (fault == "drop-after" or "processed" in options)
    assert writes(simulator) == 3


async def test_a_slow_change_is_found_out_later(simulator: Simulator, backend: WebexBackend) -> None:
    before, target = await changing(backend)
    held = simulator.set_fault("hold", path=PATH, method="PUT", count=1)
    async with open_webex_backend(simulator, timeouts=HASTY) as hasty:
        with pytest.raises(OutcomeUnknownError):
            await hasty.write(Feature.VOICEMAIL, target, [RINGS])
    assert await backend.read(Feature.VOICEMAIL) == before
    assert writes(simulator) <= 1
    held.release()


@pytest.mark.parametrize("retry_after", [None, 1])
async def test_a_change_waits_for_a_busy_provider(
    simulator: Simulator, backend: WebexBackend, retry_after: int | None
) -> None:
    before, target = await changing(backend)
    simulator.set_fault("429", path=PATH, method="PUT", count=2, retry_after=retry_after)
    result = await save(CallSettingsClient(backend), Feature.VOICEMAIL, before, target)
    assert result.status is SaveStatus.SAVED
    assert writes(simulator) == 3


async def test_what_was_not_applied_is_found_out(simulator: Simulator, backend: WebexBackend) -> None:
    before, target = await changing(backend)
    simulator.set_fault("not-applied", path=PATH, method="PUT")
    result = await save(CallSettingsClient(backend), Feature.VOICEMAIL, before, target)
    assert result.status is SaveStatus.MISMATCH
    assert [change.path for change in result.mismatches] == [RINGS]


async def test_what_somebody_else_changes_meanwhile_is_kept(simulator: Simulator, backend: WebexBackend) -> None:
    before, target = await changing(backend)
    other = {"sendAllCalls": {"enabled": True}}
    simulator.change("/v1/telephony/config/people/me/settings/voicemail", other)
    result = await save(CallSettingsClient(backend), Feature.VOICEMAIL, before, target)
    assert result.status is SaveStatus.SAVED
    after = await backend.read(Feature.VOICEMAIL)
    assert (after.value(("send_all_calls", "enabled")), after.value(RINGS)) == (True, target.value(RINGS))


async def test_the_provider_s_own_words_reach_the_person(simulator: Simulator, backend: WebexBackend) -> None:
    before = await backend.read(Feature.VOICEMAIL)
    result = await save(CallSettingsClient(backend), Feature.VOICEMAIL, before, before.with_value(RINGS, 19))
    assert result.status is SaveStatus.REJECTED
    assert "must be a whole number from 2 to 15" in result.message
    assert result.message.count("status 400") == 1
    assert "tracking id SIMULATOR_" in result.message
