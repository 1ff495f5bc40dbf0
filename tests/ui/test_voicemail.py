"""Recordings for greetings, and the PIN."""

from collections.abc import Callable
from pathlib import Path

from tests.fakes.backend import FakeBackend
from tui_callsettings import paths
from tui_callsettings.backends.base import Greeting
from tui_callsettings.errors import RejectedError
from tui_callsettings.models.capabilities import Capabilities

from .editor import editor

PIN = "739154"
RECORDING = "voicemail.send_busy_calls.greeting_uploaded"


class Answering(FakeBackend):
    """A backend that takes recordings and PINs; "1111" breaks a rule."""

    def __init__(self) -> None:
        super().__init__(Capabilities(provider="Fake", can_upload_greetings=True, can_change_pin=True))
        self.pins: list[str] = []
        self.uploads: list[tuple[Greeting, bytes]] = []

    async def upload_greeting(self, greeting: Greeting, wav: Path, progress: Callable[[int, int], None]) -> None:
        if not wav.exists():
            raise RejectedError(f'"{wav}" cannot be read.')
        progress(50, 100)
        self.uploads.append((greeting, wav.read_bytes()))
        self.set(RECORDING, True)

    async def pin_rules(self) -> tuple[str, ...]:
        return ("It has 6 to 30 digits.",)

    async def change_pin(self, pin: str) -> None:
        if pin == "1111":
            raise RejectedError("The PIN is too short.")
        self.pins.append(pin)


async def test_a_recording_is_sent_and_chosen_as_greeting_by_a_reviewed_save(tmp_path: Path) -> None:
    wav = tmp_path / "hello.wav"
    wav.write_bytes(b"sound")
    backend = Answering()
    backend.set(RECORDING, False)
    async with editor(backend) as person:
        await person.press("3", "pagedown")
        assert "not uploaded" in person.row("Custom busy greeting")
        await person.press(*["down"] * 4)
        assert ">  Upload busy greeting…" in person.text
        await person.press("enter")
        await person.type("nowhere")
        await person.press("enter")
        assert '"nowhere" cannot be read.' in person.text
        await person.press("ctrl+k", *["backspace"] * 7)
        await person.type(str(wav))
        await person.press("enter")
        assert backend.uploads == [("busy", b"sound")]
        assert "The recording is uploaded. F2 saves that callers hear it." in person.prose
        assert "uploaded" in person.text
        assert "elsewhere" not in person.text
        assert backend.value("voicemail.send_busy_calls.greeting") == "DEFAULT"
        await person.press("f2", "s")
        assert backend.value("voicemail.send_busy_calls.greeting") == "CUSTOM"


async def test_the_pin_is_typed_twice_is_not_shown_and_is_sent_at_once() -> None:
    backend = Answering()
    async with editor(backend) as person:
        await person.press("ctrl+p")
        await person.type("PIN")
        await person.press("enter")
        assert "It has 6 to 30 digits." in person.text
        await person.type(PIN)
        await person.press("enter")
        await person.type("123")
        assert PIN not in person.text
        await person.press("enter")
        assert "The PINs do not match." in person.text
        for pin in ("1111", PIN):
            for _ in range(2):
                await person.type(pin)
                await person.press("enter")
            assert ("too short" in person.text) is (pin == "1111")
        assert backend.pins == [PIN]
        assert "The voicemail PIN is changed." in person.text
        assert not person.app.store.is_dirty
    files = [file for file in paths.state_folder().rglob("*") if file.is_file()]
    assert not any(PIN.encode() in file.read_bytes() for file in files)


async def test_a_pin_that_no_provider_takes_is_refused_where_it_is_typed() -> None:
    backend = Answering()
    async with editor(backend) as person:
        await person.app.run_action("app.start('change_pin')")
        await person.settle()
        for _ in range(2):
            await person.type("hello")
            await person.press("enter")
        assert "A voicemail PIN consists of digits: enter only digits." in person.prose
        assert backend.pins == []


async def test_no_file_is_read_in_restricted_mode(home: Path) -> None:
    async with editor(Answering()) as person:
        paths.restrict_to_home(home)
        try:
            await person.press("3", "pagedown", *["down"] * 4, "enter")
        finally:
            paths.lift_restriction()
        assert "cannot be uploaded in restricted mode" in person.prose


async def test_an_account_without_them_does_not_offer_them() -> None:
    async with editor() as person:
        await person.press("3", "pagedown")
        assert "Upload" not in person.text
        await person.app.run_action("app.start('change_pin')")
        await person.settle()
        assert "cannot be changed on this account" in person.prose
