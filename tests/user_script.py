"""A script as a user of the library writes it; `mypy --strict` must accept it without a plugin. It is never run."""

import asyncio

from tui_callsettings import (
    BusinessContinuitySetting,
    CallForwardAlwaysSetting,
    CallForwardBusySetting,
    CallForwardNoAnswerSetting,
    CallForwardRules,
    CallForwardSetting,
    CallSettingResponse,
    CallSettingsClient,
    DoNotDisturbSetting,
    MessageStorage,
    SendBusyCalls,
    VoicemailSetting,
)


async def main() -> None:
    async with CallSettingsClient.open("work") as client:
        response = await client.get_do_not_disturb_setting()
        is_on: bool | None = response.data.call_setting.enabled
        print(is_on, response.data.call_setting.ring_splash_enabled)
        response = await client.set_do_not_disturb_setting(True, ring_splash_enabled=False)
        typed: CallSettingResponse[DoNotDisturbSetting] = response
        if typed.data.call_setting is None:
            print(typed.status_code, typed.data.error)
        setting = CallForwardSetting(
            call_forwarding=CallForwardRules(
                always=CallForwardAlwaysSetting(enabled=True, destination="+19075551333"),
                busy=CallForwardBusySetting(enabled=False),
                no_answer=CallForwardNoAnswerSetting(number_of_rings=4),
            ),
            business_continuity=BusinessContinuitySetting(enabled=False),
        )
        stored = await client.set_call_forward_setting(setting)
        rules = stored.data.call_setting.call_forwarding
        print(rules.always.destination if rules and rules.always else None)
        await client.set_call_forward_setting({"callForwarding": {"busy": {"enabled": True}}})
        always = await client.get_call_forward_always_setting("4021")
        print(always.data.call_setting.destination)
        mailbox = VoicemailSetting(
            send_busy_calls=SendBusyCalls(enabled=True), message_storage=MessageStorage(mwi_enabled=True)
        )
        print((await client.set_voicemail_setting(mailbox)).model_dump(by_alias=True))
        print((await client.get_call_waiting_setting()).data.call_setting.enabled)


def without_event_loop() -> None:
    with CallSettingsClient.open_sync() as client:
        print(client.set_call_waiting_setting(True).data.call_setting.enabled)


if __name__ == "__main__":
    asyncio.run(main())
    without_event_loop()
