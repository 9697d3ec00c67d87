"""What links to tag pages say: the tags, without the number of its articles that may stand beside each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text
from newscrawl.text import is_blank

_COUNT = re.compile(r"\(\d+\)|\d+")  # of a tag's articles, beside it
_COUNTS = re.compile(r"count|num|total|badge|superscript", re.I)  # in the class of an element that holds one
_SMALL = ("sup", "small")
_ITEMS = ("li", "span")  # around one link of a list
_LONG = 10  # tags; an article seldom has more


def tag_labels(links: Iterable[HtmlElement]) -> list[str]:
    """Return the tags of some links, without those of the site's list of all its tags: a long list, or one with
    numbers, that holds all of another list.
    """
    lists: dict[HtmlElement, list[str]] = defaultdict(list)
    with_numbers = set()
    for link in links:
        place, count = _list_around(link), _count(link)
        lists[place].append(element_text(link).removesuffix(count).strip())
        if count:
            with_numbers.add(place)
    found = []
    for place, labels in lists.items():
        may_be_all = place in with_numbers or len(labels) > _LONG
        if not may_be_all or not any(set(part) < set(labels) for part in lists.values()):
            found += labels
    return found


def _list_around(link: HtmlElement) -> HtmlElement:
    place = link.getparent()
    while place.tag in _ITEMS and place.getparent() is not None:
        place = place.getparent()
    return place


def without_count(link: HtmlElement) -> str:
    """Return what a link says, without the number at its end."""
    return element_text(link).removesuffix(_count(link)).strip()


def _count(link: HtmlElement) -> str:
    """Return the number that an element of its own at the end of a link holds, if any."""
    last = link
    while len(last) and is_blank(last[-1].tail):
        last = last[-1]
    text = element_text(last)
    if last is link or not _COUNT.fullmatch(text):
        return ""
    return text if text[0] == "(" or last.tag in _SMALL or _COUNTS.search(last.get("class") or "") else ""
