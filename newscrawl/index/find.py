"""Finds one article by what people have of it: its id, the beginning of one, or an address."""

from __future__ import annotations

from newscrawl.errors import NotHeld
from newscrawl.index.protocol import ArticleIndex
from newscrawl.items import Article, article_id
from newscrawl.urls import canonicalize

SHORTEST = 6
"""Digits of an id's beginning."""


def find_article(index: ArticleIndex, key: str) -> Article:
    """Return an article. Raises NotHeld if there is none, or if the beginning of an id is that of several."""
    key = key.strip()
    found = index.get(_id_at(index, key)) if "://" in key else index.get(key) or _beginning(index, key.lower())
    if found is None:
        raise NotHeld(f"the archive holds no article {key!r}")
    return found


def _id_at(index: ArticleIndex, url: str) -> str:
    try:
        wanted = article_id(canonicalize(url))
    except ValueError as error:
        raise NotHeld(f"{url!r} is no address") from error
    return next((known.id for known in index.known([wanted]).values() if not known.deleted), wanted)


def _beginning(index: ArticleIndex, start: str) -> Article | None:
    if not start or set(start) - set("0123456789abcdef"):
        return None
    if len(start) < SHORTEST:
        raise NotHeld(f"{start!r} is too short; the beginning of an id has {SHORTEST} digits or more")
    ids = index.ids_beginning(start, 2)
    if len(ids) > 1:
        raise NotHeld(f"several articles have ids that begin with {start!r}; give more digits")
    return index.get(ids[0]) if ids else None
