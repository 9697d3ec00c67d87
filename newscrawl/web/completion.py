"""Completes what is being typed: tags, running stories, authors and agencies of the archive."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.index.nodes import Keyword, Or
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import SearchRequest
from newscrawl.text import fold
from newscrawl.web.asking import FACET_PARAMETERS

_FIELDS = ("tags", "topics", "authors", "speakers", "sources")
_LOOKED_AT = 200  # values of a field that come with what begins so
_SHOWN = 10


@dataclass(frozen=True)
class Completion:
    """A value, the field it is of, how many articles have it, and how it is asked for."""

    value: str
    field: str
    count: int
    query: str


def complete(index: ArticleIndex, start: str, field: str | None = None) -> list[Completion]:
    """Return values that begin so, or one of whose words does; the most frequent first."""
    wanted = fold(start)
    fields = (field,) if field else _FIELDS
    where = Or(tuple(Keyword(name, start, how) for name in fields for how in ("beginning", "words")))
    found = index.search(SearchRequest(where=where, limit=0, facets=fields, facet_size=_LOOKED_AT))
    values = [
        Completion(bucket.value, name, bucket.count, _written(name, bucket.value))
        for name in fields
        for bucket in found.facets[name]
        if (fold(bucket.value).startswith(wanted) or f" {wanted}" in fold(bucket.value)) and '"' not in bucket.value
    ]
    return sorted(values, key=lambda one: (-one.count, one.value))[:_SHOWN]


def _written(field: str, value: str) -> str:
    quoted = f'"{value}"' if not value.isalnum() else value
    return f"{FACET_PARAMETERS[field]}:{quoted}"
