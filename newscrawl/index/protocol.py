"""What an index can do, whichever engine is behind it; the words both sides use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from newscrawl.index.query import SearchRequest
from newscrawl.items import Article

Outcome = Literal["new", "changed", "unchanged", "duplicate"]

BANDS = 16
"""How many of the hashes of a sketch (``near_bands``) are terms of the index."""
MIN_SHARED = 3
"""Terms that the sketches of two articles must share to be compared."""
NEAREST = 5
"""Articles that one is compared with at most, each of another cluster."""


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
    validators: Mapping[str, str] = field(default_factory=dict)
    """See ``Article.validators``."""
    links: tuple[str, ...] = ()
    """The related articles and "Read more" lines of its page: who does not download it again still follows them."""


@dataclass(frozen=True)
class Sketched:
    """What tells whether an article of the index may be a near copy of another."""

    id: str
    cluster: str
    published_at: str | None
    near_bands: list[str]


@dataclass(frozen=True)
class Hit:
    """One article found. ``highlights`` maps a field to fragments with ``<em>`` around what matched."""

    article: Article
    score: float
    highlights: dict[str, list[str]]
    copies: int = 0
    """How many near copies of it the index holds; they are not among the hits unless they are asked for."""


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

    def amend(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """Set fields that are the index's own, such as ``cluster``, of articles by their ids; those that it does not hold are passed over."""

    def near(self, articles: Sequence[Article], fresh: bool = False) -> list[list[Sketched]]:
        """Return for each article those that share ``MIN_SHARED`` terms of their sketches with it or more.

        The article itself comes first where it is held, then at most ``NEAREST`` others, of each cluster the one that shares
        most. With ``fresh`` all that was written before is found, else what was written some seconds ago.
        """

    def fetch(self, ids: Iterable[str]) -> list[Article]:
        """Return those of these articles that the index holds, in any order. One look-up."""

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
