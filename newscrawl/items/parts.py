"""What an article is made of beside plain values; and the two ways in which times are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime


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
class Quote:
    """What somebody said, word for word: ``text`` without its marks begins at letter ``at`` of paragraph ``paragraph``
    of the body (both from 0). ``verb`` is the one that the article says it with, if any.
    """

    text: str
    speaker: str
    verb: str = ""
    paragraph: int = 0
    at: int = 0


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
