"""Plain HTTP with a bound on the size of headers, and the browser for the few requests that need one.

Scrapy bounds the body (DOWNLOAD_MAXSIZE) and the whole time (DOWNLOAD_TIMEOUT), but headers without end fill memory.
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from scrapy.http import Response
from twisted.internet.defer import Deferred
from twisted.internet.protocol import Protocol

from newscrawl.handlers.address import PublicAddresses
from newscrawl.urls import refusal


class HeadersTooLarge(DownloadCancelledError):
    """The headers of an answer are larger than DOWNLOAD_MAX_HEADERS."""


class BoundedHttpHandler(HTTP11DownloadHandler):
    """Downloads over plain HTTP, and with the browser what has ``playwright`` in its meta.

    The browser is started for the first such request: scrapy-playwright itself starts its driver with every crawl,
    once a scheme, and hangs in ``scrapy shell``.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._dropped: set[str] = set()
        most = crawler.settings.getint("DOWNLOAD_MAX_HEADERS")
        self._pool._factory = _bound_factory(self._pool._factory, most, self._dropped)
        self._starting = asyncio.Lock()
        self._browser: Any = None

    async def download_request(self, request: Request) -> Response:
        """Download over plain HTTP, or with the browser. Raises HeadersTooLarge."""
        if request.meta.get("playwright"):
            return await self._render(request)
        try:
            return await super().download_request(request)
        except (DownloadFailedError, DownloadCancelledError) as error:
            url = urldefrag(request.url)[0]
            if url not in self._dropped:
                raise
            self._dropped.discard(url)
            self._crawler.stats.inc_value("newscrawl/bound/DOWNLOAD_MAX_HEADERS")
            raise HeadersTooLarge(f"the headers of {url} have no end") from error

    async def _render(self, request: Request) -> Response:
        async with self._starting:
            if self._browser is None:
                self._browser = await _start_browser(self._crawler)
        response: Response = await self._browser.download_request(request)
        return response

    async def close(self) -> None:
        """Close the browser, if there is one."""
        if self._browser is not None:
            await self._browser.close()
        await super().close()


async def _start_browser(crawler: Crawler) -> Any:
    from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

    handler = ScrapyPlaywrightDownloadHandler(crawler)
    addresses = PublicAddresses.from_crawler(crawler)
    site = getattr(crawler.spider, "site", None)
    hosts = site.page_hosts if site is not None else None
    handler.abort_request = lambda request: _is_unwanted(request, addresses, hosts)
    await handler._maybe_launch_in_thread()  # it waits for a signal that was sent long ago
    return handler


async def _is_unwanted(request: Any, addresses: PublicAddresses, hosts: frozenset[str] | None) -> bool:
    """True for what need not be loaded (fonts and videos), for addresses that are not public, and for a page that goes
    elsewhere, away from the ``hosts`` of its site.
    """
    if request.resource_type in ("font", "media"):
        return True
    is_page = request.is_navigation_request() and request.frame.parent_frame is None
    if is_page and hosts is not None and refusal(request.url, hosts):
        return True
    return not await addresses.allows(request.url)


def _bound_factory(factory: Any, most: int, dropped: set[str]) -> Any:
    """Return a factory of HTTP connections that drop an answer whose headers have more than ``most`` bytes."""

    class BoundedFactory(factory):  # type: ignore[misc]
        def buildProtocol(self, addr: Any) -> Protocol:
            connection: Protocol = super().buildProtocol(addr)
            _bound_headers(connection, most, dropped)
            return connection

    return BoundedFactory


def _bound_headers(connection: Any, most: int, dropped: set[str]) -> None:
    """Count what a connection receives from each request to the end of the answer's headers.

    Of an answer that is dropped, ``dropped`` gets the URL.
    """
    ask, receive = connection.request, connection.dataReceived
    waiting: list[tuple[str, int]] = []  # URL and bytes of the answer whose headers are expected, if any

    def request(asked: Any) -> Deferred[Any]:
        waiting[:] = [(asked.absoluteURI.decode("latin-1"), 0)]
        answer: Deferred[Any] = ask(asked)
        answer.addBoth(headers_ended)
        return answer

    def headers_ended(result: Any) -> Any:
        waiting.clear()
        return result

    def data_received(data: bytes) -> None:
        if waiting:
            url, received = waiting[0]
            if received > most:
                waiting.clear()
                dropped.add(url)
                connection.abort().addErrback(lambda failure: None)
                return
            waiting[0] = (url, received + len(data))
        receive(data)

    connection.request, connection.dataReceived = request, data_received
