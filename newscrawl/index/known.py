"""What a look-up tells a crawl of the articles an index holds; the same for every engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from newscrawl.items import Known, article_id

_SAME = ("id", "content_hash", "revision", "published_at", "modified_at", "crawled_at", "checked_at")
FIELDS = (*_SAME, "validators", "also_at", "related.url", "read_more.url")
"""The fields of a stored article that are needed for it."""


def known_of(values: Mapping[str, Any]) -> Known:
    """Return what a crawl needs to know of a stored article (``Article.to_dict``'s form)."""
    links = tuple(link["url"] for name in ("related", "read_more") for link in values.get(name) or ())
    same: dict[str, Any] = {name: values.get(name) for name in _SAME}
    return Known(**same, validators=values.get("validators") or {}, links=links)


def by_address(stored: Iterable[Mapping[str, Any]], wanted: set[str]) -> dict[str, Known]:
    """Return for each wanted id the article that is it, or else one that has it among its other addresses."""
    found: dict[str, Known] = {}
    for values in stored:
        known = known_of(values)
        for address in [*map(article_id, values.get("also_at") or ()), known.id]:
            if address in wanted and (address == known.id or address not in found):
                found[address] = known
    return found


def deleted(article_id: str) -> Known:
    """Return what a crawl is told of an article that was taken down."""
    return Known(article_id, "", 0, None, None, None, deleted=True)
