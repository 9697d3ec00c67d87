"""The vocabulary: what a crawl yields and what the index holds. Imports nothing of the project.

Names follow schema.org NewsArticle where it has one, in snake case. Every value is plain JSON
(times are ISO 8601 strings with their offset), so that an item means the same in a Scrapy feed,
in the index and in an export.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

import orjson

KINDS = ("news", "opinion", "analysis", "blog", "feature", "video", "infograph", "gallery", "live")

WORDS_A_MINUTE = 200


def article_id(canonical_url: str) -> str:
    """Return the id of an article: 32 hex digits of the SHA-256 of its canonical URL."""
    return hashlib.sha256(canonical_url.encode()).hexdigest()[:32]


def instant(stamp: str) -> float:
    """Return an ISO 8601 time in seconds since 1970; one without zone is UTC. Raises ValueError for another form."""
    when = datetime.fromisoformat(stamp)
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def now() -> str:
    """Return the present time in UTC as ISO 8601, to the second."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


@dataclass(slots=True)
class Link:
    """A link to another article, with the headline shown for it."""

    url: str
    headline: str


@dataclass(slots=True)
class Image:
    """The main picture; ``credit`` is the text in brackets at the caption's end, without them."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(slots=True)
class Media:
    """A video or sound of the article; ``duration`` in seconds."""

    type: str
    url: str
    duration: int | None = None


@dataclass(slots=True)
class Embed:
    """A foreign post inside the text, e.g. of X/Twitter; ``handle`` without ``@``, ``date`` ISO 8601."""

    provider: str
    author: str | None = None
    handle: str | None = None
    date: str | None = None
    text: str | None = None
    links: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Revision:
    """An older version of an article: what the next version changed, as it was before.

    ``changed`` names the fields that changed, of ``REVISED``; the others are as in the next version.
    ``body`` holds a paragraph as text, or as the number it has in the next version where it is the same.
    ``crawled_at`` is when this version was seen last, ``replaced_at`` when the next one was seen first.
    """

    revision: int
    changed: list[str]
    crawled_at: str | None = None
    replaced_at: str | None = None
    headline: str | None = None
    summary: str | None = None
    body: list[str | int] | None = None
    tags: list[str] | None = None
    authors: list[str] | None = None


REVISED = ("headline", "summary", "body", "tags", "authors")


@dataclass(slots=True)
class Article:
    """One published article, as docs/article.md describes field by field."""

    url: str
    site: str = ""
    language: str = ""
    kind: str = "news"
    headline: str = ""
    summary: str | None = None
    body: list[str] = field(default_factory=list)
    section: list[str] = field(default_factory=list)
    region: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    published_at: str | None = None
    modified_at: str | None = None
    image: Image | None = None
    media: list[Media] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    embeds: list[Embed] = field(default_factory=list)
    related: list[Link] = field(default_factory=list)
    read_more: list[Link] = field(default_factory=list)
    alternates: list[str] = field(default_factory=list)
    also_at: list[str] = field(default_factory=list)
    word_count: int = 0
    reading_minutes: int = 0
    content_hash: str = ""
    near_bands: list[str] = field(default_factory=list)
    """A sketch of the body's words, by which near copies are found."""
    cluster: str = ""
    """The id of the first of its near copies; of an article without any, its own."""
    revision: int = 1
    history: list[Revision] = field(default_factory=list)
    """Older versions, oldest first."""
    retracted_at: str | None = None
    """When the page was first found gone (404 or 410) after it had been there."""
    paywalled: bool = False
    """The page says that its text is not free: what is here may be its beginning."""
    first_seen_at: str | None = None
    checked_at: str | None = None
    """When its page was last asked for, changed or not; None if it was not since ``crawled_at``."""
    validators: dict[str, str] = field(default_factory=dict)
    """``etag`` and ``last_modified`` of the page's answer (RFC 9110, 8.8), by which it is asked for whether it has
    changed.
    """
    crawled_at: str | None = None
    job: str | None = None
    """The scrapyd job that brought this version; None outside scrapyd."""
    layers: dict[str, str] = field(default_factory=dict)
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            self.id = article_id(self.url)
        if not self.cluster:
            self.cluster = self.id

    def count_words(self) -> None:
        """Set ``word_count`` and ``reading_minutes`` from the body."""
        self.word_count = sum(len(paragraph.split()) for paragraph in self.body)
        self.reading_minutes = max(1, math.ceil(self.word_count / WORDS_A_MINUTE))

    def to_dict(self) -> dict[str, Any]:
        """Return the article as plain JSON values, ``id`` first. Lists are the article's own, not copies."""
        values: dict[str, Any] = {"id": self.id}
        for name in _ARTICLE_FIELDS:
            values[name] = getattr(self, name)
        for name in _PARTS:  # ten times as fast as dataclasses.asdict, which copies all values
            values[name] = [_part(part) for part in values[name]]
        if self.image:
            values["image"] = _part(self.image)
        return values

    def to_json(self) -> bytes:
        """Return ``to_dict`` as JSON in UTF-8. Raises TypeError for a value that JSON has no form for."""
        return orjson.dumps(self.to_dict())

    @classmethod
    def from_json(cls, text: bytes | str) -> Article:
        """Build an article from ``to_json``'s output. Raises ValueError if it is not JSON, TypeError without
        ``url``.
        """
        return cls.from_dict(orjson.loads(text))

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Article:
        """Build an article from ``to_dict``'s output; unknown keys are ignored.

        Raises TypeError if ``url`` is missing.
        """
        known = {name: values[name] for name in _ARTICLE_FIELDS if name in values}
        for name, part in _PARTS.items():
            if known.get(name):
                known[name] = [part(**value) for value in known[name]]
        if known.get("image"):
            known["image"] = Image(**known["image"])
        return cls(**known)


