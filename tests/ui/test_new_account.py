"""Adding an account inside the editor: every provider, every wrong value, and the way back from each step."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tui_callsettings import paths
from tui_callsettings.accounts.config import config_file, load_config
from tui_callsettings.accounts.config_edit import add_account
from tui_callsettings.accounts.credential_store import CredentialStore, StorageKind
from tui_callsettings.cli.main import main
from tui_callsettings.client import CallSettingsClient
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.state.feature_state import Status

pytest.importorskip("starlette", reason="the extra `simulator` is not installed")

from tui_callsettings.simulator import serving

from .editor import Editor, editor

XSI = "https://xsp.example.com"
NOWHERE = "https://127.0.0.1:9"


class Kind(NamedTuple):
    """A provider in the list, its simulator, what is typed after the name, and the settings it lets people read."""

    row: int
    simulator: str
    typed: tuple[str, ...]
    account: Account
    secret: str
    readable: tuple[Feature, ...] = tuple(Feature)


KINDS = {
    "webex": Kind(0, "webex", ("{url}", "", "", "US"), Account("desk", "webex", "{url}", region="US"), "token"),
    "a person at webex": Kind(
        0,
        "webex",
        ("{url}", "", "{person_id}", ""),
        Account("desk", "webex", "{url}", person="{person_id}"),
        "admin_token",
    ),
    "broadworks": Kind(
        1, "broadworks", ("{url}", "{user}", ""), Account("desk", "broadworks", "{url}", "{user}"), "password"
    ),
    "cloud": Kind(
        2,
        "ucm",
        ("{cloud_url}", "", "", "us"),
        Account("desk", "ucm", "{cloud_url}", mode="cloud", region="US"),
        "token",
        (Feature.CALL_FORWARDING,),
    ),
    "onprem": Kind(
        3,
        "ucm",
        ("{url}", "{user}", "", ""),
        Account("desk", "ucm", "{url}", "{user}", mode="onprem"),
        "password",
        (Feature.DO_NOT_DISTURB, Feature.CALL_FORWARDING),
    ),
}


async def to_form(person: Editor, row: int = 1) -> None:
    """From the overview to the lines of the provider in that row; BroadWorks is in the second."""
    await person.press("a", "n", *["down"] * row, "enter")
    await person.wait_for("Add an account:")


async def fill(person: Editor, *texts: str) -> None:
    """Put a text into one line after the other, in place of what stands there, with Enter after each."""
    for text in texts:
        await person.press("home", "ctrl+k")
        await person.paste(text)
        await person.press("enter")


def row_in_focus(person: Editor) -> str:
    return person.row(" > ")


@pytest.mark.parametrize("name", KINDS)
async def test_an_account_of_every_provider_is_added_signed_in_to_and_read(name: str, store: CredentialStore) -> None:
    kind = KINDS[name]
    with serving(kind.simulator) as simulator:
        told = simulator.credentials
        wanted = Account(
            **{key: str(getattr(kind.account, key)).format_map(told) for key in Account.__dataclass_fields__}
        )
        async with editor() as person:
            await to_form(person, kind.row)
            await fill(person, "desk", *(text.format_map(told) for text in kind.typed))
            await person.wait_for('Sign in to "desk"')
            assert 'Added account "desk"' in person.prose
            assert load_config().account("desk") == wanted
            await person.paste(told[kind.secret])
            assert told[kind.secret] not in person.text
            await person.press("enter")
            await person.wait_for("There is no keyring.")
            await person.press("f")
            await person.wait_for("Your sign-in is stored in a file.")
            assert store.storage_kind(wanted) is StorageKind.FILE
            assert person.app.account == wanted
            assert told[kind.secret] not in person.text
            read = {
                feature_state.feature: feature_state
                for feature_state in person.app.store.feature_states
                if feature_state.status is Status.READY
            }
            assert tuple(read) == kind.readable
            async with CallSettingsClient.open("desk") as client:
                for feature, feature_state in read.items():
                    assert feature_state.saved == (await client.read(feature)).data.call_setting
        assert told[kind.secret] not in config_file().read_text()


async def test_an_account_on_this_machine_needs_no_sign_in() -> None:
    async with editor() as person:
        await to_form(person, 4)
        await fill(person, "other", "")
        await person.wait_for("needs no sign-in")
        assert person.app.account == Account("other")
        assert "[x] ON" in person.row("Call waiting")


async def test_with_a_client_id_one_signs_in_with_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving("webex") as simulator:
        monkeypatch.setenv("CALLSETTINGS_CLIENT_SECRET", simulator.credentials["client_secret"])
        async with editor() as person:
            await to_form(person, 0)
            await fill(person, "desk", simulator.url, simulator.credentials["client_id"], "", "")
            await person.wait_for("Waiting for you to approve")
            await person.press("escape")
            await person.wait_for("Not signed in")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://xsp.example.com", f'would send your sign-in unprotected: use "{XSI}"'),
        ("https://jane:canary4711@xsp.example.com", "has a user or password in it; leave them out"),
        ("xsp.example.com", "is not a web address; write one such as"),
        ("https://xsp.example.com/?a=b", 'has a "?" or "#" in it'),
        ("https://xsp example.com", "has a space or a control character in it"),
        ("", "Address is required for BroadWorks"),
    ],
)
async def test_a_wrong_address_is_told_at_once_and_stays_to_be_mended(
    address: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with editor() as person:
        await to_form(person)
        await fill(person, "desk", address)
        assert words in person.prose
        assert person.prose.count("canary4711") == address.count("canary4711")
        assert row_in_focus(person).rstrip() == f" > Address  {address}".rstrip()
        assert not config_file().exists()
        await fill(person, XSI)
        assert words not in person.prose
        assert row_in_focus(person).strip() == "> User"
    capsys.readouterr()
    assert main(["account", "add", "desk", "--backend", "broadworks", "--base-url", address, "--user", "jane"]) != 0
    assert words.replace("Address", "--base-url") in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words"), [("jane:pw", 'User has a ":" in it; write the user alone'), ("", "User is required")]
)
async def test_a_wrong_user_is_told_at_once(text: str, words: str) -> None:
    async with editor() as person:
        await to_form(person)
        await fill(person, "desk", XSI, text)
        assert words in person.prose
        assert row_in_focus(person).rstrip() == f" > User     {text}".rstrip()


async def test_a_line_that_the_arrows_passed_by_is_looked_at_too() -> None:
    async with editor() as person:
        await to_form(person)
        await person.press("down", "down", "down")
        await person.type("USA")
        await person.press("enter")
        assert "Address is required" in person.prose
        await fill(person, XSI, "jane")
        await person.press("enter")
        assert "Country must be a two-letter country code, for example US." in person.prose
        assert row_in_focus(person).strip() == "> Country  USA"


async def test_the_first_letter_takes_the_place_of_the_suggested_name() -> None:
    async with editor() as person:
        await to_form(person)
        assert row_in_focus(person).strip() == "> Name     work"
        await person.type("desk")
        assert row_in_focus(person).strip() == "> Name     desk"


async def test_a_name_that_is_taken_is_told_as_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    add_account(Account("work", "webex"))
    words = 'here is already an account "work". Choose another name, or remove it first'
    assert main(["account", "add", "work", "--backend", "webex"]) != 0
    assert words in capsys.readouterr().err
    async with editor() as person:
        await to_form(person)
        await fill(person, "work")
        assert words in person.prose
        assert row_in_focus(person).strip() == "> Name     work"
        await fill(person, "desk")
        assert row_in_focus(person).strip() == "> Address"


@pytest.mark.parametrize("name", ["../x", "practice", "", "a b"])
async def test_a_name_that_cannot_be_is_told(name: str) -> None:
    async with editor() as person:
        await to_form(person)
        await fill(person, name)
        assert '"work"' in person.prose
        assert row_in_focus(person).rstrip() == f" > Name     {name}".rstrip()


async def test_a_name_that_somebody_takes_meanwhile_costs_nothing_that_was_typed() -> None:
    async with editor() as person:
        await to_form(person)
        add_account(Account("desk", "webex"))
        await fill(person, "desk", NOWHERE, "jane@example.com", "")
        await person.wait_for('There is already an account "desk"')
        assert NOWHERE in person.row("Address")
        assert "jane@example.com" in person.row("User")
        await fill(person, "phone")
        await person.press("enter", "enter", "enter")
        await person.wait_for('Sign in to "phone"')
    assert load_config().account("desk").backend == "webex"
    assert load_config().account("phone").user == "jane@example.com"


async def test_escape_leads_back_one_step_at_a_time_and_keeps_what_was_typed() -> None:
    async with editor() as person:
        await to_form(person)
        await fill(person, "desk", XSI)
        await person.type("jane@")
        await person.press("escape")
        await person.wait_for("Choose your calling provider:")
        assert row_in_focus(person).strip() == "> BroadWorks"
        await person.press("down", "down", "enter")
        await person.wait_for("Add an account: Cisco UCM on premises")
        assert "desk" in row_in_focus(person)
        assert XSI in person.row("Address")
        assert "jane@" in person.row("User")
        await person.press("escape")
        await person.wait_for("Choose your calling provider:")
        await person.press("escape")
        await person.wait_for("N New")
        await person.press("escape")
        await person.wait_for("Calls now")
        assert not config_file().exists()
        assert person.app.account.name == "work"


async def test_escape_at_the_sign_in_leaves_an_account_that_can_be_signed_in_to_later(store: CredentialStore) -> None:
    with serving("broadworks") as simulator:
        async with editor() as person:
            await to_form(person)
            await fill(person, "desk", simulator.url, simulator.credentials["user"], "")
            await person.wait_for("Password of")
            await person.press("escape")
            await person.wait_for("Not signed in; nothing was stored.")
            await person.wait_for("Press F8 to sign in.")
            await person.press("f8")
            await person.wait_for("Password of")
            await person.paste(simulator.credentials["password"])
            await person.press("enter")
            await person.wait_for("There is no keyring.")
            await person.press("escape")
            await person.wait_for("Not signed in; nothing was stored.")
            account = load_config().account("desk")
            assert person.app.account == account
            assert store.storage_kind(account) is None


async def test_a_wrong_password_is_sent_once_and_a_good_one_is_proved_by_one_request(store: CredentialStore) -> None:
    with serving("broadworks") as simulator:
        account = Account("desk", "broadworks", simulator.url, simulator.credentials["user"])
        add_account(account)
        async with editor(account=account) as person:
            await person.press("f8")
            for sentence in ("Nothing was stored.", "This was rejected already, so it was not sent again."):
                await person.type("wrong")
                await person.press("enter")
                await person.wait_for(sentence)
                assert len(simulator.log) == 1
            assert store.storage_kind(account) is None
            await person.paste(simulator.credentials["password"])
            await person.press("enter")
            await person.wait_for("There is no keyring.")
            assert len(simulator.log) == 2
            await person.press("f")
            await person.wait_for('Signed in to "desk" as ')
            assert store.storage_kind(account) is StorageKind.FILE


async def test_changes_to_the_account_that_was_open_wait_there_and_it_is_said() -> None:
    async with editor() as person:
        await person.press("4", "space", "escape")
        await to_form(person)
        await fill(person, "desk", NOWHERE, "jane", "")
        await person.wait_for('1 change to "work" kept as a draft.')


@pytest.fixture
def restricted(home: Path) -> Iterator[None]:
    paths.restrict_to_home(home)
    yield
    paths.lift_restriction()


@pytest.mark.usefixtures("restricted")
async def test_in_restricted_mode_no_account_is_added() -> None:
    async with editor() as person:
        await person.press("a")
        assert "In restricted mode your administrator chooses the account." in person.prose


async def test_on_a_small_screen_every_provider_and_every_line_can_be_reached() -> None:
    async with editor(size=(60, 16)) as person:
        await person.press("a", "n")
        for title in ("Webex Calling", "BroadWorks", "Cisco UCM, through", "Cisco UCM on premises", "This machine"):
            assert row_in_focus(person).strip().startswith(f"> {title}")
            await person.press("down")
        await person.press("home", "enter")
        for label in ("Name", "API address", "Client ID", "Person", "Country"):
            assert row_in_focus(person).strip().startswith(f"> {label}")
            await person.press("down")
