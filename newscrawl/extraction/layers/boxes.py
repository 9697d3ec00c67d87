"""Boxes of a page (related news, most read, …), known by the words over them, never by class names."""

from __future__ import annotations

from functools import lru_cache

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text
from newscrawl.extraction.page import Page
from newscrawl.items import Link
from newscrawl.sites.model import Labels
from newscrawl.text import clean, fold
from newscrawl.urls import resolve


def labelled_boxes(page: Page, labels: Labels) -> list[tuple[str, HtmlElement]]:
    """Find the boxes of a page by the words over them: (kind, the element around heading and links)."""
    kinds = labels.boxes
    found: list[tuple[str, HtmlElement]] = []
    if not kinds:
        return found
    for element in page.tree.iter("h2", "h3", "h4", "h5", "h6", "strong", "span", "div", "p", "b", "a"):
        text = element.text
        if text and len(text) < 60 and (kind := kinds.get(_key(text))):
            box = _box_around(element)
            if box is not None:
                found.append((kind, box))
    return found


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    """Return a heading's form for look-ups; menus stand on every page."""
    return fold(clean(text))


def _box_around(heading: HtmlElement) -> HtmlElement | None:
    """Climb from a box's heading to the element that also holds its links; None where that is the text itself."""
    box = heading
    for _ in range(4):
        parent = box.getparent()
        if parent is None or parent.tag in ("body", "main"):
            return None
        if any(a is not heading for a in parent.iter("a")):
            prose = sum(len(p.text_content()) for p in parent.iter("p") if next(p.iter("a"), None) is None)
            return parent if prose < 200 else None
        box = parent
    return None


def links_in(page: Page, box: HtmlElement) -> list[Link]:
    """Return a box's links, each address once, with the longest text shown for it as headline."""
    texts: dict[str, str] = {}
    for anchor in box.iter("a"):
        url = resolve(page.base, anchor.get("href") or "")
        if url:
            text = element_text(anchor)
            if len(text) > len(texts.get(url, "")):
                texts[url] = text
            else:
                texts.setdefault(url, "")
    return [Link(url, text) for url, text in texts.items() if text]
