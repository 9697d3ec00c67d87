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
from newscrawl.extraction.words.lexicon import either, words
from newscrawl.extraction.words.names import (
    begins_with_by,
    begins_with_label,
    is_by_another,
    is_name,
    is_role,
    split_names,
)
from newscrawl.text import HAN, clean, fold

_LONGEST = 100  # letters of such a line
# signs between a name and a day; a comma in a day is none
_PARTED = re.compile(r"\s*[|•·●]\s*|\s+[-–—/]\s+|,\s+(?=\d{1,2}\b)|(?<=\d),\s+(?=[^\W\d_])")
_FOR = re.compile(r"\s+(?:on behalf of|for the)\s.*$")
_JOINERS = frozenset(map(fold, words("and")))
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}\b")
_WORDS = 4  # of a name
_DASHES = "-–—―"
_FRAMES = " □■◎●○◆▲△|【】[]()（）"  # around such lines
_PROSE = re.compile(r"[，。！？]|[.!?]$")
_IN_BRACKETS = re.compile(r"[（(【]\s*([^（）()【】]{2,60}?)\s*[)）】]")
# from the last word for who wrote it, where it stands without blanks behind the name of a paper
_REPORTER = re.compile(
    rf"(?:{either(word for word in words('by') if HAN.match(word))})\s*[:：／/]?\s*[\u3400-\u9fff·\s、]+$"
)


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
    """Return the names that sign a text, and the text without them: alone below it, behind a dash, in bold or italics,
    after "By"; or in brackets in its last or first line, which stays; none that are the site's.
    """
    if len(lines) < 2:
        return _named_in_brackets(lines), lines
    for line, others in ((lines[-1], lines[:-1]), (lines[0], lines[1:])):
        if names := _reporters(line):
            return names, others
    last = lines[-1] if len(lines[-1]) <= _LONGEST else ""
    bare = clean(last.lstrip(_DASHES))
    names, _ = split_names([bare])
    if not names or not all(" " in name and is_name(name) for name in names):
        return _named_in_brackets(lines), lines
    more = {*fold(bare).split()}.difference(*(fold(name).split() for name in names), _JOINERS)
    if more or not site_names(page).isdisjoint(map(fold, names)):
        return [], lines
    return (names, lines[:-1]) if bare != last or _is_set_apart(page, last) else ([], lines)


def _reporters(line: str) -> list[str]:
    """Return the names in a line of nothing but who reports for whom: "By Rana Whitlock", "□ 本报记者 葛灵丹"."""
    if len(line) > _LONGEST or _PROSE.search(line):
        return []
    written = _REPORTER.search(line.strip(_FRAMES))
    text = written.group() if written else line
    names = split_names([text])[0] if begins_with_by(text) and not is_by_another(text) else []
    return names if all(map(is_name, names)) else []


def _named_in_brackets(lines: list[str]) -> list[str]:
    """Return the names in brackets at the end or the beginning of a text: "(Reporting by Rana Whitlock)",
    "（记者 胡晓蓉）".
    """
    for line in (*lines[-1:], *lines[:1]):
        for inside in _IN_BRACKETS.findall(line):
            first, _, _ = inside.partition(";")
            if (begins_with_label(first) or _REPORTER.match(first)) and (names := _reporters(first)):
                return names
    return []


def _is_set_apart(page: Page, line: str) -> bool:
    """True if all of a paragraph is set in bold or italics."""
    inner = (next(p.iterchildren("b", "strong", "i", "em"), None) for p in page.tree.iter("p", "div"))
    return any(e is not None and element_text(e) == line == element_text(e.getparent()) for e in inner)
