"""What stands around the headline, before the text begins: there pages show who wrote an article, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from newscrawl.extraction.page import SKIPPED, Page

_PROSE = 120  # letters; a longer paragraph is text
_TEXT_BEGUN = 500  # letters of such paragraphs; a standfirst is shorter
_ABOVE = 60  # elements before the headline that may belong to it
_LEVELS = 4  # of elements around the headline
_MOST = 400  # elements that are looked at below it
_SHORT = 160  # letters; what is longer holds more than a name and a day
_PASSED = SKIPPED | {"nav", "footer", "aside"}


def opening(page: Page) -> list[HtmlElement]:
    """Return the short elements from just above the headline to where the text begins, those below it first.

    Of a page without an ``<h1>``, those from its beginning.
    """
    heading = page.h1
    below = _until_text(
        [page.tree] if heading is None else (e for around in _around(heading) for e in around.itersiblings())
    )
    if heading is None:
        return below
    above = (e for around in islice(_around(heading), _LEVELS) for e in around.itersiblings(preceding=True))
    return below + [e for e in islice(_walk(above), _ABOVE) if 2 < _length(e, _SHORT) <= _SHORT]


def _until_text(roots: Iterable[HtmlElement]) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    prose = 0
    for element in _walk(roots):
        is_paragraph = element.tag == "p"
        length = _length(element, _TEXT_BEGUN if is_paragraph else _SHORT)
        if is_paragraph and length > _PROSE:
            prose += length
        if prose > _TEXT_BEGUN or len(found) >= _MOST:
            break
        if 2 < length <= _SHORT:
            found.append(element)
    return found


def _around(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()


def _walk(roots: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    """Yield what may be shown of some elements and below them, in page order."""
    for root in roots:
        walk = iterwalk(root, events=("start",))
        for _, element in walk:
            if element.tag in _PASSED:
                walk.skip_subtree()
            else:
                yield element


def _length(element: HtmlElement, most: int) -> int:
    """Return the letters below an element; more than ``most`` are not counted to their end."""
    length = 0
    for text in element.itertext():
        length += len(text.strip())
        if length > most:
            break
    return length
