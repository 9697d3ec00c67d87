"""``tags``, ``topics`` and ``region``: what readers see, else what search engines are told."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.layers.opening import is_own_footer
from newscrawl.extraction.page import Page, element_text
from newscrawl.extraction.words.lexicon import either, words
from newscrawl.extraction.words.tags import clean_tags
from newscrawl.text import unique

_TAG_PATH = re.compile(rf"/(?:{either(words('tag_paths'), plain=False)})/", re.I)
_MENUS = ("nav", "header", "footer", "aside")
_CLOUD = 20  # different tags; a page that links to more shows a list of all


def tags(page: Page, layers: Layers) -> Answer:
    """Return the tags that metadata gives, else those that are shown, else what search engines are told."""
    found = layers.first("tags")
    if not found.value and layers.is_unknown and (shown := clean_tags(shown_tags(page))):
        found = Answer(shown, "structure")
    if not found.value:
        found = layers.first("keywords")
    return Answer(unique(found.value or []), found.layer)


def topics(page: Page, layers: Layers) -> Answer:
    """Return the running stories that an article belongs to."""
    found = layers.first("topics", [])
    return Answer(unique(found.value), found.layer)


def region(page: Page, layers: Layers) -> Answer:
    """Return the countries an article is about."""
    found = layers.first("region", [])
    return Answer(unique(found.value), found.layer)


def _is_in_menu(anchor: HtmlElement) -> bool:
    return any(e.tag in _MENUS and not is_own_footer(e) for e in anchor.iterancestors())


def shown_tags(page: Page) -> list[str]:
    """Return the tags under an article: links marked ``rel=tag``, or that lead to tag pages; none from menus."""
    marked, led = [], []
    for anchor in page.tree.iter("a"):
        rel, href = anchor.get("rel") or "", anchor.get("href") or ""
        if "tag" in rel.split():
            marked.append(element_text(anchor))
        elif _TAG_PATH.search(href) and not _is_in_menu(anchor):
            led.append(element_text(anchor))
    return marked or (led if len(set(led)) <= _CLOUD else [])
