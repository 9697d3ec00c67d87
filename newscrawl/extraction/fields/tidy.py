"""Cuts what is no text of the article from the lines of a body: headline and byline above it, pointers elsewhere, link
lists.

Rules here are of the trade (a line that is all link, a newsletter box, "Read more:"), never of a publisher.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import groupby

from newscrawl.extraction.comments import is_heading_over_comments
from newscrawl.extraction.words.dates import visible_date
from newscrawl.extraction.words.lexicon import by_first_letter, either, words
from newscrawl.extraction.words.names import begins_with_by, is_agency, without_by
from newscrawl.text import fold

_TAG = 12  # link lines of so many letters may be words of the text, but not at its end
_SHORT = 80  # letters; longer lines are no heading
_TOP = 4  # so far down a headline may stand in the text that was found
_AND = frozenset(word for word in words("and") if len(word) > 1)
_ROLE_WORDS = 2
_DATE_WORDS = 4  # month, day of the week, "by", "at"
_TEXT = 400  # letters; less above a heading is no article
_LABEL = 40  # letters of the label of an advertisement
_ASIDE = 160  # lines longer than this are prose, whatever they begin with

_RANK = re.compile(r"^[\d\s.,()]+")  # and the number of readers, before a link
_DASH = re.compile(r"-\s*")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
# lines that point elsewhere or ask for something; folded (see text.fold), matched from the beginning of a short line
_POINTERS = by_first_letter("pointers")
_READING_TIME = re.compile(rf"\d{{1,3}}\s*(?:{either(map(fold, words('reading')))})\b(?:\s\w+)?")
# before a value, in a list that says whose article it is, and where
_LABELS = frozenset(map(fold, (*words("by_label"), *words("date_labels"), *words("facts"))))
_SOURCE = re.compile(rf"(?:{either(map(fold, words('source')))})\s?:\s?(?P<names>.+)")
_ADVERTISEMENTS = frozenset(map(fold, words("advertisements")))
_AROUND_LABEL = " -–—*:.…|[]()"
_URL_LINE = re.compile(r"(?:-\s*)?(?:https?://|www\.)\S+$")
_SENTENCE_END = re.compile(r"[.!?…。！？؟”\"')]$")


def tidy(lines: list[str], linked: Iterable[str], headings: list[str], names: Iterable[str] = ()) -> list[str]:
    """Cut lines that are no text of the article, and what stands above the text; see ``without_heading``."""
    linked = frozenset(linked)
    kept = list(_without_pointers(_above_comments(lines)))
    while kept and len(kept[-1]) <= _TAG and kept[-1].removeprefix("- ") in linked:
        kept.pop()  # tags
    links = [_is_link(line, linked) for line in kept]
    mixed = _in_mixed_lists(kept, links)
    found = []
    for number, line in enumerate(kept):
        alone = links[number] and number not in mixed and (
            line.isupper()
            or line.startswith("- ")
            or all(links[number:])
            or links[number - 1 : number + 2].count(True) > 1
        )
        if not alone:
            found.append(line)
    return without_heading(found, headings, names)


def _in_mixed_lists(lines: list[str], links: list[bool]) -> set[int]:
    """Return the places of the items of lists that are no lists of links: others of their items are text."""
    found: set[int] = set()
    for is_list, run in groupby(range(len(lines)), key=lambda number: lines[number].startswith("- ")):
        items = list(run)
        if is_list and sum(links[number] for number in items) < len(items) / 3:
            found.update(items)
    return found


def without_heading(lines: list[str], headings: list[str], names: Iterable[str] = ()) -> list[str]:
    """Cut what stands above the text, and what some pages repeat below it.

    ``headings`` are the headline and the standfirst, ``names`` those of authors and sources: a line of them is a
    byline, also with a date.
    """
    known = {word for name in names for word in _names_of(name)}

    def is_heading(line: str) -> bool:
        value = _value_of(line)
        if any(_same(value, text) for text in headings) or (value != line and _URL_LINE.match(value)):
            return True
        return len(line) <= _SHORT and (_is_byline(value, known) or _is_date(line, known) or _is_fact(line, known))

    for number, line in enumerate(lines[:_TOP]):
        if number and headings and _same(line, headings[0]) and all(len(text) < _SHORT for text in lines[:number]):
            lines = lines[number:]
            break
    for number in range(max(_TOP, len(lines) - _TOP), len(lines)):  # a box that names the article again ends some pages
        if headings and _same(lines[number], headings[0]) and all(len(text) < _SHORT for text in lines[number + 1 :]):
            lines = lines[:number]
            break
    while lines and is_heading(lines[0]):
        lines = lines[1:]
    while lines and is_heading(lines[-1]):
        lines = lines[:-1]
    return lines


def _value_of(line: str) -> str:
    """Return what stands after a label such as "Title:", "Link:"; of any other line the whole."""
    if ":" not in line and "：" not in line:
        return line
    label, _, value = line.replace("：", ":").removeprefix("- ").partition(":")
    return value.strip() if fold(label).strip() in _LABELS and value.strip() else line


def _names_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", fold(text))


def _is_byline(line: str, known: set[str]) -> bool:
    """True if a line holds names, and after "By" at most what those people are."""
    words = [word for word in _names_of(without_by(line)) if word not in _AND]
    return any(word in known for word in words) and sum(word not in known for word in words) <= (
        _ROLE_WORDS if begins_with_by(line) else 0
    )


def _is_fact(line: str, known: set[str]) -> bool:
    """True if a line is a reading time ("3 Min Read"), or names the source that is a field of its own."""
    folded = fold(line)
    if _READING_TIME.fullmatch(_DASH.sub("", folded, count=1)):
        return True
    match = _SOURCE.fullmatch(folded)
    if match is None:
        return False
    return is_agency(match["names"]) or all(word in known for word in _names_of(match["names"]))


def _is_date(line: str, known: set[str]) -> bool:
    """True if a line holds a date, and at most names besides."""
    if not any(c.isdigit() for c in line) or visible_date(line, UTC) is None:
        return False
    return sum(word not in known for word in _names_of(_ORDINAL.sub("", line))) <= _DATE_WORDS


def _same(line: str, other: str) -> bool:
    if not other or not 0.4 * len(other) < len(line) < 2.5 * len(other):  # most lines are paragraphs
        return False
    one, two = re.findall(r"\w+", fold(line)), re.findall(r"\w+", fold(other))
    return one == two or (
        len(two) > 4
        and abs(len(one) - len(two)) < 3
        and len(set(one) & set(two)) >= 0.9 * max(len(set(one)), len(set(two)))
    )


def _above_comments(lines: list[str]) -> list[str]:
    """Cut at the heading over readers' comments, if there is a text above it."""
    length = 0
    for number, line in enumerate(lines):
        if length > _TEXT and is_heading_over_comments(line):
            return lines[:number]
        length += len(line)
    return lines


def _without_pointers(lines: list[str]) -> Iterator[str]:
    """Yield the lines that do not point elsewhere; the list under one that does goes with it."""
    heads = False
    for line in lines:
        item = line.startswith("- ")
        if not item and _is_label_of_advertisement(line):
            continue  # it heads no list: what follows is the text again
        if not item:
            heads = _pointer(line)
        if not heads and not _pointer(line):
            yield line


def _is_label_of_advertisement(line: str) -> bool:
    return len(line) <= _LABEL and fold(line.strip(_AROUND_LABEL)) in _ADVERTISEMENTS


def _pointer(line: str) -> bool:
    if len(line) > _ASIDE:
        return False
    text = _DASH.sub("", fold(line), count=1) if line.startswith("-") else fold(line)
    letters = _POINTERS.get(text[:1])
    return bool((letters and letters.match(text)) or _POINTERS[""].match(text) or _URL_LINE.match(line))


def _is_link(line: str, linked: frozenset[str]) -> bool:
    text = line.removeprefix("- ")
    if text not in linked:
        text = _RANK.sub("", text, count=1)
    return len(text) > _TAG and text in linked and not (_SENTENCE_END.search(text) and len(text) > 80)
