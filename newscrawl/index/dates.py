"""Days, weeks, months, years, times and ages as people write them in a search, as the ends of a range."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from newscrawl.errors import QueryError
from newscrawl.index.nodes import Bound

UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "m": timedelta(days=30),
    "y": timedelta(days=365),
}
"""Units of an age; a month has 30 days here, a year 365."""
FORMS = "2023-11-01, 2023-11, 2023, 2023-W44, today, yesterday, 2023-11-01T12:00+02:00, or an age: 12h, 7d, 4w, 3m, 1y"
UTC_ZONE = ZoneInfo("UTC")
Interval = Literal["day", "week", "month", "year"]
_AGE = re.compile(r"(\d{1,5})([hdwmy])")
_DATE = re.compile(r"(\d{4})(?:([-/])(\d{1,2})(?:\2(\d{1,2}))?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})(?:-?(\d))?")


def date_bound(text: str, end: bool, zone: ZoneInfo | None, name: str = "date") -> Bound:
    """Read one end of a date range; with ``end`` the instant after the day, week, month or year named.

    Raises QueryError that names the argument and what it takes.
    """
    text = text.strip()
    try:
        if match := _AGE.fullmatch(text):
            return Bound(datetime.now(UTC) - int(match[1]) * UNITS[match[2]])
        if span := _calendar(text, zone):
            day = span[1] if end else span[0]
            return Bound(datetime(day.year, day.month, day.day, tzinfo=zone))
        when = datetime.fromisoformat(text)
        when = when if when.tzinfo or zone is None else when.replace(tzinfo=zone)
        return Bound(when + timedelta(seconds=1) if end else when)
    except (ValueError, OverflowError):
        pass
    raise QueryError(f"{name}: {text!r} is not a date; use {FORMS}")


def next_start(day: date, interval: Interval) -> date:
    """Return the first day of the interval after the one that begins on a day; the calendar's last where there is
    none.
    """
    try:
        if interval == "year":
            return date(day.year + 1, 1, 1)
        if interval == "month":
            return date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return day + timedelta(days=7 if interval == "week" else 1)
    except (ValueError, OverflowError):
        return date.max


def instants(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """Return the ends of a time as ISO 8601 in UTC, whose days they are. Raises QueryError."""
    found = []
    for name, text, end in (("since", since, False), ("until", until, True)):
        when = date_bound(text, end, UTC_ZONE, name).when if text else None
        try:
            found.append(when.astimezone(UTC).isoformat() if when else None)
        except OverflowError as error:
            raise QueryError(f"{name}: {text!r} is beyond the calendar") from error
    return found[0], found[1]


def _calendar(text: str, zone: ZoneInfo | None) -> tuple[date, date] | None:
    """Return the first day of what a text names, and the first day after it; None for a time of day."""
    if text in ("today", "yesterday"):
        day = datetime.now(zone or UTC).date() - timedelta(days=text == "yesterday")
        return day, day + timedelta(days=1)
    if match := _WEEK.fullmatch(text):
        first = date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1))
        return first, first + timedelta(days=1 if match[3] else 7)
    if match := _COMPACT.fullmatch(text):
        first = date(*map(int, match.groups()))
        return first, first + timedelta(days=1)
    if match := _DATE.fullmatch(text):
        year, month, day_ = match[1], match[3], match[4]
        first = date(int(year), int(month or 1), int(day_ or 1))
        return first, _after(first, bool(month), bool(day_))
    return None


def _after(first: date, has_month: bool, has_day: bool) -> date:
    if has_day:
        return first + timedelta(days=1)
    if has_month:
        return date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date(first.year + 1, 1, 1)
