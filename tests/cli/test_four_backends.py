"""The same commands on all four backends: the same keys, and each save changes what was asked for and nothing else."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tui_callsettings.accounts.config_edit import add_account
from tui_callsettings.accounts.credential import Credential
from tui_callsettings.accounts.credential_store import CredentialStore, StorageKind
from tui_callsettings.models.account import Account
from tui_callsettings.models.feature import Feature
from tui_callsettings.simulator import serving

from .providers import NAMES, Providers, all_accounts, run_error, run_output, show_json

TO = "+12055550199"


@pytest.fixture(autouse=True)
def providers(home: object) -> Iterator[Providers]:
    del home
    with all_accounts() as running:
        yield running


def keys(value: object) -> object:
    """The keys of a document in their order, level by level."""
    return [(name, keys(inner)) for name, inner in value.items()] if isinstance(value, dict) else None


def test_show_prints_the_same_keys_in_the_same_order(capsys: pytest.CaptureFixture[str]) -> None:
    documents = {name: show_json(capsys, name) for name in NAMES}
    bare = copy.deepcopy(documents)
    for document in bare.values():
        for answer in document.values():
            # What differs is in these alone.
            answer["data"]["unsupported"] = answer["data"]["unreadable"] = answer["data"]["unknown"] = None
    assert [name for name in NAMES if keys(bare[name]) != keys(bare["practice"])] == []
    assert list(documents["practice"]) == [feature.wire_name for feature in Feature]
    assert list(documents["cloud"]["voicemail"]["data"]) == [
        "callSetting",
        "unsupported",
        "unreadable",
        "unknown",
        "error",
    ]


def test_show_marks_what_an_account_does_not_have(capsys: pytest.CaptureFixture[str]) -> None:
    unsupported = {
        name: {feature: answer["data"]["unsupported"] for feature, answer in show_json(capsys, name).items()}
        for name in NAMES
    }
    assert not any(unsupported["webex"].values())
    assert unsupported["broadworks"]["callForwarding"]["callForwarding.busy.destinationVoicemailEnabled"] == (
        "not offered by BroadWorks"
    )
    assert "callForwarding.busy.destination" not in unsupported["broadworks"]["callForwarding"]
    assert unsupported["onprem"]["callWaiting"] == {"enabled": "not available through UCM's User Data Services"}
    assert unsupported["cloud"]["doNotDisturb"]["enabled"] == "not available for UCM through the Webex cloud"
    assert unsupported["practice"]["doNotDisturb"] == {"webexGoOverrideEnabled": "only on Webex accounts with Webex Go"}


def test_show_keeps_what_it_has_no_name_for(capsys: pytest.CaptureFixture[str]) -> None:
    document = show_json(capsys, "webex")
    assert document["doNotDisturb"]["data"]["unknown"] == {"quietHours": {"enabled": False}}
    assert "sendUnansweredCalls.audioFile" in document["voicemail"]["data"]["unknown"]


def test_show_prints_what_is_not_offered(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run_output(capsys, "show", "--account", "onprem").splitlines()
    assert f"  {'Business continuity':<42} not available through UCM's User Data Services" in lines
    assert lines[-2:] == ["Call waiting", "  not available through UCM's User Data Services"]
    assert "Fax" in (out := run_output(capsys, "show", "--account", "broadworks"))
    assert "Maximum rings" not in out
    assert "Call forwarding (read-only through the Webex cloud)" in run_output(capsys, "show", "--account", "cloud")


@pytest.mark.parametrize("account", NAMES)
def test_explain_prints_a_sentence_and_draws_it(account: str, capsys: pytest.CaptureFixture[str]) -> None:
    sentence, blank, top, *_ = run_output(capsys, "explain", "--account", account, "--ascii").splitlines()
    assert sentence.startswith(("Calls now ring", "Calls now go to"))
    assert (blank, top) == ("", "incoming call")
    assert json.loads(run_output(capsys, "explain", "--json", "--account", account))["sentence"] == sentence
    assert sentence in run_output(capsys, "show", "--account", account)


Documents = dict[str, Any]
Edit = Callable[[Documents], object]


def webex(state: Documents, feature: str) -> Documents:
    """The stored document of the person who is signed in, who comes first."""
    document: Documents = next(iter(state["people"].values()))[feature]
    return document


def device_switches(state: Documents) -> None:
    for device in state["devices"]:
        device["enableDoNotDisturb"] = "true"


ALWAYS = ("forward", "always", "+1 205 555 0199")
SET = ("set", "call_forwarding.always.destination=+1 205-555-0199", "call_forwarding.always.enabled=on")
SAVES: tuple[tuple[str, tuple[str, ...], Edit], ...] = (
    ("webex", ("dnd", "on"), lambda state: webex(state, "doNotDisturb").update(enabled=True)),
    ("broadworks", ("dnd", "on"), lambda state: state["DoNotDisturb"].update(active="true")),
    ("onprem", ("dnd", "on"), device_switches),
    *(
        (account, argv, edit)
        for argv in (ALWAYS, SET)
        for account, edit in (
            (
                "webex",
                lambda state: webex(state, "callForwarding")["callForwarding"]["always"].update(
                    enabled=True, destination=TO
                ),
            ),
            (
                "broadworks",
                lambda state: state["CallForwardingAlways"].update(active="true", forwardToPhoneNumber=TO),
            ),
            (
                "onprem",
                lambda state: state["extensions"][0]["callForwardAllDestination"].update(sendToCustomDestination=TO),
            ),
        )
    ),
    (
        "webex",
        ("set", "voicemail.notifications.enabled=on"),
        lambda state: webex(state, "voicemail")["notifications"].update(enabled=True),
    ),
    (
        "broadworks",
        ("set", "voicemail.send_unanswered_calls.number_of_rings=7", "voicemail.transfer_to_number.destination=4022"),
        lambda state: (
            state["VoiceMessaging/Greetings"].update(noAnswerNumberOfRings="7"),
            state["VoiceMessaging"].update(transferPhoneNumber="4022"),
        ),
    ),
)


@pytest.mark.parametrize(
    ("account", "argv", "edit"), SAVES, ids=[f"{account} {' '.join(argv[:2])}" for account, argv, _ in SAVES]
)
def test_a_save_changes_only_what_was_asked_for(
    account: str, argv: tuple[str, ...], edit: Edit, providers: Providers, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = providers.simulator_for(account).state()
    edit(expected)
    assert "saved and verified" in run_output(capsys, *argv, "--yes", "--account", account)
    assert providers.simulator_for(account).state() == expected


@pytest.mark.parametrize("account", ["webex", "broadworks", "onprem"])
def test_forward_off_ends_all_forwarding_that_the_account_has(
    account: str, providers: Providers, capsys: pytest.CaptureFixture[str]
) -> None:
    run_output(capsys, *ALWAYS, "--yes", "--account", account)
    run_output(capsys, "forward", "off", "--yes", "--account", account)
    assert run_output(capsys, "status", "--short", "--account", account) == ""
    assert "No change: already set." in run_output(capsys, "forward", "off", "--yes", "--account", account)
    kept = show_json(capsys, account)["callForwarding"]["data"]["callSetting"]["callForwarding"]["always"][
        "destination"
    ]
    assert kept == (None if account == "onprem" else TO)
    del providers


def test_a_rule_that_is_not_assigned_is_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    with serving("broadworks", unassigned="CallForwardingAlways,CallWaiting") as simulator:
        account = Account("less", "broadworks", simulator.url, simulator.credentials["user"])
        add_account(account)
        CredentialStore().save(
            account, Credential.with_password(account, simulator.credentials["password"]), StorageKind.FILE
        )
        run_output(capsys, "forward", "busy", "4022", "--yes", "--account", "less")
        run_output(capsys, "forward", "off", "--yes", "--account", "less")
        assert simulator.state()["CallForwardingBusy"] == {"active": "false", "forwardToPhoneNumber": "4022"}
        lines = run_output(capsys, "show", "--account", "less").splitlines()
        assert f"  {'Always':<42} not assigned to you" in lines
        assert lines[-1] == "  not assigned to you"
        assert "Forward all calls cannot be changed: not assigned to you." in run_error(
            capsys, "forward", "always", "4022", "--account", "less", status=6
        )


@pytest.mark.parametrize("account", ["broadworks", "onprem"])
def test_a_value_that_cannot_be_read_is_never_shown_as_off(
    account: str, providers: Providers, capsys: pytest.CaptureFixture[str]
) -> None:
    providers.simulator_for(account).set_fault("wrong-types")
    out = run_output(capsys, "show", "dnd", "--account", account)
    assert 'not readable: "perhaps"' in out
    assert "OFF" not in out


def test_a_number_that_ucm_forgets_can_be_had_back(capsys: pytest.CaptureFixture[str]) -> None:
    run_output(capsys, *ALWAYS, "--yes", "--account", "onprem")
    assert "+1 205-555-0199 -> -" in run_output(capsys, "forward", "off", "--yes", "--account", "onprem")
    run_output(capsys, "history", "--undo", "2", "--yes", "--account", "onprem")
    assert run_output(capsys, "status", "--short", "--account", "onprem") == f"CALLS GO TO {TO}\n"


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("dnd", "on"), "Do not disturb: not available for UCM through the Webex cloud."),
        (("waiting", "off"), "Call waiting: not available for UCM through the Webex cloud."),
        (("forward", "off"), "Forward all calls cannot be changed: read-only"),
        (("forward", "busy", "4022"), "Forward calls when busy cannot be changed: not available for UCM"),
    ],
)
def test_what_is_not_offered_is_reported_without_a_request(
    argv: tuple[str, ...], words: str, providers: Providers, capsys: pytest.CaptureFixture[str]
) -> None:
    err = run_error(capsys, *argv, "--yes", "--account", "cloud", status=6)
    assert words in err
    assert "status" not in err
    assert {entry.method for entry in providers.ucm.log} <= {"GET"}
