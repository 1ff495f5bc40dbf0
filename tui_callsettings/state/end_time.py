"""When a setting ends by itself: the times people type, as a moment of local wall-clock time."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tui_callsettings.errors import UsageError

_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})|(\d{1,2})(?::(\d{2}))?\s*(am|pm)")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = timedelta(days=366)
_EXAMPLES = 'for example 17:00, "mon 9:00", "tomorrow 9:00" or 2026-12-01T08:00'


@dataclass(frozen=True, slots=True)
class EndTime:
    """A moment at which a setting ends.

    Attributes:
        at: the moment, with the offset of local time then.
        remark: what was decided about a time that daylight saving skips or repeats; "" for an ordinary one.
    """

    at: datetime
    remark: str = ""


def is_duration(text: str) -> bool:
    """Return whether `text` is a duration, such as "2h", and not a time."""
    compact = "".join(text.lower().split())
    return bool(compact) and _DURATION.fullmatch(compact) is not None


def parse_end(text: str, now: datetime) -> EndTime:
    """Return the moment that `text` names, or that lies it after `now`: "17:00" or "2h".

    Raises:
        UsageError: as `parse_duration` and `parse_end_time`.
    """
    return parse_duration(text, now) if is_duration(text) else parse_end_time(text, now)


def parse_duration(text: str, now: datetime) -> EndTime:
    """Return the moment that lies `text` after `now`.

    Args:
        text: such as "2h", "90m", "1h30m" or "3d"; a day is 24 hours.
        now: the present moment, with an offset.

    Raises:
        UsageError: `text` is no duration, or it is longer than a year.
    """
    compact = "".join(text.lower().split())
    found = _DURATION.fullmatch(compact)
    if not compact or found is None:
        hint = f' For a time, use --until "{text}".' if _CLOCK.search(text.lower()) else ""
        raise UsageError(
            f'"{text}" is not a duration. Use days, hours and minutes, for example 2h, 90m or 1h30m.{hint}'
        )
    days, hours, minutes = (int(part or 0) for part in found.groups())
    if days > _LONGEST.days or hours > _LONGEST.days * 24 or minutes > _LONGEST.days * 24 * 60:
        raise UsageError(f'"{text}" is longer than a year. Use --until with a date, or leave the end out.')
    length = timedelta(days=days, hours=hours, minutes=minutes)
    if not length:
        raise UsageError(f'"{text}" is over at once. Use a minute or more, for example 2h.')
    return _checked(EndTime((now + length).astimezone()), text, now)


def parse_end_time(text: str, now: datetime) -> EndTime:
    """Return the moment that `text` names.

    A time without a day is the next one: `17:00` is today's, or tomorrow's where today's has passed; a weekday is the
    next such day on which the time still lies ahead. A date without a time is the beginning of that day.

    Args:
        text: a time, a day and a time, or a date with or without a time, in local wall-clock time.
        now: the present moment, with an offset.

    Raises:
        UsageError: `text` is no time, or has passed, or is more than a year ahead.
    """
    wall = now.astimezone().replace(tzinfo=None)
    words = text.strip().lower().replace("t", " ") if re.match(r"\s*\d{4}-", text) else text.strip().lower()
    day_text, _, clock_text = words.rpartition(" ") if " " in words else ("", "", words)
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", words):
        day_text, clock_text = words, "0:00"
    if clock_text in ("am", "pm"):
        day_text, _, hour = day_text.rpartition(" ") if " " in day_text else ("", "", day_text)
        clock_text = hour + clock_text
    clock = _parse_clock(clock_text, text)
    return _checked(resolve_wall_time(_parse_day(day_text, clock, wall, text)), text, now)


def resolve_wall_time(wall: datetime) -> EndTime:
    """Return the moment at which local clocks show `wall`.

    A time that daylight saving skips is moved on by as much as the clocks are; of a time that it repeats, the first is
    taken. Either is explained in the remark.

    Args:
        wall: without an offset.
    """
    first, second = wall.replace(fold=0).astimezone(), wall.replace(fold=1).astimezone()
    if first.utcoffset() == second.utcoffset():
        return EndTime(first)
    if _wall_of(first) == wall == _wall_of(second):
        return EndTime(first, f"{wall:%H:%M} comes twice that day, because clocks go back; the first is used.")
    # Before the gap the smaller offset holds: read by it, the skipped time lies just as far behind the change.
    later = max(first, second)
    return EndTime(later, f"{wall:%H:%M} does not exist that day, because clocks go forward; {later:%H:%M} is used.")


def format_end_time(at: datetime, now: datetime) -> str:
    """Return `at` for people: "17:00", "Thu 26 Nov 17:00" or "2 Jan 2027 09:00", in local time.

    Args:
        at: the moment.
        now: the present moment; the same day needs no date.
    """
    local, today = at.astimezone(), now.astimezone().date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if local.year == today.year:
        return f"{local:%a} {local.day} {local:%b %H:%M}"
    return f"{local.day} {local:%b %Y %H:%M}"


def format_with_zone(at: datetime) -> str:
    """Return `at` for people as `format_end_time` does now, with its zone: "Thu 26 Nov 17:00 CET"."""
    return f"{format_end_time(at, datetime.now(UTC))} {at.astimezone():%Z}".strip()


def _wall_of(moment: datetime) -> datetime:
    """Return what local clocks show at `moment`, as the system has it and not as it was typed."""
    return datetime.fromtimestamp(moment.timestamp())  # noqa: DTZ006 - the wall clock is what counts


def _parse_clock(text: str, whole: str) -> time:
    found = _CLOCK.fullmatch(text)
    if found is None and is_duration(whole):
        raise UsageError(f'"{whole}" is a duration, not a time: use --for {"".join(whole.split())}.')
    if found is None:
        raise UsageError(f'"{whole}" is not a time. Use a time or a day and a time, {_EXAMPLES}.')
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    if found[5]:
        if not 1 <= hour <= 12:
            raise UsageError(f'"{whole}" is not a time: hours before am or pm go from 1 to 12, for example 5pm.')
        hour = hour % 12 + (12 if found[5] == "pm" else 0)
    if hour > 23 or minute > 59:
        raise UsageError(f'"{whole}" is not a time: hours go to 23 and minutes to 59, for example 17:00.')
    return time(hour, minute)


def _parse_day(text: str, clock: time, wall: datetime, whole: str) -> datetime:
    """Return the day that `text` names, at `clock`; without a text the next one that is still ahead."""
    text = text.strip()
    today = datetime.combine(wall.date(), clock)
    if not text:
        return today if today > wall else today + timedelta(days=1)
    if text == "today":
        return today
    if text == "tomorrow":
        return today + timedelta(days=1)
    days = [number for number, name in enumerate(_WEEKDAYS) if len(text) >= 2 and name.startswith(text)]
    if len(days) == 1:
        ahead = today + timedelta(days=(days[0] - wall.weekday()) % 7)
        return ahead if ahead > wall else ahead + timedelta(days=7)
    try:
        return datetime.combine(date.fromisoformat(text), clock)
    except ValueError:
        raise UsageError(f'"{whole}" has no day that is understood. Use a weekday or a date, {_EXAMPLES}.') from None


def _checked(end: EndTime, text: str, now: datetime) -> EndTime:
    if end.at <= now:
        raise UsageError(f'"{text}" has passed: it is {now.astimezone():%Y-%m-%d %H:%M} now. Use a later time.')
    if end.at - now > _LONGEST:
        raise UsageError(f'"{text}" is more than a year ahead. Use an earlier time, or leave the end out.')
    return end
