"""A search as both engines get it: the request, which gives the tree that its text and filters become.

The language people write is read by ``parse``; each engine translates the tree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newscrawl.errors import QueryError
from newscrawl.index.dates import Interval
from newscrawl.index.nodes import KEYWORD_FIELDS, And, Node, Not, Or
from newscrawl.index.parse import date_range, keyword, parse

FACETS = ("tags", "topics", "section", "authors", "speakers", "sources", "region", "site", "language", "kind")
FILTERS = ("topic", "section", "author", "speaker", "source", "region", "site", "language", "kind")
"""Filters of a request beside its tags; of several values of one, any may match."""
MAX_WINDOW = 10_000
Sort = Literal["relevance", "newest", "oldest"]
Unit = Literal["articles", "texts", "sites"]
FROM_THE_START = "*"
"""The cursor of the first page of a walk."""


Values = str | Sequence[str] | None
"""One value of a filter, several of which any may match, or none."""


@dataclass(frozen=True)
class SearchRequest:
    """A search: the query text, filters, and what is wanted of the result.

    ``since`` and ``until`` are days, weeks, months or years (``until`` included), times with offset, or ages such as
    ``7d``. A date without time is the newsroom's own calendar day, or that of ``timezone``. Of ``tags`` all must be
    there; of the values of any other filter, one. Of near copies one is among the hits, the best one; all with
    ``copies``, or where the query asks for copies.
    """

    text: str = ""
    tags: tuple[str, ...] = ()
    topic: Values = None
    section: Values = None
    author: Values = None
    speaker: Values = None
    source: Values = None
    region: Values = None
    site: Values = None
    language: Values = None
    kind: Values = None
    where: Node | None = None
    """What must match besides, as a tree: for programs, which need not write what would be read again."""
    exclude: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Name of a filter (``tags`` or one of ``FILTERS``) → values that a hit must not have."""
    since: str | None = None
    until: str | None = None
    sort: Sort = "relevance"
    limit: int = 10
    offset: int = 0
    facets: tuple[str, ...] = ()
    facet_size: int = 10
    histogram: Interval | Literal["auto"] | None = None
    """``auto`` chooses an interval that suits the time between the first match and the last."""
    timezone: str | None = None
    unit: Unit = "articles"
    """What facets and histogram count: articles, different texts (near copies once), or sites."""
    highlight: bool = True
    copies: bool = False
    cursor: str | None = None
    """Walks through any number of hits: ``FROM_THE_START``, then each result's ``cursor``. The walk sees the archive
    as it was when it began. ``offset`` is not used.
    """

    def tree(self) -> And:
        """Return query and filters as one tree. Raises QueryError for what cannot be understood."""
        self._check_window()
        zone = time_zone(self.timezone)
        nodes: list[Node] = [parse(self.text, zone)] if self.text.strip() else []
        nodes += [self.where] if self.where is not None else []
        nodes += [keyword("tags", tag) for tag in self.tags]
        for name in FILTERS:
            if values := self.values(name):
                nodes.append(_either([keyword(KEYWORD_FIELDS[name], value) for value in values]))
        for name, excluded in self.exclude.items():
            if name not in ("tags", *FILTERS):
                raise QueryError(f"no filter {name!r}; there are tags, {', '.join(FILTERS)}")
            nodes += [Not(keyword(KEYWORD_FIELDS[name], value)) for value in excluded]
        if self.since or self.until:
            nodes.append(date_range("published", self.since, self.until, zone))
        return And(tuple(nodes))

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of one of ``FILTERS``."""
        given: Values = getattr(self, name)
        return () if given is None else (given,) if isinstance(given, str) else tuple(given)

    def _check_window(self) -> None:
        if not 0 <= self.limit <= MAX_WINDOW or self.offset < 0:
            raise QueryError(f"limit takes 0 to {MAX_WINDOW}, offset 0 or more")
        if self.cursor is None and self.offset + self.limit > MAX_WINDOW:
            raise QueryError(
                f"only the first {MAX_WINDOW:,} hits can be paged through; use export, or a cursor, for all of them"
            )
        if unknown := [name for name in self.facets if name not in FACETS]:
            raise QueryError(f"no facet {unknown[0]!r}; there are {', '.join(FACETS)}")


def _either(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))


def time_zone(name: str | None) -> ZoneInfo | None:
    """Return a zone by its IANA name. Raises QueryError for an unknown one."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a folder of zones, such as America
        raise QueryError(f"no time zone {name!r} (e.g. Asia/Beirut or UTC)") from error
