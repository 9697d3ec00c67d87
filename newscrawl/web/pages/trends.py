"""Trends: up to five queries over time, tags that rise and fall, tags that come together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

from newscrawl.errors import QueryError
from newscrawl.index.dates import Interval
from newscrawl.index.query import Unit
from newscrawl.insights.gaps import gaps
from newscrawl.insights.rising import Shifts, last_week, rising, together
from newscrawl.insights.trend import MOST, Trend, trend
from newscrawl.web import charts
from newscrawl.web.api.insights import today
from newscrawl.web.api.parts import archive_of
from newscrawl.web.asking import FILTERS_OF_AN_ADDRESS, Address
from newscrawl.web.pages.asked import filters_of
from newscrawl.web.pages.rendering import address_of, page, speech_of
from newscrawl.web.speech import Speech

router = APIRouter(prefix="/trends")
_HEIGHT = 260.0
_TAGS = 15
UNITS, INTERVALS = get_args(Unit), get_args(Interval)


@dataclass(frozen=True)
class TrendLine:
    """One query's line."""

    query: str
    points: list[tuple[float, float]]
    values: list[str]
    """The numbers of the table, as they are said."""
    total: int
    texts: int
    sites: int
    undated: int
    search: Address


@dataclass(frozen=True)
class TrendChart:
    """The lines, and the axis they share."""

    interval: Interval
    plot: charts.Plot
    tick_texts: list[str]
    labels: list[tuple[float, str]]
    days: list[str]
    lines: list[TrendLine]
    not_crawled: list[tuple[float, float]]
    """Where nothing was crawled: beginnings and widths along the axis."""


@router.get("")
def trends_page(request: Request) -> Response:
    """Show queries over time."""
    address, speech = address_of(request), speech_of(request)
    queries = [query for query in address.values("query") if query.strip()][:MOST]
    interval = next((one for one in INTERVALS if one == address.get("interval")), None)
    unit: Any = address.get("unit") if address.get("unit") in UNITS else UNITS[0]
    is_share = address.get("measure") == "share"
    values: dict[str, Any] = {"queries": queries, "unit": unit, "interval": interval or "", "is_share": is_share}
    try:
        index, filters = archive_of(request).index, filters_of(address)
        requests = [filters.model_copy(update={"q": query}).request() for query in queries]
        found = trend(index, requests, interval, unit) if queries else None
        chart = _chart(found, address, speech, is_share, _missing(request, found, filters.site)) if found else None
        shifts = _shifts(request, address)
    except QueryError as error:
        return page(request, "trends.html", 400, error=error, chart=None, shifts=None, beside=None, **values)
    beside: Shifts | None = together(index, requests[0], size=_TAGS) if requests else None
    return page(request, "trends.html", error=None, chart=chart, shifts=shifts, beside=beside, **values)


def _missing(request: Request, found: Trend | None, sites: list[str]) -> set[str]:
    if found is None or found.interval is None:
        return set()
    return gaps(found.starts, found.interval, archive_of(request).crawled_days(sites), today())


def _shifts(request: Request, address: Address) -> Shifts:
    """Return the tags that rise in the chosen days, or in the archive's last week."""
    index, base = archive_of(request).index, filters_of(address.set(since=None, until=None, q=None)).request()
    since, until = address.get("since"), address.get("until")
    if not since and not until:
        since, until = last_week(index)
    return rising(index, base, since or None, until or None, size=_TAGS)


def _chart(found: Trend, address: Address, speech: Speech, is_share: bool, missing: set[str]) -> TrendChart | None:
    if found.interval is None or not found.starts:
        return None
    interval, rtl = found.interval, speech.direction == "rtl"
    rows: list[list[float]] = [list(one.shares if is_share else one.counts) for one in found.series]
    frame = charts.plot(max(max(row) for row in rows), rtl, _HEIGHT, whole=not is_share)
    say = speech.percent if is_share else speech.number
    places = charts.bars([0.0] * len(found.starts), frame, rtl)
    kept = address.only(FILTERS_OF_AN_ADDRESS)
    lines = [
        TrendLine(
            one.request.text,
            charts.line(row, frame, rtl),
            [say(value) for value in row],
            one.total,
            one.texts,
            one.sites,
            one.undated,
            kept.set(q=one.request.text),
        )
        for one, row in zip(found.series, rows, strict=True)
    ]
    labels = [
        (place.label_x, speech.day(start, interval, short=True))
        for place, start in zip(places, found.starts, strict=True)
        if place.labelled
    ]
    hatched = [
        (place.room_x, place.room_width) for place, start in zip(places, found.starts, strict=True) if start in missing
    ]
    days = [speech.day(start, interval) for start in found.starts]
    return TrendChart(interval, frame, [say(tick.value) for tick in frame.ticks], labels, days, lines, hatched)
