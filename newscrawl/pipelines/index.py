"""Puts articles into the index, and counts which layer answered which field."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler

from newscrawl.extensions.connection import IndexConnection
from newscrawl.items import Article

COVERED = (
    "headline", "summary", "body", "authors", "published_at", "modified_at", "image", "tags", "topics", "section",
    "sources",
)  # fmt: skip


class IndexPipeline:
    """The last pipeline."""

    def __init__(self, crawler: Crawler) -> None:
        self.connection = crawler.get_extension(IndexConnection)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> IndexPipeline:
        """Build the pipeline with the crawl's connection to the index."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Hand an article to the index; waits where the outbox is full."""
        if isinstance(item, Article) and self.connection:
            answered = self.connection.answered
            for name in COVERED:
                if getattr(item, name):
                    answered[f"field/{name}"] += 1
                    answered[f"layer/{name}/{item.layers.get(name, 'structure')}"] += 1
            await self.connection.put(item)
        return item

    async def close_spider(self) -> None:
        """Write what still waits."""
        if self.connection:
            await self.connection.finish()
