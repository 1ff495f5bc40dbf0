"""A terminal that nobody reads, as behind a stalled link, does not hold up a save."""

from .stalled_terminal import save_unread


def test_a_save_ends_on_time_while_the_terminal_is_unread() -> None:
    times = save_unread(seconds=5.0, latency=1.0)
    assert times.requests == ["GET", "PUT", "GET"]
    assert times.recorded <= 4.5
    assert times.waiting > 4000
