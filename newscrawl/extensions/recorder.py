"""Keeps the record of the run in the archive, and writes it each second into the file ``CRAWL_REPORT`` if that is
set.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import orjson
from scrapy import signals
from scrapy.crawler import Crawler

from newscrawl.extensions.connection import IndexConnection
from newscrawl.items import CrawlRun
from newscrawl.runs.record import begin_run, update_run


class RunRecorder:
    """A Scrapy extension."""

    def __init__(self, crawler: Crawler, path: Path | None) -> None:
        self.crawler, self.path = crawler, path
        self.run: CrawlRun | None = None
        self._timer: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunRecorder:
        """Build the extension."""
        path = crawler.settings.get("CRAWL_REPORT")
        recorder = cls(crawler, Path(path) if path else None)
        crawler.signals.connect(recorder.opened, signals.spider_opened)
        crawler.signals.connect(recorder.closed, signals.spider_closed)
        return recorder

    async def opened(self) -> None:
        """Begin the record."""
        spider = self.crawler.spider
        arguments = getattr(spider, "arguments", None)
        self.run = begin_run(spider.name if spider else "", arguments.job if arguments else None)
        if self.path:
            self._timer = asyncio.ensure_future(self._every_second())

    async def _every_second(self) -> None:
        while True:
            await asyncio.sleep(1)
            self._update("running")

    async def closed(self, reason: str) -> None:
        """Write the last state, and keep it in the archive."""
        if self._timer:
            self._timer.cancel()
        if self.run is None:
            return
        self._update(reason)
        if connection := self.crawler.get_extension(IndexConnection):
            await connection.keep_run(self.run)

    def _update(self, reason: str) -> None:
        assert self.run
        if connection := self.crawler.get_extension(IndexConnection):
            connection.report()
        update_run(self.run, self.crawler.stats.get_stats(), reason)
        if self.path:
            with self.path.open("ab") as file:
                file.write(orjson.dumps(self.run.to_dict()) + b"\n")
