"""Counts pages, and ends a crawl that has asked for as many as its argument ``max_pages`` allows, not a page later."""

from __future__ import annotations

import asyncio

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response


class BeyondLimit(IgnoreRequest):
    """A request that is no longer asked for; the crawl ends."""


class PageLimitMiddleware:
    """A downloader middleware; Scrapy's CLOSESPIDER_PAGECOUNT lets all go on that is under way already."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.asked = 0
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PageLimitMiddleware:
        """Build the middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Count a request; refuse it beyond the limit. Raises BeyondLimit."""
        arguments = getattr(self.crawler.spider, "arguments", None)
        if not arguments or not arguments.max_pages or request.meta.get("dont_obey_robotstxt"):
            return
        if self.asked >= arguments.max_pages:
            if self._closing is None and self.crawler.engine:
                self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="max_pages"))
            put_back(self.crawler, request)
            raise BeyondLimit("max_pages")
        self.asked += 1

    def process_response(self, request: Request, response: Response) -> Response:
        """Count an answer; robots.txt is no page."""
        if not request.meta.get("dont_obey_robotstxt"):
            self.crawler.stats.inc_value("newscrawl/pages")
        return response


def put_back(crawler: Crawler, request: Request) -> None:
    """Let a request wait for the next run, where a ``JOBDIR`` keeps what waits, or for the other workers."""
    engine = crawler.engine
    is_kept = crawler.settings.get("JOBDIR") or crawler.settings.get("REDIS_URL")
    if engine and engine.scheduler is not None and is_kept:
        engine.scheduler.enqueue_request(request.replace(dont_filter=True))
