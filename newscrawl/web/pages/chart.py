"""The histogram of the search page: bars that are links, days that were not crawled, the day that is not over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from newscrawl.index.dates import Interval, next_start
from newscrawl.index.protocol import ArticleIndex, SearchResult
from newscrawl.index.query import SearchRequest
from newscrawl.insights.gaps import gaps, is_incomplete
from newscrawl.insights.trend import everything
from newscrawl.web import charts
from newscrawl.web.archive import Archive
from newscrawl.web.asking import Address
from newscrawl.web.speech import Speech


@dataclass(frozen=True)
class ChartBar:
    """One bar: where it stands, what it says, and what it leads to."""

    place: charts.Bar
    start: str
    """First day of the interval."""
    last: str
    """Its last day."""
    label: str
    short: str
    count: int
    share: float | None
    text: str
    """The count, or the share, as it is said."""
    not_crawled: bool
    incomplete: bool
    narrow: Address


@dataclass(frozen=True)
class Chart:
    """The histogram."""

    interval: Interval
    plot: charts.Plot
    tick_texts: list[str]
    bars: list[ChartBar]
    undated: int
    has_gaps: bool
    is_share: bool


def chart_of(
    archive: Archive, address: Address, speech: Speech, wanted: SearchRequest, result: SearchResult, measure: str
) -> Chart | None:
    """Return the histogram of a result; None where nothing has a date."""
    if not result.interval or not result.histogram:
        return None
    interval = result.interval
    starts = [bucket.value for bucket in result.histogram]
    counts = [bucket.count for bucket in result.histogram]
    shares = _shares(archive.index, wanted, result) if measure == "share" else None
    today = datetime.now(UTC).date()
    missing = gaps(starts, interval, archive.crawled_days(wanted.values("site")), today)
    values: list[float] = list(shares if shares is not None else counts)
    rtl = speech.direction == "rtl"
    frame = charts.plot(max(values), rtl, whole=shares is None)
    made = []
    for number, place in enumerate(charts.bars(values, frame, rtl)):
        share = shares[number] if shares is not None else None
        said = speech.percent(share) if share is not None else speech.number(counts[number])
        start = starts[number]
        last = _last_day(start, interval)
        made.append(
            ChartBar(
                place,
                start,
                last,
                speech.day(start, interval),
                speech.day(start, interval, short=True),
                counts[number],
                share,
                said,
                start in missing,
                is_incomplete(start, interval, today),
                address.set(since=start, until=last),
            )
        )
    ticks = [speech.percent(t.value) if shares is not None else speech.number(t.value) for t in frame.ticks]
    return Chart(interval, frame, ticks, made, result.undated, bool(missing), shares is not None)


def _last_day(start: str, interval: Interval) -> str:
    return (next_start(date.fromisoformat(start), interval) - timedelta(days=1)).isoformat()


def _shares(index: ArticleIndex, wanted: SearchRequest, result: SearchResult) -> list[float]:
    """Return which share of all articles of the same sites and languages each bucket has."""
    of_all = index.search(replace(everything(wanted), histogram=result.interval)).histogram
    counted = {bucket.value: bucket.count for bucket in of_all}
    return [bucket.count / (counted.get(bucket.value) or 1) for bucket in result.histogram]
