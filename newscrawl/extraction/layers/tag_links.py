"""What links to tag pages say: an article's tags, without numbers beside them and without the list of all tags."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text
from newscrawl.text import is_blank

_COUNT = re.compile(r"\(\d+\)|\d+")  # of a tag's articles, beside it
_NUMBERED = re.compile(r"\s\((?!(?:19|20)\d\d\))\d+\)$")  # in the text of the link; a year is of the tag
# in the class of an element that holds one: "count", "tag-count", "tagsPageCount"
_COUNTS = re.compile(r"(?:^|[\s_-])(?:count|num|number|total|badge|superscript)|Count|Num|Total|Badge")
_RAISED = ("sup", "small")
_ITEMS = ("li", "span")  # around one link of a list
_OWN, _LONG = 5, 10  # tags with numbers, and tags; an article seldom has more
_PART = 2  # tags of the shorter list; one alone may be said above the headline once more
_TIMES = 2  # so much longer is the list of all tags
_MOST = 20  # lists that are compared; a page of more is no article


def tag_labels(links: Iterable[HtmlElement]) -> list[str]:
    """Return the tags of some links without the numbers beside them, and without the site's list of all its tags: one
    with numbers that holds another, or a long one that holds a much shorter one.
    """
    lists: dict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    for link in links:
        lists[list_around(link)].append(link)
    named = [_labels(beside) for beside in lists.values()]
    parts = [frozenset(labels) for labels, _ in named][:_MOST]
    return [label for labels, has_numbers in named if not _are_all_tags(labels, has_numbers, parts) for label in labels]


def _are_all_tags(labels: list[str], has_numbers: bool, parts: list[frozenset[str]]) -> bool:
    """True if a list holds one of the others, and tells by numbers or by its length that it is no article's."""
    if not has_numbers:
        parts = [part for part in parts if _PART <= len(part) <= len(labels) / _TIMES] if len(labels) > _LONG else []
    whole = set(labels)
    return any(part < whole for part in parts)


def without_count(link: HtmlElement) -> str:
    """Return what a link says, without the number at its end that is in brackets or called a count."""
    number = _number(link)
    return _without(link, number if _is_count(number) else None)


def _labels(links: list[HtmlElement]) -> tuple[list[str], bool]:
    """Return the tags of one list, and whether numbers stand beside them; raised ones only if all have one."""
    numbers = [_number(link) for link in links]
    if len(links) > 1 and all(number is not None and number.tag in _RAISED for number in numbers):
        return [_without(link, number) for link, number in zip(links, numbers, strict=True)], True
    labels = [without_count(link) for link in links]
    if all(map(_NUMBERED.search, labels)):
        return [_NUMBERED.sub("", label) for label in labels], len(labels) > _OWN
    return labels, all(map(_is_count, numbers))


def list_around(link: HtmlElement) -> HtmlElement:
    """Return the element that holds a link and those beside it, each of which may have an element of its own."""
    place = link.getparent()
    while place.tag in _ITEMS and place.getparent() is not None:
        place = place.getparent()
    return place


def _number(link: HtmlElement) -> HtmlElement | None:
    """Return the innermost element that ends a link, if it holds a number and other text of the link stands before."""
    last = link
    while len(last) and is_blank(last[-1].tail):
        last = last[-1]
    text = element_text(last)
    return last if last is not link and _COUNT.fullmatch(text) and text != element_text(link) else None


def _is_count(number: HtmlElement | None) -> bool:
    if number is None:
        return False
    return element_text(number)[0] == "(" or _COUNTS.search(number.get("class") or "") is not None


def _without(link: HtmlElement, number: HtmlElement | None) -> str:
    return element_text(link).removesuffix(element_text(number) if number is not None else "").strip()
