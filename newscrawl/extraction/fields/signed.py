"""Names of authors that no word and no mark tells: beside a day, or alone below the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text, link_texts
from newscrawl.extraction.fields.headline import site_names
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import visible_date
from newscrawl.extraction.words.lexicon import words
from newscrawl.extraction.words.names import is_name, is_role, split_names
from newscrawl.text import clean, fold

_LONGEST = 100  # letters of such a line
# signs between a name and a day; a comma in a day is none
_PARTED = re.compile(r"\s*[|•·●]\s*|\s+[-–—/]\s+|,\s+(?=\d{1,2}\b)|(?<=\d),\s+(?=[^\W\d_])")
_FOR = re.compile(r"\s+(?:on behalf of|for the)\s.*$")
_JOINERS = frozenset(map(fold, words("and")))
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}\b")
_WORDS = 4  # of a name
_DASHES = "-–—―"


def beside_a_date(page: Page, places: Iterable[HtmlElement]) -> list[str]:
    """Return the names that stand in a line with a day and nothing else: "12 May 2024 | Rana Whitlock"; none that links
    elsewhere on the page have too, as those of sections do.
    """
    linked: Counter[str] = Counter()
    for element in places:
        if names := _names_beside_a_date(element_text(element)):
            linked = linked or link_texts(page.tree)
            own = link_texts(element)
            if not any(linked[name] > own[name] for name in names):
                return names
    return []


def _names_beside_a_date(text: str) -> list[str]:
    if len(text) > _LONGEST or not _DIGIT.search(text):
        return []
    parts = [part for part in _PARTED.split(text) if part]
    times = [part for part in parts if _DIGIT.search(part)]
    names = [_FOR.sub("", part) for part in parts if part not in times and not is_role(part)]
    if not names or not all(1 < len(name.split()) <= _WORDS and is_name(name) for name in names):
        return []  # as nearly every line with a day
    are_times = all(_CLOCK.match(part) or visible_date(part, UTC) for part in times)
    return names if are_times and visible_date(text, UTC) else []


def signed_below(page: Page, lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the names that stand alone below a text, behind a dash or in bold or italics, and the text without them;
    none that are the site's.
    """
    last = lines[-1] if len(lines) > 1 and len(lines[-1]) <= _LONGEST else ""
    bare = clean(last.lstrip(_DASHES))
    names, _ = split_names([bare])
    if not names or not all(" " in name and is_name(name) for name in names):
        return [], lines
    others = {*fold(bare).split()}.difference(*(fold(name).split() for name in names), _JOINERS)
    if others or not site_names(page).isdisjoint(map(fold, names)):
        return [], lines
    return (names, lines[:-1]) if bare != last or _is_set_apart(page, last) else ([], lines)


def _is_set_apart(page: Page, line: str) -> bool:
    """True if all of a paragraph is set in bold or italics."""
    inner = (next(p.iterchildren("b", "strong", "i", "em"), None) for p in page.tree.iter("p", "div"))
    return any(e is not None and element_text(e) == line == element_text(e.getparent()) for e in inner)
