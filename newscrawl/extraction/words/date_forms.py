"""The forms in which pages write a day, and the clock beside it, as regular expressions over folded text.

Their groups: day, month, year, hour, minute, second, and ``half`` or ``half_before``, the half of the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from newscrawl.extraction.words.lexicon import either, numbered, words
from newscrawl.text import fold


def _folded(key: str) -> Iterable[str]:
    return map(fold, words(key))


MONTHS = numbered("months")
SOLAR_MONTHS = numbered("solar_months")
"""Of the Persian calendar."""
WEEKDAYS = numbered("weekdays")
AFTERNOON = frozenset(_folded("afternoon"))
_MONTH, _SOLAR_MONTH = either(MONTHS), either(SOLAR_MONTHS)
_HALF = either([*_folded("forenoon"), *AFTERNOON])
# before a clock it stands in scripts without blanks
_HALF_BEFORE = either(word for word in [*_folded("forenoon"), *AFTERNOON] if word[0] > "\u3000")
# a day of the week may stand before the clock, the word for an update may not
_WORD = r"(?:(?!upd|mod|act|aggi|akt|mise|изм|обн)[^\W\d]{3,12}[,،]?)?"
CLOCK = (
    rf"(?:(?P<half_before>{_HALF_BEFORE})\s?)?(?P<hour>\d{{1,2}})(?:[:.h時时点點]|시\s?)(?P<minute>\d{{2}})"
    rf"(?::(?P<second>\d{{2}}))?[分분]?(?:\s*(?P<half>[ap]\.?\s?m\b|(?:{_HALF})(?!\w))\.?)?"
)
_DAY_OF_WEEK = r"(?:\s?\([^\W\d]{1,9}\.?\))?"  # in brackets
_AFTER_YEAR = rf"(?:\s?(?:{either(_folded('after_year'))})(?!\w)\.?)?"
_TIME = (
    rf"{_AFTER_YEAR}{_DAY_OF_WEEK}(?:[\s,،|\-–]*(?:(?:{either(_folded('clock'))}|a|kl)\.?|{_WORD})?\s*{CLOCK})?"
)
_OF = rf"(?:(?:{either(_folded('before_year'))}) )?"

_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.\-/]*(?:of |de )?\s*(?P<month>{_MONTH})(?!\w)\.?"
    rf"[\s,،.\-/]*{_OF}(?P<year>\d{{4}})\b{_TIME}"
)
_MONTH_FIRST = re.compile(
    rf"\b(?P<month>{_MONTH})(?!\w)\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b{_TIME}"
)
_YEAR_AND_NAME = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d\d)\.\s(?P<month>{_MONTH})(?!\w)\.?\s(?P<day>\d{{1,2}})\b\.?{_TIME}"
)
NUMBERS = re.compile(
    rf"(?<!\d-)\b(?P<day>\d{{1,2}})(?:[/.]|\.\s|\s\|\s|-(?=\d{{1,2}}-20\d\d\b))(?P<month>\d{{1,2}})"
    rf"(?:[/.]|-(?=20\d\d\b)|(?<=\.\s\d)\.\s|(?<=\.\s\d\d)\.\s|(?<=\|\s\d)\s\|\s|(?<=\|\s\d\d)\s\|\s)"
    rf"(?P<year>\d{{4}})\b{_TIME}"
)
"""Of these the month may come first."""
WEEKDAY_BEFORE = re.compile(rf"\b(?P<weekday>{either(WEEKDAYS)})\b[,.]?\s*$")
"""A day of the week that stands before the day, and tells which of two numbers is the month."""
_IDEOGRAPHS = re.compile(
    rf"(?P<year>\d{{4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]{_TIME}"
)
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d\d)[./]\s?(?P<month>\d{{1,2}})[./]\s?(?P<day>\d{{1,2}})(?!\d)\.?{_TIME}"
)
# of date(1): "Tue Nov 19 08:05:00 CET 2019"
_YEAR_LAST = re.compile(
    rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})\s+(?P<hour>\d{{2}}):(?P<minute>\d{{2}}):(?P<second>\d{{2}})"
    rf"\s[a-z]{{2,5}}\s(?P<year>\d{{4}})\b(?P<half>)(?P<half_before>)"
)
_SOLAR_YEAR = r"13\d\d|14[01]\d"  # later ones are of the lunar calendar
SOLAR = (
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s(?P<month>{_SOLAR_MONTH})(?:\sماه)?[\s,،]+(?P<year>{_SOLAR_YEAR})(?!\d){_TIME}"),
    re.compile(rf"(?<!\d)(?P<year>{_SOLAR_YEAR})/(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?!\d){_TIME}"),
)
"""Days of the Persian calendar."""
FORMS = (_DAY_FIRST, _YEAR_LAST, _MONTH_FIRST, _IDEOGRAPHS, _YEAR_FIRST, _YEAR_AND_NAME, NUMBERS, *SOLAR)
"""All forms, in the order in which they are looked for."""
CLOCK_BEFORE = re.compile(
    rf"(?:(?P<half_before>{_HALF_BEFORE})\s?|\b)(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?::(?P<second>\d{{2}}))?"
    rf"\s*(?:(?P<half>[ap]\.?\s?m\b|(?:{_HALF})(?!\w))\.?)?[^\d]{{0,20}}$"
)
"""A clock that stands before the day."""
