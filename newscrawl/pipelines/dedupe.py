"""Lets each text pass once a crawl: the same canonical address, or the same text under another address.

What is dropped still reaches the index, which adds its address to ``also_at`` of the one that is kept.
"""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newscrawl.index.merge import MIN_DUPLICATE_WORDS
from newscrawl.items import Article
from newscrawl.pipelines.archive import Archive


class DedupePipeline:
    """Remembers 8 bytes for each address and each text of this crawl; older ones are the index's to know."""

    def __init__(self, archive: Archive | None) -> None:
        self.archive = archive
        self.ids: set[int] = set()
        self.texts: set[int] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DedupePipeline:
        """Build the pipeline with the crawl's archive."""
        return cls(crawler.get_extension(Archive))

    async def process_item(self, item: Any) -> Any:
        """Return the item, or drop it as a duplicate."""
        if not isinstance(item, Article):
            return item
        key, text = hash(item.id), hash((item.site, item.content_hash))
        comparable = item.word_count >= MIN_DUPLICATE_WORDS
        if key in self.ids or (comparable and text in self.texts):
            if self.archive:
                await self.archive.put(item)
            raise DropItem(f"duplicate: {item.url}", log_level="DEBUG")
        self.ids.add(key)
        if comparable:
            self.texts.add(text)
        return item
