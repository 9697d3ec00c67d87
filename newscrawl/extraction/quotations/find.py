"""Finds the quotations of a text and their speakers; a quotation whose speaker is not certain is left out.

A speaker is read from the sentence around a quotation (``saying``), goes on to the next quotation where the text says
so, and is called by the fullest name that the text has for them (``people``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from newscrawl.extraction.quotations.marks import Span, quoted
from newscrawl.extraction.quotations.people import People
from newscrawl.extraction.quotations.saying import DOT, Saying, saying
from newscrawl.items import Quote

_LEAST_WORDS = 3  # of a quotation; fewer are a term that somebody uses
_LEAST_LETTERS = 12
_LONGEST_TITLE = 8  # words
_LONG = 4  # letters of a word that titles write with a capital
_IN_TITLES = ("with", "from", "over", "into", "upon", "than", "para", "como")  # but for these
_REACH = 300  # letters around a quotation in which its speaker is looked for
_VOWEL_MARKS = re.compile("[\u064b-\u0652\u0640]")
_ABBREVIATED = re.compile(
    r"\b(Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Sgt|Capt|Prof|Rev|St|Jr|Sr|Sra|Dra|[A-ZÀ-Þ]"
    r"|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa"
    r"|Tenn|Tex|Va|Vt|Wash|Wis|Wyo)\.(?=\s?[\w,)-])"
)
_SENTENCE_END = (".", "…", "。")
_WHOLE_END = (*_SENTENCE_END, "?", "!")


@dataclass(frozen=True)
class Said:
    """A quotation with what was read of its speaker."""

    quote: Quote
    written: str
    """The speaker as the text has it beside the quotation: a name or a pronoun."""

    @property
    def speaker(self) -> tuple[str, str, str]:
        """Name, verb and the speaker as written."""
        return self.quote.speaker, self.quote.verb, self.written


def find_quotes(body: list[str], language: str) -> list[Quote]:
    """Return the direct quotations of a text, in order. There are rules for English, Spanish and Arabic."""
    return [said.quote for said in said_in(body, language)]


def said_in(body: list[str], language: str) -> Iterator[Said]:
    """Yield the quotations with their speakers as written."""
    rules = saying(language)
    if rules is not None:
        yield from _Reader(body, rules).read()


class _Reader:
    """Reads one text from its beginning to its end."""

    def __init__(self, body: list[str], rules: Saying) -> None:
        self.body, self.rules = body, rules
        self.people = People(rules)
        self.open: Said | None = None
        """The quotation that the paragraph before did not close."""

    def read(self) -> Iterator[Said]:
        spans = [quoted(paragraph) for paragraph in self.body]
        last = max((number for number, found in enumerate(spans) if found), default=-1)
        for number, paragraph in enumerate(self.body[: last + 1]):  # behind it nobody is asked for
            yield from self._in_paragraph(number, paragraph, spans[number])
            self.people.read(partial(_outside, paragraph, spans[number]))

    def _in_paragraph(self, number: int, paragraph: str, spans: list[Span]) -> Iterator[Said]:
        last: Said | None = None
        found: list[Said] = []
        before_it, self.open = self.open, None
        for place, span in enumerate(spans):
            start = spans[place - 1].end if place else 0
            end = spans[place + 1].start if place + 1 < len(spans) else len(paragraph)
            before = _bare(paragraph[max(start, span.start - _REACH) : span.start])
            after = _bare(paragraph[span.end : min(end, span.end + _REACH)])
            inner = paragraph[span.inner_start : span.inner_end]
            speaker = self._speaker(before, after, inner)
            if speaker is None and last is not None and self.rules.goes_on.search(before):
                speaker = last.speaker
            if speaker is None and place == 0 and before_it is not None and not before.strip():
                speaker = before_it.speaker
            last = None
            if speaker is not None:
                name, verb, written = speaker
                at = span.inner_start + len(inner) - len(inner.lstrip())
                last = Said(Quote(inner.strip().rstrip(",،").strip(), name, verb, number, at), written)
                found.append(last)
                if not span.is_closed:
                    self.open = last
        yield from (said for said in found if _is_said(said.quote.text))

    def _speaker(self, before: str, after: str, inner: str) -> tuple[str, str, str] | None:
        """Return name, verb and the speaker as written, of what stands around a quotation."""
        ends = inner.rstrip().endswith(_SENTENCE_END) and not inner.rstrip().endswith("..")
        sides = [(self.rules.after, after)] if not ends or after.lstrip().startswith((",", "،")) else []
        sides += [(self.rules.before, before), (self.rules.acting, before)]
        if inner.rstrip().endswith(_WHOLE_END) and inner.lstrip()[:1].isupper():
            sides.append((self.rules.sentence, before))
        for patterns, text in sides:
            for pattern in patterns:
                if (match := pattern.search(text)) and (read := self._read(match, patterns is self.rules.acting)):
                    return read
        return None

    def _read(self, match: re.Match[str], only_known: bool) -> tuple[str, str, str] | None:
        """Return what ``_speaker`` does; with ``only_known`` none of a name that the text did not have before."""
        groups = match.groupdict()
        written = groups.get("name") or groups.get("pronoun") or ""
        if only_known and groups.get("name") and not self.people.knows(written):
            return None
        name = self.people.named(written) if groups.get("name") else self.people.last
        if not name:
            return None
        self.people.spoke(name)
        verb = self.rules.verb.search(match.group())
        return name, verb.group() if verb else "", written.replace(DOT, ".")


def _is_said(text: str) -> bool:
    """True for what can be a statement: not for a term, nor for the title of a book or programme."""
    words = text.split()
    if len(words) < _LEAST_WORDS or len(text) < _LEAST_LETTERS:
        return False
    if len(words) > _LONGEST_TITLE or text[-1] in "?!":
        return True
    rest = words[1:]
    prose = [word for word in rest if word[0].islower() and len(word) >= _LONG and word not in _IN_TITLES]
    return bool(prose) or not any(word[0].isupper() for word in rest)


def _bare(text: str) -> str:
    """Return a text without Arabic vowel marks, which some write and some do not, and with abbreviations marked."""
    if not text.isascii():
        text = _VOWEL_MARKS.sub("", text)
    return _ABBREVIATED.sub(rf"\1{DOT}", text) if "." in text else text


def _outside(paragraph: str, spans: list[Span]) -> str:
    parts, at = [], 0
    for span in spans:
        parts.append(paragraph[at : span.start])
        at = span.end
    return _bare(" ".join([*parts, paragraph[at:]]))
