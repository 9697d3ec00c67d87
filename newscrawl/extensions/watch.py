"""Runs the monitors when the record of a crawl is kept, in the thread of the look-ups."""

from __future__ import annotations

import logging

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.misc import load_object
from spidermon.contrib.scrapy.runners import SpiderMonitorResult, SpiderMonitorRunner

from newscrawl.errors import NewscrawlError
from newscrawl.extensions.connection import IndexConnection
from newscrawl.extensions.recorder import run_recorded
from newscrawl.index.protocol import ArticleIndex
from newscrawl.items import CrawlRun
from newscrawl.monitors.watch import verdicts_of_run

logger = logging.getLogger(__name__)


class _Result(SpiderMonitorResult):  # type: ignore[misc]
    """Spidermon's report, 60 lines of which are in the log only if that is at the level DEBUG."""

    def log(self, message: str, level: int = logging.DEBUG) -> None:
        """Write a line of the report."""
        logger.debug("%s", message)

    def log_info(self, message: str) -> None:
        """Likewise."""
        self.log(message)


class _Runner(SpiderMonitorRunner):  # type: ignore[misc]
    def create_result(self) -> _Result:
        return _Result(self.spider)


class RunWatch:
    """A Scrapy extension; ``MONITOR_SUITES`` names the suites."""

    def __init__(self, crawler: Crawler, suites: list[str]) -> None:
        self.crawler = crawler
        self.suites = [load_object(suite) for suite in suites]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunWatch:
        """Build the extension. Raises NotConfigured where nothing is to be watched."""
        suites = crawler.settings.getlist("MONITOR_SUITES")
        if not suites or not crawler.settings.getbool("DELIVER"):
            raise NotConfigured
        watch = cls(crawler, suites)
        crawler.signals.connect(watch.recorded, run_recorded)
        return watch

    async def recorded(self, run: CrawlRun) -> None:
        """Check a crawl that has ended."""
        connection = self.crawler.get_extension(IndexConnection)
        assert connection
        try:
            await connection.scan(lambda index: self._run(index, run))
        except NewscrawlError as error:
            logger.warning("%s: this crawl is not checked against those before it", error)

    def _run(self, index: ArticleIndex, run: CrawlRun) -> None:
        records = index.records
        data = {
            "settings": self.crawler.settings, "records": records, "run": run,
            "verdicts": verdicts_of_run(records, run),
            "stats": self.crawler.stats.get_stats(), "crawler": self.crawler, "spider": self.crawler.spider,
        }  # fmt: skip
        for suite in self.suites:
            _Runner(spider=self.crawler.spider).run(suite(crawler=self.crawler), **data)
