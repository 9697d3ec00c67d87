"""Days on which nothing was crawled: a gap in collection is not to look like news that did not happen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from newscrawl.index.dates import Interval, next_start
from newscrawl.index.protocol import RecordStore
from newscrawl.items import CrawlRun, instant

_RUNS = 10_000  # of a site that are looked at, the newest first


def crawled_days(records: RecordStore, sites: Iterable[str] = ()) -> set[date]:
    """Return the days (UTC) on which a crawl of any of these sites (of any site, if none is named) ran."""
    found: set[date] = set()
    wanted: list[str | None] = [*sites]
    for site in wanted or [None]:
        for run in records.runs(site, limit=_RUNS):
            found.update(_days(run))
    return found


def _days(run: CrawlRun) -> Iterator[date]:
    try:
        day, last = (datetime.fromtimestamp(instant(one), UTC).date() for one in (run.started_at, run.finished_at))
    except (ValueError, OverflowError):  # a record that somebody else wrote
        return
    while day <= last and day < date.max:
        yield day
        day += timedelta(days=1)


def gaps(starts: Sequence[str], interval: Interval, crawled: set[date], today: date) -> set[str]:
    """Return those intervals, by their first days, in which nothing was crawled since crawling began.

    What was published before the first crawl came in later, if it came in: that is no gap.
    """
    if not crawled:
        return set()
    first = min(crawled)
    found = set()
    for start in starts:
        begins = date.fromisoformat(start)
        ends = next_start(begins, interval)
        if begins > first and begins <= today and not any(begins <= day < ends for day in crawled):
            found.add(start)
    return found


def is_incomplete(start: str, interval: Interval, today: date) -> bool:
    """True for the interval that is not over yet."""
    begins = date.fromisoformat(start)
    return begins <= today < next_start(begins, interval)
