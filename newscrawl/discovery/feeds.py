"""Reads feeds (RSS 2.0, Atom RFC 4287), the first part of a long one."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from time import struct_time
from typing import Any

import feedparser

from newscrawl.discovery.bounds import Bounds, Hit
from newscrawl.discovery.sitemaps import Entry
from newscrawl.urls import join

_ENTRY_END = re.compile(rb"</(?:item|entry)\s*>", re.I)


def read_feed(body: bytes, url: str, bounds: Bounds, hit: Hit = lambda name: None) -> Iterator[Entry]:
    """Yield the entries of a feed; a broken feed gives what can be read of it, a long one its first part."""
    if len(body) > bounds.feed_max_bytes:
        hit("FEED_MAX_BYTES")
        body = _first_entries(body[: bounds.feed_max_bytes])
    try:
        entries: list[Any] = feedparser.parse(body).entries
    except (ValueError, OverflowError, LookupError, TypeError, AssertionError):  # of a date or an encoding, say
        return
    if len(entries) > bounds.feed_max_entries:
        hit("FEED_MAX_ENTRIES")
    for entry in entries[: bounds.feed_max_entries]:
        place = join(url, str(entry.get("link") or ""))
        if entry.get("link") and place.startswith(("http://", "https://")):
            published = _time(entry.get("published_parsed"))
            yield Entry(place, _time(entry.get("updated_parsed")) or published, published)


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
