"""What an index can do, whichever engine is behind it; the words both sides use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol

from newscrawl.index.dates import Interval
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article, CrawlRun, FrontPage, Known

Outcome = Literal["new", "changed", "unchanged", "duplicate", "deleted"]
"""What became of an article that was put; ``deleted``: it was taken down before, and stays so."""

SAVED_KINDS = ("frozen", "watches", "alarms")
"""What is saved in an archive: results under a name, searches that are watched, what is wrong at present."""
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


class Sketched(NamedTuple):
    """What tells whether an article of the index may be a near copy of another."""

    id: str
    cluster: str
    published_at: str | None
    near_bands: list[str]


@dataclass(frozen=True)
class Fragment:
    """A text, or a part of one, and where in it the query matched: plain text and spans, which presenters make markup
    of.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    """Character offsets in ``text``, in order, none inside another."""
    cut_before: bool = False
    """The whole text has more before this part."""
    cut_after: bool = False


@dataclass(frozen=True)
class Hit:
    """One article found. ``highlights`` maps a field to the parts of it that matched."""

    article: Article
    score: float
    highlights: dict[str, list[Fragment]]
    copies: int = 0
    """How many near copies of it the index holds; they are not among the hits unless they are asked for."""


@dataclass(frozen=True)
class Fingerprint:
    """An article, and the text it had."""

    id: str
    content_hash: str


@dataclass(frozen=True)
class Bucket:
    """A value and in how many of the found articles (texts, sites: the request's ``unit``) it stands."""

    value: str
    count: int


@dataclass(frozen=True)
class SearchResult:
    """What a search found: one page of ``hits``, and what else was asked for."""

    total: int
    """Articles that match, near copies counted one by one."""
    texts: int
    """Different texts that match: near copies counted once."""
    hits: list[Hit]
    facets: dict[str, list[Bucket]] = field(default_factory=dict)
    histogram: list[Bucket] = field(default_factory=list)
    collapsed: bool = False
    """Of near copies only the best one is among the hits."""
    interval: Interval | None = None
    """Of the histogram's buckets."""
    sites: int = 0
    """Sites that have an article that matches."""
    undated: int = 0
    """Articles that match and have no date: they are in no bucket of the histogram. Counted with a histogram only, in
    its unit."""
    cursor: str | None = None
    """Where a walk goes on; None at its end, and where none was asked for."""
    partial: bool = False
    """The time ran out: more may match."""

    @property
    def pageable(self) -> int:
        """How many hits can be paged through."""
        return self.texts if self.collapsed else self.total


@dataclass(frozen=True)
class ArchiveStats:
    """What an archive holds."""

    engine: str
    place: str
    articles: int
    bytes: int
    sites: dict[str, int]
    languages: dict[str, int]


@dataclass(frozen=True)
class IndexStatus:
    """One index of an archive."""

    index: str
    health: Literal["green", "yellow", "red"]
    articles: int
    bytes: int
    version: int | None
    """Of its mapping or schema."""


@dataclass(frozen=True)
class Moved:
    """One index that a migration moved to the present mapping."""

    old: str
    new: str
    articles: int


class RecordStore(Protocol):
    """What an archive keeps beside its articles: snapshots of front pages, records of crawls, and what people saved.
    Raises ArchiveError.
    """

    def keep_front_page(self, page: FrontPage) -> None:
        """Keep a snapshot of a listing page; if it is the same as the last one of its address, only extend
        ``last_seen_at``.
        """

    def front_pages(
        self, site: str | None = None, since: str | None = None, until: str | None = None, limit: int | None = 100
    ) -> list[FrontPage]:
        """Return snapshots that were to be seen between two ISO 8601 times, the newest first; without
        ``limit`` all of them.
        """

    def tombstones(self) -> list[str]:
        """Return the ids of the articles that were taken down."""

    def bury(self, ids: Iterable[str], when: str) -> None:
        """Keep tombstones of a time (ISO 8601)."""

    def keep_run(self, run: CrawlRun) -> None:
        """Keep the record of a crawl; one with the same ``id`` is replaced."""

    def runs(
        self, site: str | None = None, since: str | None = None, until: str | None = None, limit: int | None = 100
    ) -> list[CrawlRun]:
        """Return records of crawls that were started between two ISO 8601 times, the newest first; without
        ``limit`` all of them.
        """

    def keep_saved(self, kind: str, name: str, values: Mapping[str, Any], new: bool = False) -> bool:
        """Keep what somebody saved, as plain JSON values, under a name, in the place of what was there; with ``new``
        only if there was nothing. Returns whether it was kept.
        """

    def saved(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return all that was saved of a kind, by name, in the order of the names."""

    def forget_saved(self, kind: str, name: str) -> bool:
        """Forget what was saved; return whether there was such a thing."""


class ArticleIndex(Protocol):
    """The contract of both engines. All methods are synchronous and may be called from any thread.

    They raise ArchiveError if the index cannot be reached, read or written, and QueryError for a search
    that cannot be understood.
    """

    engine: str
    """The kind of engine, as ``ArchiveStats`` names it."""
    writers: int
    """How many batches are worth being under way at once."""
    seconds: float | None
    """How long a search may take, where the engine can keep to it; what it has found by then is a partial result."""
    revisions_kept: int
    """How many older versions of an article are kept; see ``history.thin``."""

    @property
    def records(self) -> RecordStore:
        """Front pages and crawl runs."""

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
        """Set fields that are the index's own, such as ``cluster``, of articles by their ids; those that it does not
        hold are passed over.
        """

    def near(self, articles: Sequence[Article], fresh: bool = False) -> list[list[Sketched]]:
        """Return for each article those that share ``MIN_SHARED`` terms of their sketches with it or more.

        The article itself comes first where it is held, then at most ``NEAREST`` others, of each cluster the one that
        shares most. With ``fresh`` all that was written before is found, else what was written some seconds ago.
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

    def fingerprints(self, request: SearchRequest) -> Iterator[Fingerprint]:
        """Yield id and text of everything that matches, in the order of ``scan``, in a fraction of its time."""

    def ids_beginning(self, start: str, limit: int = 2) -> list[str]:
        """Return up to ``limit`` ids of articles that begin so, in order."""

    def delete(self, ids: Iterable[str]) -> int:
        """Take articles out for good; return how many there were. Their ids, and those of their other addresses, are
        kept
        as tombstones: ``known`` names them, and ``put`` does not take them again."""

    def stats(self) -> ArchiveStats:
        """Return what the archive holds."""

    def status(self) -> list[IndexStatus]:
        """Return the state of each index."""

    def set_up(self) -> str:
        """Make what is missing and bring templates up to date; return a sentence that says what is in place."""

    def readable(self, damaged: Callable[[str], None]) -> Iterator[Article]:
        """Yield all articles that can be read; ``damaged`` is told a sentence for each thing that cannot."""

    def close(self) -> None:
        """Release what is held."""
