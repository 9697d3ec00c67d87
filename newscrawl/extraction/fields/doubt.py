"""Tells when a body is implausible, and which text is more plausible: none is to be lost to a rule of ours.

The witnesses are the running text of the whole page, the text found by structure, and trafilatura on a page that
nothing was cut from, which is paid for only in doubt. The figures were found on half of the public sets that
``bench.sets`` knows.
"""

from __future__ import annotations

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_paragraphs, length_below, link_of
from newscrawl.extraction.layers.blocks import CELLS
from newscrawl.text import letters, letters_in

_PIECE = 40  # letters; pieces of less are captions, buttons and menus
# a character of a piece is three letters at most
_PIECES = (
    f"//body//text()[string-length(.) > {_PIECE // 3}]"
    "[not(parent::a or parent::script or parent::style or parent::noscript)]"
)
_NOTHING = 300  # letters; a body of less is doubted
_SHORT = 1200  # letters; a body of more is doubted only where the one found by structure is another, or much more
_HALF = 0.5  # of the page's running text; a short body that is less is doubted
_AGREED = 0.75  # two texts whose lengths are so near are the same
_SAME_LINES = 3  # that are looked for in the other text
_ENDS = 60  # letters at either end of a line, by which it is known
_MORE, _MUCH_MORE = 1.4, 3.0
_LINE_OF = 10  # times as much running text as a line tell that the line is no text of it
_SUMMARY = 50  # letters of a summary that tell a text
_TEASER = 200  # letters; one of more is rare
_TEASERS, _APART = 4, 0.9  # so many paragraphs, so many of them in places of their own, are a list of other texts


def prose(tree: HtmlElement) -> int:
    """Return how many letters of running text, links aside, a tree holds."""
    found = (piece.strip() for piece in tree.xpath(_PIECES, smart_strings=False))
    return sum(length for piece in found if (length := letters_in(piece)) > _PIECE)


def is_doubtful(found: list[str], shown: list[str], tree: HtmlElement) -> bool:
    """True if a body is too little of what its page holds, or another text than the one found by structure.

    ``tree`` is the page's, or that of its main content; it is looked through for short texts only.
    """
    length, other = letters(found), letters(shown)
    if length >= _SHORT:
        return other > _SHORT and (other > _MUCH_MORE * length or _are_two_texts(found, shown))
    if _AGREED * length < other < length / _AGREED:
        # the page of a short item has more on it; one that has not was cut too far, and a line of much is no item
        return length < _NOTHING and not _MORE * length <= prose(tree) <= _LINE_OF * length
    if other > _MORE * length and _are_teasers(shown, tree):
        return False
    return length < _NOTHING or length < _HALF * max(prose(tree), other)


def more_plausible(
    found: list[str], shown: list[str], whole: list[str], tree: HtmlElement, summary: str | None = None
) -> list[str]:
    """Return the text of the untouched page in the place of a doubtful one, if it is much more of a text.

    ``tree`` is the page's; a text that has lost the beginning of the ``summary`` that the other holds is another text.
    """
    length, other = letters(found), letters(whole)
    start = (summary or "")[:_SUMMARY]
    is_told = len(start) == _SUMMARY and start in "\n".join(found)
    if is_told and start not in "\n".join(whole) and length > 2 * len(summary or ""):
        return found
    if length >= _SHORT and not _have_lines_in_common(whole, shown):
        return found
    if other <= _MORE * length:
        return whole if length >= _SHORT and not _have_lines_in_common(found, shown) else found
    if not _holds(whole, found):
        return whole
    added = [line for line in whole if line not in found]
    is_elsewhere = letters(shown) > _MORE * length
    return whole if is_elsewhere and not _are_teasers(added, tree) else found


def _are_teasers(lines: list[str], tree: HtmlElement) -> bool:
    """True if each of some lines stands in a place of its own: the paragraphs of a text stand side by side, or in
    sections, which are longer than teasers and link to nothing.
    """
    wanted = frozenset(lines)
    places = [p.getparent() for p in tree.iter("p") if not wanted.isdisjoint(element_paragraphs(p))]
    if len(places) < _TEASERS or len(set(places)) < _APART * len(places):
        return False
    return 2 * sum(map(_is_section, places)) < len(places)


def _is_section(place: HtmlElement) -> bool:
    return place.tag != "article" and link_of(place) is None and length_below(place, _TEASER) > _TEASER


def _holds(whole: list[str], part: list[str]) -> bool:
    text = "\n".join(whole)
    return bool(part) and all(line in text for line in part)


def _are_two_texts(one: list[str], other: list[str]) -> bool:
    """True if neither text holds the longest lines of the other."""
    return not _have_lines_in_common(one, other) and not _have_lines_in_common(other, one)


def _have_lines_in_common(one: list[str], other: list[str]) -> bool:
    text = "\n".join(other)
    longest = sorted((line for line in one if CELLS not in line), key=len)[-_SAME_LINES:]
    return any(line[:_ENDS] in text or line[-_ENDS:] in text for line in longest)
