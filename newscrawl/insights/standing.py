"""What stood on a front page: lines of the ticker and most-read entries, from when to when, and where in the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from newscrawl.items import FrontPage, instant
from newscrawl.text import fold

Kind = Literal["ticker", "most_read", "coverage"]


@dataclass
class Standing:
    """One line, as long as it was to be seen without a break. Times are ISO 8601."""

    kind: Kind
    text: str
    speaker: str | None
    url: str | None
    first_seen_at: str
    last_seen_at: str
    site: str = ""
    page: str = ""
    """Address of the page it stood on."""
    places: list[int] = field(default_factory=list)
    """Where in its list it stood in each snapshot, from 1."""

    @property
    def seconds(self) -> float:
        """How long it is known to have stood."""
        return instant(self.last_seen_at) - instant(self.first_seen_at)


def standings(pages: Iterable[FrontPage]) -> list[Standing]:
    """Return what stood on the snapshots of one or more front pages, the latest first."""
    by_address: dict[str, list[FrontPage]] = {}
    for page in sorted(pages, key=lambda one: instant(one.seen_at)):
        by_address.setdefault(page.url, []).append(page)
    found = [standing for snapshots in by_address.values() for standing in _of_one_page(snapshots)]
    return sorted(found, key=lambda one: (-instant(one.first_seen_at), one.kind, one.places[0]))


def _of_one_page(snapshots: Sequence[FrontPage]) -> Iterable[Standing]:
    open_lines: dict[tuple[str, str], Standing] = {}
    done: list[Standing] = []
    for page in snapshots:
        shown = {
            (kind, fold(text)): (kind, text, speaker, url, place) for kind, text, speaker, url, place in _lines(page)
        }
        for key in [key for key in open_lines if key not in shown]:
            done.append(open_lines.pop(key))
        for key, (kind, text, speaker, url, place) in shown.items():
            standing = open_lines.setdefault(key, _new(page, kind, text, speaker, url))
            standing.last_seen_at = page.last_seen_at
            standing.places.append(place)
    return [*done, *open_lines.values()]


def _new(page: FrontPage, kind: Kind, text: str, speaker: str | None, url: str | None) -> Standing:
    return Standing(kind, text, speaker, url, page.seen_at, page.last_seen_at, page.site, page.url)


def home_pages(pages: Iterable[FrontPage]) -> list[FrontPage]:
    """Return the snapshots of each site's front page proper: of those with the shortest address."""
    kept = list(pages)
    shortest: dict[str, str] = {}
    for page in kept:
        known = shortest.setdefault(page.site, page.url)
        shortest[page.site] = min(known, page.url, key=lambda url: (len(url), url))
    return [page for page in kept if page.url == shortest[page.site]]


def _lines(page: FrontPage) -> Iterable[tuple[Kind, str, str | None, str | None, int]]:
    for place, line in enumerate(page.ticker, 1):
        yield "ticker", line.statement, line.speaker, None, place
    for ranked in page.most_read:
        yield "most_read", ranked.headline, None, ranked.url, ranked.rank
    for place, story in enumerate(page.coverage, 1):
        yield "coverage", story.headline, None, story.url, place


def shown_at(pages: Iterable[FrontPage], when: str) -> list[FrontPage]:
    """Return of each front page the snapshot that was to be seen at a time (ISO 8601), or last before it."""
    moment = instant(when)
    last: dict[str, FrontPage] = {}
    for page in sorted(pages, key=lambda one: instant(one.seen_at)):
        if instant(page.seen_at) <= moment:
            last[page.url] = page
    return list(last.values())


def presence(pages: Iterable[FrontPage], text: str) -> dict[str, int]:
    """Return for each day (UTC) on how many different snapshots a word, a name or a tag stood."""
    wanted = fold(text)
    days: Counter[str] = Counter()
    for page in pages:
        if any(wanted in fold(f"{speaker or ''} {line}") for _, line, speaker, _, _ in _lines(page)):
            days.update(_days(page))
    return dict(sorted(days.items()))


def _days(page: FrontPage) -> Iterator[str]:
    day, last = (datetime.fromtimestamp(instant(one), UTC).date() for one in (page.seen_at, page.last_seen_at))
    while day <= last:
        yield day.isoformat()
        day += timedelta(days=1)
