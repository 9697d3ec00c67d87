"""The tree that a query becomes: what its nodes are, and what can be asked of the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

TEXT_FIELDS = ("headline", "summary", "body", "said")
KEYWORD_FIELDS = {
    "tag": "tags", "tags": "tags", "topic": "topics", "topics": "topics", "section": "section", "author": "authors",
    "authors": "authors", "speaker": "speakers", "speakers": "speakers", "source": "sources", "sources": "sources",
    "region": "region", "site": "site",
    "lang": "language", "language": "language", "kind": "kind", "handle": "handles", "link": "links", "job": "job",
    "changed": "changed", "cluster": "cluster", "is": "is",
}  # fmt: skip
"""What people write → the field it asks."""
WRITTEN = {field: written for written, field in reversed(KEYWORD_FIELDS.items())}
"""Field → how people write it, in the shortest of the ways."""
WIDEST = 3
"""Words of a phrase that may stand apart (``"a b"~5``): each order is asked for."""
RANGE_FIELDS = {"words": "word_count", "published": "published", "modified": "modified", "revision": "revision"}


@dataclass(frozen=True)
class Word:
    """A word, found in any of the fields (or in ``field``), in any language."""

    text: str
    field: str | None = None


@dataclass(frozen=True)
class Phrase:
    """Words in this order, next to each other; with ``within`` in any order, with at most so many other words
    between.
    """

    text: str
    field: str | None = None
    within: int = 0


@dataclass(frozen=True)
class Prefix:
    """Words that begin so."""

    text: str
    field: str | None = None


@dataclass(frozen=True)
class Keyword:
    """A value of a keyword field, case and accents aside: the whole of it, its beginning, or whole words of it."""

    field: str
    value: str
    match: Literal["whole", "beginning", "words"] = "whole"


@dataclass(frozen=True)
class Bound:
    """An end of a date range: an instant (aware), or a newsroom's calendar time (naive)."""

    when: datetime


@dataclass(frozen=True)
class Range:
    """Values from ``low`` (included) to ``high`` (not included for dates, included for numbers)."""

    field: str
    low: int | Bound | None
    high: int | Bound | None


@dataclass(frozen=True)
class Not:
    """What the inner node does not match."""

    node: Node


@dataclass(frozen=True)
class And:
    """All of the nodes; with none, everything."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """Any of the nodes; with none, nothing."""

    nodes: tuple[Node, ...]


Node = Word | Phrase | Prefix | Keyword | Range | Not | And | Or


def positive(node: Node) -> Iterator[Word | Phrase | Prefix]:
    """Yield the words, phrases and prefixes of a query that a match has to show."""
    if isinstance(node, Word | Phrase | Prefix):
        yield node
    elif isinstance(node, And | Or):
        for inner in node.nodes:
            yield from positive(inner)


def keywords(node: Node) -> Iterator[Keyword]:
    """Yield the keywords of a query, those that must not match as well."""
    if isinstance(node, Keyword):
        yield node
    elif isinstance(node, And | Or):
        for inner in node.nodes:
            yield from keywords(inner)
    elif isinstance(node, Not):
        yield from keywords(node.node)


def asks_for_copies(node: Node) -> bool:
    """True if a query names a cluster, or near copies."""
    if isinstance(node, And | Or):
        return any(asks_for_copies(inner) for inner in node.nodes)
    return isinstance(node, Keyword) and (
        node.field == "cluster" or (node.field, node.value.casefold()) == ("is", "copy")
    )
