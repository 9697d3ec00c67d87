"""What an element shows to readers: its text, its paragraphs, the texts of its links."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

from lxml.html import HtmlElement

from newscrawl.extraction.paragraphs import BLOCKS, SENTENCE_END
from newscrawl.text import clean, xml_text

SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "svg", "button", "form", "select", "iframe", "object", "head"}
)
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
"""Headings of parts; ``<h1>`` is the headline's."""
BESIDE = frozenset({"nav", "footer", "aside"})
"""Menus and boxes beside an article: what stands in them is no text of it."""
DROPPED = "DROPPED"
"""The name of elements that are about to be dropped; in capitals, which no page has."""
_HEADLINE, _WITH_SCRIPTS = 300, 600  # letters of the longest headline, and of an element with scripts in it
_BREAK = "\0"  # no page has it: what parses them drops it
_ITEM = re.compile(r"[-–—•*·▪●]\s|\d{1,2}[.)]\s")  # before an item of a list


def element_text(element: HtmlElement) -> str:
    """Return the visible text below an element, scripts aside, cleaned."""
    if len(element) == 0:
        return clean(element.text or "")
    parts: list[str] = []
    _add_texts(element, parts)
    return clean("".join(parts))


def drop_element(element: HtmlElement) -> None:
    """Take an element out of its tree; what is joined around it may hold signs that lxml reads and does not write."""
    before, parent = element.getprevious(), element.getparent()
    element.tail = xml_text(element.tail or "")
    if before is not None:
        before.tail = xml_text(before.tail or "")
    elif parent is not None:
        parent.text = xml_text(parent.text or "")
    element.drop_tree()


def length_below(element: HtmlElement, most: int) -> int:
    """Return the letters below an element; more than ``most`` are not counted to their end."""
    if len(element) == 0:  # as most
        return len((element.text or "").strip())
    length = 0
    for text in element.itertext():
        length += len(text.strip())
        if length > most:
            break
    return length


def brief_text(element: HtmlElement) -> str:
    """Return the visible text below an element if it is no longer than a headline, else "": of an element that was
    never closed, and holds the rest of the page, no more is read.
    """
    if length_below(element, _WITH_SCRIPTS) > _WITH_SCRIPTS:
        return ""
    shown = element_text(element)
    return shown if len(shown) <= _HEADLINE else ""


def element_paragraphs(element: HtmlElement) -> list[str]:
    """Return the visible text below an element, cleaned, in its paragraphs: one ends at a line break behind a sentence,
    before an item of a list, or with an empty line.
    """
    is_pre = element.tag == "pre"
    if not is_pre and (len(element) == 0 or next(element.iter("br"), None) is None):
        text = element_text(element)
        return [text] if text else []
    parts: list[str] = []
    _add_texts(element, parts, break_as=_BREAK)
    written = "".join(parts)
    lines = (written.replace("\n", _BREAK) if is_pre else written).split(_BREAK)
    return _joined([clean(line) for line in lines])


def _joined(lines: list[str]) -> list[str]:
    """Return the paragraphs of some lines. One ends before an empty line, at the end of a sentence and before the item
    of a list; other lines are those of an address, or were broken by hand.
    """
    found: list[str] = []
    is_apart, has_items = True, sum(map(bool, map(_ITEM.match, lines))) > 1
    for line in lines:
        if not line:
            is_apart = True
        elif is_apart or found[-1].endswith(SENTENCE_END) or (has_items and _ITEM.match(line)):
            found.append(line)
            is_apart = False
        else:
            found[-1] = f"{found[-1]} {line}"
    return found


def link_texts(element: HtmlElement) -> Counter[str]:
    """Return the texts of the links below an element, and how many links have each."""
    return Counter(element_text(a) for a in element.iter("a"))


def link_of(element: HtmlElement) -> HtmlElement | None:
    """Return the link in a heading or a box, or else the one that it stands in."""
    return next(chain(element.iter("a"), element.iterancestors("a")), None)


def article_around(element: HtmlElement) -> HtmlElement | None:
    """Return the nearest ``<article>`` or ``<main>`` around an element."""
    return next(element.iterancestors("article", "main"), None)


def stands_beside(element: HtmlElement) -> bool:
    """True for what stands in one of ``BESIDE``."""
    return next(element.iterancestors(*BESIDE), None) is not None


def _add_texts(element: HtmlElement, parts: list[str], break_as: str = " ") -> None:
    tag = element.tag
    if not isinstance(tag, str) or tag in SKIPPED:
        return
    if text := element.text:
        parts.append(text)
    for child in element:
        is_apart = child.tag in BLOCKS or child.tag == "br"
        if is_apart:
            parts.append(" ")  # minified pages have no blank between two blocks
        _add_texts(child, parts, break_as)
        if is_apart:
            parts.append(break_as if child.tag == "br" else " ")
        if tail := child.tail:
            parts.append(tail)
