"""Counts what a callback did not foresee under the class of the error, with the address, and lets the crawl go on.

No page of a site may end in a traceback: the log has it at the level DEBUG.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

logger = logging.getLogger(__name__)


class UnforeseenMiddleware:
    """A spider middleware."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> UnforeseenMiddleware:
        """Build the middleware."""
        return cls(crawler)

    def process_spider_exception(self, response: Response, exception: Exception) -> Iterable[Any] | None:
        """Count an error that no page should be able to cause; None lets Scrapy's own signals pass."""
        if isinstance(exception, CloseSpider):
            return None
        self.crawler.stats.inc_value(f"newscrawl/error/{type(exception).__name__}")
        logger.error("%s: %s: %s", response.url, type(exception).__name__, str(exception)[:300])
        logger.debug("where it was raised", exc_info=exception)
        return ()
