"""Settings as files and as JSON: `apply`, `show --toml`, and the schema of every JSON document."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as bounded
from jsonschema import Draft202012Validator, ValidationError

from tests.call_flow.flow_accounts import OWNER
from tests.call_flow.test_properties import any_account, any_settings
from tui_callsettings.call_flow import build_call_flow, find_advisories, flow_to_json
from tui_callsettings.cli.advice_output import advice_document
from tui_callsettings.cli.main import main
from tui_callsettings.cli.schema import json_schema
from tui_callsettings.models.capabilities import Capabilities
from tui_callsettings.models.feature import Feature

from .providers import NAMES, Providers, all_accounts, run_error, run_output, show_json


@pytest.fixture
def providers(home: object) -> Iterator[Providers]:
    with all_accounts() as running:
        yield running


def validate(name: str, text: str) -> Any:
    document = json.loads(text)
    schema = json_schema(name)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document)
    return document


@pytest.mark.parametrize("account", NAMES)
def test_what_show_prints_as_toml_or_json_is_applied_without_a_change(
    account: str, providers: Providers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for option in ("--toml", "--json"):
        main(["show", option, "--account", account])
        file = tmp_path / "settings"
        file.write_text(capsys.readouterr().out)
        if account == "cloud" and option == "--toml":
            assert "no settings" in run_error(capsys, "apply", str(file), "--account", account, status=2)
        else:
            out = run_output(capsys, "apply", str(file), "--yes", "--account", account)
            assert out == "No change: already set.\n"


@pytest.mark.parametrize("account", ["practice", "webex", "broadworks", "onprem"])
def test_a_file_brings_settings_back(
    account: str, providers: Providers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(run_output(capsys, "show", "--toml", "--account", account))
    before = show_json(capsys, account)
    run_output(capsys, "dnd", "on", "--yes", "--account", account)
    run_output(capsys, "forward", "always", "+12055550199", "--yes", "--account", account)
    if account != "onprem":
        run_output(capsys, "waiting", "off", "--yes", "--account", account)
        run_output(capsys, "voicemail", "all", "on", "--yes", "--account", account)
        run_output(capsys, "voicemail", "no-answer", "on", "--rings", "7", "--yes", "--account", account)
        run_output(capsys, "forward", "no-answer", "4055", "--rings", "5", "--yes", "--account", account)
    assert show_json(capsys, account) != before
    out = run_output(capsys, "apply", str(file), "--yes", "--account", account)
    assert "Do not disturb: ON -> OFF" in out
    assert show_json(capsys, account) == before


def test_apply_reads_standard_input_and_takes_short_names(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ('dnd = "on"\n[forward]\nbusy.to = "4022"\n', '{"waiting": false, "forward": {"no-answer.rings": 5}}'):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        run_output(capsys, "apply", "-", "--yes")
    document = show_json(capsys, "practice")
    assert document["doNotDisturb"]["data"]["callSetting"]["enabled"] is True
    assert document["callWaiting"]["data"]["callSetting"]["enabled"] is False
    rules = document["callForwarding"]["data"]["callSetting"]["callForwarding"]
    assert (rules["busy"]["destination"], rules["noAnswer"]["numberOfRings"]) == ("4022", 5)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("dnd = 1", "do_not_disturb.enabled must be true or false"),
        ("forward.busy.rings = 3", "is not a field"),
        ("dnd = ", "is not valid TOML"),
        ('{"dnd": tru}', "is not valid JSON"),
        ("", "has no settings in it"),
        ("forward.no-answer.rings = 99", "rings"),
    ],
)
def test_a_file_that_cannot_be_applied_is_explained(
    text: str, rule: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    assert rule in run_error(capsys, "apply", str(file), "--yes", status=2)
    assert "There is no file" in run_error(capsys, "apply", str(tmp_path / "none"), status=2)


@pytest.mark.parametrize("account", NAMES)
def test_documents_have_the_shape_of_their_schema(
    account: str, providers: Providers, capsys: pytest.CaptureFixture[str]
) -> None:
    def output(*argv: str) -> str:
        main(["--account", account, *argv, "--json"])
        return capsys.readouterr().out

    validate("show", output("show"))
    validate("explain", output("explain"))
    validate("status", output("status"))
    validate("accounts", output("account", "list"))
    assert validate("save" if account != "cloud" else "error", output("dnd", "on", "--yes"))
    validate("history", output("history"))
    assert validate("error", output("history", "--undo", "999"))["error"]["status"] == 2


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "dry run" in json.loads(run_output(capsys, "schema", "save"))["properties"]["outcome"]["enum"]
    assert set(json.loads(run_output(capsys, "schema"))["$defs"]) >= {"show", "save", "error"}


def objects_in(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema of an object in `schema`, itself among them."""
    if isinstance(schema, dict):
        if schema.get("type") in ("object", ["object", "null"]):
            yield schema
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from objects_in(each)


@pytest.mark.parametrize("name", list(json_schema()["$defs"]))
def test_a_schema_leaves_nothing_open(name: str) -> None:
    """Each object names its properties, all of them required where it is no map; settings of the provider are open."""
    schemas = list(objects_in(json_schema(name)))
    assert schemas
    for schema in schemas:
        if set(schema) == {"type"}:
            continue
        assert schema.get("additionalProperties") is not None, schema
        is_open = set(schema.get("properties", ())) <= {feature.wire_name for feature in Feature}
        assert is_open or schema["required"] == list(schema["properties"])


@bounded(deadline=None, derandomize=True, max_examples=40)
@given(any_settings(), any_account)
def test_what_explain_prints_fits_its_schema_whatever_is_set(settings: Any, capabilities: Capabilities) -> None:
    flow = build_call_flow(settings, capabilities, OWNER)
    advice = [advice_document(item) for item in find_advisories(settings, capabilities, OWNER)]
    document = {**flow_to_json(flow), "advice": advice, "failures": {}}
    validate("explain", json.dumps(document))
    for key in document:
        with pytest.raises(ValidationError):
            validate("explain", json.dumps({**document, key: None}))
    with pytest.raises(ValidationError):
        validate("explain", json.dumps({**document, "more": 1}))


def test_a_save_reports_changes_advice_and_outcome(capsys: pytest.CaptureFixture[str]) -> None:
    argv = ("forward", "always", "+12055550199", "--json")
    planned = validate("save", run_output(capsys, *argv, "--dry-run"))
    assert (planned["outcome"], planned["outcomes"]) == ("dry run", [])
    saved = validate("save", run_output(capsys, *argv, "--yes"))
    assert (saved["outcome"], saved["outcomes"][0]["result"]) == ("saved", "saved")
    assert "always-hides-others" in {item["id"] for item in saved["advice"]}
    again = validate("save", run_output(capsys, *argv, "--yes"))
    assert (again["outcome"], again["changes"], again["status"]) == ("unchanged", [], 0)


def test_advice_is_printed_on_save_and_quiet_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Advice (" in run_output(capsys, "forward", "always", "4022", "--yes")
    assert run_output(capsys, "forward", "off", "--yes", "--quiet") == ""
    assert run_error(capsys, "set", "dnd=maybe", "--yes", "--quiet", status=2)


def test_a_wrong_value_is_not_shown_as_a_change(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_output(capsys, "set", "dnd=maybe", "--yes", status=2) == ""
