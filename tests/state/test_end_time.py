"""Times that people type for the end of a setting."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tui_callsettings.errors import UsageError
from tui_callsettings.state.end_time import format_end_time, parse_duration, parse_end_time

# A Wednesday, in Berlin's winter time.
NOW = "2026-11-25T14:30:00+01:00"


@pytest.fixture(autouse=True)
def _berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("17:00", "2026-11-25T17:00:00+01:00"),
        ("5pm", "2026-11-25T17:00:00+01:00"),
        ("5:30 pm", "2026-11-25T17:30:00+01:00"),
        ("12am", "2026-11-26T00:00:00+01:00"),
        ("9:00", "2026-11-26T09:00:00+01:00"),
        ("14:30", "2026-11-26T14:30:00+01:00"),
        ("today 17:00", "2026-11-25T17:00:00+01:00"),
        ("tomorrow 9:00", "2026-11-26T09:00:00+01:00"),
        ("mon 9:00", "2026-11-30T09:00:00+01:00"),
        ("Monday 9am", "2026-11-30T09:00:00+01:00"),
        ("wed 15:00", "2026-11-25T15:00:00+01:00"),
        ("wed 9:00", "2026-12-02T09:00:00+01:00"),
        ("2026-12-01T08:00", "2026-12-01T08:00:00+01:00"),
        ("2026-12-01 08:00", "2026-12-01T08:00:00+01:00"),
        ("2027-01-02", "2027-01-02T00:00:00+01:00"),
        ("2027-07-01 08:00", "2027-07-01T08:00:00+02:00"),
    ],
)
def test_a_typed_time_is_the_next_such_moment_of_local_time(text: str, at: str) -> None:
    end = parse_end_time(text, moment(NOW))
    assert end.at == moment(at)
    assert end.at.utcoffset() == moment(at).utcoffset()
    assert end.remark == ""


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("yesterday 9:00", "no day that is understood"),
        ("t 9:00", "no day that is understood"),
        ("2026-13-01 9:00", "no day that is understood"),
        ("soon", "is not a time"),
        ("", "is not a time"),
        ("25:00", "hours go to 23"),
        ("9:60", "minutes to 59"),
        ("13pm", "from 1 to 12"),
        ("0am", "from 1 to 12"),
        ("today 9:00", "has passed: it is 2026-11-25 14:30 now"),
        ("today 14:30", "has passed"),
        ("2020-01-01", "has passed"),
        ("2028-01-01", "more than a year ahead"),
    ],
)
def test_what_is_no_time_ahead_is_refused_with_the_reason(text: str, part: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_end_time(text, moment(NOW))
    assert part in caught.value.message
    assert f'"{text}"' in caught.value.message


@pytest.mark.parametrize(
    ("text", "minutes"), [("2h", 120), ("90m", 90), ("90min", 90), ("1h30m", 90), ("1h 30m", 90), ("1d", 1440)]
)
def test_a_duration_counts_from_now(text: str, minutes: int) -> None:
    assert parse_duration(text, moment(NOW)).at == moment(NOW) + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "not a duration"),
        ("2", "not a duration"),
        ("two hours", "not a duration"),
        ("-2h", "not a duration"),
        ("0h", "over at once"),
        ("9999999999d", "longer than a year"),
        ("367d", "longer than a year"),
    ],
)
def test_what_is_no_duration_is_refused_with_the_reason(text: str, part: str) -> None:
    with pytest.raises(UsageError, match=part):
        parse_duration(text, moment(NOW))


def test_a_time_that_daylight_saving_skips_moves_on_and_says_so() -> None:
    end = parse_end_time("2026-03-29T02:30", moment("2026-03-28T12:00:00+01:00"))
    assert end.at == moment("2026-03-29T03:30:00+02:00")
    assert end.remark == "02:30 does not exist that day, because clocks go forward; 03:30 is used."


def test_of_a_time_that_daylight_saving_repeats_the_first_is_used_and_says_so() -> None:
    end = parse_end_time("2026-10-25T02:30", moment("2026-10-24T12:00:00+02:00"))
    assert end.at == moment("2026-10-25T02:30:00+02:00")
    assert end.remark == "02:30 comes twice that day, because clocks go back; the first is used."


def test_a_duration_across_a_change_of_clocks_is_true_to_its_length() -> None:
    end = parse_duration("24h", moment("2026-03-28T12:00:00+01:00"))
    assert end.at == moment("2026-03-29T13:00:00+02:00")


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ("2026-11-25T17:00:00+01:00", "17:00"),
        ("2026-11-26T09:05:00+01:00", "Thu 26 Nov 09:05"),
        ("2027-01-02T00:00:00+01:00", "2 Jan 2027 00:00"),
        ("2026-11-25T16:00:00+00:00", "17:00"),
    ],
)
def test_an_end_reads_as_short_as_it_can(at: str, text: str) -> None:
    assert format_end_time(moment(at), moment(NOW)) == text
