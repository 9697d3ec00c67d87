"""The words of all languages: each pattern can match what it is compared with, and begins no line of prose alone."""

from __future__ import annotations

import re

import pytest

from newscrawl.extraction.words.lexicon import by_first_letter, folded, languages, words
from newscrawl.text import fold

FOLDED = ("pointers", "comments", "you_are_here")


@pytest.mark.parametrize("key", FOLDED)
def test_the_letters_of_patterns_are_those_of_folded_text(key: str) -> None:
    for pattern in folded(key):
        plain = re.sub(r"\\[a-zA-Z]", "", pattern)
        odd = {letter for letter in plain if letter.isalpha() and fold(letter) != letter}
        assert not odd, f"{pattern}: {odd} never stand in folded text"


@pytest.mark.parametrize("key", (*FOLDED, "roles", "nobody", "not_names", "tag_paths"))
def test_patterns_are_patterns_and_match_no_empty_text(key: str) -> None:
    for pattern in words(key):
        assert re.compile(pattern).match("") is None, pattern


def test_phrases_are_found_by_their_first_letter() -> None:
    by_letter = by_first_letter("pointers")
    for pattern in folded("pointers"):
        assert "|" not in re.sub(r"\((?:[^()]|\([^()]*\))*\)", "", pattern), f"{pattern}: what may begin it is not told"
        assert len(pattern) < 2 or not pattern[0].isalpha() or pattern[1] not in "?*", pattern
    assert by_letter["r"].match("riproduzione riservata") and not by_letter["r"].match("reading")
    assert by_letter[""].match("©") and by_letter[""].match("read more")


def test_months_of_all_languages_are_twelve_and_days_seven() -> None:
    for language, data in languages().items():
        assert len(data.get("months", range(12))) == 12, language
        assert len(data.get("weekdays", range(7))) == 7, language
