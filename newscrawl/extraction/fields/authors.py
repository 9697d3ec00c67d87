"""``authors`` and ``sources``; where metadata names no author, or only the newspaper, those of the byline that is
shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from urllib.parse import unquote

from lxml.html import HtmlElement

from newscrawl.extraction.elements import HEADINGS, SKIPPED, element_text
from newscrawl.extraction.fields.author_links import leads_to_author, only_author_linked, stands_at_a_title
from newscrawl.extraction.fields.credited import described_below, pictured, signed_anywhere
from newscrawl.extraction.fields.headline import site_names
from newscrawl.extraction.fields.signed import beside_a_date
from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.json_ld import web_page_authors
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.layers.opening import opening, own_footer
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.names import (
    begins_with_by,
    is_by_another,
    is_first_name,
    is_full_name,
    is_name,
    is_name_with_role,
    split_names,
    without_by,
)
from newscrawl.text import clean, fold, unique

_MARKED_TAGS = frozenset(
    (
        "a", "span", "p", "div", "address", "cite", "h2", "h3", "h4", "h5", "li", "ul", "strong", "b", "em", "i",
        "section", "small", "aside",
    )
)  # fmt: skip
_TAGS = _MARKED_TAGS | {"td", "font"}  # in which a byline may stand, but no mark tells one
_BLOCKS = frozenset({"p", "div", "li", "ul", "h2", "h3", "h4", "h5", "section", "header", "td", "address", "time"})
# class names of the trade, at word boundaries: "article-byline", "authorName", "post_author_link"
_MARKED = re.compile(
    r"(?:^|[\s_:-]|(?<=[a-z]))(?:[Aa]uthors?|AUTHOR|[Bb]y-?[Ll]ines?|[Aa]utore?s?"
    r"|[Aa]uteurs?|[Ww]riters?)(?=$|[\s_:A-Z-]|name)"
)
_HINT = re.compile(r"[Aa]ut|AUT|[Yy]-?[Ll]in|[Ww]riter")  # quick to look for
_NOT_BYLINE = re.compile(
    r"bio|desc|image|avatar|photo|social|(?<![a-z])tips|follow|related|comment|(?<!border-)box|(?<!v)card|more|list"
    r"|recommend|promo|sidebar|login",
    re.I,
)
_ARTICLE = re.compile(r"^(?:the|die|der|das|le|la|les|el|los|las|il|lo|het|de)\s")
_LEVELS = 2  # of boxes around the headline in which names are looked for first
_LATIN = re.compile("[a-z]")
_IS_PROSE = re.compile("[，。？！]")  # what a reporter says in an interview, after the same label
_LONGEST = 160  # letters of a byline
_INLINE = frozenset({"a", "span", "cite", "strong", "b", "em", "i", "small"})
_TEASERS = 4  # so many elements alike, far from the headline, belong to comments or other articles
_SAME = 8  # so many authors may have elements of their own


def authors_and_sources(page: Page, layers: Layers) -> tuple[Answer, Answer]:
    """Return the people and the agencies; of several tags that name others, those that the visible byline names too."""
    told, named = layers.first("authors", []), layers.first("sources", [])
    authors, sources = unique(told.value), Answer(unique(named.value), named.layer)
    if not layers.is_unknown:
        return Answer(authors, told.layer), sources
    papers = site_names(page)
    people = [name for name in authors if not _is_paper(name, papers)]
    tags = layers.first("author_tags").value if told.layer == "meta" else None
    if people and not tags and (told.layer != "meta" or any(map(is_name, people))):
        others = _signed_by_others(page, people)
        return Answer(others or people, "structure" if others else told.layer), sources
    shown, agencies = shown_byline(page)
    shown = [name for name in shown if " " in name or not _is_paper(name, papers)]
    if agencies and not sources.value:
        sources = Answer(agencies, "structure")
    agreed = unique(name for tag in tags or () for name in tag if set(map(fold, tag)) & set(map(fold, shown)))
    if (agreed or people) and not (shown and not any(map(is_name, people))):
        return Answer(agreed or people or authors, told.layer), sources
    if shown:
        return Answer(shown, "structure"), sources
    if authors:
        return Answer(people or authors, told.layer), sources
    described = [name for name in web_page_authors(page) if not _is_paper(name, papers)]
    return Answer(described, "json-ld"), sources


def _signed_by_others(page: Page, people: list[str]) -> list[str]:
    """Return the names behind "By" at the headline where it shows none of the people that metadata names: they have put
    there what others wrote.
    """
    boxes = islice(page.h1.iterancestors(), _LEVELS) if page.h1 is not None else ()
    if any(name in box.text_content() for box in boxes for name in people):  # as on most pages
        return []
    around = [element for element in opening(page) if element.tag in _TAGS]
    names = _first(around, _is_byline)[0]
    shown = fold("\n".join(map(element_text, around))) if names else ""
    if not all(map(is_full_name, names)) or any(fold(name).strip('"') in shown for name in people):
        return []
    return [] if any(_may_be_same(one, other) for one in names for other in people) else names


def _is_byline(element: HtmlElement) -> bool:
    """True for what begins with "By" and names who wrote it; not for a heading."""
    return element.tag not in HEADINGS and _begins_with_by(element) and not is_by_another(element_text(element))


def _may_be_same(one: str, other: str) -> bool:
    """True for names with a part in common, and of different scripts."""
    is_latin = [bool(_LATIN.search(fold(name))) for name in (one, other)]
    return is_latin[0] != is_latin[1] or not set(fold(one).split()).isdisjoint(fold(other).split())


def _is_paper(name: str, papers: set[str]) -> bool:
    """True for the name of the site, also with an article before it that its address has not."""
    folded = fold(name)
    bare = _ARTICLE.sub("", folded)
    return folded in papers or (bare != folded and bare.replace(" ", "") in {one.replace(" ", "") for one in papers})


def shown_byline(page: Page) -> tuple[list[str], list[str]]:
    """Return the people and the agencies of the byline: one that is marked as such, links to an author's page, begins
    with "By", or tells what somebody is.

    It is looked for around the headline and in the article's own footer; if it is marked, on the whole page.
    """
    around = [e for e in [*opening(page), *own_footer(page)] if e.tag in _TAGS]
    sources: list[str] = []
    for way in (_is_marked, leads_to_author, _begins_with_by, _is_signed):
        people, agencies, held = _first(around, way)
        if _are_teasers(held):
            around = [e for e in around if not any(a in held for a in (e, *e.iterancestors()))]
            continue
        if people:
            return people, agencies
        sources = sources or agencies
    if sources:
        return [], sources  # an agency's report
    people, agencies = _elsewhere(page)
    people = people or beside_a_date(page, around) or _first_names(around) or pictured(page, around)
    return people or only_author_linked(page) or signed_anywhere(page) or described_below(page), agencies


def _first_names(places: Iterable[HtmlElement]) -> list[str]:
    """Return the name of one who is called by one name: of a link to an author whose address has it too."""
    for element in places:
        if not leads_to_author(element) and element.get("rel") != "author":
            continue
        name, href = without_by(element_text(element)), unquote(element.get("href") or "")
        if is_first_name(name) and fold(name) in fold(href.rstrip("/").rpartition("/")[2]):
            return [name]
    return []


def _elsewhere(page: Page) -> tuple[list[str], list[str]]:
    """Return the names in a marked element anywhere on the page: of those that are marked alike only if there are few,
    else they are teasers.
    """
    alike: dict[tuple[str, ...], list[HtmlElement]] = {}
    for element in page.tree.iter(*_MARKED_TAGS):
        if (
            len(element) <= 6
            and _may_be_marked(element)
            and _is_marked(element)
            and 2 < len(element_text(element)) < _LONGEST
        ):
            alike.setdefault(_marks(element), []).append(element)
    for elements in sorted(alike.values(), key=len):
        beside = [e for e in elements if e.getparent() is elements[0].getparent()]
        if len(elements) < _TEASERS + len(beside) - 1:
            people, agencies, held = _first(beside, _is_marked)
            if people and not _are_teasers(held):
                return people, agencies
    return [], []


def _first(
    places: Iterable[HtmlElement], way: Callable[[HtmlElement], bool]
) -> tuple[list[str], list[str], list[HtmlElement]]:
    """Return the people and agencies in the first of the places that holds any, and in those like it; and these."""
    people, agencies, like = [], [], None
    held: list[HtmlElement] = []
    for element in places:
        if like is not None and _marks(element) != like:
            continue
        if not way(element) or not 2 < len(element_text(element)) < _LONGEST:
            continue
        names, sources = _names(element)
        people += names
        agencies += sources
        if people or agencies:
            like = _marks(element)
            held.append(element)
            if not any(like[1:]):  # nothing tells what is like it but where it stands
                people += [name for other in _beside(element) for name in _names(other)[0]]
                break
            if len(held) == _SAME:
                break
    return unique(people), unique(agencies), held


def _are_teasers(bylines: list[HtmlElement]) -> bool:
    """True for several that stand beside the title of another article each."""
    return len(bylines) >= _TEASERS and all(map(stands_at_a_title, bylines))


def _beside(element: HtmlElement) -> list[HtmlElement]:
    """Return the other links to authors' pages that stand beside one, in elements of their own too."""
    around = next(islice(element.iterancestors(), 1, 2), None)
    if element.tag != "a" or around is None:
        return []
    found = [a for a in around.iter("a") if a is not element and leads_to_author(a)]
    return found if len(found) < _SAME else []


