"""Renders a page with the browser, for sites whose text is made by JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scrapy.settings import BaseSettings

from newscrawl.browser import FLAGS, find_browser

TIMEOUT = 30_000  # milliseconds
Render = Callable[[str, Callable[[str], bool]], str | None]


@contextmanager
def renderer(settings: BaseSettings) -> Iterator[Render | None]:
    """Give a function that renders a page; None where no browser is installed.

    It takes an address, and a function that tells which others the page may load from; it returns the HTML as rendered,
    or None if that fails. The browser starts with the first page.
    """
    executable = find_browser(settings.get("BROWSER"))
    if executable is None:
        yield None
        return
    from playwright.sync_api import Browser, Error, sync_playwright

    with sync_playwright() as playwright:
        browsers: list[Browser] = []

        def render(url: str, may_load: Callable[[str], bool]) -> str | None:
            if not browsers:
                browsers.append(playwright.chromium.launch(executable_path=executable, args=FLAGS))
            context = browsers[0].new_context(user_agent=settings["USER_AGENT"], service_workers="block")
            context.route("**/*", lambda route: route.continue_() if may_load(route.request.url) else route.abort())
            page = context.new_page()
            try:
                page.goto(url, timeout=TIMEOUT, wait_until="networkidle")
                return str(page.content())
            except Error:
                return None
            finally:
                context.close()

        yield render
        for browser in browsers:
            browser.close()
