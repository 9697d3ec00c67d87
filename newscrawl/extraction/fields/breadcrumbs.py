"""The way from the home page to an article, as pages show it: the links of its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.lexicon import either, folded, words
from newscrawl.text import clean, fold
from newscrawl.urls import join

NAME = 40
"""Letters of a section's name."""
_NAMED = " | ".join(f"//@{name}[contains(., 'readcrumb')]/.." for name in ("class", "aria-label", "id"))
_LINE = 200  # letters of breadcrumbs, the headline at their end among them
_ARROW = re.compile(r"\s*(?:>{1,2}|»|›|→|＞)")
_HERE = re.compile(rf"(?:{either(folded('you_are_here'), plain=False)})\s?[:：]?")
_HOME = frozenset(map(fold, words("home")))


def breadcrumbs(page: Page) -> list[str]:
    """Return the links of the breadcrumbs, without the first, which leads home, and without the article itself."""
    return next((found for element in _lines(page) if (found := _names_in(page, element))), [])


def _lines(page: Page) -> Iterator[HtmlElement]:
    """Yield what is called breadcrumbs, then the lines above the headline of links with arrows between them that begin
    at home or with "You are here".
    """
    yield from page.tree.xpath(_NAMED)
    found = dict.fromkeys(a.getparent() for a in _links_above(page) if a.tail and _ARROW.match(a.tail))
    for line in found:
        if len(line.text_content()) < _LINE and _leads_down(page, line):
            yield line


def _links_above(page: Page) -> Iterator[HtmlElement]:
    """Yield the links above the headline; of a page without an element that shows it, all outside of its footer."""
    heading = page.h1
    for element in page.tree.iter("a") if heading is None else page.tree.iter("a", heading.tag):
        if element is heading:
            return
        if element.tag == "a" and next(element.iterancestors("footer"), None) is None:
            yield element


def _leads_down(page: Page, line: HtmlElement) -> bool:
    """True for a line that begins at home, or says "You are here", and goes on behind its first arrow."""
    first, *others = line.iter("a")
    behind = _ARROW.sub("", first.tail or "", count=1).strip()
    is_at_home = _is_home(page, first) or bool(_HERE.match(fold(clean(line.text or ""))))
    return is_at_home and bool(others or behind) and "«" not in (line.text or "") + (first.tail or "")


def _is_home(page: Page, link: HtmlElement) -> bool:
    url = join(page.base, link.get("href") or "")
    return not urlsplit(url).path.strip("/") and _are_of_one_paper(url, page.url)


def _are_of_one_paper(one: str, other: str) -> bool:
    return _domain(one) == _domain(other)


def _domain(url: str) -> list[str]:
    """Return the last labels of a host: two, or three below a domain such as ``co.uk``."""
    labels = (urlsplit(url).hostname or "").split(".")
    is_below = len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2
    return labels[-3:] if is_below else labels[-2:]


def _names_in(page: Page, element: HtmlElement) -> list[str]:
    """Return the texts of the links in breadcrumbs that lead to sections: also those that are hosts of their own."""
    links = [(element_text(a), join(page.base, a.get("href") or "")) for a in element.iter("a")]
    own, first = urlsplit(page.url), urlsplit(links[0][1] if links else "")
    found = []
    for text, url in links:
        place = urlsplit(url)
        is_channel = place.netloc not in (first.netloc, "") and place.netloc.partition(".")[0] != "www"
        if not 1 < len(text) < NAME or fold(text) in _HOME or place.path.rstrip("/") == own.path.rstrip("/"):
            continue
        if place.path.strip("/") or (is_channel and _are_of_one_paper(url, page.url)):
            found.append(text)
    return found
