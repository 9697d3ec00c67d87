"""The times of a site's articles as their pages tell them, and the newsroom's day of each; they tell its zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple

from newscrawl.extraction import Page
from newscrawl.extraction.fields.local_day import clock_beside, is_told_in_utc, offset_between, written_out
from newscrawl.extraction.fields.published import newsroom_day, shown_date, told_time
from newscrawl.extraction.layers.asking import Layers
from newscrawl.items import MIDNIGHT

_FIRST, _LAST = "1900", "2900"  # years; others are mistakes, and zones may have no time of them
_LEAST = 2  # pages whose clocks, to the minute, agree on an offset


def told_times(
    pages: Mapping[str, Page], published: Mapping[str, datetime]
) -> tuple[list[str], list[tuple[str, date]]]:
    """Return the times of publication (ISO 8601 with the offset that each page tells), and of those with a clock the
    newsroom's day, where the page shows it.

    ``pages`` are those of articles by their addresses; ``published`` are the times of some that a feed gives. A time
    that its page tells in UTC, or shows without an offset, has the offset that lies between the clock that is shown and
    the time in UTC, of the page or of the feed, if most pages have the same. Where a page shows the day only, the feed
    may tell its time.
    """
    told = [one for url, page in pages.items() if (one := _Told.of(url, page)) and _FIRST < one.time < _LAST]
    are_local = any(not is_told_in_utc(one.time) and MIDNIGHT not in one.time for one in told)
    if not are_local and (local := _local_times(told, published)):
        return local, []
    seen = ((one, written_out(one.page, one.time)) for one in told if MIDNIGHT not in one.time)
    days = [(one.time, day) for one, text in seen if (day := _day(one, text))]
    only_days = [one for one in told if MIDNIGHT in one.time and one.url in published]
    fed = [(published[one.url], date.fromisoformat(one.time[:10])) for one in only_days]
    near = [(when, day) for when, day in fed if _are_near(when.date(), day)]
    if any(when.astimezone(UTC).date() == day for when, day in near):  # else they may be the days of printed papers
        days += [(when.isoformat(), day) for when, day in near]
    return [one.time for one in told], days


class _Told(NamedTuple):
    """The time of one article, ISO 8601; ``clocks`` are those that its page shows, read as if they were UTC."""

    url: str
    page: Page
    time: str
    clocks: list[str]
    written: str | None
    """The date that is written out around the headline."""
    is_shown: bool
    """No metadata tells it: without an offset it may be of any zone."""

    @classmethod
    def of(cls, url: str, page: Page) -> _Told | None:
        """Return the time of the article of a page, if that tells one."""
        layers = Layers(page, None)
        answer = told_time(page, layers)
        if not answer.value:
            return None
        shown = [a.value for a in layers.answers("published_at") if a.layer == "structure"]
        is_shown, written = answer.layer == "structure", shown_date(page, UTC)
        # a clock anywhere on the page: that most pages agree tells it
        clocks = (clock_beside(page.times, answer.value), *shown, written, answer.value if is_shown else None)
        return cls(url, page, answer.value, [clock for clock in clocks if clock], written, is_shown)

    def in_utc(self, published: Mapping[str, datetime]) -> str | None:
        """Return the time in UTC: as metadata tells it, else as the feed does."""
        if not self.is_shown:
            return self.time
        fed = published.get(self.url)
        return fed.astimezone(UTC).isoformat() if fed else None


def _day(told: _Told, seen: str | None) -> date | None:
    """Return the newsroom's day of a time: as it is ``seen``, else shown beside the headline, else in the address."""
    shown = seen or told.written
    is_near = _are_near(*(datetime.fromisoformat(time).date() for time in (shown or told.time, told.time)))
    return newsroom_day(told.page, shown if is_near else None)


def _are_near(one: date, other: date) -> bool:
    """True for days that one time may have in two zones."""
    return abs(one - other) <= timedelta(days=1)


def _local_times(told: Iterable[_Told], published: Mapping[str, datetime]) -> list[str]:
    """Return the times of pages whose clocks show another hour than UTC, in the offset that lies between; none if too
    few have the same.
    """
    found: list[tuple[datetime, timedelta]] = []
    both = 0  # pages that show a clock, and of which the time in UTC is known
    for one in told:
        when = one.in_utc(published)
        if when is None:
            continue
        clocks = [clock for clock in one.clocks if MIDNIGHT not in clock]
        both += bool(clocks)
        offsets = [offset for clock in clocks if (offset := offset_between(when, clock))]
        found += [(datetime.fromisoformat(when), offset) for offset in offsets[:1]]
    common = Counter(offset for _, offset in found).most_common(2)  # of summer and winter
    kept = {offset for offset, count in common if count >= _LEAST and abs(offset - common[0][0]) <= timedelta(hours=1)}
    fitting = [(when, offset) for when, offset in found if offset in kept]
    are_most = 2 * len(fitting) >= both
    return [when.astimezone(timezone(offset)).isoformat() for when, offset in fitting] if are_most else []
