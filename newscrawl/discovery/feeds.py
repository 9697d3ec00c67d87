"""Reads feeds (RSS 2.0, Atom RFC 4287, JSON), the first part of a long one, and where they go on (RFC 5005)."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime
from time import struct_time
from typing import Any, NamedTuple

import feedparser

from newscrawl.discovery.bounds import Bounds, Hit
from newscrawl.discovery.json_feeds import is_json, read_json, texts
from newscrawl.discovery.sitemaps import Entry
from newscrawl.urls import join

_ENTRY_END = re.compile(rb"</(?:item|entry)\s*>", re.I)


class Feed(NamedTuple):
    """One page of a feed, and the address of the next one, with older entries, if it names one."""

    entries: list[Entry]
    following: str | None = None


def read_feed(body: bytes, url: str, bounds: Bounds, hit: Hit = lambda name: None) -> Feed:
    """Read a feed; a broken one gives what can be read of it, a long one its first part."""
    if is_json(body):
        if len(body) > bounds.feed_max_bytes:  # a part of it cannot be read
            hit("FEED_MAX_BYTES")
            return Feed([])
        entries, following = read_json(body, url)
    else:
        entries, following = _read_xml(body, url, bounds, hit)
    if len(entries) > bounds.feed_max_entries:
        hit("FEED_MAX_ENTRIES")
    is_page = following is not None and following != url and following.startswith(("http://", "https://"))
    return Feed(entries[: bounds.feed_max_entries], following if is_page else None)


def _read_xml(body: bytes, url: str, bounds: Bounds, hit: Hit) -> tuple[list[Entry], str | None]:
    if len(body) > bounds.feed_max_bytes:
        hit("FEED_MAX_BYTES")
        body = _first_entries(body[: bounds.feed_max_bytes])
    try:
        found: Any = feedparser.parse(body)
    except (ValueError, OverflowError, LookupError, TypeError, AssertionError):  # of a date or an encoding, say
        return [], None
    entries = []
    for entry in found.entries[: bounds.feed_max_entries + 1]:
        place = join(url, str(entry.get("link") or ""))
        if entry.get("link") and place.startswith(("http://", "https://")):
            published = _time(entry.get("published_parsed"))
            modified = _time(entry.get("updated_parsed")) or published
            authors, tags = (texts(entry.get(key), of) for key, of in (("authors", "name"), ("tags", "term")))
            entries.append(Entry(place, modified, published, authors, tags))
    links = (link for link in found.feed.get("links") or () if link.get("rel") == "next" and link.get("href"))
    return entries, next((join(url, str(link["href"])) for link in links), None)


def _first_entries(body: bytes) -> bytes:
    """Cut a feed after its last whole entry."""
    ends = [match.end() for match in _ENTRY_END.finditer(body)]
    return body[: ends[-1]] if ends else body


def _time(when: struct_time | None) -> datetime | None:
    try:
        found = datetime.fromtimestamp(timegm(when), UTC) if when else None
    except (ValueError, OverflowError, OSError):
        return None
    return found if found and 1990 <= found.year < 9000 else None
