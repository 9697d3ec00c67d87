"""Names of authors that stand with a picture of the person or behind a label, where no byline is by the headline."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text
from newscrawl.extraction.fields.author_links import text_before
from newscrawl.extraction.fields.headline import site_names
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.names import (
    begins_with_label,
    ends_with_another,
    is_label,
    is_name,
    split_names,
    without_by,
)
from newscrawl.text import fold, unique

_LONGEST = 80  # letters of a name with its label
_PERSON = re.compile(  # in a class, or in the name of a picture's file
    r"(?:^|[\W_])(?:user|person|author|avatar|gravatar|profile|portrait|headshot|writer|byline|bio)(?:$|[\W_])", re.I
)
_SMALL = 120  # pixels; a picture of no more is a portrait
_ICONS = ("i", "svg", "img", "span")
_NAME = re.compile(r"[^\W\d]\S*(?: [^\W\d]\S*)+")  # one name alone, or of a script without blanks, may be anything
_SECTION = re.compile(r"\s+in\s.*$")  # "Rana Whitlock in Politics"
_BOXES, _PICTURES = 3, 4  # around a name, in which pictures are looked for; that are looked at
_ABOUT = ("figure", "td", "th")  # what stands in them is what the article is about
_LABELLED = ("p", "div", "span", "h2", "h3", "h4", "h5", "h6", "li", "strong", "em", "b", "a", "small")


def pictured(page: Page, places: Iterable[HtmlElement]) -> list[str]:
    """Return the name that stands behind the icon of a person, or with a picture whose description has it."""
    others = {*site_names(page), fold(element_text(page.h1)) if page.h1 is not None else ""}
    for element in places:
        has_icon = _begins_with_icon(element)
        text = element_text(element)
        name = without_by(_SECTION.sub("", text) if has_icon else text)
        if len(name) > _LONGEST or not (_NAME.fullmatch(name) and is_name(name)):
            continue
        if any(fold(name) in other for other in others):
            continue
        if (has_icon or _has_picture(element, name)) and not ends_with_another(text_before(element)):
            return [name]
    return []


def _begins_with_icon(element: HtmlElement) -> bool:
    first = element[0] if len(element) and not (element.text or "").strip() else None
    if first is None or first.tag not in _ICONS or element_text(first):
        return False
    return bool(_PERSON.search(first.get("class") or ""))


def _has_picture(element: HtmlElement, name: str) -> bool:
    """True if a portrait is by a name: one that is small, or called one, as the box around may be."""
    around = list(islice(element.iterancestors(), _BOXES))
    if any(box.tag in _ABOUT for box in (element, *around)) or any(word[0].islower() for word in name.split()):
        return False
    for box in around:
        for picture in islice(box.iter("img"), _PICTURES):
            if fold(name) in fold((picture.get("alt") or "")[:_LONGEST]):
                names = (picture.get("src") or "", *(e.get("class") or "" for e in (picture, element, *around)))
                width = picture.get("width") or ""
                return (width.isdigit() and int(width) <= _SMALL) or any(map(_PERSON.search, names))
    return False


def signed_anywhere(page: Page) -> list[str]:
    """Return the names behind "Written by" and the like; none if such labels of the page stand before several."""
    found: list[list[str]] = []
    for element in page.tree.iter(*_LABELLED):
        text = element.text
        if not text or not begins_with_label(text.strip()):
            continue
        signed = element_text(element)
        if is_label(signed) and element.getnext() is not None:
            signed = element_text(element.getnext())
        names = [name for name in split_names([signed])[0] if is_name(name)] if len(signed) <= _LONGEST else []
        if names and names not in found:
            found.append(names)
    return unique(found[0]) if len(found) == 1 else []
