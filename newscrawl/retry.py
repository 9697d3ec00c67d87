"""Retries as Scrapy does, but waits as long as the server asks for (``Retry-After``, RFC 9110, 10.2.3)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

MAX_SECONDS = 300.0


class RetryAfterMiddleware(RetryMiddleware):
    """Takes the place of Scrapy's RetryMiddleware. The wait holds one of the host's slots, so the crawl slows down."""

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Retry what Scrapy would retry, after the time the server asks for."""
        result = super().process_response(request, response)
        if isinstance(result, Request) and (seconds := retry_after(response)):
            await asyncio.sleep(seconds)
        return result


def retry_after(response: Response) -> float:
    """Return the seconds a response asks to wait: a number or an HTTP date; at most ``MAX_SECONDS``, else 0."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return min(float(value), MAX_SECONDS)
    try:
        wait = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return 0.0
    return min(max(wait, 0.0), MAX_SECONDS)
