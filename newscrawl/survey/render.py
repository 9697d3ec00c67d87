"""Renders a page with the browser, for sites whose text is made by JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scrapy.settings import BaseSettings

from newscrawl.browser import FLAGS, find_browser

TIMEOUT = 30_000  # milliseconds


@contextmanager
def renderer(settings: BaseSettings) -> Iterator[Callable[[str], str | None] | None]:
    """Give a function address → HTML as rendered (None if that fails); None itself where no browser is installed.

    The browser starts with the first page.
    """
    executable = find_browser(settings.get("BROWSER"))
    if executable is None:
        yield None
        return
    from playwright.sync_api import Browser, Error, sync_playwright

    with sync_playwright() as playwright:
        browsers: list[Browser] = []

        def render(url: str) -> str | None:
            if not browsers:
                browsers.append(playwright.chromium.launch(executable_path=executable, args=FLAGS))
            page = browsers[0].new_page(user_agent=settings["USER_AGENT"])
            try:
                page.goto(url, timeout=TIMEOUT, wait_until="networkidle")
                return str(page.content())
            except Error:
                return None
            finally:
                page.close()

        yield render
        for browser in browsers:
            browser.close()
