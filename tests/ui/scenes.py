"""Scenes of the editor for snapshots: a backend, keys, and what else leads to a screen or a state of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from textual.screen import Screen

from tests.fakes.backend import FakeBackend
from tui_callsettings import paths
from tui_callsettings.accounts.config import config_file
from tui_callsettings.accounts.credential import Secret
from tui_callsettings.accounts.device_grant import DeviceCode
from tui_callsettings.errors import OutcomeUnknownError, RejectedError, UnreachableError
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.other_rules import OtherRule
from tui_callsettings.models.owner import Owner
from tui_callsettings.models.setting import Setting
from tui_callsettings.state.changes import Change
from tui_callsettings.state.drafts import DraftFile
from tui_callsettings.state.end_record import EndingField, ScheduledEnd
from tui_callsettings.ui.screens.device_login import DeviceLoginScreen
from tui_callsettings.ui.screens.dialog import ConfirmDialog
from tui_callsettings.ui.screens.ends import EndsScreen, TimeScreen
from tui_callsettings.ui.screens.lines import LinesScreen
from tui_callsettings.ui.screens.prompt import PromptField, PromptScreen
from tui_callsettings.ui.screens.providers import ProvidersScreen

from .editor import Editor

NOW = datetime(2026, 3, 2, 14, 3, 22, tzinfo=UTC)
NUMBER = "+19075551333"
_TO_UNANSWERED = ("2", "pagedown", "pagedown")
_FORWARD_UNANSWERED = (*_TO_UNANSWERED, "space", "down", NUMBER, "down", "4")
_WITH_ADVICE = {
    "call_forwarding.no_answer.enabled": True,
    "call_forwarding.no_answer.destination": "+19075551333",
    "call_forwarding.no_answer.number_of_rings": 4,
}


_ACCOUNTS = """\
default_account = "work"
[accounts.work]
backend = "webex"
[accounts.front-desk]
backend = "broadworks"
base_url = "https://xsp.example.com"
user = "4140@example.com"
[accounts.lab]
backend = "ucm"
mode = "onprem"
base_url = "https://ucm.example.com:8443"
user = "rquayle"
"""


@dataclass(frozen=True)
class Scene:
    """What leads to a picture.

    Attributes:
        keys: pressed one after the other; `NUMBER` is pasted.
        stored: fields that the backend has otherwise than the fake does.
        capabilities: what the account can do; None for everything.
        prepare: does to the backend what else is needed, before it is read.
        act: does to the running editor what keys cannot do, after `keys`.
        is_read_only: whether another editor has the account open.
        config: the configuration file.
    """

    keys: Sequence[str] = ()
    stored: dict[str, Any] = field(default_factory=dict)
    capabilities: Capabilities | None = None
    prepare: Callable[[FakeBackend], None] = lambda _: None
    act: Callable[[Editor], Awaitable[None]] | None = None
    is_read_only: bool = False
    config: str = ""

    def backend(self) -> FakeBackend:
        """Return what the editor reads."""
        capabilities = self.capabilities or Capabilities(
            provider="Fake", provider_key="webex", can_upload_greetings=True, can_change_pin=True
        )
        owner = Owner(name="Robin Quayle", numbers=("+19075550142",), extension="4142", region="US")
        backend = FakeBackend(capabilities, owner)
        if self.config:
            paths.write_atomically(config_file(), self.config.encode())
        for key, value in self.stored.items():
            backend.set(key, value)
        self.prepare(backend)
        return backend

    async def play(self, person: Editor) -> None:
        """Go there."""
        await person.settle()
        for is_text, keys in groupby(self.keys, NUMBER.__eq__):
            await (person.paste(NUMBER) if is_text else person.press(*keys))
        if self.act is not None:
            await self.act(person)


def _push(make: Callable[[], Screen[Any]]) -> Callable[[Editor], Awaitable[None]]:
    async def push(person: Editor) -> None:
        await person.app.push_screen(make())
        await person.settle()

    return push


def _sign_in() -> Screen[Any]:
    return PromptScreen(
        title='Sign in to "work"',
        sentences=(
            "Paste an access token from developer.webex.com or from your organization's integration.",
            "It is masked, and never written to a log or draft.",
        ),
        fields=(PromptField("Token", text="0123456789", is_secret=True),),
        hint="Next you choose where to store it, unless your system has a keyring.",
    )


def _storage() -> Screen[Any]:
    return ConfirmDialog(
        "Where should your sign-in be stored?",
        (
            "No secure keyring is available on this system.",
            "File: ~/.local/share/callsettings/sign-ins.json, not encrypted; "
            "only you and an administrator can read it.",
            "Memory only: forgotten when you quit.",
        ),
        (("file", "[F]ile"), ("memory", "[M]emory only")),
        "Esc cancels the sign-in.",
    )


class _Grant:
    """Hands out one code, and nobody types it."""

    async def events(self) -> AsyncIterator[DeviceCode]:
        address = "https://login.example.com/verify"
        yield DeviceCode("A1B2C3", address, f"{address}?code=A1B2C3", NOW.timestamp() + 300, Secret("polls"))


def _device_login() -> Screen[Any]:
    return DeviceLoginScreen(_Grant())  # type: ignore[arg-type] # all of it that is used


def _leave_draft(backend: FakeBackend) -> None:
    del backend
    path = ("no_answer",)
    fields = (("enabled", False, True), ("destination", None, NUMBER), ("number_of_rings", 3, 4))
    changes = (Change(Feature.CALL_FORWARDING, (*path, name), old, new) for name, old, new in fields)
    DraftFile("work").write(tuple(changes))


def _show_other_rules(backend: FakeBackend) -> None:
    backend.other_rules = (OtherRule.named("selective_forwarding", True), OtherRule.named("simultaneous_ring", True))


_ENDING = ScheduledEnd(
    number=1,
    fields=(EndingField(key="do_not_disturb.enabled", value=True, back=False),),
    at=NOW + timedelta(hours=3),
    created_at=NOW,
)


async def _show_ends(person: Editor) -> None:
    person.app.store.show_ends((_ENDING,))
    await person.settle()


async def _list_ends(person: Editor) -> None:
    await _show_ends(person)
    await _push(EndsScreen)(person)


def _lines() -> Screen[Any]:
    return LinesScreen(("4142", "4143", "+1 907-555-0142"))


def _not_reported(backend: FakeBackend) -> None:
    stored = Feature.DO_NOT_DISTURB.model.model_validate({"ringSplashEnabled": True})
    backend.stored[Feature.DO_NOT_DISTURB] = stored


def _reject(backend: FakeBackend) -> None:
    backend.write_error[Feature.DO_NOT_DISTURB] = RejectedError(
        "The provider rejected the change.",
        provider_message="Do not disturb is managed by your administrator.",
        tracking_id="T-9",
    )


def _lose_answer(backend: FakeBackend) -> None:
    def write(feature: Feature, setting: Setting) -> Setting:
        backend.read_error[feature] = UnreachableError("No answer came.")
        return setting

    backend.write_error[Feature.DO_NOT_DISTURB] = OutcomeUnknownError("Cut off.")
    backend.applies_failed_write = True
    backend.transform_write = write


async def _change_elsewhere(person: Editor) -> None:
    person.backend.set("call_forwarding.always.destination", "4021")
    await person.press("f2", "s")


async def _change_elsewhere_and_reload(person: Editor) -> None:
    person.backend.set("do_not_disturb.ring_splash_enabled", False)
    await person.press("f5")


async def _save_behind_gate(person: Editor) -> None:
    person.close_gate()
    await person.pilot.press("s")
    await person.pilot.pause()


_LIMITED = Capabilities(
    provider="UCM",
    provider_key="ucm",
    limits={
        (Feature.VOICEMAIL, ()): Support(Access.NOT_OFFERED, "not offered by UCM"),
        (Feature.DO_NOT_DISTURB, ("ring_splash_enabled",)): Support(Access.READ_ONLY, "this program cannot change it"),
        (Feature.DO_NOT_DISTURB, ("webex_go_override_enabled",)): Support(Access.NOT_OFFERED, "not offered by UCM"),
    },
)

SCREENS = {
    "overview": Scene(),
    "overview-changed": Scene((*_FORWARD_UNANSWERED, "escape")),
    "do-not-disturb": Scene(("1",)),
    "forwarding": Scene(("2",)),
    "forwarding-changed": Scene(_FORWARD_UNANSWERED),
    "voicemail": Scene(("3",)),
    "voicemail-greetings": Scene(("3", "pagedown")),
    "call-waiting": Scene(("4",)),
    "review": Scene((*_FORWARD_UNANSWERED, "f2")),
    "quit": Scene(("space", "f10")),
    "help": Scene(("f1",)),
    "find": Scene(("f9", *"rings")),
    "what-if": Scene(("w", "down", "down")),
    "advice": Scene(("v",), _WITH_ADVICE),
    "history": Scene(("space", "f2", "s", "h")),
    "history-empty": Scene(("h",)),
    "profiles": Scene(("p", "n", *"Desk", "enter", "escape", "space", "p")),
    "profiles-empty": Scene(("p",)),
    "accounts": Scene(("a",), config=_ACCOUNTS),
    "providers": Scene(act=_push(ProvidersScreen)),
    "new-account": Scene(("a", "n", "enter")),
    "draft": Scene(prepare=_leave_draft),
    "lines": Scene(act=_push(_lines)),
    "ends": Scene(stored={"do_not_disturb.enabled": True}, act=_list_ends),
    "ends-time": Scene(act=_push(TimeScreen)),
    "sign-in": Scene(act=_push(_sign_in)),
    "sign-in-storage": Scene(act=_push(_storage)),
    "sign-in-code": Scene(act=_push(_device_login)),
}
"""Every screen."""

STATES = {
    "invalid": Scene((*_TO_UNANSWERED, "space", "down", *"12x", "down")),
    "review-invalid": Scene((*_TO_UNANSWERED, "space", "down", *"12x", "down", "f2")),
    "unsupported": Scene(capabilities=_LIMITED),
    "unsupported-field": Scene(("1", "down", "down"), capabilities=_LIMITED),
    "not-reported": Scene(prepare=_not_reported),
    "not-reported-field": Scene(("1",), prepare=_not_reported),
    "saving": Scene(("space", "f2"), act=_save_behind_gate),
    "saved": Scene(("space", "f2", "s")),
    "rejected": Scene(("space", "f2", "s"), prepare=_reject),
    "unknown": Scene(("space", "f2", "s"), prepare=_lose_answer),
    "conflict": Scene(("2", "down", *"4022"), act=_change_elsewhere),
    "changed-elsewhere": Scene(("1", "space"), act=_change_elsewhere_and_reload),
    "other-rules": Scene(prepare=_show_other_rules),
    "ends-pending": Scene(stored={"do_not_disturb.enabled": True}, act=_show_ends),
    "number-missing": Scene(("2", "space")),
    "read-only": Scene(is_read_only=True),
    "forwarded": Scene(
        stored={"call_forwarding.always.enabled": True, "call_forwarding.always.destination": "+19075551333"}
    ),
}
"""Every state of a screen."""
ALSO_NARROW = ("invalid", "review-invalid", "rejected", "conflict", "other-rules", "forwarded")
"""States whose layout differs in the smallest terminal."""
ALSO_WIDE = ("invalid", "other-rules", "read-only")
"""States whose layout differs in two panes."""
