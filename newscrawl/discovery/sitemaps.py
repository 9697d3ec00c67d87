"""Reads sitemaps (https://www.sitemaps.org/protocol.html, as XML or as text), news sitemaps (their times of publication:
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap) and feeds (RSS 2.0, Atom RFC 4287)."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import feedparser
from lxml import etree
from scrapy.utils.sitemap import Sitemap

_NEWS = b"http://www.google.com/schemas/sitemap-news/0.9"
_PARSER = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)


class Entry(NamedTuple):
    """An address and when it was last changed, where that is told."""

    url: str
    modified: datetime | None


def read_sitemap(body: bytes) -> tuple[str, list[Entry]]:
    """Return the kind (``sitemapindex`` or ``urlset``) and the entries; for what is no sitemap, nothing."""
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "urlset", [
            Entry(line, None)
            for line in body.decode("utf-8-sig", "replace").split()
            if line.startswith(("http://", "https://"))
        ]
    try:
        sitemap = Sitemap(body)
        entries = [Entry(e["loc"], _time(e.get("lastmod"))) for e in sitemap if e.get("loc")]
    except (StopIteration, SyntaxError, ValueError):  # lxml's errors are SyntaxErrors
        return "none", []
    if _NEWS in body and not all(entry.modified for entry in entries):
        published = _published(body)
        entries = [entry if entry.modified else Entry(entry.url, published.get(entry.url)) for entry in entries]
    return sitemap.type, entries


def _published(body: bytes) -> dict[str, datetime | None]:
    """Return the times of publication of a news sitemap."""
    found = {}
    for url in etree.fromstring(body, _PARSER).iter("{*}url"):
        place, when = url.findtext("{*}loc"), url.findtext(f"{{{_NEWS.decode()}}}news/{{*}}publication_date")
        if place:
            found[place.strip()] = _time(when)
    return found


def read_feed(body: bytes) -> Iterator[Entry]:
    """Yield the entries of a feed; a broken feed gives what can be read of it."""
    for entry in feedparser.parse(body).entries:
        when = entry.get("updated_parsed") or entry.get("published_parsed")
        if entry.get("link"):
            yield Entry(entry["link"], datetime.fromtimestamp(timegm(when), UTC) if when else None)


def month_overlaps(url: str, pattern: str, since: date | None, until: date | None) -> bool:
    """False if the address names a month (``pattern`` has groups year and month) outside the range."""
    match = re.search(pattern, url)
    if not match:
        return True
    try:
        first = date(int(match["year"]), int(match["month"]), 1)
    except ValueError:
        return True
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return not ((since and last < since) or (until and first > until))


def month_key(url: str, pattern: str) -> tuple[int, int]:
    """Return (year, month) of a monthly sitemap's address for sorting; (0, 0) where it names none."""
    match = re.search(pattern, url)
    return (int(match["year"]), int(match["month"])) if match else (0, 0)


def _time(text: str | None) -> datetime | None:
    try:
        when = datetime.fromisoformat(text.strip()) if text else None
    except ValueError:
        return None
    return when.replace(tzinfo=UTC) if when and not when.tzinfo else when
