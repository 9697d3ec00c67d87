"""Attention over time: up to five searches on one axis, in counts and in shares of all articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from newscrawl.errors import QueryError
from newscrawl.index.dates import Interval, next_start
from newscrawl.index.protocol import ArticleIndex, Bucket, SearchResult
from newscrawl.index.query import SearchRequest, Unit

MOST = 5
"""Searches of one trend."""


@dataclass(frozen=True)
class Series:
    """One search over time: its counts and shares stand in the order of ``Trend.starts``."""

    request: SearchRequest
    total: int
    texts: int
    sites: int
    undated: int
    counts: list[int]
    shares: list[float]
    """Of all articles (texts) of the same sites and languages in the interval, 0 to 1."""


@dataclass(frozen=True)
class Trend:
    """Some searches on one axis of time."""

    interval: Interval | None
    unit: Unit
    starts: list[str]
    """First day of each interval, ISO 8601."""
    everything: list[int]
    """What the archive holds of the same sites and languages in each interval: what the shares are of."""
    series: list[Series]
    partial: bool


def trend(
    index: ArticleIndex, requests: Sequence[SearchRequest], interval: Interval | None = None, unit: Unit = "articles"
) -> Trend:
    """Count some searches over time. Raises QueryError for none of them, or more than ``MOST``."""
    if not 1 <= len(requests) <= MOST:
        raise QueryError(f"a trend takes one to {MOST} searches, not {len(requests)}")
    asked = [replace(r, limit=0, offset=0, facets=(), unit=unit, highlight=False) for r in requests]
    base = everything(asked[0])
    if interval is None:
        whole = [index.search(replace(request, histogram="auto")) for request in asked]
        interval = _widest([result.interval for result in whole])
        found = [r if r.interval == interval else _count(index, a, interval) for a, r in zip(asked, whole, strict=True)]
    else:
        found = [_count(index, request, interval) for request in asked]
    starts = _axis([bucket.value for result in found for bucket in result.histogram], interval)
    of_all = _counts(_count(index, base, interval).histogram, starts) if starts else []
    series = [_series(request, result, starts, of_all) for request, result in zip(asked, found, strict=True)]
    return Trend(interval, unit, starts, of_all, series, any(result.partial for result in found))


def _count(index: ArticleIndex, request: SearchRequest, interval: Interval | None) -> SearchResult:
    return index.search(replace(request, histogram=interval))


def everything(request: SearchRequest) -> SearchRequest:
    """Return the search for all that a search could have found: the same sites, languages and days."""
    kept = ("site", "language", "since", "until", "timezone", "unit")
    exclude = {name: values for name, values in request.exclude.items() if name in ("site", "language")}
    return SearchRequest(**{name: getattr(request, name) for name in kept}, exclude=exclude, limit=0)


def _widest(intervals: Sequence[Interval | None]) -> Interval | None:
    order: list[Interval] = ["day", "week", "month", "year"]
    return max((one for one in intervals if one), key=order.index, default=None)


def _series(request: SearchRequest, result: SearchResult, starts: list[str], of_all: list[int]) -> Series:
    counts = _counts(result.histogram, starts)
    shares = [count / of if of else 0.0 for count, of in zip(counts, of_all, strict=True)]
    return Series(request, result.total, result.texts, result.sites, result.undated, counts, shares)


def _counts(buckets: Sequence[Bucket], starts: Sequence[str]) -> list[int]:
    counted = {bucket.value: bucket.count for bucket in buckets}
    return [counted.get(start, 0) for start in starts]


def _axis(days: Sequence[str], interval: Interval | None) -> list[str]:
    """Return the first day of every interval from the first to the last."""
    if not days or interval is None:
        return []
    last = date.fromisoformat(max(days))
    found = [date.fromisoformat(min(days))]
    while found[-1] < last:
        found.append(next_start(found[-1], interval))
    return [day.isoformat() for day in found]
