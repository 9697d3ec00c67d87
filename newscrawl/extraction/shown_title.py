"""Which element of a page shows its headline: the one whose text is a part of ``<title>``, whatever its tag is.

A title is often more than the headline: ``The Site : News : A headline``, ``标题-频道-网站``. Many pages show the
headline in an ``<h2>`` or a cell of a table, below an ``<h1>`` with the name of the section or of the site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from newscrawl.extraction.elements import BESIDE, HEADINGS, SKIPPED, brief_text, element_text, link_of, stands_beside
from newscrawl.extraction.paragraphs import BLOCKS
from newscrawl.text import clean, fold

# what stands between the parts of a title; where words have no blanks, a hyphen, or else a blank is enough
_BETWEEN = re.compile(r"\s*(?:[|｜_»·•：–—>]|::|//|--|:(?=\s)|(?<=\s)-(?=\s)|(?<=[\u2e80-\u9fff])[-:])\s*")
_NO_BLANKS = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")
_BLANK = re.compile(r"(?<=[\u2e80-\u9fff])\s+")
_MOST_PARTS = 8
_SHORTEST = 8  # letters of a headline that stands in no heading; half of them where a letter is a word
_BEGINNING = 8  # letters by which an element is looked at
_AGREES = 0.5  # so many of the words of the title's longest part are in a heading that is worded otherwise
_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]|\w+")
_CRUMBS = re.compile(r"crumb|path", re.I)
_NO_LINE = SKIPPED | BESIDE | {"title", "a", "option", "textarea", "li", "label", "input"}


@dataclass(frozen=True)
class TitleParts:
    """What a title is made of."""

    longest: str = ""
    """The longest part, as written."""
    runs: dict[str, str] = field(default_factory=dict)
    """What may be the headline: parts that follow each other, the longest among them; folded → as written."""
    others: set[str] = field(default_factory=set)
    """The other parts, folded: names of section and site."""
    first: str = ""
    """The first part, folded, if it is not the longest."""


def title_parts(title: str, other: str | None = None) -> TitleParts:
    """Return the parts of a title; ``other`` is one that the page's metadata gives, whole."""
    parts = _cut(title, _BETWEEN)
    if len(parts) == 1:
        parts = _cut(title, _BLANK)
    whole = {fold(text): text for text in (title, other) if text}
    if not 1 < len(parts) <= _MOST_PARTS:
        return TitleParts(title, whole)
    longest = max(range(len(parts)), key=lambda number: parts[number][1] - parts[number][0])
    firsts, lasts = range(longest + 1), range(longest, len(parts))
    runs = [title[parts[first][0] : parts[last][1]] for first in firsts for last in lasts]
    names = [fold(title[slice(*part)]) for number, part in enumerate(parts) if number != longest]
    first = names[0] if longest > 0 else ""
    if 2 * len(first) >= parts[longest][1] - parts[longest][0]:
        names = names[1:]  # it may be the headline, before a long name of the site
    known = {fold(run): run for run in runs} | whole
    return TitleParts(title[slice(*parts[longest])], known, {*names} - whole.keys(), first)


def _cut(title: str, between: re.Pattern[str]) -> list[tuple[int, int]]:
    cuts = [0, *(place for match in between.finditer(title) for place in match.span()), len(title)]
    return [part for part in zip(cuts[::2], cuts[1::2], strict=True) if part[0] < part[1]]


def headings_by_title(
    headings: list[HtmlElement], parts: TitleParts, tree: HtmlElement, leads_here: Callable[[HtmlElement], bool]
) -> list[HtmlElement]:
    """Return the ``<h1>`` of a page without names of sections, or what shows the headline where no ``<h1>`` does;
    ``leads_here`` is true for links to the page itself, as a headline may be one.
    """
    texts = [fold(brief_text(heading)) for heading in headings]
    if any(text in parts.runs for text in texts):
        return [heading for heading, text in zip(headings, texts, strict=True) if text not in parts.others]
    if (parts.first and parts.first in texts) or any(_agrees(text, parts.longest) for text in texts):
        return headings
    shown = _most_telling(tree.iter(*HEADINGS), parts, leads_here)
    if shown is None:
        shown = _most_telling(_lines(tree, parts), parts, leads_here)
    return headings if shown is None else [_block_of(shown)]


def _block_of(shown: HtmlElement) -> HtmlElement:
    """Return the block whose text is nothing but that of an element; the element itself if it stands in a text."""
    text = element_text(shown)
    for element in (shown, *shown.iterancestors()):
        if element_text(element) != text:
            break
        if element.tag in BLOCKS:
            return element
    return shown


def _agrees(heading: str, longest: str) -> bool:
    words = set(_WORD.findall(fold(longest)))
    return len(words & set(_WORD.findall(heading))) >= _AGREES * max(1, len(words))


def _most_telling(
    elements: Iterable[HtmlElement], parts: TitleParts, leads_here: Callable[[HtmlElement], bool]
) -> HtmlElement | None:
    """Return the element with the longest run of parts, the first of several, if it leads to no other page."""
    best, size = None, 0
    for element in elements:
        text = fold(brief_text(element))
        if len(text) > size and text in parts.runs and not stands_beside(element):
            link = link_of(element)
            if link is None or leads_here(link):
                best, size = element, len(text)
    return best


def _lines(tree: HtmlElement, parts: TitleParts) -> Iterator[HtmlElement]:
    """Yield the elements that begin as a run of parts does, but links and what no reader sees."""
    if len(parts.longest) + len(_NO_BLANKS.findall(parts.longest)) < _SHORTEST:
        return
    letters = {run[0] for run in parts.runs}
    for element in tree.iter():
        text = element.text
        if text and isinstance(element.tag, str) and element.tag not in _NO_LINE and not _is_crumb(element):
            begun = fold(clean(text[: 4 * _BEGINNING]))[:_BEGINNING]
            if begun and begun[0] in letters and any(run.startswith(begun) for run in parts.runs):
                yield element


def _is_crumb(element: HtmlElement) -> bool:
    """True for the last part of the way to the page, which has its title too."""
    around = (element, element.getparent())
    return any(_CRUMBS.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in around if e is not None)
