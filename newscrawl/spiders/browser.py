"""The browser, for the few requests that need one: where it is, and how a "Load more" button is pressed."""

from __future__ import annotations

import shutil
from typing import Any

from scrapy.settings import BaseSettings

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

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


def is_picture(request: Any) -> bool:
    """True for what a listing need not load: pictures, fonts, videos."""
    return request.resource_type in ("image", "font", "media")
