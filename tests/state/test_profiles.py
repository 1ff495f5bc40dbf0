from pathlib import Path

import pytest

from tests.fakes.backend import FakeBackend
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.errors import ConfigurationError, NotAllowedError, NotFoundError
from tui_callsettings.models.capabilities import Access, Capabilities, Support
from tui_callsettings.models.feature import Feature
from tui_callsettings.models.setting import FieldPath
from tui_callsettings.state.profiles import ProfileStore
from tui_callsettings.state.store import SettingsStore


@pytest.fixture
def profiles(tmp_path: Path) -> ProfileStore:
    return ProfileStore(tmp_path)


async def load_store(backend: FakeBackend) -> SettingsStore:
    store = SettingsStore(CallSettingsClient(backend))
    await store.load()
    return store


async def test_present_settings_come_back_as_they_were(profiles: ProfileStore) -> None:
    backend = FakeBackend()
    store = await load_store(backend)
    path = profiles.save("Desk", store.settings(is_draft=False))
    assert path.stat().st_mode & 0o777 == 0o600
    assert profiles.read("Desk").changes(store.settings(is_draft=False)) == ()
    backend.set("do_not_disturb.enabled", True)
    backend.set("call_forwarding.busy.destination", "4022")
    store = await load_store(backend)
    assert profiles.read("Desk").apply(store) == ()
    changed = {change.feature.key(change.path): change.new for change in store.changes()}
    assert changed == {"do_not_disturb.enabled": False, "call_forwarding.busy.destination": "321321"}


async def test_a_profile_written_by_hand_may_hold_only_some_fields(profiles: ProfileStore, tmp_path: Path) -> None:
    (tmp_path / "Vacation.toml").write_text(
        '[voicemail]\nsend_all_calls.enabled = true\n\n[call_forwarding.busy]\ndestination = "+1 205 555 0155"\n'
    )
    store = await load_store(FakeBackend())
    assert profiles.read("Vacation").apply(store) == ()
    changed = {change.feature.key(change.path): change.new for change in store.changes()}
    assert changed == {"voicemail.send_all_calls.enabled": True, "call_forwarding.busy.destination": "+12055550155"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[voicemail]\nenabledd = true\n", "line 2: this version has no field voicemail.enabledd. Did you mean"),
        ("[voicemail]\nenabled = 3\n", "line 2: Voicemail takes true or false"),
        ('[call_forwarding]\nno_answer.number_of_rings = "x"\n', "line 2: Number of rings takes a whole number"),
        (
            "[call_forwarding]\nbusy.destination = 4022\n",
            "line 2: Forward to takes a text in quotes, for example",
        ),
        ("enabled", "not TOML"),
        ("[voicemail\n", "not TOML"),
    ],
)
def test_mistakes_are_reported_with_file_and_line(
    text: str, words: str, profiles: ProfileStore, tmp_path: Path
) -> None:
    (tmp_path / "Vacation.toml").write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        profiles.read("Vacation")
    assert words in caught.value.message
    assert str(tmp_path / "Vacation.toml") in caught.value.message


@pytest.mark.parametrize("name", ["", "../etc/passwd", "a/b", ".hidden", " x", "x" * 41, "a\nb", "~root"])
def test_a_name_is_never_a_path(name: str, profiles: ProfileStore) -> None:
    with pytest.raises(ConfigurationError, match="cannot be the name"):
        profiles.read(name)


def test_an_unknown_name_is_reported_with_the_nearest(profiles: ProfileStore) -> None:
    profiles.save("Vacation", {})
    with pytest.raises(NotFoundError, match='Did you mean "Vacation"'):
        profiles.read("Vacatoin")
    profiles.remove("Vacation")
    assert profiles.names() == ()
    with pytest.raises(NotFoundError, match="none yet"):
        profiles.remove("Vacation")


async def test_unsupported_fields_are_reported_and_the_rest_applies(profiles: ProfileStore, tmp_path: Path) -> None:
    (tmp_path / "Vacation.toml").write_text(
        "[do_not_disturb]\nenabled = true\nring_splash_enabled = false\n[call_waiting]\nenabled = false\n"
    )
    path: FieldPath = ("ring_splash_enabled",)
    limits = {(Feature.DO_NOT_DISTURB, path): Support(Access.NOT_OFFERED, "not offered here")}
    backend = FakeBackend(Capabilities("Fake", limits))
    backend.read_error[Feature.CALL_WAITING] = NotAllowedError("Not for you.")
    store = await load_store(backend)
    skipped = profiles.read("Vacation").apply(store)
    assert "not offered here" in skipped[0]
    assert "Call waiting is skipped: Not for you." in skipped[1]
    assert [change.path for change in store.changes()] == [("enabled",)]


def test_a_profile_of_a_newer_version_is_kept_and_explained(profiles: ProfileStore, tmp_path: Path) -> None:
    text = "format = 2\n[voicemail]\nuntil = 18:00:00\n"
    (tmp_path / "Vacation.toml").write_text(text)
    with pytest.raises(ConfigurationError, match="line 1: this profile was written by a newer version of callsettings"):
        profiles.read("Vacation")
    assert (tmp_path / "Vacation.toml").read_text() == text


def test_a_saved_profile_has_its_format(profiles: ProfileStore) -> None:
    path = profiles.save("Desk", {})
    assert "format = 1" in path.read_text().splitlines()
    assert profiles.read("Desk").values == {}


def test_a_profile_that_is_nested_too_deeply_is_a_message_with_its_file(profiles: ProfileStore, tmp_path: Path) -> None:
    (tmp_path / "Deep.toml").write_text("a = " + "[" * 5000 + "]" * 5000)
    with pytest.raises(ConfigurationError, match=r"Deep\.toml"):
        profiles.read("Deep")
