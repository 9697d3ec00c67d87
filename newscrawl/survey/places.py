"""Learns where the fields of a site's articles stand: selectors that give, on most pages, what is known of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.extraction import Page
from newscrawl.extraction.layers.selectors import select, shown_text, value_of
from newscrawl.items import Article, instant

LEARNED = ("authors", "published_at", "section", "tags")
"""Fields that pages show beside the text, each in a place of its own."""
_TOLD = ("json-ld", "meta", "microdata")  # layers that need no selector: a redesign leaves them
_LEAST_PAGES = 3
_LEAST_SHARE = 0.8  # of the pages on which a field is known
_TOLD_SHARE = 0.9
_TRIED = 100  # selectors a field
_LONGEST = 200  # letters of an element that holds one value
_LEVELS = 3  # of elements around it that may give it a name
_NEVER = frozenset({"html", "body", "head", "script", "style", "title", "noscript", "template"})
_SEMANTIC = frozenset({"article", "main", "header", "footer", "address", "aside", "time", "h1", "h2", "cite"})
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_LIST = re.compile(r"/([a-z][a-z-]+)(?=/[^/?#])")  # the folders around the list of one author or section
_ROLE = re.compile(r"[\w:.-]+")
_SPEAKING = {
    "authors": re.compile(r"author|byline|writer|vcard|autor|auteur"),
    "published_at": re.compile(r"date|time|publi|posted|created"),
    "section": re.compile(r"categ|section|crumb|rubri"),
    "tags": re.compile(r"tag|keyword|topic"),
}
"""What names of an element say that it is the field's."""
_ROLES = ("itemprop", "rel", "property", "name")


class KnownPage(NamedTuple):
    """A page, and the article that is known to be on it."""

    page: Page
    truth: Article
    is_new: bool = True
    """It was fetched after the last redesign that is known."""


@dataclass(frozen=True)
class Place:
    """A selector of a field; ``right`` of the ``known`` pages that have the field give with it what is known."""

    field: str
    selector: str
    right: int
    known: int
    is_told: bool
    """Metadata gives the field on nearly all of the pages."""


def same(field: str, found: object, known: object) -> bool:
    """True if two values of a field are the same, but for order, case and the offset of a time."""
    if field == "published_at" and found and known:
        return instant(str(found)) == instant(str(known))
    if isinstance(known, list):
        lists = (found if isinstance(found, list) else [], known)
        return sorted(str(one).casefold() for one in lists[0]) == sorted(str(one).casefold() for one in lists[1])
    return str(found).casefold() == str(known).casefold() if found else False


def learn_places(pages: Sequence[KnownPage], zone: tzinfo) -> list[Place]:
    """Return where the fields stand that pages show beside the text; times without an offset are read in ``zone``.

    A value that is the same on all pages is the site's, and not the article's; an author or a section may be that of
    all.
    """
    found = []
    for field in LEARNED:
        values = [str(value) for one in pages if (value := getattr(one.truth, field))]
        if len(values) < _LEAST_PAGES or (field in ("published_at", "tags") and len(set(values)) == 1):
            continue
        place = find_place(pages, field, zone)
        if place and place.right >= _LEAST_SHARE * place.known and _is_worth_naming(place):
            found.append(place)
    return found


def _is_worth_naming(place: Place) -> bool:
    """True for what readers see; where metadata gives the field as well, it is to have a name that says what it is."""
    return not _is_metadata(place.selector) and (_speaks(place.selector, place.field) or not place.is_told)


def find_place(pages: Sequence[KnownPage], field: str, zone: tzinfo) -> Place | None:
    """Return the selector that most often gives what is known of a field; of equals the one that gives nothing else,
    stands in the text, is named like the field, is a link, is shorter. None if none ever does.
    """
    known = [one for one in pages if getattr(one.truth, field)]
    candidates = Counter(one for page in known for one in set(_candidates(page, field, zone)))
    best, best_rank = None, _Rank()
    for selector, _ in candidates.most_common(_TRIED):
        rank = _rank(pages, field, selector, zone)
        if rank.right and rank > best_rank:
            best, best_rank = selector, rank
    if best is None:
        return None
    told = sum(one.truth.layers.get(field) in _TOLD for one in known)
    return Place(field, best, best_rank.right, len(known), told >= _TOLD_SHARE * len(known))


