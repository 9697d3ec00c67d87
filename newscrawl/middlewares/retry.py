"""Retries as Scrapy does, but waits as long as the server asks for (``Retry-After``, RFC 9110, 10.2.3)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response
from scrapy.settings import BaseSettings

TIMEOUT_RETRIES = 1
"""How often a page is asked for again that took longer than DOWNLOAD_TIMEOUT: an answer without end stays one."""


class RetryAfterMiddleware(RetryMiddleware):
    """Takes the place of Scrapy's RetryMiddleware. The wait holds one of the host's slots, so the crawl slows down."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self.longest = settings.getfloat("RETRY_AFTER_MAX_SECONDS")

    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """Retry what Scrapy would retry, after the time the server asks for."""
        result = super().process_response(request, response)
        asked = retry_after(response)
        if isinstance(result, Request) and asked:
            if asked > self.longest:
                self.crawler.stats.inc_value("newscrawl/bound/RETRY_AFTER_MAX_SECONDS")
            await asyncio.sleep(min(asked, self.longest))
        return result

    def process_exception(self, request: Request, exception: Exception) -> Request | None:  # type: ignore[override]
        """Retry what Scrapy would retry, a page that took too long less often."""
        if isinstance(exception, DownloadTimeoutError) and request.meta.get("retry_times", 0) >= TIMEOUT_RETRIES:
            return None
        result = super().process_exception(request, exception)
        return result if isinstance(result, Request) else None


def retry_after(response: Response) -> float:
    """Return the seconds a response asks to wait: a number or an HTTP date; 0 for anything else."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:12])
    try:
        wait = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    return max(wait, 0.0)
