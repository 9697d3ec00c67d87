"""Tells pages that are no articles: error pages that answer 200, and listings."""

from __future__ import annotations

from lxml.html import HtmlElement

from newscrawl.errors import NotAnArticle
from newscrawl.extraction.elements import BESIDE, SKIPPED, element_text
from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.page import Page

_PARAGRAPHS = 3  # that are looked at for the words of an error page
_APART = BESIDE | SKIPPED
_LONG = 100  # letters of a paragraph of running text, without its links


def refuse_error_pages(page: Page, layers: Layers) -> None:
    """Raise NotAnArticle for an error page, and for what says of itself that it is no article."""
    if layers.script or layers.site is None:
        return
    heading = element_text(page.h1) if page.h1 is not None else page.title
    texts = [heading, page.title] + [element_text(p) for p in list(page.tree.iter("p"))[:_PARAGRAPHS]]
    if any(pattern.search(text) for pattern in layers.site.labels.not_found_patterns for text in texts):
        raise NotAnArticle("soft-404")
    # many real articles say "website" of themselves, but then have other metadata
    has_times = page.meta.keys() & {"article:published_time", "datepublished"}
    is_told = page.first_meta("og:type") == "website" and not has_times and not layers.json_ld
    if is_told and not _has_running_text(page):
        raise NotAnArticle("listing")


def _has_running_text(page: Page) -> bool:
    """True if some paragraphs stand side by side below the headline: each teaser of a listing has an element of its
    own.
    """
    is_below = page.h1 is None
    for element in page.tree.iter("p", "h1", "h2"):
        is_below = is_below or element is page.h1
        following = element.getnext()
        if not is_below or element.tag != "p" or following is None or following.tag != "p":
            continue
        if all(map(_is_long, (element, following))) and next(element.iterancestors(*_APART), None) is None:
            return True
    return False


def _is_long(paragraph: HtmlElement) -> bool:
    linked = sum(len(element_text(a)) for a in paragraph.iter("a"))
    return len(element_text(paragraph)) - linked > _LONG
