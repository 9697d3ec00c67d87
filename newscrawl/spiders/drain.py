"""Lets backlog and sitemaps go into the crawl as there is room, so that few requests are in memory at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider

if TYPE_CHECKING:
    from newscrawl.spiders.news import NewsSpider

BATCH = 200  # articles that leave the backlog together, with one look-up
ROOM = 50  # requests that wait at most when more are made
_PAUSE = 0.02  # seconds between looks


class Drain:
    """Empties one spider's backlog and queue of sitemaps."""

    def __init__(self, spider: NewsSpider) -> None:
        self.spider, self.frontier, self.crawler = spider, spider.frontier, spider.crawler
        lists = [way for way in ("feed", "sitemap") if way in spider.arguments.discover]
        self._listing = lists[0] if len(lists) == 1 else "lists"
        self._late: asyncio.Task[None] | None = None
        self._stopped = False
        self.crawler.signals.connect(self.idle, signals.spider_idle)

    async def requests(self) -> AsyncIterator[Request]:
        """Yield what waits, until nothing does and nothing is under way that could add to it."""
        while await self._has_room():
            async for request in self._next():
                yield request

    async def _next(self) -> AsyncIterator[Request]:
        batch, last = self.frontier.backlog.first(BATCH)
        if batch:
            candidates = [one.candidate for one in batch]
            modified = {one.candidate.url: one.modified for one in batch if one.modified}
            async for request in self.spider.requests_for(candidates, modified, listing=self._listing):
                request.meta.setdefault("depth", 1)  # one step from the list that named it
                yield request
            # not before, and not of a closed scheduler: the next crawl goes on with what this one could not take
            if not self._is_closed():
                self.frontier.backlog.let_go(last)
        elif listed := self.frontier.sitemaps.next():
            yield self.spider.ask.sitemap(listed)
            self.frontier.sitemaps.let_go()

    async def _has_room(self) -> bool:
        """Wait for room; False when there is nothing left to wait for."""
        engine = self.crawler.engine
        assert engine
        still = 0
        while True:
            waiting = self._waits()
            if self._is_closed():
                return False
            if waiting and engine.scheduler is not None and len(engine.scheduler) < ROOM:  # type: ignore[arg-type]
                return True
            busy = waiting or self._is_busy()
            still = 0 if busy else still + 1
            if still > 1:  # a response may be on its way from the downloader to its callback
                return False
            await asyncio.sleep(_PAUSE)

    def stop(self) -> None:
        """Take nothing more: the crawl has ended."""
        self._stopped = True

    def _is_closed(self) -> bool:
        """Whether the crawl has ended, or ends: its scheduler closes before the spider is told."""
        scheduler = self.crawler.engine and self.crawler.engine.scheduler
        return self._stopped or bool(getattr(getattr(scheduler, "df", None), "is_closed", False))

    def _waits(self) -> bool:
        return not self._is_closed() and (len(self.frontier.backlog) > 0 or len(self.frontier.sitemaps) > 0)

    def _is_busy(self) -> bool:
        engine = self.crawler.engine
        assert engine
        if engine.scheduler is None or engine.scheduler.has_pending_requests() or engine.downloader.active:
            return True
        return engine.scraper.slot is not None and not engine.scraper.slot.is_idle()

    def idle(self) -> None:
        """Go on with what was queued after ``requests`` had ended. Raises DontCloseSpider."""
        if self._late is not None and not self._late.done():
            raise DontCloseSpider
        if self._waits():
            self._late = asyncio.ensure_future(self._add_late())
            raise DontCloseSpider

    async def _add_late(self) -> None:
        engine = self.crawler.engine
        assert engine
        async for request in self._next():
            engine.crawl(request)
