import pytest

from tui_callsettings.state.auto_refresh import FOCUS_SECONDS, AutoRefresh

START = 1000.0


def test_after_the_idle_time_it_is_due_and_then_again() -> None:
    auto_refresh = AutoRefresh(5, START)
    assert [auto_refresh.is_due(START + seconds) for seconds in (0, 299, 300, 900)] == [False, False, True, True]
    auto_refresh.notify_read(START + 300)
    assert auto_refresh.seconds_until_due(START + 310) == 290
    assert [auto_refresh.is_due(START + seconds) for seconds in (301, 599, 600)] == [False, False, True]


def test_a_key_puts_it_off() -> None:
    auto_refresh = AutoRefresh(5, START)
    auto_refresh.notify_key(START + 200)
    assert not auto_refresh.is_due(START + 499)
    assert auto_refresh.is_due(START + 500)


def test_focus_makes_it_due_at_once_until_it_is_read() -> None:
    auto_refresh = AutoRefresh(5, START)
    auto_refresh.notify_focus(START + 60)
    auto_refresh.notify_key(START + 61)
    assert auto_refresh.is_due(START + 62)
    auto_refresh.notify_read(START + 62)
    assert not auto_refresh.is_due(START + 63)


def test_going_back_and_forth_between_windows_reads_once() -> None:
    auto_refresh = AutoRefresh(5, START)
    auto_refresh.notify_focus(START + FOCUS_SECONDS - 1)
    assert not auto_refresh.is_due(START + FOCUS_SECONDS)
    auto_refresh.notify_focus(START + FOCUS_SECONDS)
    assert auto_refresh.is_due(START + FOCUS_SECONDS)


@pytest.mark.parametrize("minutes", [0, -1])
def test_on_a_metered_link_it_never_is(minutes: float) -> None:
    auto_refresh = AutoRefresh(minutes, START)
    auto_refresh.notify_focus(START + 3600)
    assert not auto_refresh.is_due(START + 86400)
    assert auto_refresh.seconds_until_due(START) is None


def test_a_clock_set_back_does_not_put_it_off_for_ever() -> None:
    auto_refresh = AutoRefresh(5, START)
    assert auto_refresh.seconds_until_due(START - 100_000) == 300
    assert auto_refresh.is_due(START - 100_000 + 300)


def test_parts_of_a_minute_count() -> None:
    assert AutoRefresh(0.5, START).is_due(START + 30)
