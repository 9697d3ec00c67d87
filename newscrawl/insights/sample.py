"""Random samples that can be drawn again: the seed decides, not the order in which an engine holds its articles."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from newscrawl.errors import QueryError
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article

MOST = 10_000
"""Articles of one sample."""


@dataclass(frozen=True)
class Sample:
    """Some of the articles that a search finds, each as likely as any other, and of how many they are drawn."""

    total: int
    seed: str
    articles: list[Article]


def sample_or_all(
    index: ArticleIndex, request: SearchRequest, drawn: tuple[int, str] | None, most: int | None
) -> Iterator[Article]:
    """Return what is to be exported: a sample of a size and a seed, or everything; at most ``most`` articles."""
    return islice(sample(index, request, *drawn).articles if drawn else index.scan(request), most)


def sample(index: ArticleIndex, request: SearchRequest, size: int, seed: str) -> Sample:
    """Draw ``size`` articles. The same seed draws the same of the same articles, from either engine.

    Raises QueryError for a size beyond ``MOST``.
    """
    if not 1 <= size <= MOST:
        raise QueryError(f"a sample takes 1 to {MOST:,} articles, not {size:,}")
    total = 0

    def ranked() -> Iterator[tuple[str, str]]:
        nonlocal total
        for one in index.fingerprints(request):
            total += 1
            yield hashlib.blake2b(f"{seed}\0{one.id}".encode(), digest_size=12).hexdigest(), one.id

    drawn = [key for _, key in heapq.nsmallest(size, ranked())]
    found = {article.id: article for article in index.fetch(drawn)}
    return Sample(total, seed, [found[key] for key in drawn if key in found])
