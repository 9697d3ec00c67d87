"""The arguments of a crawl (``-a name=value``), validated before the first request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from newscrawl.errors import ArgumentError
from newscrawl.sites.model import Site
from newscrawl.text import fold
from newscrawl.urls import canonicalize

WAYS = ("sections", "related", "sitemap", "feed")
REFRESHED = timedelta(days=365)
"""The age up to which articles are read again with ``refresh=auto``."""
_AGE = re.compile(r"(\d{1,5})([hdw])")
_DAY = re.compile(r"\d{4}([-/]?)\d{2}\1\d{2}")


@dataclass(frozen=True)
class CrawlArguments:
    """What a crawl is to do; days are the newsroom's."""

    site: Site
    sections: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    max_articles: int | None = None
    max_pages: int | None = None
    listing_pages: int | None = None
    """How many pages of each listing are read at most; None means all."""
    depth: int | None = None
    discover: tuple[str, ...] = WAYS
    refresh: timedelta | None = None
    refresh_by_age: bool = False
    """Of the articles that ``refresh`` covers, only those that are due: young ones often, old ones rarely."""
    front_pages: bool = False
    urls: tuple[str, ...] = ()
    """Addresses of pages; if there are any, these are read and nothing else."""
    job: str | None = None
    """The id that scrapyd gives a job; it passes it as ``_job``."""

    def covers(self, day: date) -> bool:
        """True if a day lies within ``since`` and ``until``."""
        return not ((self.since and day < self.since) or (self.until and day > self.until))


NAMES = (
    "sections", "since", "until", "max_articles", "max_pages", "listing_pages", "depth", "discover", "refresh", "base",
    "front_pages", "urls",
)  # fmt: skip
"""The names of the arguments, as ``-a`` takes them."""
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


def crawl_arguments(site: Site, values: Mapping[str, str]) -> CrawlArguments:
    """Read the arguments of a crawl. Raises ArgumentError that names the argument and what it takes."""
    if unknown := sorted(set(values) - {*NAMES, "_job"}):
        raise ArgumentError(f"no argument {unknown[0]!r}; there are {', '.join(sorted(NAMES))}")
    if base := values.get("base"):
        try:
            site = site.at(base)
        except ValueError as error:
            raise ArgumentError(f"base: {base!r}: takes scheme, host and port, e.g. http://127.0.0.1:8901") from error
    since, until = _day("since", values.get("since")), _day("until", values.get("until"))
    if since and until and since > until:
        raise ArgumentError(f"since ({since}) is after until ({until})")
    by_age = values.get("refresh") == "auto"
    numbers = {
        name: _number(name, values.get(name)) for name in ("max_articles", "max_pages", "listing_pages", "depth")
    }
    return CrawlArguments(
        site=site,
        sections=_sections(site, values.get("sections")),
        since=since,
        until=until,
        **numbers,
        discover=_ways(values.get("discover")),
        refresh=REFRESHED if by_age else _age("refresh", values.get("refresh")),
        refresh_by_age=by_age,
        front_pages=_switch("front_pages", values.get("front_pages", "")),
        urls=_urls(values.get("urls")),
        job=values.get("_job") or None,
    )


def _switch(name: str, text: str) -> bool:
    if text.lower() not in (*_TRUE, *_FALSE):
        raise ArgumentError(f"{name}: {text!r} is neither 1 nor 0")
    return text.lower() in _TRUE


def _urls(text: str | None) -> tuple[str, ...]:
    """Read addresses: one, several joined by blanks, or those in a file, a line each."""
    if not text:
        return ()
    if "://" in text:
        found = text.split()
    else:
        try:
            found = Path(text).read_text(encoding="utf-8").split()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8"
            raise ArgumentError(
                f"urls: {text!r} is neither an address nor a file that can be read ({reason})"
            ) from error
    for url in found:
        try:
            canonicalize(url)
        except ValueError as error:
            raise ArgumentError(f"urls: {url[:200]!r} is no address") from error
    return tuple(dict.fromkeys(found))


def _day(name: str, text: str | None) -> date | None:
    if not text:
        return None
    if match := _AGE.fullmatch(text):
        try:
            return (datetime.now(UTC) - _delta(match)).date()
        except OverflowError as error:
            raise ArgumentError(f"{name}: {text!r} is before all days") from error
    if text in ("today", "yesterday"):
        return datetime.now(UTC).date() - timedelta(days=text == "yesterday")
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        pass
    raise ArgumentError(f"{name}: {text!r} is not a day; use 2023-11-01, today, yesterday or an age such as 7d")


def _delta(match: re.Match[str]) -> timedelta:
    return int(match[1]) * {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}[match[2]]


def _age(name: str, text: str | None) -> timedelta | None:
    if not text:
        return None
    if match := _AGE.fullmatch(text):
        return _delta(match)
    raise ArgumentError(
        f"{name}: {text!r} is not an age; use e.g. 12h, 7d or 4w" + (", or auto" if name == "refresh" else "")
    )


def _number(name: str, text: str | None) -> int | None:
    if text is None or text == "":
        return None
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise ArgumentError(f"{name}: {text!r} is not a whole number from 1")


def _ways(text: str | None) -> tuple[str, ...]:
    if not text:
        return WAYS
    ways = tuple(part.strip() for part in text.split(",") if part.strip())
    if unknown := [way for way in ways if way not in WAYS]:
        raise ArgumentError(f"discover: no way {unknown[0]!r}; there are {', '.join(WAYS)}")
    return ways


def _sections(site: Site, text: str | None) -> tuple[str, ...]:
    """Resolve section names: a path such as ``news/politics``, its last part, or what the section is called."""
    paths = [s.path for s in site.sections if s.listing]
    called = {fold(s.labels[-1]): s.path for s in reversed(site.sections) if s.listing and s.labels}
    chosen = []
    for name in (part.strip().strip("/") for part in (text or "").split(",")):
        if not name:
            continue
        matching = [p for p in paths if p.strip("/") == name or p.rpartition("/")[2] == name]
        if not matching and fold(name) in called:
            matching = [called[fold(name)]]
        if not matching:
            names = ", ".join(p.rpartition("/")[2] for p in paths)
            raise ArgumentError(f"sections: {site.name} has no section {name!r}; there are {names}")
        chosen.append(matching[0])
    return tuple(chosen)
