"""A backend in memory: a test can hold back, reject or lose each of its calls."""

import asyncio
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from tui_callsettings.backends.base import Backend, Greeting
from tui_callsettings.errors import CallSettingsError, PartialWriteError, RejectedError
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.other_rules import OtherRule
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
    """Settings in memory, as unkind as a provider may be.

    Attributes:
        stored: what is stored; a test may change it, as an administrator would.
        calls: the calls received, such as ("write", Feature.VOICEMAIL, (("enabled",),)).
        gate: calls wait until it is set; it is set at first.
        read_error: raised by the next reads, by feature.
        write_error: raised by the next write, by feature; `applies_failed_write` decides whether it is done before.
        transform_write: returns what the provider stores for a write.
        resets_omitted: whether a write clears the fields of a feature that its body leaves out.
        sends_whole_bodies: whether a write's body holds the whole setting, instead of what changed.
        stores_whole_body: whether a write stores every value of the body that is written, stale ones too.
        stale_reads: how many reads after each write still answer with what was stored before it.
        action_error: raised by uploading a greeting and by changing the PIN.
        uploaded_greetings: the greetings that were uploaded.
        pin: the voicemail PIN that was set last.
        other_rules: the rules that `read_other_rules` returns.
        stores_only: the fields that a write stores; it is then rejected if others were in it. None to store all.
    """

    def __init__(self, capabilities: Capabilities | None = None, owner: Owner | None = None) -> None:
        self._capabilities = capabilities or Capabilities(provider="Fake", provider_key="local")
        self._owner = owner or Owner(name="Pat", numbers=("+19075550142",), extension="4021", region="US")
        self.stored = {feature: feature.model.model_validate(DOCUMENTS[feature]) for feature in Feature}
        self.calls: list[tuple[Any, ...]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.read_error: dict[Feature, CallSettingsError] = {}
        self.write_error: dict[Feature, CallSettingsError] = {}
        self.applies_failed_write = False
        self.transform_write: Callable[[Feature, Setting], Setting] = lambda _, setting: setting
        self.resets_omitted = False
        self.sends_whole_bodies = False
        self.stores_whole_body = False
        self.stale_reads = 0
        self.stores_only: Collection[FieldPath] | None = None
        self._stale: dict[Feature, list[Setting]] = {}
        self.action_error: CallSettingsError | None = None
        self.uploaded_greetings: list[tuple[Greeting, Path]] = []
        self.pin = ""
        self.other_rules: tuple[OtherRule, ...] = ()
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
        if self._stale.get(feature):
            return self._stale[feature].pop()
        return self.stored[feature]

    async def write(self, feature: Feature, wanted: Setting, changed: Collection[FieldPath]) -> None:
        self.calls.append(("write", feature, tuple(changed)))
        await self.gate.wait()
        old = self.stored[feature]
        error = self.write_error.pop(feature, None)
        stored = {path for path in changed if self.stores_only is None or path in self.stores_only}
        if error is None and len(stored) < len(changed):
            rejected = "The second document was rejected."
            error = RejectedError(rejected)
            if stored:
                left = frozenset(changed) - stored
                error = PartialWriteError(rejected, written=frozenset(stored), unwritten=left, cause=error)
        elif error is not None and not self.applies_failed_write:
            stored = set()
        if stored:
            self.stored[feature] = self.transform_write(feature, self._written(feature, wanted, stored))
            self._stale[feature] = [old] * self.stale_reads
        if error is not None:
            raise error

    def _written(self, feature: Feature, wanted: Setting, paths: Collection[FieldPath]) -> Setting:
        """Return what the provider makes of a body: of the whole setting, or of `paths` alone."""
        if self.sends_whole_bodies or self.stores_whole_body:
            paths = [field.path for field in feature.fields if not field.meta.is_read_only]
        setting = self.stored[feature].with_values({path: wanted.value(path) for path in paths})
        if not self.resets_omitted:
            return setting
        omitted = [f.path for f in feature.fields if f.path not in paths and not f.meta.is_read_only]
        return setting.with_values({path: _cleared(setting.value(path)) for path in omitted})

    async def upload_greeting(self, greeting: Greeting, wav: Path, progress: Callable[[int, int], None]) -> None:
        await self._act("greeting")
        progress(100, 100)
        self.uploaded_greetings.append((greeting, wav))

    async def change_pin(self, pin: str) -> None:
        await self._act("pin")
        self.pin = pin

    async def _act(self, name: str) -> None:
        self.calls.append((name,))
        await self.gate.wait()
        if self.action_error is not None:
            raise self.action_error

    async def send_whole_settings(self) -> bool:
        was, self.sends_whole_bodies = self.sends_whole_bodies, True
        return not was

    async def read_other_rules(self) -> tuple[OtherRule, ...]:
        return self.other_rules

    async def lines(self) -> tuple[str, ...]:
        return self.line_numbers

    async def close(self) -> None:
        self.is_closed = True

    def set(self, key: str, value: Value) -> None:
        """Change a stored field, as an administrator would."""
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


def _cleared(value: Value) -> Value:
    """Return what a provider makes of a value that a request leaves out."""
    return False if isinstance(value, bool) else "" if isinstance(value, str) else value
