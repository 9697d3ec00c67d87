"""One published article, and what a crawl needs to know of one that the index holds."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import orjson

from newscrawl.items.parts import Embed, Image, Link, Media, Quote, Revision

KINDS = ("news", "opinion", "analysis", "blog", "feature", "video", "infograph", "gallery", "live")

WORDS_A_MINUTE = 200

MIDNIGHT = "T00:00:00"
"""In a time that stands for a day without a clock."""
FEED = "feed"
"""Of a time in an article's ``layers``: not its page tells it, but a feed."""


def article_id(canonical_url: str) -> str:
    """Return the id of an article: 32 hex digits of the SHA-256 of its canonical URL."""
    return hashlib.sha256(canonical_url.encode()).hexdigest()[:32]


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
    quotes: list[Quote] = field(default_factory=list)
    """Direct quotations whose speaker is certain."""
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
    changed; a ``digest`` of its bytes; the time of change that a list told of it (``listed``).
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

    @property
    def speakers(self) -> list[str]:
        """Those who are quoted, each once."""
        return list(dict.fromkeys(quote.speaker for quote in self.quotes))

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
_PARTS: dict[str, Any] = {
    "media": Media, "embeds": Embed, "quotes": Quote, "related": Link, "read_more": Link, "history": Revision,
}  # fmt: skip


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
    checked_at: str | None = None
    """See ``Article.checked_at``."""
