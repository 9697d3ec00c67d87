"""The times of a site's articles as their pages tell them, and the newsroom's day of each; they tell its zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone

from newscrawl.extraction import Page
from newscrawl.extraction.fields.local_day import clock_beside, is_told_in_utc, offset_between, written_out
from newscrawl.extraction.fields.published import shown_date, told_time, url_day
from newscrawl.extraction.layers.asking import MIDNIGHT, Layers

_FIRST, _LAST = "1900", "2900"  # years; others are mistakes, and zones may have no time of them
_LEAST = 2  # pages whose clocks, to the minute, agree on an offset


def told_times(
    pages: Mapping[str, Page], published: Mapping[str, datetime]
) -> tuple[list[str], list[tuple[str, date]]]:
    """Return the times of publication (ISO 8601 with the offset that each page tells), and of those with a clock the
    newsroom's day, where the page shows it.

    ``pages`` are those of articles by their addresses; ``published`` are the times of some that a feed gives. A time
    that has no offset on its page, but a clock beside it or a time in the feed, has the offset that lies between them,
    if several pages have the same.
    """
    layers = {url: Layers(page, None) for url, page in pages.items()}
    times = ((url, page, told_time(page, layers[url]).value or "") for url, page in pages.items())
    told = [(url, page, time) for url, page, time in times if _FIRST < time < _LAST]
    clocks = {url: _clocks(page, layers[url], time) for url, page, time in told}
    instants = {url: time for url, _, time in told if is_told_in_utc(time)}
    instants |= {url: when.astimezone(UTC).isoformat() for url, when in published.items()}
    if local := _local_times(clocks, instants):
        return local, []
    seen = ((page, time, written_out(page, time)) for _, page, time in told if MIDNIGHT not in time)
    days = [(time, day) for page, time, text in seen if (day := _day(page, time, text))]
    return [time for _, _, time in told], days


def _day(page: Page, told: str, seen: str | None) -> date | None:
    """Return the newsroom's day of a time: as it is ``seen``, else shown beside the headline, else in the address."""
    shown = seen or shown_date(page, UTC)
    day = datetime.fromisoformat(shown).date() if shown else None
    is_near = day is not None and abs(day - datetime.fromisoformat(told).date()) <= timedelta(days=1)
    return day if is_near else url_day(page.url)


def _clocks(page: Page, layers: Layers, told: str) -> list[str]:
    """Return the times that a page shows, read as if they were UTC."""
    shown = [answer.value for answer in layers.answers("published_at") if answer.layer == "structure"]
    return [clock for clock in (clock_beside(page, told), *shown, shown_date(page, UTC), told) if clock]


def _local_times(clocks: Mapping[str, list[str]], instants: Mapping[str, str]) -> list[str]:
    """Return the times of pages whose clocks show another hour than UTC, in the offset that lies between; none if too
    few have the same.
    """
    found: list[tuple[datetime, timedelta]] = []
    for url, shown in clocks.items():
        when = instants.get(url)
        offsets = [offset for clock in shown if when and (offset := offset_between(when, clock))]
        found += [(datetime.fromisoformat(when), offset) for offset in offsets[:1] if when]
    common = Counter(offset for _, offset in found).most_common(2)  # of summer and winter
    if not common or common[0][1] < _LEAST or abs(common[0][0] - common[-1][0]) > timedelta(hours=1):
        return []
    return [when.astimezone(timezone(offset)).isoformat() for when, offset in found if offset in dict(common)]
