"""Words by which parts of a page are told apart, from data files: one a language, so that one is added without code.

``data/LANGUAGE.toml`` (ISO 639-1) may have these keys; all are lists. Words are compared folded (see ``text.fold``),
patterns matched with folded text (``pointers``, ``comments``, ``you_are_here``) or without regard to case:

``months``      twelve entries, January first: the names and abbreviations of the month, divided by blanks (one in a
                name is written as a hyphen)
``solar_months`` the same of the Persian calendar
``weekdays``    seven entries, Monday first
``before_year`` what stands between month and year: "de"; ``after_year`` what stands after it
``clock``       what stands between a day and its time: "at"
``forenoon``    words for the first half of a day beside a clock; ``afternoon`` those for the other
``facts``       labels of a list that names the article and its address: "title", "link"
``work_facts``  labels of the facts of a book or a film: "publisher", "directed by"
``date_labels`` what stands before the day of publication: "date"
``published_on`` what stands before that day and before no other: "published on"
``updated``     beginnings of the words for "updated" (regular expressions)
``by``          the word before an author; ``by_verbs`` what may stand before that: "written"
``by_others``   what stands before it where it names no author: "reviewed"
``by_label``    what stands before an author and a colon: "author"; ``written_in`` before the place: "in Paris"
``behalf``      what stands between who wrote it and for whom: "on behalf of"
``and``         what joins names; ``with`` what joins further ones: "with", "via"
``roles``       what people are, as it stands after their names (regular expressions)
``signs_as``    roles of those who sign articles: "editor"; ``newsrooms`` words that end the name of many: "desk"
``nobody``      what stands in the place of an author and is none: "admin" (regular expressions)
``not_names``   words that are in no person's name (regular expressions)
``particles``   words without a capital that are in names: "von"
``agencies``    news agencies
``source``      the label before an agency: "source"
``reading``     the unit of a reading time: "min"
``pointers``    beginnings of lines that point elsewhere or ask for something (regular expressions)
``advertisements`` what is written over an advertisement
``comments``    headings over readers' comments (regular expressions)
``no_sections`` what metadata gives as the section and is none: "post"; ``folders`` parts of addresses that are none
``home``        what links to the home page are called
``you_are_here`` what stands before the way from there (regular expressions)
``everywhere``  tags that stand on every page; ``tag_paths`` parts of addresses of tag pages
``say``         verbs of saying, as they stand beside a quotation; ``pronouns`` those of one person
``say_of``      verbs before words of one's own: "called"; ``saying`` what follows another deed: "…, adding that"
``titles``      what stands before a name and is none of it: "President"
``nobody_said`` what may stand where a speaker does and is none: a day, "officials"
``said_where``  what follows a speaker and is none of the name: "in", "to the reporters"
``frequent``    one text: frequent words that few other languages of the same script have

The lists of all languages are read as one: pages mix languages, and seldom tell theirs. Only those of quotations are
read by the language of the text.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from newscrawl.text import fold, fold_arabic


@cache
def languages() -> dict[str, dict[str, Any]]:
    """Return all data files by language."""
    folder = resources.files("newscrawl.extraction.words") / "data"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8")) for file in files}


@cache
def words(key: str) -> tuple[str, ...]:
    """Return the entries of a key in all languages, each once."""
    return tuple(dict.fromkeys(entry for data in languages().values() for entry in data.get(key, ())))


def folded(key: str) -> tuple[str, ...]:
    """Return the patterns of a key as they match folded text: without accents, with one form of sigma."""
    return tuple(dict.fromkeys(map(_without_accents, words(key))))


def _without_accents(pattern: str) -> str:
    """Return a pattern without accents. Signs stay: folding makes three points of "…", which match anything."""
    letters = unicodedata.normalize("NFD", fold_arabic(pattern.replace("ς", "σ")))
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def either(entries: Iterable[str], plain: bool = True) -> str:
    """Return a regular expression that matches any of some entries, the longest first; ``plain`` ones are no
    patterns.
    """
    found = (re.escape(entry) if plain else entry for entry in entries)
    return "|".join(sorted(dict.fromkeys(found), key=len, reverse=True))


def by_first_letter(key: str) -> dict[str, re.Pattern[str]]:
    """Return the patterns of a key, for folded text, by the first letter of what they match, and under "" those that
    may match anything: the languages have hundreds, of which a text can match a few.
    """
    found: dict[str, list[str]] = {"": []}
    for entry in folded(key):
        found.setdefault(entry[0] if entry[0].isalpha() else "", []).append(entry)
    return {letter: re.compile(either(entries, plain=False)) for letter, entries in found.items()}


@cache
def numbered(key: str) -> dict[str, int]:
    """Return the folded names of the months of a calendar, ``months`` or ``solar_months``, or of the ``weekdays``, and
    their numbers from 1.
    """
    found: dict[str, int] = {}
    for data in languages().values():
        for number, names in enumerate(data.get(key, ()), 1):
            for name in (fold(name.replace("-", " ")) for name in names.split()):
                # in Persian, two letters are also typed as an Arabic keyboard has them
                found |= dict.fromkeys((name, name.replace("ی", "ي").replace("ک", "ك")), number)
    return found


@cache
def frequent_words() -> dict[str, frozenset[str]]:
    """Return the frequent words of the languages that are told by them."""
    return {code: frozenset(data["frequent"].split()) for code, data in languages().items() if data.get("frequent")}
