"""The element of a page's main content: told by its name, by where most paragraphs stand, or by being an article."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile

from lxml.html import HtmlElement

from newscrawl.extraction.elements import HEADINGS, link_of, stands_beside
from newscrawl.extraction.page import Page
from newscrawl.extraction.paragraphs import SENTENCE, long_paragraphs
from newscrawl.text import letters_in

_BOXES = ("article", "div", "main", "section")
# of a text, or beside it
_PARTS = ("blockquote", "ul", "ol", "li", "dl", "dd", "form", "details", "figure", "fieldset")
_ITEMPROP = "articleBody"  # schema.org
_CLASSES = frozenset(("post", "entry"))
# what publishing systems and their themes call the box of a text, in its id and in its class
_ANY_NAME = r"(?:article|entry|art)-content|article__(?:content|body)|article[-_]?body|articleBody|body-text"
_ID = re.compile(rf"{_ANY_NAME}|articleContent")
_CLASS = re.compile(
    rf"{_ANY_NAME}|(?:page|text)-content|article__container|article-?text|articleText|ArticleContent"
    r"|post[-_]?content|postContent|post[-_]text|post-body|post-?entry|post_inner_wrapper"
)
_NOT_SHOWN = ("script", "style", "noscript", "template")
_CAPTION = 300  # letters
# of the letters in paragraphs so many stand in the element of the text, or two fifths and so many times those of any
# other
_MOST, _MUCH, _TIMES = 0.7, 0.4, 3
_HALF = 0.5  # of an article's paragraphs; a named box with less is a part of the text
_ALL = 0.9  # of the letters in paragraphs stand in the element around a text in sections
_MANY, _LONG, _SUBHEADS = 8, 2000, 3  # paragraphs, letters and headings of such a text; less may be comments


def main_content(page: Page) -> HtmlElement | None:
    """Return the element that holds the text of a page's article, or stands in its place; None if nothing tells it."""
    named = next((box for box in page.tree.iter(*_BOXES) if _is_named(box) and not stands_beside(box)), None)
    if named is not None:
        return _with_other_parts(named)
    found = with_most_paragraphs(page.tree, page.h1)
    if found is not None and found.tag in _PARTS:
        return None
    if found is None:
        found = next(page.tree.iter("article"), None)
    return found if found is not None and not stands_beside(found) else None


def _with_other_parts(box: HtmlElement) -> HtmlElement:
    """Return the ``<article>`` around a named box that is only one of several alike in which its text stands, else the
    box.
    """
    article = next(box.iterancestors("article"), None)
    if article is None or len(list(box.iter("p"))) >= _HALF * len(list(article.iter("p"))):
        return box
    classes = frozenset((box.get("class") or "").split())
    inside, alike = sum(size for _, size in long_paragraphs(box)), 0
    for paragraph, size in long_paragraphs(article):
        around = takewhile(lambda element: element is not article, paragraph.iterancestors())
        if any(not classes.isdisjoint((element.get("class") or "").split()) for element in around):
            alike += size
    return box if inside >= _HALF * alike else article


def _is_named(box: HtmlElement) -> bool:
    classes, name = box.get("class"), box.get("id")
    if classes and (classes in _CLASSES or _CLASS.search(classes)):
        return True
    return bool(name and _ID.search(name)) or box.get("itemprop") == _ITEMPROP


def with_most_paragraphs(tree: HtmlElement, heading: HtmlElement | None = None) -> HtmlElement | None:
    """Return the element in which most paragraphs below the headline stand, and the first of them, if it is in no
    article and no other text is between the two.
    """
    places = [(paragraph.getparent(), size) for paragraph, size in long_paragraphs(tree, heading)]
    sizes: Counter[HtmlElement] = Counter()
    for parent, size in places:
        sizes[parent] += size
    place = _place_of_most(sizes)
    place = _with(places[0][0], place, sizes) if place is not None else None
    if place is None or any(e.tag == "article" for e in (place, *place.iterancestors())):
        return None
    return None if _is_text_above(place, heading) else place


def around_all_paragraphs(tree: HtmlElement) -> HtmlElement | None:
    """Return the smallest element that holds nearly all paragraphs of a tree, in sections with headings; None if that
    is the whole page.
    """
    paragraphs = long_paragraphs(tree)
    total = sum(size for _, size in paragraphs)
    if len(paragraphs) < _MANY or total < _LONG:
        return None
    sizes: Counter[HtmlElement] = Counter()
    for paragraph, size in paragraphs:
        for element in paragraph.iterancestors():
            sizes[element] += size
    all_around = [element for element, size in sizes.items() if size >= _ALL * total]
    place = max(all_around, key=lambda e: sum(1 for _ in e.iterancestors()), default=None)
    if place is None or place.tag in ("body", "html"):
        return None
    return place if _subheads(place, frozenset(paragraph for paragraph, _ in paragraphs)) >= _SUBHEADS else None


def _subheads(place: HtmlElement, paragraphs: frozenset[HtmlElement]) -> int:
    """Return how many headings that link to nothing have one of some paragraphs below them, before the next heading."""
    found, above = 0, None
    for element in place.iter("p", *HEADINGS):
        if element.tag != "p":
            above = None if _is_title(element, place) else element
        elif above is not None and element in paragraphs:
            found, above = found + 1, None
    return found


def _is_title(heading: HtmlElement, place: HtmlElement) -> bool:
    """True for the heading of a teaser: it is a link, or another stands below it outside of a paragraph."""
    if link_of(heading) is not None:
        return True
    box = heading.getparent()
    return box is not place and any(next(a.iterancestors("p"), None) is None for a in box.iter("a"))


def _with(first: HtmlElement, place: HtmlElement, sizes: Counter[HtmlElement]) -> HtmlElement | None:
    """Return the element around a place and the first paragraph's, if the place has most of what is in it too."""
    around_first = {first, *first.iterancestors()}
    around = next(element for element in (place, *place.iterancestors()) if element in around_first)
    if around is place:
        return place
    inside = sum(size for other, size in sizes.items() if other is around or around in other.iterancestors())
    return around if around.tag != "body" and sizes[place] >= _MOST * inside else None


def _place_of_most(sizes: Counter[HtmlElement]) -> HtmlElement | None:
    """Return the element with nearly all, or with much and many times as much as any other; None if there is none."""
    if not sizes:
        return None
    (place, size), *others = sizes.most_common(2)
    is_much = size >= _MUCH * sizes.total() and all(size >= _TIMES * other for _, other in others)
    return place if is_much or size >= _MOST * sizes.total() else None


def _is_text_above(place: HtmlElement, heading: HtmlElement | None) -> bool:
    """True if more bare text than a caption is between the headline and a place."""
    around, above = set(place.iterancestors()), 0
    for element in takewhile(lambda element: element is not place, place.getroottree().iter("*")):
        if element is heading:
            above = 0
            continue
        texts = (None if element.tag in _NOT_SHOWN else element.text, None if element in around else element.tail)
        above += sum(map(_sentence, texts))
    return above > _CAPTION


def _sentence(text: str | None) -> int:
    """Return the letters of a piece of text; none of a short one."""
    length = letters_in(text.strip()) if text and len(text) > SENTENCE / 3 else 0
    return length if length > SENTENCE else 0
