"""`show` reads the practice account's file itself; what it prints must be what the client would say."""

import argparse
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from tui_callsettings.cli import practice, show
from tui_callsettings.cli.main import main

EDITS: tuple[Sequence[str], ...] = (
    (),
    ("dnd", "on", "--yes"),
    ("forward", "no-answer", "+12055550155", "--rings", "4", "--yes"),
    ("forward", "busy", "desk@example.com", "--yes"),
    ("set", "voicemail.send_busy_calls.greeting=CUSTOM", "voicemail.message_storage.storage_type=EXTERNAL", "--yes"),
    ("voicemail", "off", "--yes"),
)


def both_ways(
    options: Sequence[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[str, str]:
    capsys.readouterr()
    assert main(["show", *options]) == 0
    quick = capsys.readouterr().out
    with monkeypatch.context() as patched:
        patched.setattr(show, "practice_documents", lambda *_: None)
        assert main(["show", *options]) == 0
    return quick, capsys.readouterr().out


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: " ".join(edit[:2]) or "fresh")
def test_both_ways_say_the_same(
    edit: Sequence[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if edit:
        assert main(edit) == 0
    for options in ((), ("--json",), ("voicemail",), ("call_waiting", "--json")):
        quick, usual = both_ways(options, capsys, monkeypatch)
        assert quick == usual
        assert quick


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"enabled": "perhaps"}, "is not of the right kind"),
        ([], "is not of the right kind"),
        ({"enabled": 1}, "ON"),
        ({"enabled": None}, "Call waiting                         -"),
    ],
)
def test_a_document_of_another_kind_is_left_to_the_models(
    body: object, sentence: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["waiting", "on", "--yes"]) == 0
    assert main(["waiting", "off", "--yes"]) == 0
    file = home / "data" / "callsettings" / "practice.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE document SET body = ? WHERE feature = 'call_waiting'", (json.dumps(body),))
    connection.close()
    capsys.readouterr()
    main(["show", "call_waiting"])
    assert sentence in capsys.readouterr().out


def test_other_accounts_are_left_to_the_client(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["account", "add", "work", "--backend", "webex"]) == 0
    assert main(["account", "add", "desk", "--backend", "local"]) == 0
    assert practice.practice_documents("work", ("voicemail",)) is None
    assert practice.practice_documents("desk", ("call_waiting",)) == {"call_waiting": {"enabled": True}}
    assert main(["account", "use", "desk"]) == 0
    assert practice.practice_documents(None, ("call_waiting",)) == {"call_waiting": {"enabled": True}}
    assert main(["show", "--account", "nowhere"]) == 2


def test_only_the_commands_that_were_named_declare_their_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = []
    real = show.configure

    def noted(parser: argparse.ArgumentParser) -> None:
        declared.append(parser.prog)
        real(parser)

    monkeypatch.setattr(show, "configure", noted)
    assert main(["waiting", "on", "--dry-run", "--yes"]) == 0
    assert declared == []
    assert main(["show", "call_waiting"]) == 0
    assert declared == ["callsettings show"]
