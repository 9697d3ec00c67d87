"""What readers said below an article: none of it, and often longer. Told by the name of its box or by the heading over
it, and cut before anyone reads the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise, takewhile

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text, prose
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.lexicon import either, words
from newscrawl.text import fold, is_blank

_BOXES = ("div", "section", "ol", "ul", "aside", "details")
_NAMED = "//@class[contains(., 'omment')]/.. | //@id[contains(., 'omment') or contains(., 'disqus')]/.."  # fast
# ids and classes of such a box, in lower case; one of a single comment ("comment", "comment-body") is in one of these
_NAME = re.compile(
    r"(?:(?!(?:no|has|with|show|hide)[-_])[a-z]+[-_]?)?comments(?:[-_]?[a-z]+)?|disqus_thread"
    r"|(?:[a-z]+[-_])?comment[-_]?(?:list|area|section|thread|container|wrapper|wrap|box|block|holder|respond)"
)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_HEADING = 40  # letters
_HEADING_OVER = re.compile(rf"(?:\d+\s)?(?:{either(words('comments'), plain=False)})(?:\s?[(\[]?\d+[)\]]?)?\s?:?")
_SENTENCE = 80  # letters
_TEXT = 400  # letters; less above a heading is no article, and less beside a box is none either


def drop_comments(page: Page) -> None:
    """Drop readers' comments from a page's tree; not those that hold the headline or all of its text."""
    boxes = _boxes(page)
    if boxes and _has_text_beside(page.tree, boxes):
        page.text_boxes = [box for box in page.text_boxes if not _is_in(box, boxes)]
        for box in boxes:
            box.drop_tree()


@lru_cache(maxsize=1024)
def is_heading_over_comments(text: str) -> bool:
    """True for "Comments", "3 comments", "Leave a reply" and what other languages have for them."""
    return len(text) < _HEADING and _HEADING_OVER.fullmatch(fold(text)) is not None


def _boxes(page: Page) -> list[HtmlElement]:
    """Return the boxes of comments below the headline, and what follows a heading over comments."""
    named = [e for e in page.tree.xpath(_NAMED) if e.tag in _BOXES and _is_named(e)]
    heading = next((e for e in page.tree.iter(*_HEADINGS) if is_heading_over_comments(element_text(e))), None)
    boxes = list(dict.fromkeys([*named, *(_from(heading) if heading is not None else ())]))
    if not boxes or page.h1 is None:
        return boxes
    above = {around: inner for inner, around in pairwise([page.h1, *page.h1.iterancestors()])}
    return [box for box in boxes if box not in above and _is_below(box, above)]


def _is_below(box: HtmlElement, above: dict[HtmlElement, HtmlElement]) -> bool:
    """True if a box stands below the headline; ``above`` is what each element around that holds of it."""
    inner, around = next((i, a) for i, a in pairwise([box, *box.iterancestors()]) if a in above)
    return any(beside is inner for beside in above[around].itersiblings())


def _is_named(element: HtmlElement) -> bool:
    names = f"{element.get('id') or ''} {element.get('class') or ''}".lower().split()
    return any(map(_NAME.fullmatch, names))


def _from(heading: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the box that a heading begins, or the heading and what follows it up to one that is not below it."""
    first = heading
    while (parent := first.getparent()) is not None and parent.tag in _BOXES and _is_first(first):
        first = parent
    yield first
    if first is heading:
        yield from takewhile(lambda e: not _ends_comments(e, heading), heading.itersiblings())


def _ends_comments(element: HtmlElement, heading: HtmlElement) -> bool:
    return element.tag == "footer" or (element.tag in _HEADINGS and element.tag <= heading.tag)


def _is_first(element: HtmlElement) -> bool:
    """True if nothing is shown before an element where it stands."""
    before = element.itersiblings(preceding=True)
    return is_blank(element.getparent().text) and not any(element_text(e) or not is_blank(e.tail) for e in before)


def _has_text_beside(tree: HtmlElement, boxes: list[HtmlElement]) -> bool:
    """True if enough running text stands outside of some boxes: in the first paragraphs, which is quick to tell, or
    anywhere.
    """
    found = 0
    for paragraph in tree.iter("p"):
        length = len(paragraph.text_content())
        if length > _SENTENCE and not _is_in(paragraph, boxes):
            found += length
            if found > _TEXT:
                return True
    inside = sum(prose(box) for box in boxes if not _is_in(box.getparent(), boxes))
    return prose(tree) - inside > _TEXT


def _is_in(element: HtmlElement, boxes: list[HtmlElement]) -> bool:
    return element in boxes or any(around in boxes for around in element.iterancestors())
