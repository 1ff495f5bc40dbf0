"""What each provider needs: one description, from which the file's rules, plain mode and the editor ask."""

from dataclasses import fields

import pytest

from tui_callsettings.accounts.providers import PROVIDERS, Provider, backends_with_field, find_provider
from tui_callsettings.accounts.rules import ACCOUNT_KEYS, account_field_error, parse_account
from tui_callsettings.models.account import Account

NARROW = 60 - 2
"""Columns of a row of help in the narrowest terminal."""

every = pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.backend + provider.mode)


@every
def test_its_examples_make_an_account(provider: Provider) -> None:
    values = {field.key: field.example for field in provider.fields}
    for field in provider.fields:
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
        told = account_field_error(provider, missing, "  ")
        assert told.startswith(("This cannot be", f"{provider.field(missing).label} is missing"))
    account = provider.account(values)
    written = {key: value for key in ACCOUNT_KEYS if (value := getattr(account, key))}
    assert parse_account("work", written) == account
    for field in provider.fields:
        assert field.is_required or account_field_error(provider, field.key, "") == ""


@every
def test_its_words_fit_into_a_narrow_terminal(provider: Provider) -> None:
    assert len(provider.title) <= NARROW - 3
    assert len(provider.summary) <= NARROW - 5
    for field in provider.fields:
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
    ("key", "text", "message"),
    [
        ("region", "USA", 'Region is two letters of a country. Example: "US"'),
        ("user", "a:b", 'User has a ":" in it. Write the user alone. Example: "jane@example.com"'),
        ("user", "a" * 162, "User is 162 characters long. Allowed: at most 161."),
        ("user", "a\x1bb", "User has a line break or control character in it, or is too long."),
        ("base_url", "", 'Address is missing: a broadworks account needs it. Example: "https://xsp.example.com"'),
        (
            "base_url",
            "xsp.example.com",
            'The address is not a web address; write one such as "https://webexapis.com/v1".',
        ),
    ],
)
def test_a_problem_is_one_sentence_in_the_words_of_the_question(key: str, text: str, message: str) -> None:
    assert account_field_error(PROVIDERS[1], key, text) == message
