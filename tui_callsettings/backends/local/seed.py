"""The documents of a new practice account: a believable office line, in the form that a provider sends."""

from typing import Any

from tui_callsettings.models.feature import Feature

DOCUMENTS: dict[Feature, dict[str, Any]] = {
    Feature.DO_NOT_DISTURB: {"enabled": False, "ringSplashEnabled": False},
    Feature.CALL_FORWARDING: {
        "callForwarding": {
            "always": {
                "enabled": False,
                "destination": "",
                "ringReminderEnabled": False,
                "destinationVoicemailEnabled": False,
            },
            "busy": {"enabled": False, "destination": "321321", "destinationVoicemailEnabled": False},
            "noAnswer": {
                "enabled": False,
                "destination": "",
                "numberOfRings": 3,
                "systemMaxNumberOfRings": 20,
                "destinationVoicemailEnabled": False,
            },
        },
        "businessContinuity": {"enabled": False, "destination": "", "destinationVoicemailEnabled": False},
    },
    Feature.VOICEMAIL: {
        "enabled": True,
        "sendAllCalls": {"enabled": False},
        "sendBusyCalls": {"enabled": True, "greeting": "DEFAULT", "greetingUploaded": True},
        "sendUnansweredCalls": {
            "enabled": True,
            "greeting": "DEFAULT",
            "greetingUploaded": True,
            "numberOfRings": 3,
            "systemMaxNumberOfRings": 15,
        },
        "notifications": {"enabled": False, "destination": ""},
        "emailCopyOfMessage": {"enabled": False, "emailId": "pat@example.com"},
        "messageStorage": {"mwiEnabled": True, "storageType": "INTERNAL", "externalEmail": "pat@example.com"},
        "transferToNumber": {"enabled": False, "destination": ""},
        "faxMessage": {"enabled": False, "phoneNumber": "", "extension": ""},
        "voiceMessageForwardingEnabled": True,
    },
    Feature.CALL_WAITING: {"enabled": True},
}
