"""A BroadWorks user in memory."""

from collections.abc import Iterable

from tests.backends.fake_xml_server import FakeServer
from tui_callsettings.backends.broadworks import wire
from tui_callsettings.backends.broadworks.client import BroadWorksBackend
from tui_callsettings.models.feature import Feature

XSI = 'xmlns="http://schema.broadsoft.com/xsi" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
USER = "/v2.0/user/jane@example.com"
NAMES = [resource.root for resource in wire.RESOURCES if not resource.is_part_of_service]
GREETINGS = f"{USER}/services/VoiceMessaging/Greetings"
ALWAYS, BUSY = ("call_forwarding", "always"), ("call_forwarding", "busy")


def place(name: str) -> str:
    return f"{USER}/services/{name}"


class Platform(FakeServer):
    """A BroadWorks user who has all services, or fewer."""

    def __init__(self, names: Iterable[str] = NAMES) -> None:
        super().__init__("/com.broadsoft.xsi-actions")
        self.assigns(names)
        for name in names:
            self.add_document(place(name), f"<{name} {XSI}><active>true</active></{name}>")
        rings = "<noAnswerNumberOfRings>4</noAnswerNumberOfRings>"
        self.add_document(GREETINGS, f"<VoiceMessagingGreetings {XSI}>{rings}</VoiceMessagingGreetings>")
        self.backend = BroadWorksBackend(
            self.client(lambda answer: wire.parse_error_message(answer.body)), "jane@example.com"
        )

    def assigns(self, names: Iterable[str]) -> None:
        services = "".join(f"<service><name>{n}</name><uri>{USER}/services/{n}</uri></service>" for n in names)
        self.add_document(f"{USER}/services", f"<Services {XSI}>{services}</Services>")

    def reason(self, feature: Feature, *path: str) -> str:
        return self.backend.capabilities.support(feature, path).reason