def _marks(element: HtmlElement) -> tuple[str, ...]:
    return str(element.tag), *(element.get(name) or "" for name in ("class", "rel", "itemprop"))


def _may_be_marked(element: HtmlElement) -> bool:
    """True for all marked elements, and some others; quick."""
    marks = (
        element.get("class")
        or element.get("itemprop")
        or element.get("rel")
        or element.get("data-testid")
        or element.get("id")
    )
    return marks is not None and bool(
        _HINT.search(marks) or element.get("rel") == "author" or element.get("itemprop") == "author"
    )


def _is_marked(element: HtmlElement) -> bool:
    if (element.get("rel") or "") == "author" or "author" in (element.get("itemprop") or "").split():
        return True
    names = [name for key in ("class", "data-testid", "id") if (name := element.get(key)) and _HINT.search(name)]
    return bool(names) and bool(_MARKED.search(marks := " ".join(names))) and not _NOT_BYLINE.search(marks)


def _begins_with_by(element: HtmlElement) -> bool:
    if element.tag in _INLINE and _stands_in_a_sentence(element):
        return False
    text = clean(element.text or "")
    if not text and len(element):
        first = element[0]
        text = (first.tail or "").strip() if first.tag == "time" else element_text(first)
    return begins_with_by(text) and not _IS_PROSE.search(element_text(element))


