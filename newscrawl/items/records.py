"""What an archive keeps beside its articles: snapshots of listing pages, and what each crawl did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from newscrawl.items.parts import Link


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