class _Rank(NamedTuple):
    """How good a selector is; of two the greater one is taken."""

    right: int = 0
    wrong: int = 0
    """Pages on which it gives something else, as a negative number."""
    is_shown: bool = False
    speaks: bool = False
    is_link: bool = False
    is_named: bool = False
    """It is more than a kind of element, as ``h2`` is."""
    steps: int = 0
    letters: int = 0
    """Both as negative numbers."""


def _rank(pages: Sequence[KnownPage], field: str, selector: str, zone: tzinfo) -> _Rank:
    given = [(_given(one.page, field, selector, zone), getattr(one.truth, field)) for one in pages]
    right = sum(same(field, value, truth) for value, truth in given if truth)
    wrong = sum(bool(value) and not same(field, value, truth) for value, truth in given)
    steps = selector.split()
    is_link = re.match(r"a\b", steps[-1]) is not None
    speaks, is_shown = _speaks(selector, field), not _is_metadata(selector)
    is_named = speaks or not selector.isalnum()
    return _Rank(right, -wrong, is_shown, speaks, is_link, is_named, -len(steps), -len(selector))


def _given(page: Page, field: str, selector: str, zone: tzinfo) -> Any:
    """Return the value that a selector gives: none if it finds much else beside it, which some page may not have."""
    texts = [text for element in select(page.tree, selector) if (text := shown_text(element, field))]
    value = value_of(field, texts, zone)
    if isinstance(value, list) and not all(value_of(field, [text], zone) for text in texts):
        return None
    return value


def _is_metadata(selector: str) -> bool:
    return re.match(r"(?:meta|link)\b", selector) is not None


def _speaks(selector: str, field: str) -> bool:
    """True if a selector has a name in it that says what it finds."""
    words = _SPEAKING.get(field)
    return bool(words and words.search(selector.lower()))


def _candidates(one: KnownPage, field: str, zone: tzinfo) -> Iterator[str]:
    """Yield selectors of the elements that hold a field's value, or some of its values."""
    truth = getattr(one.truth, field)
    for element in one.page.tree.iter():
        if not isinstance(element.tag, str) or element.tag in _NEVER:
            continue
        text = shown_text(element, field)
        if not text or len(text) > max(_LONGEST, len(str(truth))):
            continue
        if _is_part(field, value_of(field, [text], zone), truth):
            yield from _paths(element)


def _is_part(field: str, found: Any, truth: Any) -> bool:
    if isinstance(found, list) and isinstance(truth, list):
        return bool(found) and {str(one).casefold() for one in found} <= {str(one).casefold() for one in truth}
    return same(field, found, truth)


def _paths(element: HtmlElement) -> Iterator[str]:
    """Yield selectors of one element: by its own names, and by those of what is around it."""
    own = list(_own_names(element))
    yield from own
    around = element.getparent()
    for _ in range(_LEVELS):
        if around is None or around.tag in _NEVER:
            break
        for outer in _own_names(around):
            yield from (f"{outer} {inner}" for inner in dict.fromkeys([element.tag, *own]))
        around = around.getparent()


def _own_names(element: HtmlElement) -> Iterator[str]:
    """Yield what tells an element from others: its role, its classes, the kind of list it leads to, what it is."""
    for attribute in _ROLES:
        if (value := element.get(attribute)) and _ROLE.fullmatch(value):
            yield f'{element.tag}[{attribute}="{value}"]'
    for name in (element.get("class") or "").split():
        if _NAME.fullmatch(name):
            yield f"{element.tag}.{name}"
    if element.tag == "a" and (folders := _LIST.findall(urlsplit(element.get("href") or "").path)):
        yield from (f'a[href*="/{folder}/"]' for folder in dict.fromkeys((folders[0], folders[-1])))
    if element.tag in _SEMANTIC:
        yield element.tag
