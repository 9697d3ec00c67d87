"""Lets each text pass once a crawl: the same canonical address, or the same text under another address.

What is dropped still reaches the index, which adds its address to ``also_at`` of the one that is kept.
"""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newscrawl.discovery.seen import Seen
from newscrawl.extensions.connection import IndexConnection
from newscrawl.index.merge import MIN_DUPLICATE_WORDS
from newscrawl.items import Article


class DedupePipeline:
    """Remembers 8 bytes for each address and each text of this crawl; older ones are the index's to know."""

    def __init__(self, connection: IndexConnection | None) -> None:
        self.connection = connection
        self.ids, self.texts = Seen(), Seen()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DedupePipeline:
        """Build the pipeline with the crawl's connection to the index."""
        return cls(crawler.get_extension(IndexConnection))

    async def process_item(self, item: Any) -> Any:
        """Return the item, or drop it as a duplicate."""
        if not isinstance(item, Article):
            return item
        text = f"{item.site} {item.content_hash}"
        comparable = item.word_count >= MIN_DUPLICATE_WORDS
        if item.id in self.ids or (comparable and text in self.texts):
            if self.connection:
                await self.connection.put(item)
            raise DropItem(f"duplicate: {item.url}", log_level="DEBUG")
        self.ids.add(item.id)
        if comparable:
            self.texts.add(text)
        return item
