"""When a site is crawled: the table ``[schedule]`` of a site file. docs/schedule.md tells how to write one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGE = re.compile(r"(\d{1,6})([smhdw])")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_CRON_FIELDS = 5
SHORTEST = timedelta(seconds=1)


@dataclass(frozen=True)
class Cadence:
    """How often: every so long, every so long between two limits as the news come, or by a cron expression."""

    shortest: timedelta | None = None
    longest: timedelta | None = None
    cron: str | None = None

    @property
    def is_adaptive(self) -> bool:
        """True if how often a listing brings something new decides how often it is looked at."""
        return self.shortest != self.longest


def parse_cadence(text: str) -> Cadence:
    """Read ``15m``, ``5m..2h`` or ``*/15 6-23 * * *`` (cron's five fields). Raises ValueError for another form."""
    if len(text.split()) == _CRON_FIELDS:
        _check_cron(text)
        return Cadence(cron=text)
    shortest, dots, longest = text.partition("..")
    first = parse_age(shortest)
    last = parse_age(longest) if dots else first
    if last < first:
        raise ValueError(f"{text!r}: {longest} is less than {shortest}")
    return Cadence(first, last)


def _check_cron(text: str) -> None:
    from apscheduler.triggers.cron import CronTrigger

    try:
        CronTrigger.from_crontab(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no cron expression: {error}") from error


def parse_age(text: str) -> timedelta:
    """Read ``90s``, ``15m``, ``2h``, ``1d`` or ``1w``. Raises ValueError for another form, and for less than a
    second.
    """
    match = _AGE.fullmatch(text.strip())
    age = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else timedelta()
    if age < SHORTEST:
        raise ValueError(f"{text!r} is no length of time; use e.g. 15m, 5m..2h, 1w, or cron's five fields")
    return age


def parse_hours(text: str) -> tuple[time, time]:
    """Read ``01:00-05:30``; from later to earlier goes over midnight. Raises ValueError for another form."""
    match = _CLOCK.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is no part of a day; use e.g. 01:00-05:30")
    return time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))


def _cadence(text: str) -> str:
    parse_cadence(text)
    return text


def _age(text: str) -> str:
    parse_age(text)
    return text


def _hours(text: str) -> str:
    parse_hours(text)
    return text


class Schedule(BaseModel):
    """When to crawl, by way of discovery; the hours are the newsroom's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    feed: Annotated[str, AfterValidator(_cadence)] | None = None
    sections: Annotated[str, AfterValidator(_cadence)] | None = None
    sitemap: Annotated[str, AfterValidator(_cadence)] | None = None
    jitter: Annotated[str, AfterValidator(_age)] | None = None
    quiet: list[Annotated[str, AfterValidator(_hours)]] = []
    together: bool = False
    """Crawls of different ways may run at once; each is polite for itself."""
    arguments: dict[str, dict[str, str]] = {}
    """Of a way, more arguments of its crawls (``-a``)."""
