"""What an index can do, whichever engine is behind it; the words both sides use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from newscrawl.index.query import SearchRequest
from newscrawl.items import Article

Outcome = Literal["new", "changed", "unchanged", "duplicate"]


@dataclass(frozen=True)
class Rejected:
    """The index will never take this article, for a reason of the article's own."""

    reason: str


@dataclass(frozen=True)
class Deferred:
    """The index did not take this article now; it may be put again."""

    reason: str


@dataclass(frozen=True)
class Known:
    """What a crawl needs to know of an article the index holds."""

    id: str
    content_hash: str
    revision: int
    published_at: str | None
    modified_at: str | None
    crawled_at: str | None
    links: tuple[str, ...] = ()
    """The related articles and "Read more" lines of its page: who does not download it again still follows them."""


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

    writers: int
    """How many batches are worth being under way at once."""

    def prepare(self) -> None:
        """Make what is missing to write into: folder, templates. Raises Unavailable if it cannot be told now."""

    def put(self, articles: Sequence[Article]) -> list[Outcome | Rejected | Deferred]:
        """Insert or update by id, and tell what became of each, in their order. May be repeated without harm.

        ``first_seen_at`` and ``revision`` are the index's to keep: those of the articles passed are
        ignored and set. An article whose text the index holds under another address of the same site
        is a duplicate: its address is added to ``also_at`` of the one that is there.
        """

    def load(self, articles: Sequence[Article]) -> int:
        """Write articles as they are, revision and times included: for copies. Returns how many were written.

        What the index holds in the same or a later revision stays.
        """

    def get(self, article_id: str) -> Article | None:
        """Return an article by its id."""

    def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """Return which of these ids (also those of ``also_at`` addresses) the index holds. One look-up."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Return what matches."""

    def scan(self, request: SearchRequest) -> Iterator[Article]:
        """Yield everything that matches, newest first, however much it is."""

    def stats(self) -> dict[str, Any]:
        """Return engine, place, number of articles, size in bytes, and counts by site and language."""

    def status(self) -> list[dict[str, Any]]:
        """Return for each index: ``index``, ``health`` (green, yellow, red), ``articles``, ``bytes``, ``version`` of its mapping."""

    def close(self) -> None:
        """Release what is held."""
