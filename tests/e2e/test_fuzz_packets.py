"""Random packets write nothing that was not read in a review; a long run is `python -m tests.e2e.fuzz_packets`."""

from .fuzz_packets import fuzz


def test_random_packets_write_nothing_unread() -> None:
    tally = fuzz(packets=250, seed=7)
    assert tally.writes
    assert tally.unread == []
