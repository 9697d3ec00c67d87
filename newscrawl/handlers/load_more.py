"""What the browser does on a page: press a "Load more" button, or wait until the page's own requests have ended."""

from __future__ import annotations

from typing import Any

# Presses the button until it is gone, nothing is added any more, or the limit is reached.
_PRESS = """async ([label, limit]) => {
  const buttons = () => [...document.querySelectorAll('button,a')];
  const find = () => buttons().find(e => e.textContent.trim() === label && e.offsetParent);
  const count = () => document.querySelectorAll('a[href]').length;
  for (let n = 0; n < limit; n++) {
    const button = find(); if (!button) break;
    const before = count(); button.click();
    let waited = 0;
    while (count() === before && waited < 5000) { await new Promise(r => setTimeout(r, 25)); waited += 25; }
    if (count() === before) break;
  }
}"""


def load_more_meta(label: str, clicks: int) -> dict[str, Any]:
    """Return the request meta that renders a page and presses its button at most so many times."""
    from scrapy_playwright.page import PageMethod  # loads the browser's driver, which few crawls need

    return {"playwright": True, "playwright_page_methods": [PageMethod("evaluate", _PRESS, [label, clicks])]}


def render_meta() -> dict[str, Any]:
    """Return the request meta that renders a page until its requests have ended."""
    return {"playwright": True, "playwright_page_goto_kwargs": {"wait_until": "networkidle"}}
