"""The newsroom's day of a time that its page tells in UTC: in the hours around midnight it is another one than in UTC.

Of a page of no known site two things tell it. A clock is shown beside the time, and between the two lies the offset of
a zone that the newsroom may be in. Or the day that is shown, or the one in the address, is the day before or after the
one in UTC: then it is that of the likeliest zone in which the time falls on that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import chain
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import iso_date, stamp, visible_date
from newscrawl.items import MIDNIGHT
from newscrawl.sites.zones import zone_named

_DAY = timedelta(days=1)
_QUARTER, _MOST = timedelta(minutes=15), timedelta(hours=14)  # of offsets
_OTHER = timezone(timedelta(hours=1))  # in which a time without an offset is another than in UTC
_ELEMENTS = 50  # that are looked at


def is_told_in_utc(told: str) -> bool:
    """True if a time (ISO 8601 with offset) has a clock, and that is UTC's; of years that all zones have a time of."""
    when = datetime.fromisoformat(told)
    return not when.utcoffset() and MIDNIGHT not in told and 1 < when.year < 9999


def written_out(page: Page, told: str) -> str | None:
    """Return what readers see of a time, of the ``<time>`` element that holds it for machines; read as if it were UTC,
    ISO 8601.
    """
    when = datetime.fromisoformat(told)
    for element in page.times[:_ELEMENTS]:
        if iso_date(element.get("datetime") or "", UTC) == when:
            seen = visible_date(element_text(element), UTC)
            if seen is not None:
                return stamp(seen, UTC)
    return None


def clock_beside(elements: Iterable[HtmlElement], told: str) -> str | None:
    """Return what the first of some ``<time>`` elements with a clock, but without an offset, holds for machines, if it
    is the same time as ``told`` on the clock of some zone other than UTC; read as if it were UTC, ISO 8601.
    """
    for element in elements:
        value = element.get("datetime") or ""
        seen = iso_date(value, UTC)
        if seen is not None and MIDNIGHT not in stamp(seen, UTC) and iso_date(value, _OTHER) != seen:
            return stamp(seen, UTC) if offset_between(told, stamp(seen, UTC)) else None
    return None


def offset_between(instant: str, clock: str) -> timedelta | None:
    """Return the offset of a zone whose clock, read as if it were UTC, shows an instant so (both ISO 8601): none if
    it is UTC, or no zone has such an offset.
    """
    apart = datetime.fromisoformat(clock) - datetime.fromisoformat(instant).replace(second=0)
    offset = apart - timedelta(seconds=apart.seconds % 60)
    is_one = MIDNIGHT not in clock and offset and -_MOST <= offset <= _MOST and not offset % _QUARTER
    return offset if is_one else None


def in_local_time(told: str, shown: Iterable[str], named: date | None, zones: Iterable[str]) -> str:
    """Return a time that is told in UTC in the newsroom's offset, if the page shows which; the instant stays the same.

    ``shown`` are the times that stand on the page, read as if they were UTC where no zone stands beside them; ``named``
    is the newsroom's day if it is known, ``zones`` are those that the newsroom may be in, the likeliest first.
    """
    when = datetime.fromisoformat(told)
    seen = [datetime.fromisoformat(text) for text in shown if text != told]
    if not seen and named in (None, when.date()):  # as on most pages: nothing tells
        return told
    possible = [zone_named(name) for name in zones]
    for zone in chain(_of_clocks(when, seen, possible), _of_days(when, seen, named, possible)):
        local = when.astimezone(zone)
        if named is None or local.date() == named:
            return local.isoformat()
    return told


def _of_clocks(when: datetime, seen: list[datetime], zones: list[ZoneInfo]) -> Iterator[tzinfo]:
    """Yield the zones whose clocks show, at that time, what is seen."""
    minute = when.replace(second=0)
    clocks = [other for other in seen if MIDNIGHT not in other.isoformat()]
    between = {other.replace(tzinfo=when.tzinfo, second=0) - minute for other in clocks}
    yield from (zone for zone in zones if (offset := when.astimezone(zone).utcoffset()) and offset in between)


def _of_days(when: datetime, seen: list[datetime], named: date | None, zones: list[ZoneInfo]) -> Iterator[tzinfo]:
    """Yield the zones in which a time falls on the day that the address names, or the page shows."""
    days = {named} if named else {other.date() for other in seen if MIDNIGHT in other.isoformat()}
    beside = {day for day in days if abs(day - when.date()) == _DAY}
    if beside and when.date() not in days:
        yield from (zone for zone in zones if when.astimezone(zone).date() in beside)
