"""Names of authors that stand with a picture of the person or behind a label, where no byline is by the headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import chain, islice

from lxml.html import HtmlElement

from newscrawl.extraction.elements import HEADINGS, element_text, link_of
from newscrawl.extraction.fields.author_links import leads_to_author, stands_at_a_title, text_before
from newscrawl.extraction.fields.headline import site_names
from newscrawl.extraction.layers.opening import is_beside
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import visible_date
from newscrawl.extraction.words.lexicon import either, words
from newscrawl.extraction.words.names import (
    begins_with_label,
    ends_with_another,
    is_full_name,
    is_label,
    is_name,
    split_names,
    without_by,
)
from newscrawl.text import clean, fold, unique

_LONGEST = 80  # letters of a name with its label
_LABELLED = ("p", "div", "span", "h2", "h3", "h4", "h5", "h6", "li", "strong", "em", "b", "a", "small")
# of a portrait, or the icon of a person: in a class, or in the name of a picture's file
_PERSON = re.compile(
    r"(?:^|[\W_])(?:user|person|auth?or|auteur|avatar|gravatar|profile?|portrait|headshot|writer|byline|bio)(?:$|[\W_])",
    re.I,
)
_ICONS = ("i", "svg", "img", "span")
_SECTION = re.compile(r"\s+in(?:\s.*)?$")  # "Rana Whitlock in Politics"
_SMALL = 120  # pixels; a picture of no more is a portrait
_NUMBER = re.compile(r"[0-9]{1,4}")
_OF = re.compile(r"\b(?:(?:picture|photo|portrait|image|headshot|foto|bild)(?: of| von| de)?|avatar|profile|author)\b")
_ABOUT = ("figure", "td", "th")  # what stands in them is what the article is about
_BOXES, _MOST = 3, 50  # around a portrait, in which its name is looked for; pictures, and elements in such a box
_NAMED = ("p", "div", "span", "li", "strong", "em", "b", "a", "small")  # no headings: those are of who it is about
_ABOUT_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:auth?or[-_]{0,2}(?:bio|box|card|info|profile|about)|(?:about|bio)[-_](?:the[-_])?auth?or)(?:$|[\s_-])",
    re.I,
)
_FIRST = 12  # elements of a box about the author that are looked at
_FACTS = re.compile(rf"(?:{either(map(fold, words('work_facts')))})\b")
_BESIDE = 3  # lines on either side in which facts are looked for


def pictured(page: Page, places: Iterable[HtmlElement]) -> list[str]:
    """Return the name that stands behind the icon of a person, or with a portrait whose description has it."""
    others = {*site_names(page), fold(element_text(page.h1)) if page.h1 is not None else ""}
    shown = list(places)
    for element, name in chain(_behind_icons(shown), _with_portraits(page, frozenset(shown))):
        is_own = not any(fold(name) in other for other in others)
        if is_own and is_full_name(name) and not ends_with_another(text_before(element)):
            return [name]
    return []


def _behind_icons(places: Iterable[HtmlElement]) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the elements that begin with the icon of a person, also behind a day, and the name behind it."""
    for element in places:
        place = next((n for n, one in enumerate(islice(element, _FIRST)) if _is_icon(one)), None)
        if place is None:
            continue
        texts = (f"{element_text(one)} {one.tail or ''}" for one in element[:place])
        before = clean(f"{element.text or ''} {' '.join(texts)}")
        if before and visible_date(before, UTC) is None:  # "Photo: …"
            continue
        text = clean(element[place].tail or "") if before else element_text(element)
        if len(text) <= _LONGEST:
            name, link = without_by(_SECTION.sub("", text)), link_of(element)
            if link is None or name not in element_text(link) or leads_to_author(link):  # not of "Sign In"
                yield element, name


def _is_icon(element: HtmlElement) -> bool:
    is_named = element.tag in _ICONS and bool(_PERSON.search(element.get("class") or ""))
    return is_named and not element_text(element)


def _with_portraits(page: Page, places: frozenset[HtmlElement]) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the elements, of some, that hold nothing, or nothing before others, but a name which is the description of
    a portrait beside them.
    """
    for picture in islice(page.tree.iter("img"), _MOST):
        described = _OF.sub(" ", fold((picture.get("alt") or "")[:_LONGEST])).strip()
        if " " not in described:
            continue
        around = list(islice(picture.iterancestors(), _BOXES))
        if any(box.tag in _ABOUT for box in around) or not _is_portrait(picture, around):
            continue
        for element in islice(around[-1].iter(*_NAMED), _MOST):
            is_own = element in places and next(element.iter(*HEADINGS), None) is None
            texts = (element_text(element), clean(element.text or "")) if is_own else ()
            yield from ((element, name) for text in texts if fold(name := without_by(text)) == described)


def _is_portrait(picture: HtmlElement, around: list[HtmlElement]) -> bool:
    """True for a picture that is small, or called a portrait, as the box around may be."""
    names = (picture.get("src") or "", *(box.get("class") or "" for box in (picture, *around)))
    width = picture.get("width") or ""
    return (bool(_NUMBER.fullmatch(width)) and int(width) <= _SMALL) or any(map(_PERSON.search, names))


def described_below(page: Page) -> list[str]:
    """Return the name with which a box about the author begins; none if such boxes begin with several."""
    found: list[str] = []
    for box in page.tree.iter("div", "section", "aside", "footer"):
        if _ABOUT_AUTHOR.search(box.get("class") or box.get("id") or ""):
            named = (split_names([element_text(element)])[0] for element in islice(box.iter(*_LABELLED), _FIRST))
            found += islice((names[0] for names in named if len(names) == 1 and is_full_name(names[0])), 1)
    return unique(found) if len(set(found)) == 1 else []


def signed_anywhere(page: Page) -> list[str]:
    """Return the names behind "Written by" and the like; none if such labels of the page stand before several, in
    menus, with the title of another article, or among the facts of a book.
    """
    found: list[list[str]] = []
    for element in page.tree.iter(*_LABELLED):
        text = element.text
        if not text or not begins_with_label(text.strip()) or is_beside(element) or _is_fact(element):
            continue
        signed = element_text(element)
        if is_label(signed):
            after = element.getnext()
            signed = clean(element.tail or "") or (element_text(after) if after is not None else "")
        names = _names_in(signed)
        if not names and len(element) and next(element[0].iter("a", "button", "time"), None) is not None:
            names = _names_in(clean(text))  # "Written by Rana Whitlock <a>Follow</a>"
        if names and names not in found and not stands_at_a_title(element):
            found.append(names)
        if len(found) > 1:
            return []
    return unique(found[0]) if found else []


def _names_in(signed: str) -> list[str]:
    return [name for name in split_names([signed])[0] if is_name(name)] if len(signed) <= _LONGEST else []


def _is_fact(element: HtmlElement) -> bool:
    """True for one of the facts of a book or a film: beside "Publisher: …", "Directed by …"."""
    lines = (element, *islice(element.iterancestors(), 1))
    sides = (line.itersiblings(preceding=before) for line in lines for before in (True, False))
    beside = (line for side in sides for line in islice(side, _BESIDE))
    return any(_FACTS.match(fold(element_text(line)[:_LONGEST])) for line in beside)
