import pytest

from tui_callsettings.state.watch import FOCUS_SECONDS, Watch

START = 1000.0


def test_after_the_idle_time_it_is_due_and_then_again() -> None:
    watch = Watch(5, START)
    assert [watch.is_due(START + seconds) for seconds in (0, 299, 300, 900)] == [False, False, True, True]
    watch.has_read(START + 300)
    assert watch.seconds_left(START + 310) == 290
    assert [watch.is_due(START + seconds) for seconds in (301, 599, 600)] == [False, False, True]


def test_a_key_puts_it_off() -> None:
    watch = Watch(5, START)
    watch.key_pressed(START + 200)
    assert not watch.is_due(START + 499)
    assert watch.is_due(START + 500)


def test_focus_makes_it_due_at_once_until_it_is_read() -> None:
    watch = Watch(5, START)
    watch.focus_came(START + 60)
    watch.key_pressed(START + 61)
    assert watch.is_due(START + 62)
    watch.has_read(START + 62)
    assert not watch.is_due(START + 63)


def test_going_back_and_forth_between_windows_reads_once() -> None:
    watch = Watch(5, START)
    watch.focus_came(START + FOCUS_SECONDS - 1)
    assert not watch.is_due(START + FOCUS_SECONDS)
    watch.focus_came(START + FOCUS_SECONDS)
    assert watch.is_due(START + FOCUS_SECONDS)


@pytest.mark.parametrize("minutes", [0, -1])
def test_on_a_metered_link_it_never_is(minutes: float) -> None:
    watch = Watch(minutes, START)
    watch.focus_came(START + 3600)
    assert not watch.is_due(START + 86400)
    assert watch.seconds_left(START) is None


def test_a_clock_set_back_does_not_put_it_off_for_ever() -> None:
    watch = Watch(5, START)
    assert watch.seconds_left(START - 100_000) == 300
    assert watch.is_due(START - 100_000 + 300)


def test_parts_of_a_minute_count() -> None:
    assert Watch(0.5, START).is_due(START + 30)
