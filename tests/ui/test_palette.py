"""What the palette finds first for the words people know, and how one leaves it."""

import pytest

from tui_callsettings.ui.palette import EditorProvider

from .editor import editor

FIRST = {
    "dnd": "do not disturb",
    "cfwd": "call forwarding",
    "cfb": "when busy",
    "cfna": "when unanswered",
    "mwi": "message waiting indicator",
    "sms": "notif",
    "notification": "notif",
    "transfer": "transfer",
    "rings": "number of rings",
    "redo": "redo",
    "restore": "history",
    "history": "history",
    "exit": "quit",
    "login": "sign in",
    "logout": "sign out",
    "splash": "do not disturb",
    "email": "email",
    "e-mail": "email",
    "all calls": "voicemail",
    "fax ext": "fax extension",
    "call_forwarding.busy.destination": "forward to (when busy)",
    "lamp": "message waiting indicator",
}
"""A query, and words of what stands first for it."""


async def _titles(provider: EditorProvider, query: str) -> list[str]:
    hits = [hit async for hit in provider.search(query)]
    return [str(hit.text) for hit in sorted(hits, key=lambda hit: hit.score, reverse=True)]


async def test_the_words_people_know_find_what_they_mean_first() -> None:
    async with editor() as person:
        provider = EditorProvider(person.app.screen)
        await provider.startup()
        found = {query: [title.casefold() for title in await _titles(provider, query)] for query in FIRST}
    wrong = {query: found[query][:3] for query, words in FIRST.items() if words not in "".join(found[query][:1])}
    assert not wrong


async def test_letters_in_order_count_only_where_no_word_matches() -> None:
    async with editor() as person:
        provider = EditorProvider(person.app.screen)
        await provider.startup()
        rings = await _titles(provider, "rings")
        assert rings
        assert [title for title in rings if "rings" not in title.casefold()] == []
        assert any("Call waiting" in title for title in await _titles(provider, "clwtng"))


@pytest.mark.parametrize("query", ["zzqq", "+++"])
async def test_what_nothing_matches_finds_nothing(query: str) -> None:
    async with editor() as person:
        provider = EditorProvider(person.app.screen)
        await provider.startup()
        assert await _titles(provider, query) == []


async def test_all_calls_leads_to_voicemail() -> None:
    async with editor() as person:
        await person.press("f9")
        await person.type("all calls")
        await person.press("enter")
        assert ">  Send all calls to voicemail" in person.text


@pytest.mark.parametrize("key", ["escape", "ctrl+x"])
async def test_the_keys_that_go_back_close_the_palette(key: str) -> None:
    async with editor() as person:
        await person.press("f9", "4", "7", key)
        assert "Do not disturb" in person.text
        assert "No matches" not in person.text


@pytest.mark.parametrize("key", ["f10", "ctrl+q", "ctrl+c"])
async def test_the_keys_that_quit_lead_out_of_the_palette(key: str) -> None:
    async with editor() as person:
        await person.press("f9", "4", key)
        assert person.app.return_code == 0
