"""Articles for benchmarks: those of the replica newsroom, as a crawl would hand them to the index."""

from __future__ import annotations

from collections.abc import Iterator

from newscrawl.delivery.clean import clean_article
from newscrawl.index import ArticleIndex
from newscrawl.index.batches import batches
from newscrawl.items import Article
from tests.newsroom.server import editions

_BATCH = 2_000


def generate(count: int) -> Iterator[Article]:
    """Yield so many articles, a third of them in each language."""
    made = 0
    for edition in editions(count // 3 + 1, 1, "127.0.0.1", 8900):
        for values in edition.truth():
            if made == count:
                return
            article = clean_article(Article.from_dict(values))
            article.crawled_at = "2023-11-08T00:00:00+00:00"
            yield article
            made += 1


def fill(index: ArticleIndex, count: int) -> None:
    """Put so many articles into an index."""
    for batch in batches(generate(count), _BATCH):
        index.put(batch)
