"""`kill -9` at any instant: edits that were on the screen are there at the next start, and the provider has no half."""

from contextlib import ExitStack

import pytest

from .accounts import serve_provider
from .kill_loop import busy_processes
from .kill_rounds import play

ROUNDS = 3


@pytest.mark.parametrize(("provider", "seed", "busy"), [("", 3, 0), ("webex", 4, 2)])
def test_edits_survive_and_settings_are_whole(provider: str, seed: int, busy: int) -> None:
    with ExitStack() as stack:
        if provider:
            stack.enter_context(serve_provider(provider))
        stack.enter_context(busy_processes(busy))
        tally = play(ROUNDS, seed)
    assert tally.kills == ROUNDS
    assert tally.lost == []