def _is_signed(element: HtmlElement) -> bool:
    """True for a name with its role, or alone in the element for who wrote something."""
    text = element_text(element)
    return is_name(text) if element.tag == "address" and len(element) == 0 else is_name_with_role(text)


def _stands_in_a_sentence(element: HtmlElement) -> bool:
    """True for a word or two of a paragraph that says more: "led <a>by Ambassador Holt</a> is expected …"."""
    parent = element.getparent()
    return parent is not None and parent.tag == "p" and len(element_text(parent)) > _LONGEST


def _names(element: HtmlElement) -> tuple[list[str], list[str]]:
    """Return the people and agencies that an element names: those with a link of their own, those after "By",
    or all.
    """
    linked = [element_text(a) for a in element.iter("a") if leads_to_author(a) or "author" in (a.get("rel") or "")]
    pieces = list(_pieces(element, 0))
    people, agencies = split_names(linked)
    if people := [name for name in people if is_name(name)]:
        return people, agencies
    start = next((n for n, (text, _) in enumerate(pieces) if begins_with_by(text)), None)
    if start is not None:
        pieces = [piece for n, piece in enumerate(pieces[start:]) if n < 2 or piece[1] == pieces[start + 1][1]]
    people, agencies = split_names(text for text, _ in pieces)
    if people := [name for name in people if is_name(name)]:
        return people, agencies
    people, more = split_names([" ".join(text for text, _ in pieces)])  # a name of which each word has an element
    return [name for name in people if is_name(name)], agencies or more


def _pieces(element: HtmlElement, block: int) -> Iterator[tuple[str, int]]:
    """Yield the texts below an element one by one, each with a number for the block it stands in."""
    if not isinstance(element.tag, str) or element.tag in SKIPPED:
        return
    if text := clean(element.text or ""):
        yield text, block
    for number, child in enumerate(element, 1):
        yield from _pieces(child, block * 50 + number if child.tag in _BLOCKS else block)
        if text := clean(child.tail or ""):
            yield text, block
