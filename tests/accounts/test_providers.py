"""What each provider needs: one description, from which the file's rules, plain mode and the editor ask."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from tui_callsettings.accounts.account_schema import ACCOUNT_KEYS, account_field_error, parse_account
from tui_callsettings.accounts.config import parse_config
from tui_callsettings.accounts.field_error import InvalidFieldError
from tui_callsettings.accounts.providers import PROVIDERS, Provider, backends_with_field, find_provider
from tui_callsettings.errors import ConfigurationError
from tui_callsettings.models.account import Account

NARROW = 60 - 2
"""Columns of a row of help in the narrowest terminal."""

every = pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.backend + provider.mode)


@every
def test_its_examples_make_an_account(provider: Provider) -> None:
    values = {field.key: field.example for field in provider.all_fields}
    for field in provider.all_fields:
        assert account_field_error(provider, field.key, field.example) == ""
    account = provider.account(values)
    written = {key: value for key in ACCOUNT_KEYS if (value := getattr(account, key))}
    assert set(written) == set(provider.keys)
    assert parse_account("work", written) == account
    assert find_provider(account.backend, account.mode) is provider


@every
def test_what_it_needs_and_nothing_else_makes_an_account(provider: Provider) -> None:
    values = {field.key: field.example for field in provider.fields if field.is_required}
    for missing in values:
        message = account_field_error(provider, missing, "  ")
        assert message.startswith(f"{provider.field(missing).label} is required")
    account = provider.account(values)
    written = {key: value for key in ACCOUNT_KEYS if (value := getattr(account, key))}
    assert parse_account("work", written) == account
    for field in provider.fields:
        assert field.is_required or account_field_error(provider, field.key, "") == ""


@every
def test_its_words_fit_into_a_narrow_terminal(provider: Provider) -> None:
    assert len(provider.title) <= NARROW - 3
    assert len(provider.summary) <= NARROW - 5
    for field in provider.all_fields:
        assert len(field.description) <= NARROW
        assert len(field.input_hint) <= NARROW


def test_every_key_of_an_account_is_somewhere() -> None:
    assert {key for provider in PROVIDERS for key in provider.keys} == set(ACCOUNT_KEYS)
    assert {field.name for field in fields(Account)} == {"name", *ACCOUNT_KEYS}
    assert backends_with_field("user") == ("broadworks", "ucm")
    assert backends_with_field("mode") == ("ucm",)


def test_what_means_nothing_for_a_provider_is_passed_over() -> None:
    webex = PROVIDERS[0]
    assert webex.account({"name": " work ", "user": "jane"}) == Account("work", "webex")


@pytest.mark.parametrize(
    ("key", "text", "form", "command", "file"),
    [
        (
            "region",
            "USA",
            "Country must be a two-letter country code, for example US.",
            "--region must be a two-letter country code, for example --region US",
            'region must be a two-letter country code, for example region = "US".',
        ),
        (
            "user",
            "a:b",
            'User has a ":" in it; write the user alone, for example jane@example.com.',
            '--user has a ":" in it; write the user alone, for example --user jane@example.com',
            'user has a ":" in it; write the user alone, for example user = "jane@example.com".',
        ),
        (
            "user",
            "a" * 162,
            "User is 162 characters long; at most 161 are allowed.",
            "--user is 162 characters long; at most 161 are allowed",
            "user is 162 characters long; at most 161 are allowed.",
        ),
        (
            "user",
            "a\x1bb",
            "User has a line break or control character in it.",
            "--user has a line break or control character in it",
            "user has a line break or control character in it.",
        ),
        (
            "base_url",
            "",
            "Address is required for BroadWorks, for example https://xsp.example.com.",
            "--base-url is required for BroadWorks, for example --base-url https://xsp.example.com",
            'base_url is required for BroadWorks, for example base_url = "https://xsp.example.com".',
        ),
        (
            "base_url",
            "xsp.example.com",
            'Address is not a web address; write one such as "https://webexapis.com/v1".',
            '--base-url is not a web address; write one such as "https://webexapis.com/v1"',
            'base_url is not a web address; write one such as "https://webexapis.com/v1".',
        ),
    ],
)
def test_form_command_and_file_each_phrase_a_problem_in_their_way(
    key: str, text: str, form: str, command: str, file: str
) -> None:
    assert account_field_error(PROVIDERS[1], key, text) == form
    values = {"backend": "broadworks", "base_url": "https://xsp.example.com", "user": "jane"} | {key: text}
    with pytest.raises(InvalidFieldError) as caught:
        parse_account("work", values)
    assert (caught.value.message, caught.value.command_message, caught.value.file_message) == (form, command, file)
    table = "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
    with pytest.raises(ConfigurationError) as refused:
        parse_config(f"[accounts.work]\n{table}", Path("config.toml"))
    assert refused.value.message.endswith(f": {file}")
