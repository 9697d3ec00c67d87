"""Keeps the record of the run: on disk while it goes on, in the archive at its begin, each minute and at its end.

Where ``CRAWL_REPORT`` is set, each second also in that file.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import orjson
from scrapy import signals
from scrapy.crawler import Crawler

from newscrawl.extensions.connection import IndexConnection
from newscrawl.items import CrawlRun
from newscrawl.runs.ledger import Ledger
from newscrawl.runs.record import begin_run, update_run

logger = logging.getLogger(__name__)
run_recorded = object()
"""A signal of Scrapy's: the record of a crawl that has ended is kept. Handlers get ``run``."""


class RunRecorder:
    """A Scrapy extension."""

    def __init__(self, crawler: Crawler, path: Path | None) -> None:
        self.crawler, self.path = crawler, path
        self.pause = crawler.settings.getfloat("RUN_RECORD_SECONDS")
        self.run: CrawlRun | None = None
        self._ledger: Ledger | None = None
        self._timers: list[asyncio.Task[None]] = []

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
        if connection := self.crawler.get_extension(IndexConnection):
            self._ledger = Ledger(connection.outbox.path.parent)
            self._write_down()
            self._timers.append(asyncio.ensure_future(self._keep_now_and_then()))
        if self.path:
            self._timers.append(asyncio.ensure_future(self._every_second()))

    async def _every_second(self) -> None:
        while True:
            await asyncio.sleep(1)
            self._update("running")

    async def _keep_now_and_then(self) -> None:
        connection = self.crawler.get_extension(IndexConnection)
        assert connection and self.run and self._ledger
        await connection.settle_runs(self._ledger)
        while True:
            await connection.keep_run(self.run)
            await asyncio.sleep(self.pause)
            self._update("running")
            self._write_down()

    async def closed(self, reason: str) -> None:
        """Write the last state, and keep it in the archive."""
        for timer in self._timers:
            timer.cancel()
        if self.run is None:
            return
        self._update(reason)
        self._write_down()
        if connection := self.crawler.get_extension(IndexConnection):
            if await connection.keep_run(self.run) and self._ledger:
                self._ledger.forget(self.run)
            await self.crawler.signals.send_catch_log_async(run_recorded, run=self.run)

    def _write_down(self) -> None:
        assert self.run
        try:
            if self._ledger:
                self._ledger.write(self.run)
        except OSError as error:
            logger.warning("the record of this crawl is not on disk: %s", error.strerror or error)

    def _update(self, reason: str) -> None:
        assert self.run
        if connection := self.crawler.get_extension(IndexConnection):
            connection.report()
        update_run(self.run, self.crawler.stats.get_stats(), reason)
        if self.path:
            with self.path.open("ab") as file:
                file.write(orjson.dumps(self.run.to_dict()) + b"\n")
