"""Reads lists of articles in JSON: JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), and the posts of WordPress
(https://developer.wordpress.org/rest-api/reference/posts/), of which a page may name a hundred, the last changed first.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson

from newscrawl.discovery.sitemaps import Entry, read_time
from newscrawl.urls import join

_MOST_TEXTS, _LONGEST_TEXT = 20, 100  # authors or tags of an entry; letters of one
_PER_PAGE = 10  # posts of WordPress, where the address does not say how many


def is_json(body: bytes) -> bool:
    """True if a feed is written in JSON."""
    return body[:1_000].lstrip()[:1] in (b"{", b"[")


def read_json(body: bytes, url: str) -> tuple[list[Entry], str | None]:
    """Return the entries of a list, and the address of its next page if it has one; nothing for what is no list."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return [], None
    if isinstance(told, dict) and isinstance(told.get("items"), list):
        following = told.get("next_url")
        entries = [_entry(one, url, "url", "date_published", "date_modified") for one in told["items"]]
        return _found(entries), join(url, following) if isinstance(following, str) else None
    if not isinstance(told, list):
        return [], None
    posts = _found([_entry(one, url, "link", "date_gmt", "modified_gmt") for one in told])
    return posts, _next_page(url, len(told)) if posts else None


def _entry(told: Any, url: str, address: str, published: str, modified: str) -> Entry | None:
    place = told.get(address) if isinstance(told, dict) else None
    if not isinstance(place, str) or not place:
        return None
    times = [read_time(value) if isinstance(value := told.get(key), str) else None for key in (published, modified)]
    whole = join(url, place)
    if not whole.startswith(("http://", "https://")):
        return None
    return Entry(whole, times[1] or times[0], times[0], texts(told.get("authors"), "name"), texts(told.get("tags")))


def texts(told: Any, key: str | None = None) -> tuple[str, ...]:
    """Return the texts of a list, or those that its elements have under a key; none that is long, nor of many."""
    values = told[:_MOST_TEXTS] if isinstance(told, list) else []
    found = (one.get(key) if key and isinstance(one, dict) else one for one in values)
    return tuple(text for one in found if isinstance(one, str) and 0 < len(text := one.strip()) <= _LONGEST_TEXT)


def _found(entries: list[Entry | None]) -> list[Entry]:
    return [entry for entry in entries if entry is not None]


def _next_page(url: str, count: int) -> str | None:
    """Return the address of the page after one with so many posts; None after one that is not full: it was the last."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    number, most = (query.get(name, str(usual)) for name, usual in (("page", 1), ("per_page", _PER_PAGE)))
    if not (number.isdecimal() and most.isdecimal()) or count < int(most):
        return None
    return parts._replace(query=urlencode(query | {"page": str(int(number) + 1)}, safe=",/")).geturl()
