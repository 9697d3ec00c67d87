"""How a language says who spoke: its words from the data files, and its rules as patterns around a quotation.

A rule is a regular expression with a group ``name`` (a speaker by name) or ``pronoun`` (one named before). ``before``
are matched against what stands before a quotation, up to its opening mark, ``after`` against what follows its closing
mark. Only patterns that leave no doubt are here: what they do not match is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from newscrawl.extraction.words.lexicon import either, languages

DOT = "\u2024"
"""Stands for the full stop of an abbreviation (Mr., J.), so that another full stop ends a sentence."""
# a capitalised word, with initials and apostrophes, of a length that words have: others would cost its square
_CAP = rf"(?:(?<![\w’'-])[A-ZÀ-ÖØ-Þ](?:[\w’'-]{{0,40}}\w)?{DOT}?)"
_PARTICLE = r"(?:de|del|de la|van|von|der|den|bin|ibn|al|el|da|dos|di|du|le|la|y|ter)"
_NAME = rf"(?P<name>{_CAP}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0])?{_CAP}){{0,6}})"
_ARABIC_WORD = r"[\u0621-\u064a\u064b-\u065f\u0670-\u06d3٠-٩-]+"


@dataclass(frozen=True)
class Saying:
    """The rules of one language."""

    before: tuple[re.Pattern[str], ...]
    after: tuple[re.Pattern[str], ...]
    acting: tuple[re.Pattern[str], ...]
    """As ``before``, of somebody who does something, "saying that": whose name must be known."""
    sentence: tuple[re.Pattern[str], ...]
    """A sentence of somebody who said something, before a whole sentence in quotation marks."""
    goes_on: re.Pattern[str]
    """What stands between two quotations of one speaker: the attribution of the first, and the end of its sentence."""
    told: tuple[re.Pattern[str], ...]
    """Somebody who said something, quoted or not: whom a pronoun means."""
    verb: re.Pattern[str]
    titles: re.Pattern[str]
    """Words before a name, or in its place, that are none of it."""
    nobody: re.Pattern[str]
    """What looks like a name and is no speaker: a day, a month, a pronoun at the beginning of a sentence."""


def _compile(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _english(data: dict[str, list[str]]) -> Saying:
    adverb = "(?:had|has|have|later|also|then|recently|often|once|further|repeatedly|[a-z]{2,12}ly)"
    verb = rf"(?:{adverb}\s)?(?:{either(data['say'])})"
    who = _who(data)
    aside = r"(?:(?:,\s[^,.;:“\"]{2,90}){1,3},)?(?:\s\([^)]{1,30}\))?"
    # "campaign spokesman" before a name; a preposition leads elsewhere: "said on Monday"
    elsewhere = "in|on|at|to|that|during|after|before|of|from|as|while|when|with|about|by|for|it|if"
    small = rf"(?!(?:{elsewhere})\b)[a-z’'-]+\s"
    # "Clinton campaign manager": names before a small word are of the role
    role = rf"(?:(?:{_CAP}\s){{1,3}}(?={small})|{small}){{0,5}}"
    until = rf"(?:(?!\b(?:who|which|and|(?:he|she|they|it)\s{verb})\b)[^.;:?!“”\"]){{0,110}}?"
    clause = r"(?:^\s*|[.;!?,:”\"]\s*|\b(?:and|but|as|when|while|where|after|because)\s)"
    speaker = rf"{clause}{role}{who}{aside}\s"
    goes_on = r"(?:[.:,]\s*|\b(?:adding|saying|noting|insisting|calling)\b[^.?!]*)"
    return Saying(
        before=_compile(
            rf"{speaker}{verb}\b{until}[\s,:]*$",
            rf"{speaker}(?:{adverb}\s)?(?:{either(data['say_of'])})\b{until}[\s,:]*$",
            rf"(?:^\s*|[.;!?]\s*)[Aa]ccording to {role}{_NAME}{aside},?\s*$",
        ),
        acting=_compile(
            rf"(?:^\s*|[.;!?]\s+){who}{aside}\s(?!(?:was|were|is|are|has\sbeen|had\sbeen)\s)[^,.;:?!“”\"]{{3,110}}?,\s"
            rf"(?:{either(data['saying'])})\b{until}[\s,:]*$",
        ),
        sentence=_compile(rf"(?:^\s*|[.;!?,]\s+){role}{who}{aside}\s{verb}\b[^.;:?!“”\"]{{0,160}}\.\s*$"),
        after=_compile(
            rf"^[,\s]*(?:{role}|[Tt]he\s{role}){who}{aside}\s{verb}\b",
            rf"^[,\s]*{verb}\s{role}{who}(?!\s{verb})",
            rf"^[,\s]*according to {role}{_NAME}",
        ),
        goes_on=re.compile(rf"^[,\s]*[^.?!]*\b{verb}\b[^.?!]*{goes_on}$|^\s*$"),
        told=_compile(rf"{_NAME}{aside}\s{verb}\b"),
        verb=re.compile(rf"\b(?:{either([*data['say'], *data['say_of'], *data['saying']])})\b"),
        titles=_titles(data),
        nobody=_nobody(data),
    )


def _spanish(data: dict[str, list[str]]) -> Saying:
    verb = rf"(?:(?:ha|había)\s)?(?:{either(data['say'])})"
    who = _who(data)
    small = "[a-záéíóúüñ-]+"
    role = rf"(?:(?:el|la|su|un|una)\s(?:{small}\s(?!de\s)){{1,4}})?"
    # "el ministro de Exteriores de Turquía, Hakan Fidan": the name stands behind the comma
    long_role = r"(?:el|la)\s(?=[a-záéíóúüñ])[^,.;:“«\"]{3,80},\s"
    aside = r"(?:,\s[^,.;:“«\"]{2,90},)?"
    until = r"(?:(?!\by\b)[^.;:?!“”«»\"]){0,70}?"
    press = rf"(?:a\sla\sprensa\s|a\slos\speriodistas\s|ante\s{small}\s)?"
    clause = r"(?:^\s*|[.;!?,]\s*|\by\s)"
    speaker = rf"{clause}(?:{role}|[EL][la]\s(?:{small}\s){{1,4}}){who}{aside}\s"
    return Saying(
        before=_compile(
            rf"{speaker}{verb}\b{until}[\s,:]*$",
            rf"{speaker}(?:{either(data['say_of'])})\b{until}[\s,:]*$",
            rf"(?:^\s*|[.;!?]\s*)[Ss]egún\s{role}{_NAME}{aside},?\s*$",
            # the verb alone means the one who spoke before
            rf"(?:^\s*|[.;!?]\s*)(?:[Yy]\s|[Aa]demás,?\s)?(?P<pronoun>(?i:{verb}))(?:\sque)?[\s,:]*$",
        ),
        acting=(),
        sentence=(),
        after=_compile(
            rf"^[,\s—-]*(?:según\s|(?:así\s)?(?:lo\s)?{verb}\s{press}){long_role}{_NAME}(?=[,.;:]|$)",
            rf"^[,\s—-]*(?:así\s)?(?:lo\s)?{verb}\s{press}{role}{who}",
            rf"^[,\s—-]*según\s{role}{_NAME}",
            rf"^[,\s—-]*{role}{_NAME}\s{verb}\b",
            rf"^[,\s—-]*(?P<pronoun>{verb})\s*(?=[.,;]|$)",
        ),
        goes_on=re.compile(rf"^[,\s—-]*[^.?!]*\b{verb}\b[^.?!]*[.:,]\s*$|^\s*$"),
        told=_compile(rf"{_NAME}{aside}\s{verb}\b", rf"\b{verb}\s{role}{_NAME}"),
        verb=re.compile(rf"\b(?:{either([*data['say'], *data['say_of']])})\b", re.I),
        titles=_titles(data),
        nobody=_nobody(data),
    )


def _arabic(data: dict[str, list[str]]) -> Saying:
    verb = rf"[وف]?(?:{either(data['say'])})"
    words = rf"(?P<name>{_ARABIC_WORD}(?:\s{_ARABIC_WORD}){{0,9}}?)"
    that = r"\s(?:[إأا]نه?ا?|بأنه?ا?)\b"
    until = r"[^.؛:؟!“”«»\"]{0,70}?"
    lead = r"(?:^\s*|[.؛!؟،]\s*|\s)"
    aside = r"(?:،[^،.:]{2,60}،)?"
    place = rf"\s(?:{either(data['said_where'])})(?!\w)"
    colon = rf"(?:{that}{until}|\s?:|،)\s*$"
    return Saying(
        before=_compile(
            rf"{lead}{verb}\s{words}{aside}(?:{place}{until})?{colon}",
            rf"{lead}(?P<pronoun>{verb})(?:{place}{until}|\sأيضا)?(?:{colon}|\s*$)",
        ),
        acting=(),
        sentence=(),
        after=_compile(
            rf"^[،,\s]*(?:كما\s|هكذا\s|حسبما\s)?{verb}\s{words}(?={place}|[،.؛:]|\s*$)",
            rf"^[،,\s]*(?:بحسب|وفق|حسب)\s{words}(?=[،.؛]|\s*$)",
        ),
        goes_on=re.compile(rf"^[،,\s]*[^.؟!]*{verb}\s[^.؟!]*[.:،]\s*$|^\s*$"),
        told=_compile(rf"{lead}{verb}\s{words}(?={that}|{place}|[:،])"),
        verb=re.compile(rf"(?:{either(data['say'])})\b"),
        titles=_titles(data),
        nobody=_nobody(data),
    )


def _who(data: dict[str, list[str]]) -> str:
    """Return the pattern of a pronoun or a name, in a script that has capitals."""
    return rf"(?:(?P<pronoun>{either(data['pronouns'])})\b|{_NAME})"


def _nobody(data: dict[str, list[str]]) -> re.Pattern[str]:
    return re.compile(rf"^(?:{either(data['nobody_said'])})$")


def _titles(data: dict[str, list[str]]) -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{either(data['titles'])})(?:\s|$))+")


_RULES = {"en": _english, "es": _spanish, "ar": _arabic}


@cache
def saying(language: str) -> Saying | None:
    """Return the rules of a language (ISO 639-1); None for one that has none."""
    make = _RULES.get(language)
    return make(languages()[language]) if make else None
