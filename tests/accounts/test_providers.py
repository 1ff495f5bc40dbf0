"""What each provider needs: one description, from which the file's rules, plain mode and the editor ask."""

from dataclasses import fields

import pytest

from tui_callsettings.accounts.providers import PROVIDERS, Provider, backends_with, provider_of
from tui_callsettings.accounts.rules import ACCOUNT_KEYS, checked_account, problem_of
from tui_callsettings.models.account import Account

NARROW = 60 - 2
"""Columns of a row of help in the narrowest terminal."""

every = pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.backend + provider.mode)


@every
def test_its_examples_make_an_account(provider: Provider) -> None:
    values = {detail.key: detail.example for detail in provider.details}
    for detail in provider.details:
        assert problem_of(provider, detail.key, detail.example) == ""
    account = provider.account(values)
    written = {key: value for key in ACCOUNT_KEYS if (value := getattr(account, key))}
    assert set(written) == set(provider.keys)
    assert checked_account("work", written) == account
    assert provider_of(account.backend, account.mode) is provider


@every
def test_what_it_needs_and_nothing_else_makes_an_account(provider: Provider) -> None:
    values = {detail.key: detail.example for detail in provider.details if detail.is_needed}
    for missing in values:
        told = problem_of(provider, missing, "  ")
        assert told.startswith(("This cannot be", f"{provider.detail(missing).label} is missing"))
    account = provider.account(values)
    written = {key: value for key in ACCOUNT_KEYS if (value := getattr(account, key))}
    assert checked_account("work", written) == account
    for detail in provider.details:
        assert detail.is_needed or problem_of(provider, detail.key, "") == ""


@every
def test_its_words_fit_into_a_narrow_terminal(provider: Provider) -> None:
    assert len(provider.title) <= NARROW - 3
    assert len(provider.about) <= NARROW - 5
    for detail in provider.details:
        assert len(detail.meaning) <= NARROW
        assert len(detail.advice) <= NARROW


def test_every_key_of_an_account_is_somewhere() -> None:
    assert {key for provider in PROVIDERS for key in provider.keys} == set(ACCOUNT_KEYS)
    assert {field.name for field in fields(Account)} == {"name", *ACCOUNT_KEYS}
    assert backends_with("user") == ("broadworks", "ucm")
    assert backends_with("mode") == ("ucm",)


def test_what_means_nothing_for_a_provider_is_passed_over() -> None:
    webex = PROVIDERS[0]
    assert webex.account({"name": " work ", "user": "jane"}) == Account("work", "webex")


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
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
def test_a_problem_is_one_sentence_in_the_words_of_the_question(key: str, text: str, sentence: str) -> None:
    assert problem_of(PROVIDERS[1], key, text) == sentence
