"""Which element of a page shows its headline: the one whose text is a part of ``<title>``, whatever its tag is.

A title is often more than the headline: ``The Site : News : A headline``, ``标题-频道-网站``. Many pages show the
headline in an ``<h2>`` or a cell of a table, below an ``<h1>`` with the name of the section or of the site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import dropwhile, islice, takewhile

from lxml.html import HtmlElement

from newscrawl.extraction.elements import (
    BESIDE,
    HEADINGS,
    SKIPPED,
    article_around,
    brief_text,
    element_text,
    length_below,
    link_of,
    stands_beside,
)
from newscrawl.extraction.paragraphs import BLOCKS, SENTENCE
from newscrawl.text import HAN, clean, fold, letters_in

# what stands between the parts of a title; where words have no blanks, a hyphen, or else a blank is enough
_BETWEEN = re.compile(r"\s*(?:[|｜_»·•：–—>]|::|//|--|:(?=\s)|(?<=\s)-(?=\s)|(?<=[\u2e80-\u9fff])[-:])\s*")
_BLANK = re.compile(r"(?<=[\u2e80-\u9fff])\s+")
_MOST_PARTS = 8
_SHORTEST = 8  # letters of a headline that stands in no heading; half of them where a letter is a word
_BEGINNING = 8  # letters by which an element is looked at
_LONGEST = 500  # letters of a title that are read
_NAME = 20  # letters of an <h1> that may be the name of a section; of more it is a headline, whatever the title says
_WAY = re.compile(r"\s[>»›]\s")  # in an <h1> that says where the page stands
_MARKED = re.compile(r"headline|entry-title|(?:article|post)[-_]?title", re.I)
# in the names of the way to a page, which ends with its title too, and of boxes beside an article
_ASIDE = re.compile(
    r"crumb|(?<![a-z])(?:path|share|related|recommend|popular|video|teaser|sidebar|widget|footer)", re.I
)
_LEVELS = 4  # of boxes around an element whose names are looked at
_NOT_SHOWN = "display:none"
_NO_LINE = SKIPPED | BESIDE | {"title", "a", "option", "textarea", "li", "label", "input"}


@dataclass(frozen=True)
class TitleParts:
    """What a title is made of."""

    longest: str = ""
    """The longest part, as written."""
    runs: frozenset[str] = frozenset()
    """What may be the headline: parts that follow each other, the longest among them; folded, as the next two."""
    others: frozenset[str] = frozenset()
    """The other parts: names of section and site."""
    first: str = ""
    """The first part, if it is not the longest."""
    whole: str = ""
    """The whole title, folded."""

    def begins_with(self, text: str) -> bool:
        """True for a long text with which the title begins, where headlines stand; sites and sections may end it."""
        return len(text) > _NAME and self.whole.startswith(fold(text))


def title_parts(title: str, other: str | None = None) -> TitleParts:
    """Return the parts of a title; ``other`` is one that the page's metadata gives, whole."""
    title = title[:_LONGEST]
    parts = _cut(title, _BETWEEN)
    if len(parts) == 1:
        parts = _cut(title, _BLANK)
    whole = frozenset(fold(text) for text in (title, other) if text)
    if not 1 < len(parts) <= _MOST_PARTS:
        return TitleParts(title, whole, whole=fold(title))
    longest = max(range(len(parts)), key=lambda number: parts[number][1] - parts[number][0])
    firsts, lasts = range(longest + 1), range(longest, len(parts))
    runs = whole.union(fold(title[parts[first][0] : parts[last][1]]) for first in firsts for last in lasts)
    names = [fold(title[slice(*part)]) for number, part in enumerate(parts) if number != longest]
    first = names[0] if longest > 0 else ""
    if 2 * len(first) >= parts[longest][1] - parts[longest][0]:
        names = names[1:]  # it may be the headline, before a long name of the site
    return TitleParts(title[slice(*parts[longest])], runs, frozenset(names) - whole, first, fold(title))


