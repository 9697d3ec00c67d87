"""The sections that a home page names: what its menu links to, and links to categories."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.extraction import Page
from newscrawl.extraction.elements import element_text
from newscrawl.survey.day_lists import named_archive
from newscrawl.survey.edition import Edition
from newscrawl.survey.queries import is_section
from newscrawl.survey.shapes import likely
from newscrawl.text import clean
from newscrawl.urls import listing_key, resolve

_CATEGORY = re.compile(
    r"/(?:categor(?:y|ies|ias?)|secci(?:on|ones)|sections?|rubrik(?:en)?)/[^/?#]+/?(?:[^/?#]+/?)?$|[?&]cat=\d+$"
)
_PAGING = re.compile(r"[\d\W]+|\W*(?:next|prev(?:ious)?|older|newer|page \d+|zurück|weiter)\b.*", re.I)
_NO_SECTION = re.compile(
    r"about|contact|privacy|terms|login|sign|subscri|account|cookie|advert|career|jobs"
    r"|newsletter|search|rss|feed|impressum|shop|store|help|faq|app$"
    r"|^/(?:tags?|categor(?:y|ies|ias?)|topics|authors|etiquetas|schlagwort(?:e|er)?)$"  # lists of lists
    r"|/(?:authors?|autor(?:es)?|auteurs?|autoren|writers?|users?|tags?)/",
    re.I,
)
_LONGEST = 30  # letters of a section's name
_DEEPEST = 3  # folders of its path


def menu_of(home: Page, edition: Edition) -> dict[str, str]:
    """Return path → text of links that look like sections: short, in the menu if there is one; and to categories."""
    menus = (e for e in home.tree.iter("nav", "header") if next(e.iterancestors("article"), None) is None)
    anchors = [a for menu in menus for a in menu.iter("a")] or list(home.tree.iter("a"))
    categories = (a for a in home.tree.iter("a") if _CATEGORY.search(a.get("href") or ""))
    return _sections([*anchors, *categories], home, edition)


def short_links(home: Page, edition: Edition) -> dict[str, str]:
    """Return path → text of all links that look like sections, for a page that only greets and leads on."""
    found = _sections(home.tree.iter("a"), home, edition)
    return {path: text for path, text in found.items() if not likely(path, text)}


def _sections(anchors: Iterable[HtmlElement], home: Page, edition: Edition) -> dict[str, str]:
    found: dict[str, str] = {}
    for anchor in anchors:
        url, text = resolve(home.base, anchor.get("href") or ""), element_text(anchor)
        if url and edition.holds(url) and _may_be_section(edition.within(url), text) and not _is_paging(anchor, text):
            found.setdefault(listing_key(url), clean(text))
    return found


def _may_be_section(url: str, text: str) -> bool:
    path = listing_key(url)
    return (
        1 < len(text) < _LONGEST
        and path != ""
        and ("?" not in path or is_section(url))
        and not named_archive(url, text)
        and path.count("/") <= _DEEPEST
        and not _NO_SECTION.search(path)
        and not re.search(r"\d{4,}", urlsplit(url).path)
    )


def _is_paging(anchor: HtmlElement, text: str) -> bool:
    """True for a link to another page of the same list: by its rel, its words, or a number."""
    return not {"next", "prev"}.isdisjoint((anchor.get("rel") or "").split()) or bool(_PAGING.fullmatch(text))
