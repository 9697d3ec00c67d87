"""What stands around the headline, before the text begins: there pages show who wrote an article, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from newscrawl.extraction.elements import BESIDE, SKIPPED, length_below
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.tags import is_list_path

_PROSE = 120  # letters; a longer paragraph is text
_TEXT_BEGUN = 500  # letters of such paragraphs; a standfirst is shorter
_ABOVE = 60  # elements before the headline that may belong to it
_LEVELS = 4  # of elements around the headline
_MOST = 400  # elements that are looked at below it
_SHORT = 160  # letters; what is longer holds more than a name and a day
_PASSED = SKIPPED | BESIDE


@lru_cache(maxsize=1)  # authors, time and section of one page are looked for in it
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
    return below + [e for e in islice(_walk(above), _ABOVE) if 2 < length_below(e, _SHORT) <= _SHORT]


def own_footer(page: Page) -> list[HtmlElement]:
    """Return what stands in the footer of the page's article."""
    article = page.article
    footers = (
        e
        for e in (article.iter("footer") if article is not None else ())
        if next(e.iterancestors("article", "main", "footer")) is article  # not of another article in it, nor nested
    )
    found = (element for footer in footers for element in footer.iter() if isinstance(element.tag, str))
    return list(islice(found, _MOST))


def _until_text(roots: Iterable[HtmlElement]) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    prose = 0
    for element in _walk(roots):
        is_paragraph = element.tag == "p"
        length = length_below(element, _TEXT_BEGUN if is_paragraph else _SHORT)
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
            if element.tag in _PASSED and not is_own(element):
                walk.skip_subtree()
            else:
                yield element


def is_own(element: HtmlElement) -> bool:
    """True for the ``<footer>`` of an article, and for a brief ``<aside>`` with tags right below its headline: author,
    time and tags may stand there, and no menu of the site.
    """
    if not any(e.tag in ("article", "main") for e in element.iterancestors()):
        return False
    return element.tag == "footer" or (element.tag == "aside" and _is_byline(element))


def _is_byline(element: HtmlElement) -> bool:
    before, around = element.getprevious(), next(element.iterancestors("article", "main"))
    if before is not next(around.iter("h1", "h2"), None) or length_below(element, _SHORT) > _SHORT:
        return False
    return any(is_list_path(link.get("href") or "") for link in element.iter("a"))


def is_beside(element: HtmlElement) -> bool:
    """True for what stands in a menu, a footer or a box beside the article; not in what is its own."""
    return any(not is_own(around) for around in element.iterancestors(*BESIDE))


def is_in_menu(element: HtmlElement) -> bool:
    """True for what stands in a header that is not the article's, or beside the article."""
    header = next(element.iterancestors("header"), None)
    return (header is not None and not _is_of_article(header)) or is_beside(element)


def _is_of_article(header: HtmlElement) -> bool:
    first = islice(header.iter(), _MOST)
    return next(header.iterancestors("article"), None) is not None and any(element.tag == "h1" for element in first)
