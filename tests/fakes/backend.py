"""A backend in memory whose every call can be held back, refused or lost by the test."""

import asyncio
from collections.abc import Callable, Collection
from typing import Any

from tui_callsettings.backends.base import Backend
from tui_callsettings.errors import CallSettingsError
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import FieldPath, Setting, Value

DOCUMENTS: dict[Feature, dict[str, Any]] = {
    Feature.DO_NOT_DISTURB: {"enabled": False, "ringSplashEnabled": True},
    Feature.CALL_FORWARDING: {
        "callForwarding": {
            "always": {"enabled": False, "destination": "", "ringReminderEnabled": False},
            "busy": {"enabled": False, "destination": "321321"},
            "noAnswer": {"enabled": False, "numberOfRings": 3, "systemMaxNumberOfRings": 20},
        },
        "businessContinuity": {"enabled": False},
    },
    Feature.VOICEMAIL: {
        "enabled": True,
        "sendAllCalls": {"enabled": False},
        "sendBusyCalls": {"enabled": True, "greeting": "DEFAULT", "greetingUploaded": True},
        "sendUnansweredCalls": {"enabled": True, "greeting": "DEFAULT", "numberOfRings": 3},
        "notifications": {"enabled": False},
        "transferToNumber": {"enabled": False},
        "emailCopyOfMessage": {"enabled": False, "emailId": "pat@example.com"},
        "messageStorage": {"mwiEnabled": True, "storageType": "INTERNAL"},
        "faxMessage": {"enabled": False},
    },
    Feature.CALL_WAITING: {"enabled": True},
}


class FakeBackend(Backend):
    """Settings in memory.

    Attributes:
        stored: what is stored; a test may change it, as an administrator would.
        calls: what was asked, such as ("write", Feature.VOICEMAIL, (("enabled",),)).
        gate: calls wait until it is set; it is set at first.
        read_error: raised by the next reads, by feature.
        write_error: raised by the next write, by feature; `is_lost` decides whether the write was done before.
        kept: what the provider makes of a write: a test may have it keep something else.
    """

    def __init__(self, capabilities: Capabilities | None = None, owner: Owner | None = None) -> None:
        self._capabilities = capabilities or Capabilities(provider="Fake")
        self._owner = owner or Owner(name="Pat", numbers=("+19075550142",), extension="4021", region="US")
        self.stored = {feature: feature.model.model_validate(DOCUMENTS[feature]) for feature in Feature}
        self.calls: list[tuple[Any, ...]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.read_error: dict[Feature, CallSettingsError] = {}
        self.write_error: dict[Feature, CallSettingsError] = {}
        self.applies_failed_write = False
        self.transform_write: Callable[[Feature, Setting], Setting] = lambda _, setting: setting
        self.is_closed = False
        self.line_numbers: tuple[str, ...] = ()

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    async def owner(self) -> Owner:
        return self._owner

    async def read(self, feature: Feature) -> Setting:
        self.calls.append(("read", feature))
        await self.gate.wait()
        if feature in self.read_error:
            raise self.read_error[feature]
        return self.stored[feature]

    async def write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> None:
        self.calls.append(("write", feature, tuple(changed)))
        await self.gate.wait()
        error = self.write_error.pop(feature, None)
        if error is None or self.applies_failed_write:
            values = {path: wanted.value(path) for path in changed}
            self.stored[feature] = self.transform_write(feature, self.stored[feature].with_values(values))
        if error is not None:
            raise error

    async def lines(self) -> tuple[str, ...]:
        return self.line_numbers

    async def close(self) -> None:
        self.is_closed = True

    def set(self, key: str, value: Value) -> None:
        """Change a stored field, as somebody else would."""
        feature, field = Feature.find(key)
        self.stored[feature] = self.stored[feature].with_value(field.path, value)

    def value(self, key: str) -> Value:
        """A stored field."""
        feature, field = Feature.find(key)
        return self.stored[feature].value(field.path)

    @property
    def writes(self) -> list[tuple[Feature, tuple[FieldPath, ...]]]:
        """What was written, in order."""
        return [(call[1], call[2]) for call in self.calls if call[0] == "write"]
