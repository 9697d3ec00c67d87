"""Writes what a crawl has done so far into the file ``CRAWL_REPORT``, a JSON line a second; the CLI reads it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.extraction.dates import now
from newscrawl.items import CrawlRun
from newscrawl.pipelines.archive import Archive

_PREFIX = "newscrawl/"


class Report:
    """A Scrapy extension; off unless ``CRAWL_REPORT`` names a file."""

    def __init__(self, crawler: Crawler, path: Path) -> None:
        self.crawler, self.path = crawler, path
        self.started = now()
        self._timer: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Report:
        """Build the extension."""
        path = crawler.settings.get("CRAWL_REPORT")
        if not path:
            raise NotConfigured
        report = cls(crawler, Path(path))
        crawler.signals.connect(report.opened, signals.spider_opened)
        crawler.signals.connect(report.closed, signals.spider_closed)
        return report

    def opened(self) -> None:
        """Start writing."""
        self._timer = asyncio.ensure_future(self._every_second())

    async def _every_second(self) -> None:
        while True:
            await asyncio.sleep(1)
            self._write("running")

    def closed(self, reason: str) -> None:
        """Write the last line."""
        if self._timer:
            self._timer.cancel()
        self._write(reason)

    def _write(self, reason: str) -> None:
        if archive := self.crawler.get_extension(Archive):
            archive.report()
        name = self.crawler.spider.name if self.crawler.spider else ""
        run = crawl_run(self.crawler.stats.get_stats(), name, self.started, reason)
        arguments = getattr(self.crawler.spider, "arguments", None)
        run.job = arguments.job if arguments else None
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(run), ensure_ascii=False) + "\n")


def crawl_run(stats: dict[str, Any], site: str, started: str, reason: str) -> CrawlRun:
    """Read a CrawlRun from Scrapy's statistics."""
    begun, ended = stats.get("start_time"), stats.get("finish_time")
    run = CrawlRun(site, started, now(), reason)
    run.pages = stats.get("response_received_count", 0)
    run.seconds = (ended - begun).total_seconds() if begun and ended else stats.get("elapsed_time_seconds", 0.0)
    for outcome in ("new", "changed", "unchanged", "duplicate"):
        setattr(run, outcome, stats.get(f"{_PREFIX}articles/{outcome}", 0))
    run.known_skipped = stats.get(f"{_PREFIX}known", 0)
    for name in ("not_modified", "linked", "retracted", "undelivered"):
        setattr(run, name, stats.get(f"{_PREFIX}{name}", 0))
    run.rejected = {k.rpartition("/")[2]: v for k, v in stats.items() if k.startswith(f"{_PREFIX}rejected/")}
    run.coverage = {k.rpartition("/")[2]: v for k, v in stats.items() if k.startswith(f"{_PREFIX}field/")}
    for key, value in stats.items():
        if key.startswith(f"{_PREFIX}layer/"):
            _, _, name, layer = key.split("/")
            run.layers.setdefault(name, {})[layer] = value
    if waiting := stats.get(f"{_PREFIX}needs_browser"):
        run.notes.append(
            f"{waiting} sections go on behind a button that needs a browser (Debian: apt-get install chromium)"
        )
    if stats.get(f"{_PREFIX}text_needs_browser"):
        run.notes.append("the site's text is made by JavaScript and needs a browser (Debian: apt-get install chromium)")
    return run
