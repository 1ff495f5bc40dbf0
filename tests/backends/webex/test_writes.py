"""What a write sends: the changed groups, or whole settings once the provider turned out to reset the rest."""

from tui_callsettings.backends.webex.client import WebexBackend
from tui_callsettings.models.feature import Feature
from tui_callsettings.simulator import serving
from tui_callsettings.simulator.server import Simulator

from .accounts import open_webex_backend

ENABLED = ("enabled",)
RINGS = ("send_unanswered_calls", "number_of_rings")


def requests(simulator: Simulator) -> list[str]:
    return [f"{entry.method} {entry.path}" for entry in simulator.log]


async def test_a_change_elsewhere_in_the_document_survives_a_put(simulator: Simulator, backend: WebexBackend) -> None:
    setting = await backend.read(Feature.VOICEMAIL)
    simulator.change(
        "/v1/telephony/config/people/me/settings/voicemail",
        {"emailCopyOfMessage": {"enabled": True, "emailId": "admin@example.com"}},
    )
    await backend.write(Feature.VOICEMAIL, setting.with_value(RINGS, 4), [RINGS])
    after = await backend.read(Feature.VOICEMAIL)
    assert after.value(("email_copy_of_message", "email_id")) == "admin@example.com"
    assert after.value(("email_copy_of_message", "enabled")) is True
    assert after.value(RINGS) == 4


async def test_whole_settings_are_sent_once_asked_for_and_in_the_next_session_too() -> None:
    with serving("webex", put_resets=True) as simulator:
        async with open_webex_backend(simulator) as backend:
            setting = await backend.read(Feature.VOICEMAIL)
            target = setting.with_value(RINGS, 4)
            await backend.write(Feature.VOICEMAIL, target, [RINGS])
            reset = await backend.read(Feature.VOICEMAIL)
            assert reset.value(ENABLED) is False
            assert await backend.send_whole_settings()
            await backend.write(Feature.VOICEMAIL, target, [RINGS])
            assert await backend.read(Feature.VOICEMAIL) == target
            assert not await backend.send_whole_settings()
        async with open_webex_backend(simulator) as backend:
            target = target.with_value(RINGS, 5)
            await backend.write(Feature.VOICEMAIL, target, [RINGS])
            assert await backend.read(Feature.VOICEMAIL) == target
        admin, colleague = simulator.credentials["admin_token"], simulator.credentials["colleague_id"]
        async with open_webex_backend(simulator, token=admin, person=colleague) as backend:
            await backend.write(Feature.VOICEMAIL, target, [RINGS])
            # Another account's memory is its own: here the changed groups go, and the rest is reset.
            assert (await backend.read(Feature.VOICEMAIL)).value(ENABLED) is False


async def test_a_required_field_that_the_read_lacks_is_read_where_it_is(simulator: Simulator) -> None:
    async with open_webex_backend(simulator) as backend:
        setting = await backend.read(Feature.DO_NOT_DISTURB)
        partial = type(setting).model_validate({"enabled": True})
        await backend.write(Feature.DO_NOT_DISTURB, partial, [ENABLED])
    assert requests(simulator)[1].endswith("/webexGoOverride")
    stored = simulator.state()["people"][simulator.credentials["user_uuid"]]["doNotDisturb"]
    assert (stored["enabled"], stored["ringSplashEnabled"]) == (True, True)
