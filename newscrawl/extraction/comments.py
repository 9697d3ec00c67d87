"""What readers said below an article: none of it, and often longer. Told by the name of its box or by the heading over
it, and cut before the page is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

from lxml.html import HtmlElement

from newscrawl.extraction.elements import HEADINGS, element_text
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.lexicon import either, folded
from newscrawl.text import fold, is_blank

_BOXES = ("div", "section", "ol", "ul", "aside", "details")
_PARTS = "list|area|section|thread|container|wrapper|wrap|box|block|holder|form|title|template|content|app|respond"
# ids and classes of such a box, in lower case, also as sites of other languages name it; those of a single comment
# ("comment", "comment-body") are in one of them
_FOREIGN = (
    "komentarze|komentari|kommentare[nr]?|kommentarbereich|comentarios|commentaires|commenti|yorumlar|pinglun|reacties"
)
_NAME = re.compile(
    r"(?:(?:post|article|readers?|users?|visitors?|fb|facebook|disqus|wp|page|entry|story|blog|site)[-_]?)?"
    rf"comments(?:[-_]?(?:{_PARTS}))?|(?:[a-z]+[-_]?)?comments?[-_]?(?:{_PARTS})|disqus_thread"
    rf"|(?:(?:leser|nutzer|user|box|liste?|lista)[-_]?)?(?:{_FOREIGN})(?:[-_]?(?:{_PARTS}))?"
)
_NAMES = 200  # letters of the id or the classes of a box
_HEADING = 40  # letters
_HEADING_OVER = re.compile(rf"(?:\d+\s)?(?:{either(folded('comments'), plain=False)})(?:\s?[(\[]?\d+[)\]]?)?\s?:?")
_TEXT = 400  # letters of running text between the headline and comments; below less there is no article above
_PIECE = 40  # letters of text that is no button or label
_NO_TEXT = ("a", "script", "style", "noscript", "title", "button")


def drop_comments(page: Page) -> None:
    """Drop readers' comments from a page's tree, where enough text stands above them. What holds a headline stays."""
    named = {e for e in page.tree.iter(*_BOXES) if _is_named(e)}
    over = {e for e in page.all_headings if e.tag in HEADINGS and is_heading_over_comments(element_text(e))}
    if not named and not over:
        return
    page.drop(_comments(page, named, over))


@lru_cache(maxsize=1024)
def is_heading_over_comments(text: str) -> bool:
    """True for "Comments", "3 comments", "Leave a reply" and what other languages have for them."""
    return len(text) < _HEADING and _HEADING_OVER.fullmatch(fold(text)) is not None


def _is_named(element: HtmlElement) -> bool:
    return any(_names_comments(names) for key in ("id", "class") if (names := element.get(key)) and len(names) < _NAMES)


@lru_cache(maxsize=4096)  # the same names come on every page of a site
def _names_comments(names: str) -> bool:
    return any(map(_NAME.fullmatch, names.lower().split()))


def _comments(page: Page, named: set[HtmlElement], over: set[HtmlElement]) -> list[HtmlElement]:
    """Return the boxes of comments."""
    headlines = frozenset(around for heading in page.headings for around in (heading, *heading.iterancestors()))
    found: list[HtmlElement] = []
    inside: set[HtmlElement] = set()
    length = 0
    candidates = named | over
    told = set(named)  # and what stands in them: no text of an article
    for element in _from_headline(page, candidates):
        if element in inside:
            continue
        if element.getparent() in told:
            told.add(element)
        if length > _TEXT and element in candidates:
            boxes = [element] if element in named else list(_from(element))
            if headlines.isdisjoint(boxes):
                inside.update(element for box in boxes for element in box.iter("*"))
                found += boxes
                continue
        if element not in told:
            length += _prose(element)
    return found


def _from_headline(page: Page, candidates: set[HtmlElement]) -> list[HtmlElement]:
    """Return the elements from the headline to the last of some candidates, in page order."""
    elements = list(page.tree.iter("*"))
    first = elements.index(page.h1) if page.h1 is not None else 0
    while elements and elements[-1] not in candidates:
        elements.pop()
    return elements[first:]


def _prose(element: HtmlElement) -> int:
    """Return the letters of an element's own running text, and of that behind it."""
    text, tail, length = element.text, element.tail, 0
    if text and len(text) > _PIECE and len(text.strip()) > _PIECE and element.tag not in _NO_TEXT:
        length = len(text)
    if tail and len(tail) > _PIECE and len(tail.strip()) > _PIECE:
        length += len(tail)
    return length


def _from(heading: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the box that a heading begins, or the heading and what follows it up to one that is not below it."""
    first = heading
    while (parent := first.getparent()) is not None and parent.tag in _BOXES and _is_first(first):
        first = parent
    yield first
    if first is heading:
        yield from takewhile(lambda e: not _ends_comments(e, heading.tag), heading.itersiblings())


def _ends_comments(element: HtmlElement, level: str) -> bool:
    """True for a footer, an article, and a heading that is not below ``level``, also one in a box."""
    if element.tag in ("footer", "article"):
        return True
    return any(heading.tag <= level for heading in element.iter("h1", *HEADINGS))


def _is_first(element: HtmlElement) -> bool:
    """True if nothing is shown before an element where it stands."""
    before = element.itersiblings(preceding=True)
    return is_blank(element.getparent().text) and not any(element_text(e) or not is_blank(e.tail) for e in before)