def _part(part: Any) -> dict[str, Any]:
    return {name: getattr(part, name) for name in part.__slots__}


_ARTICLE_FIELDS = tuple(f.name for f in fields(Article))
_PARTS: dict[str, Any] = {"media": Media, "embeds": Embed, "related": Link, "read_more": Link, "history": Revision}


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
    deleted: bool = False
    """It was taken down: it is not to be asked for again."""


@dataclass(slots=True)
class TickerLine:
    """One line of the breaking-news ticker: ``<speaker or place>: <statement>``, or only a statement."""

    statement: str
    speaker: str | None = None


@dataclass(slots=True)
class RankedLink:
    """A "most read" entry; ``rank`` counts from 1."""

    rank: int
    url: str
    headline: str
    category: str | None = None
    date: str | None = None


@dataclass(slots=True)
class FrontPage:
    """A snapshot of a listing page at one time: what was on the ticker, most read, in coverage.

    ``seen_at`` is when it was seen first, ``last_seen_at`` when it was last seen the same (ISO 8601).
    """

    url: str
    site: str
    language: str
    seen_at: str
    last_seen_at: str = ""
    ticker: list[TickerLine] = field(default_factory=list)
    most_read: list[RankedLink] = field(default_factory=list)
    coverage: list[Link] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.last_seen_at = self.last_seen_at or self.seen_at

    def same_as(self, other: FrontPage) -> bool:
        """True if another snapshot shows the same."""
        shown = ("url", "site", "ticker", "most_read", "coverage")
        return all(getattr(self, name) == getattr(other, name) for name in shown)

    def to_dict(self) -> dict[str, Any]:
        """Return the snapshot as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> FrontPage:
        """Build a snapshot from ``to_dict``'s output; unknown keys are ignored."""
        known: dict[str, Any] = {f.name: values[f.name] for f in fields(cls) if f.name in values}
        for name, part in (("ticker", TickerLine), ("most_read", RankedLink), ("coverage", Link)):
            known[name] = [part(**value) for value in known.get(name) or ()]
        return cls(**known)


@dataclass(slots=True)
class CrawlRun:
    """What one crawl of one site did, in counts; kept in the archive and shown by the command line.

    ``finished_at`` is the time of the record where ``reason`` is ``running``. Times are ISO 8601.
    """

    site: str
    started_at: str
    finished_at: str
    reason: str
    id: str = ""
    host: str = ""
    """The machine it ran on."""
    version: str = ""
    """Of newscrawl."""
    pid: int = 0
    """The process on that machine."""
    code: int | None = None
    """The exit code; None while it runs, and of a crawl that was killed."""
    job: str | None = None
    earlier: int = 0
    """Articles that earlier crawls had left in the outbox, and that this one sent."""
    deleted: int = 0
    """Articles that were taken down before and are not taken again."""
    bounds: dict[str, int] = field(default_factory=dict)
    """Bounds that were hit, by their settings' names, and how often."""
    errors: dict[str, int] = field(default_factory=dict)
    """Pages on which something not foreseen was raised, by class of the error."""
    peak_memory: int = 0
    """Bytes of the process' own memory at most."""
    pages: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicate: int = 0
    known_skipped: int = 0
    not_modified: int = 0
    linked: int = 0
    retracted: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    undelivered: int = 0
    seconds: float = 0.0
    listings: dict[str, int] = field(default_factory=dict)
    """Articles that a listing named and the archive did not hold: of each section by its path, of ``feed`` and of
    ``sitemap``. Those that were looked at and named nothing new stand with 0."""
    coverage: dict[str, int] = field(default_factory=dict)
    layers: dict[str, dict[str, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> CrawlRun:
        """Build a record from ``to_dict``'s output; unknown keys are ignored. Raises TypeError if a needed one is
        missing.
        """
        return cls(**{f.name: values[f.name] for f in fields(cls) if f.name in values})
