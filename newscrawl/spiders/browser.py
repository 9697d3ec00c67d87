"""The browser, for the few requests that need one: where it is, and how a "Load more" button is pressed."""

from __future__ import annotations

import asyncio
import shutil
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    *(
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ),
    # pictures refused one by one, as PLAYWRIGHT_ABORT_REQUEST does, stay in this process as long as their page
    "--blink-settings=imagesEnabled=false",
]

# Presses the button until it is gone, nothing is added any more, or the limit is reached.
_PRESS = """async ([label, limit]) => {
  const find = () => [...document.querySelectorAll('button,a')].find(e => e.textContent.trim() === label && e.offsetParent);
  const count = () => document.querySelectorAll('a[href]').length;
  for (let n = 0; n < limit; n++) {
    const button = find(); if (!button) break;
    const before = count(); button.click();
    let waited = 0;
    while (count() === before && waited < 5000) { await new Promise(r => setTimeout(r, 25)); waited += 25; }
    if (count() === before) break;
  }
}"""


def find_browser(configured: str | None) -> str | None:
    """Return the browser's executable: the configured one, or the first that is installed."""
    return next((path for name in ((configured,) if configured else BROWSERS) if (path := shutil.which(name))), None)


def load_more_meta(settings: BaseSettings, label: str, clicks: int) -> dict[str, Any] | None:
    """Return the request meta that renders a page and presses its button; None without a browser."""
    if not find_browser(settings.get("BROWSER")):
        return None
    from scrapy_playwright.page import PageMethod

    return {"playwright": True, "playwright_page_methods": [PageMethod("evaluate", _PRESS, [label, clicks])]}


def render_meta(settings: BaseSettings) -> dict[str, Any] | None:
    """Return the request meta that renders a page until its requests have ended; None without a browser."""
    if not find_browser(settings.get("BROWSER")):
        return None
    return {"playwright": True, "playwright_page_goto_kwargs": {"wait_until": "networkidle"}}


def is_decoration(request: Any) -> bool:
    """True for what a listing need not load: fonts and videos; the browser does not ask for pictures."""
    return request.resource_type in ("font", "media")


class LazyBrowserHandler(HTTP11DownloadHandler):
    """Plain HTTP for all requests but those with ``playwright`` in their meta; starts the browser for the first of them.

    scrapy-playwright starts its driver with every crawl, once a scheme, and hangs in ``scrapy shell``.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._starting = asyncio.Lock()
        self._browser: Any = None

    async def download_request(self, request: Request) -> Response:
        """Download over plain HTTP, or with the browser."""
        if not request.meta.get("playwright"):
            return await super().download_request(request)
        async with self._starting:
            if self._browser is None:
                from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

                handler = ScrapyPlaywrightDownloadHandler(self._crawler)
                await handler._maybe_launch_in_thread()  # it waits for a signal that was sent long ago
                self._browser = handler
        response: Response = await self._browser.download_request(request)
        return response

    async def close(self) -> None:
        """Close the browser, if there is one."""
        if self._browser is not None:
            await self._browser.close()
        await super().close()
