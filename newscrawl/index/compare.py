"""Copies one archive into another, and compares two, article by article; whatever their engines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from newscrawl.errors import ArchiveError
from newscrawl.index.batches import batches
from newscrawl.index.protocol import SAVED_KINDS, ArticleIndex
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article, now

BATCH = 500
OF_THE_CRAWL = frozenset({"first_seen_at", "crawled_at", "checked_at", "validators", "job"})


def check(index: ArticleIndex, progress: Callable[[int], None] = lambda read: None) -> tuple[int, list[str]]:
    """Read everything an archive holds; return how many articles can be read, and what is damaged."""
    damaged: list[str] = []
    read = 0
    for read, _ in enumerate(index.readable(damaged.append), 1):
        progress(read)
    try:
        index.records.front_pages(limit=None)
        index.records.runs(limit=None)
    except (ArchiveError, ValueError, TypeError) as error:
        damaged.append(f"front pages or runs cannot be read: {error}")
    return read, damaged


def copy(
    source: ArticleIndex,
    target: ArticleIndex,
    progress: Callable[[int], None] = lambda read: None,
    damaged: Callable[[str], None] | None = None,
) -> tuple[int, int]:
    """Copy all articles, revisions and times included, front pages and runs; return how many articles were read and
    how many written.

    What the target holds in the same or a later revision stays. With ``damaged`` what cannot be read is told it, and
    passed over; else it ends the copy with ArchiveError.
    """
    target.prepare()
    try:
        _copy_records(source, target)
    except (ArchiveError, ValueError, TypeError) as error:
        if damaged is None:
            raise
        damaged(f"front pages, runs or tombstones cannot be read: {error}")
    read = written = 0
    for batch in batches(source.readable(damaged) if damaged else source.scan(SearchRequest()), BATCH):
        written += target.load(batch)
        read += len(batch)
        progress(read)
    return read, written


def _copy_records(source: ArticleIndex, target: ArticleIndex) -> None:
    """Copy what is kept beside the articles; what was taken down stays away from the target, unless that holds it."""
    for page in reversed(source.records.front_pages(limit=None)):
        target.records.keep_front_page(page)
    for run in source.records.runs(limit=None):
        target.records.keep_run(run)
    for kind in SAVED_KINDS:
        for name, values in source.records.saved(kind).items():
            target.records.keep_saved(kind, name, values)
    for chunk in batches(source.records.tombstones(), BATCH):
        known = target.known(chunk)
        target.records.bury([key for key in chunk if key not in known], now())


@dataclass
class Difference:
    """How two archives differ: ids that only one has, and those whose articles differ, with the fields."""

    articles: int = 0
    only_first: list[str] = field(default_factory=list)
    only_second: list[str] = field(default_factory=list)
    unequal: dict[str, list[str]] = field(default_factory=dict)

    @property
    def identical(self) -> bool:
        """True if both hold the same articles in every field."""
        return not (self.only_first or self.only_second or self.unequal)


def compare(
    first: ArticleIndex, second: ArticleIndex, times: bool = False, progress: Callable[[int], None] = lambda read: None
) -> Difference:
    """Compare two archives, article by article and field by field. Takes some 100 bytes of memory an article.

    Only with ``times`` also by what two crawls cannot have in common: when, and by which job, an article came in.
    """
    skip = frozenset() if times else OF_THE_CRAWL
    found = Difference()
    digests = {article.id: _digest(article, skip) for article in first.scan(SearchRequest())}
    for article in second.scan(SearchRequest()):
        found.articles += 1
        if found.articles % BATCH == 0:
            progress(found.articles)
        digest = digests.pop(article.id, None)
        if digest is None:
            found.only_second.append(article.id)
        elif digest != _digest(article, skip):
            found.unequal[article.id] = _fields(first.get(article.id), article, skip)
    found.only_first = sorted(digests)
    return found


def _values(article: Article, skip: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in article.to_dict().items() if name not in skip}


def _digest(article: Article, skip: frozenset[str]) -> bytes:
    return hashlib.blake2b(json.dumps(_values(article, skip), sort_keys=True).encode(), digest_size=16).digest()


def _fields(first: Article | None, second: Article, skip: frozenset[str]) -> list[str]:
    if first is None:
        return []
    one, other = _values(first, skip), _values(second, skip)
    return [name for name in one if one[name] != other[name]]