def _cut(title: str, between: re.Pattern[str]) -> list[tuple[int, int]]:
    cuts = [0, *(place for match in between.finditer(title) for place in match.span()), len(title)]
    return [part for part in zip(cuts[::2], cuts[1::2], strict=True) if part[0] < part[1]]


def headings_by_title(
    headings: list[HtmlElement], parts: TitleParts, tree: HtmlElement, leads_here: Callable[[HtmlElement], bool]
) -> list[HtmlElement]:
    """Return the ``<h1>`` of a page without names of sections, or what shows the headline where no ``<h1>`` is one;
    ``leads_here`` is true for links to the page itself, as a headline may be one.
    """
    texts = [fold(brief_text(heading)) for heading in headings]
    if any(text in parts.runs for text in texts):
        return [heading for heading, text in zip(headings, texts, strict=True) if text not in parts.others]
    if any(_is_headline(heading, text, parts) for heading, text in zip(headings, texts, strict=True)):
        above = _most_telling(_headings_above(headings[0], tree), parts, leads_here)
        if above is None or not parts.begins_with(brief_text(above)) or not _is_text_between(above, headings[0]):
            return headings
        return [above]
    shown = _most_telling(tree.iter(*HEADINGS), parts, leads_here)
    if shown is None:
        shown = _most_telling(_lines(tree, parts), parts, leads_here)
    return headings if shown is None else [_block_of(shown)]


def _is_headline(heading: HtmlElement, text: str, parts: TitleParts) -> bool:
    """True for an ``<h1>`` that is the headline although it is worded otherwise than the title: one that has a part of
    it, stands in the article, is marked, or is too long for the name of a section.
    """
    if text in parts.others or _WAY.search(text):
        return False
    if any(run in text for run in parts.runs) or (parts.first and parts.first in text):
        return True
    is_marked = bool(_MARKED.search(f"{heading.get('class') or ''} {heading.get('itemprop') or ''}"))
    return is_marked or article_around(heading) is not None or letters_in(text) > _NAME


def _headings_above(heading: HtmlElement, tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the headings above an ``<h1>``, which may be the headline where that is one of the text."""
    return takewhile(lambda element: element is not heading, tree.iter("h1", *HEADINGS))


def _is_text_between(above: HtmlElement, heading: HtmlElement) -> bool:
    """True if a paragraph stands between a heading and an ``<h1>`` below it: that is one of the text."""
    below = dropwhile(lambda element: element is not above, above.getroottree().iter("p", "h1", *HEADINGS))
    between = takewhile(lambda element: element is not heading, below)
    return any(element.tag == "p" and length_below(element, SENTENCE) > SENTENCE for element in between)


def _block_of(shown: HtmlElement) -> HtmlElement:
    """Return the block whose text is nothing but that of an element; the element itself if it stands in a text."""
    text = element_text(shown)
    for element in (shown, *shown.iterancestors()):
        if element_text(element) != text:
            break
        if element.tag in BLOCKS:
            return element
    return shown


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
    if len(parts.longest) + len(HAN.findall(parts.longest)) < _SHORTEST:
        return
    letters = {run[0] for run in parts.runs}
    for element in tree.iter():
        text = element.text
        if text and isinstance(element.tag, str) and element.tag not in _NO_LINE and not _is_aside(element):
            begun = fold(clean(text[: 4 * _BEGINNING]))[:_BEGINNING]
            if begun and begun[0] in letters and any(run.startswith(begun) for run in parts.runs):
                yield element


def _is_aside(element: HtmlElement) -> bool:
    """True for the last part of the way to the page, for boxes beside the article, and for what is hidden."""
    around = (element, *islice(element.iterancestors(), _LEVELS))
    if any(e.get("hidden") is not None or _NOT_SHOWN in (e.get("style") or "").replace(" ", "") for e in around):
        return True
    return any(_ASIDE.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in around)
