"""What an index can do, whichever engine is behind it; the words both sides use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from newscrawl.index.query import SearchRequest
from newscrawl.items import Article

Outcome = Literal["new", "changed", "unchanged", "duplicate"]


@dataclass(frozen=True)
class Known:
    """What a crawl needs to know of an article the index holds."""

    id: str
    content_hash: str
    revision: int
    published_at: str | None
    modified_at: str | None
    crawled_at: str | None


@dataclass(frozen=True)
class Hit:
    """One article found. ``highlights`` maps a field to fragments with ``<em>`` around what matched."""

    article: Article
    score: float
    highlights: dict[str, list[str]]


@dataclass(frozen=True)
class Bucket:
    """A value and in how many of the found articles it stands."""

    value: str
    count: int


@dataclass(frozen=True)
class SearchResult:
    """What a search found: all of ``total``, one page of ``hits``, and what else was asked for."""

    total: int
    hits: list[Hit]
    facets: dict[str, list[Bucket]] = field(default_factory=dict)
    histogram: list[Bucket] = field(default_factory=list)


class ArticleIndex(Protocol):
    """The contract of both engines. All methods are synchronous and may be called from any thread.

    They raise ArchiveError if the index cannot be reached, read or written, and QueryError for a search
    that cannot be understood.
    """

    def put(self, articles: Sequence[Article]) -> list[Outcome]:
        """Insert or update by id, all or nothing, and tell what became of each.

        ``first_seen_at`` and ``revision`` are the index's to keep: those of the articles passed are
        ignored and set. An article whose text the index holds under another address of the same site
        is a duplicate: its address is added to ``also_at`` of the one that is there.
        """

    def get(self, article_id: str) -> Article | None:
        """Return an article by its id."""

    def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """Return which of these ids (also those of ``also_at`` addresses) the index holds. One look-up."""

    def by_content(self, site: str, hashes: Iterable[str]) -> dict[str, str]:
        """Return content hash → id of the articles of a site that have one of these texts. One look-up."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Return what matches."""

    def scan(self, request: SearchRequest) -> Iterator[Article]:
        """Yield everything that matches, newest first, however much it is."""

    def stats(self) -> dict[str, Any]:
        """Return engine, place, number of articles, size in bytes, and counts by site and language."""

    def close(self) -> None:
        """Release what is held."""
