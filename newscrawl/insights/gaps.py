"""Days on which nothing was crawled: a gap in collection is not to look like news that did not happen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from newscrawl.index.protocol import RecordStore
from newscrawl.index.query import Interval
from newscrawl.insights.trend import next_start

_RUNS = 10_000  # that are looked at, the newest first


def crawled_days(records: RecordStore, sites: Iterable[str] = ()) -> set[date]:
    """Return the days (UTC) on which a crawl of any of these sites (of any site, if none is named) ran."""
    wanted = set(sites)
    found: set[date] = set()
    for run in records.runs(limit=_RUNS):
        if wanted and run.site not in wanted:
            continue
        day, last = (
            datetime.fromisoformat(stamp).astimezone(UTC).date() for stamp in (run.started_at, run.finished_at)
        )
        while day <= last:
            found.add(day)
            day += timedelta(days=1)
    return found


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
