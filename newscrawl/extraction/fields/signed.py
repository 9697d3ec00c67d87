"""Names of authors that no word and no mark tells: beside a day, or alone below the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import chain

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text, link_texts
from newscrawl.extraction.fields.headline import site_names
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import visible_date, without_weekday
from newscrawl.extraction.words.lexicon import either, words
from newscrawl.extraction.words.names import (
    begins_with_by,
    begins_with_label,
    is_by_another,
    is_full_name,
    is_name,
    is_role,
    split_names,
)
from newscrawl.extraction.words.tags import is_list_path
from newscrawl.text import HAN, clean, fold

_LONGEST = 100  # letters of such a line
# signs between a name and a day; a comma in a day is none
_PARTED = re.compile(r"\s*[|•·●]\s*|\s+[-–—/]\s+|,\s+(?=\d{1,2}\b)|(?<=\d),\s+(?=[^\W\d_])")
_FOR = re.compile(rf"\s+(?:{either(words('behalf'))})\s.*$", re.I)
_PLACED = re.compile(rf"\s(?:{either(words('written_in'))})\s")  # in no name
_JOINERS = frozenset(map(fold, words("and")))
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}\b")
_WORDS, _BRIEF = 4, 3  # words of a name; of one in a line that is hardly anything else
_SIGNS = " ,;|•·●/-–—"  # between the parts of such a line
_DASHES = "-–—―"
_FRAMES = " □■◎●○◆▲△|【】[]()（）"  # around such lines
_PROSE = re.compile(r"[，。！？]|[.!?]$")
_BRACKETS = r"[（(【]\s*([^（）()【】]{2,60}?)\s*[)）】]"
_LAST = re.compile(rf"(?:^|[.!?。”\"])\s*{_BRACKETS}$")
_DATELINE = re.compile(r"^[\u3400-\u9fff\d]{0,16}[（(【]\s*([\u3400-\u9fff\s、]{2,30}?)\s*[)）】]")
# from the last word for who wrote it, where it stands without blanks behind the name of a paper, to the end
_REPORTER = re.compile(r"(?:^(?:撰?文|作者)|(?:记者|記者)(?!.*(?:记者|記者)))\s*[:：／/]?\s*[\u3400-\u9fff·\s、]+$")
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+·[\u3400-\u9fff]+")


def beside_a_date(page: Page, places: Iterable[HtmlElement]) -> list[str]:
    """Return the names that stand in a line with a day and nothing else: "12 May 2024 | Rana Whitlock"; none that links
    elsewhere on the page have too, as those of sections do.
    """
    linked: Counter[str] = Counter()
    for element in places:
        text = element_text(element)
        if len(text) <= _LONGEST and _DIGIT.search(text) and (names := _names_beside_a_date(element, text)):
            linked = linked or link_texts(page.tree)
            own = link_texts(element)
            if not any(linked[name] > own[name] for name in names):
                return names
    return []


def _names_beside_a_date(element: HtmlElement, text: str) -> list[str]:
    """Return the names between signs; where links to tags or sections stand in the same line, those that have a text of
    their own beside them.
    """
    if not any(_leads_to_list(a) for a in element.iter("a")):
        return _names_among(_PARTED.split(text), text)
    apart = [part for one in _texts(element) if (part := clean(one).strip(_SIGNS))]
    return _names_among(apart, " ".join(apart))


def _texts(element: HtmlElement) -> Iterator[str]:
    """Yield the texts of an element and below it one by one, without those of links to tags and sections."""
    if not isinstance(element.tag, str) or _leads_to_list(element):
        return
    if element.text:
        yield element.text
    for child in element:
        yield from _texts(child)
        if child.tail:
            yield child.tail


def _leads_to_list(element: HtmlElement) -> bool:
    return element.tag == "a" and is_list_path(element.get("href") or "")


def _names_among(texts: Iterable[str], line: str) -> list[str]:
    """Return the names among some texts, if each of the others is a day, a time or what a person is."""
    parts = [part for one in texts if (part := without_weekday(one))]
    times = [part for part in parts if _DIGIT.search(part)]
    names = [_FOR.sub("", part) for part in parts if part not in times and not is_role(part)]
    if not names or not all(map(_is_whole_name, names)):
        return []  # as nearly every line with a day
    are_times = all(_CLOCK.match(part) or visible_date(part, UTC) for part in times)
    return split_names(names)[0] if are_times and visible_date(line, UTC) else []


def _is_whole_name(text: str) -> bool:
    return 1 < len(text.split()) <= _WORDS and is_name(text) and not _PLACED.search(text)


def signed_below(page: Page, lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the names that sign a text, and the text without them: alone below it, behind a dash, in bold or italics,
    after "Written by", or above it in Chinese; or in brackets at its end, which stay; none that are the site's.
    """
    found = next((one for one in chain(_alone(page, lines), _in_brackets(lines)) if one[0]), ([], lines))
    return found if site_names(page).isdisjoint(map(fold, found[0])) else ([], lines)


def _alone(page: Page, lines: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the names in lines of their own, and the other lines."""
    if len(lines) < 2:
        return
    yield _reporters(lines[-1]), lines[:-1]
    yield (_reporters(lines[0]) if HAN.search(lines[0]) else []), lines[1:]
    last = lines[-1] if len(lines[-1]) <= _LONGEST else ""
    bare = clean(last.lstrip(_DASHES))
    names, _ = split_names([bare])
    if names and all(" " in name and is_name(name) for name in names):
        others = {*fold(bare).split()}.difference(*(fold(name).split() for name in names), _JOINERS)
        if not others and (bare != last or _is_set_apart(page, last)):
            yield names, lines[:-1]


def _in_brackets(lines: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the names in brackets at the end of a text: "(Reporting by Rana Whitlock)", "（记者 胡晓蓉）"; in Chinese
    also in the place of a dateline.
    """
    if not lines:
        return
    for line, place in ((lines[-1], _LAST), (lines[0], _DATELINE)):
        for inside in place.findall(line):
            yield _reporters(inside.partition(";")[0]), lines


def _reporters(line: str) -> list[str]:
    """Return the names in a line of nothing but who wrote it: "Written by Rana Whitlock", "□ 本报记者 葛灵丹"."""
    if len(line) > _LONGEST or _PROSE.search(line):
        return []
    if HAN.search(line):
        written = _REPORTER.search(line.strip(_FRAMES))
        names = split_names([written.group()])[0] if written else []
        return names if all(_HAN_NAME.fullmatch(name) and is_name(name) for name in names) else []
    names = split_names([line])[0] if begins_with_by(line) and not is_by_another(line) else []
    is_brief = begins_with_label(line) or all(len(name.split()) <= _BRIEF for name in names)
    return names if is_brief and all(map(is_full_name, names)) else []


def _is_set_apart(page: Page, line: str) -> bool:
    """True if all of a paragraph is set in bold or italics."""
    inner = (next(p.iterchildren("b", "strong", "i", "em"), None) for p in page.tree.iter("p", "div"))
    return any(e is not None and element_text(e) == line == element_text(e.getparent()) for e in inner)
