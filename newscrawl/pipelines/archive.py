"""The crawl's one handle on the index: writes in batches in a thread, and answers "do we have this?".

Beyond its bound ``put`` waits, which slows the crawl down instead of filling memory.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from scrapy import signals
from scrapy.crawler import Crawler

from newscrawl.errors import ArchiveError
from newscrawl.index import ArticleIndex, open_index
from newscrawl.index.protocol import Known
from newscrawl.items import Article

logger = logging.getLogger(__name__)
TRIES_AT_END = 3


class Archive:
    """A Scrapy extension; pipelines and spider get it by ``crawler.get_extension(Archive)``."""

    def __init__(self, index: ArticleIndex, crawler: Crawler, batch: int, seconds: float, bound: int) -> None:
        self.index, self.stats = index, crawler.stats
        self.batch, self.seconds, self.bound = batch, seconds, bound
        self.waiting: list[Article] = []
        self._one_at_a_time = asyncio.Lock()
        self._timer: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Archive:
        """Open the index that ``INDEX_URL`` names. Raises ArchiveError if it cannot be opened."""
        settings = crawler.settings
        archive = cls(
            open_index(settings["INDEX_URL"]),
            crawler,
            settings.getint("INDEX_BATCH_ARTICLES"),
            settings.getfloat("INDEX_BATCH_SECONDS"),
            settings.getint("INDEX_BOUND_ARTICLES"),
        )
        crawler.signals.connect(archive.opened, signals.spider_opened)
        return archive

    def opened(self) -> None:
        """Start the timer that flushes what waits too long."""
        self._timer = asyncio.ensure_future(self._every_so_often())

    async def _every_so_often(self) -> None:
        while True:
            await asyncio.sleep(self.seconds)
            await self._flush()

    async def put(self, article: Article) -> None:
        """Take an article for the index; returns when there is room."""
        self.waiting.append(article)
        if len(self.waiting) >= self.bound:
            await self._flush()
        elif len(self.waiting) % self.batch == 0:
            asyncio.ensure_future(self._flush())

    async def _flush(self) -> None:
        async with self._one_at_a_time:
            while self.waiting:
                batch = self.waiting[: self.batch]
                try:
                    outcomes = await asyncio.to_thread(self.index.put, batch)
                except ArchiveError as error:
                    logger.error("%s (%d articles wait)", error, len(self.waiting))
                    self.stats.inc_value("newscrawl/index_errors")
                    return
                del self.waiting[: len(batch)]
                for outcome in outcomes:
                    self.stats.inc_value(f"newscrawl/articles/{outcome}")

    async def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """Ask the index which of these it holds; one look-up, in a thread."""
        return await asyncio.to_thread(self.index.known, list(ids))

    async def finish(self) -> None:
        """Write what still waits; count what cannot be written as undelivered."""
        if self._timer:
            self._timer.cancel()
        for attempt in range(TRIES_AT_END):
            await self._flush()
            if not self.waiting:
                break
            await asyncio.sleep(attempt)
        self.stats.set_value("newscrawl/undelivered", len(self.waiting))
        if self.waiting:
            logger.error("%d articles could not be written to the index and are lost", len(self.waiting))
        self.index.close()
