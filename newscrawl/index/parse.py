"""The one query language of CLI, API and web: read once into a small tree (``nodes``), translated by each engine.

iran turkey            both words; also iran AND turkey, iran && turkey
iran OR turkey         either; also iran || turkey
-football              not; also NOT football, !football
"war on gaza"          phrase                  "gaza truce"~5     at most 5 words between, in any order
confer*                prefix                  (a OR b) c         grouping
headline:ceasefire     in one field            headline:(a OR b)  a group in one field
tag:"war on Gaza"      whole tag               tag:Turk*          tags that begin so
author:Rana            a word of a name
said:ceasefire         inside a quotation       speaker:Fidan      quoted in the article; a word of a name
words:300..800         range; also words:>300, published:<=2023-11
since:2023-11-01 until:2023-11-07
is:changed             seen in two versions or more; is:retracted, is:copy, is:paywalled, is:quoted
cluster:ID             all near copies of one text
changed:headline       whose headline was changed; also summary, body, tags
handle:unicef          posts of @unicef        link:https://…     articles that link there

A word without a letter or digit (a dash, an emoji) asks for nothing.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from newscrawl.errors import QueryError
from newscrawl.index.analysis import is_lone_letter, words
from newscrawl.index.dates import date_bound
from newscrawl.index.nodes import (
    KEYWORD_FIELDS,
    RANGE_FIELDS,
    TEXT_FIELDS,
    WIDEST,
    And,
    Keyword,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Word,
)
from newscrawl.items import KINDS, REVISED
from newscrawl.text import fold

LONGEST = 10_000
"""Letters of a query."""
LONGEST_OPEN = 200
"""Letters of a word whose end is left open, or that is looked for inside names: both become regular expressions, and
those of engines have bounds."""
MOST_OPEN = 50
"""Such words of one query."""
DEEPEST = 50
"""Brackets inside each other."""
STATES = ("changed", "retracted", "copy", "paywalled", "quoted")
_CLOSED: dict[str, Iterable[str]] = {"is": STATES, "kind": KINDS, "changed": REVISED}
"""Fields of which all values are known."""
NAMES = ("authors", "speakers")
"""Fields of names, of which a word is enough."""
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<close>\))
    |(?P<or>OR\b|\|\|)|(?P<and>AND\b|&&)|(?P<not>NOT\b)
    |(?P<minus>[-!](?=[^\s-]))
    |(?:(?P<field>[^\W\d]\w*):(?=\S))?(?:
        (?P<open>\()
        |["“«](?P<phrase>[^"”»]*)["”»](?:~(?P<within>\d{1,4}))?
        |(?P<word>[^\s()"“”«»]+)
    ))""",
    re.X,
)
_WILDCARD_INSIDE = re.compile(r"\w[?*]\w|^[?*]+\w")
_COMPARED = re.compile(r"(<=|>=|<|>)(.+)")


def parse(text: str, zone: ZoneInfo | None = None) -> Node:
    """Return the tree of a query text. Raises QueryError with the place of what is wrong."""
    if len(text) > LONGEST:
        raise QueryError(f"query: it has {len(text):,} letters; {LONGEST:,} are the most that can be asked")
    node = _Parser(text, zone).parse()
    return Or(()) if node is None else node  # nothing but dashes asks for nothing, and finds nothing


def keyword(field: str, value: str) -> Keyword:
    """Return the node for a value of a keyword field, as a filter or a query has it.

    Raises QueryError for a value that can be known to be wrong, and names the nearest that is right.
    """
    known = _CLOSED.get(field)
    if known and fold(value) not in known:
        raise QueryError(f"{field}: there is no {value!r}{_nearest(value, known)}; there are {', '.join(known)}")
    if field == "language" and not _LANGUAGE.fullmatch(fold(value)):
        raise QueryError(f"language: {value!r} is no code of ISO 639, such as ar, en or es")
    if field == "handles":
        value = value.removeprefix("@")
    return Keyword(field, _bounded(value), "words") if field in NAMES else Keyword(field, value)


def _bounded(text: str) -> str:
    if len(text) > LONGEST_OPEN:
        raise QueryError(f"query: {text[:20]!r}… has {len(text):,} letters; {LONGEST_OPEN} are the most here")
    return text


def _nearest(value: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(fold(value), list(known), 1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def word_node(text: str, name: str | None = None) -> Word | Prefix:
    """Return the node of one word; a lone letter of a script that is indexed by pairs of letters begins pairs."""
    return Prefix(text, name) if is_lone_letter(text) else Word(text, name)


def phrase_node(text: str, name: str | None = None, within: int = 0) -> Phrase | Prefix:
    """Return the node of a phrase; of a lone letter, as ``word_node`` does."""
    return Prefix(text, name) if is_lone_letter(text) else Phrase(text, name, within)


def date_range(field_name: str, since: str | None, until: str | None, zone: ZoneInfo | None) -> Range:
    """Return a range of days, both ends included. Raises QueryError for a bad date or ``since`` after ``until``."""
    low = date_bound(since, False, zone, "since") if since else None
    high = date_bound(until, True, zone, "until") if until else None
    if low and high and _comparable(low.when) >= _comparable(high.when):
        raise QueryError(f"since ({since}) is after until ({until})")
    return Range(field_name, low, high)


def _comparable(when: datetime) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=UTC)


class _Parser:
    """Reads tokens from left to right; a method a level of the grammar. What asks for nothing is None."""

    def __init__(self, text: str, zone: ZoneInfo | None) -> None:
        self.text, self.zone = text, zone
        self.tokens = self._split()
        self.place = 0
        self.depth = 0
        self.open_words = 0

    def _split(self) -> list[re.Match[str]]:
        found, at = [], 0
        end = len(self.text.rstrip())
        while at < end:
            match = _TOKEN.match(self.text, at)
            if not match or match.end() == at:
                rest = self.text[at : at + 20].strip()
                raise QueryError(
                    f"query: cannot read {rest!r} at letter {at + 1} (an unclosed quote?)", (at, len(self.text))
                )
            found.append(match)
            at = match.end()
        return found

    def parse(self) -> Node | None:
        try:
            node = self._either(None)
            if self.place < len(self.tokens):
                self.place += 1
                raise self._unexpected(self.tokens[self.place - 1])
        except QueryError as error:
            error.place = error.place or self._last()
            raise
        return node

    def _last(self) -> tuple[int, int]:
        """Return where the token that was read last stands."""
        if not self.tokens:
            return 0, len(self.text)
        token = self.tokens[max(0, min(self.place, len(self.tokens)) - 1)]
        return token.end() - len(token.group().strip()), token.end()

    @staticmethod
    def _unexpected(token: re.Match[str]) -> QueryError:
        return QueryError(f"query: unexpected {token.group().strip()!r} at letter {token.start() + 1}")

    def _peek(self, name: str) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place][name] is not None

    def _either(self, field: str | None) -> Node | None:
        nodes = [self._all(field)]
        while self._peek("or"):
            self.place += 1
            nodes.append(self._all(field))
        asked = [node for node in nodes if node is not None]
        return None if not asked else asked[0] if len(asked) == 1 else Or(tuple(asked))

    def _all(self, field: str | None) -> Node | None:
        nodes: list[Node | None] = []
        while self.place < len(self.tokens) and not self._peek("or") and not self._peek("close"):
            if self._peek("and"):
                self.place += 1
                continue
            nodes.append(self._one(field))
        if not nodes:
            raise QueryError("query: something is missing beside OR, AND, NOT or inside brackets")
        asked = [node for node in nodes if node is not None]
        return None if not asked else asked[0] if len(asked) == 1 else And(tuple(asked))

    def _one(self, field: str | None) -> Node | None:
        negated = False
        while self._peek("minus") or self._peek("not"):
            self.place += 1
            negated = not negated
        if self.place >= len(self.tokens):
            raise QueryError("query: something is missing at its end")
        token = self.tokens[self.place]
        self.place += 1
        name = token["field"] or field
        if token["open"]:
            node = self._group(name)
        elif token["phrase"] is None and token["word"] is None:
            raise self._unexpected(token)
        else:
            node = self._term(name, token)
            self._count_open(node)
        return Not(node) if negated and node is not None else node

    def _count_open(self, node: Node | None) -> None:
        """Refuse a query with too many words whose end is left open: each is looked for in every field and language."""
        is_open = isinstance(node, Prefix) or (isinstance(node, Keyword) and node.match != "whole")
        self.open_words += is_open
        if self.open_words > MOST_OPEN:
            raise QueryError(f"query: more than {MOST_OPEN} words have an open end")

    def _group(self, field: str | None) -> Node | None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise QueryError(f"query: more than {DEEPEST} brackets stand inside each other")
        node = self._either(field)
        if not self._peek("close"):
            raise QueryError("query: a bracket is not closed")
        self.place += 1
        self.depth -= 1
        return node

    def _term(self, name: str | None, token: re.Match[str]) -> Node | None:
        quoted, word = token["phrase"], token["word"] or ""
        if quoted is None and _WILDCARD_INSIDE.search(word):
            raise QueryError(
                f"query: {word!r} has a wildcard inside; only a word's end can be left open, as in confer*"
            )
        if quoted is None and word.endswith(":") and word[:-1] in {*TEXT_FIELDS, *KEYWORD_FIELDS, *RANGE_FIELDS}:
            raise QueryError(f"query: {word} takes a value right behind it, as in tag:Turkey")
        if name is None or name in TEXT_FIELDS:
            return _text(name, word) if quoted is None else _phrase(name, quoted, token["within"])
        value = word if quoted is None else quoted
        if name in ("since", "until"):
            since, until = (value, None) if name == "since" else (None, value)
            return date_range("published", since, until, self.zone)
        if name in RANGE_FIELDS:
            return self._range(name, value)
        if name in KEYWORD_FIELDS:
            field = KEYWORD_FIELDS[name]
            if quoted is None and word.endswith("*") and word.strip("*"):
                return Keyword(field, _bounded(word.rstrip("*")), "beginning")
            return keyword(field, value)
        known = sorted({*TEXT_FIELDS, *KEYWORD_FIELDS, *RANGE_FIELDS, "since", "until"})
        raise QueryError(f"query: no field {name!r}; there are {', '.join(known)} (quote a text with a colon in it)")

    def _range(self, name: str, value: str) -> Node:
        if compared := _COMPARED.fullmatch(value):
            return self._compare(name, compared[1], compared[2])
        low, dots, high = value.partition("..")
        high = high if dots else low
        if name in ("published", "modified"):
            return date_range(name, low or None, high or None, self.zone)
        ends = [_number(name, part, value) if part else None for part in (low, high)]
        if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            raise QueryError(f"query: {name}:{value} ends before it begins")
        return Range(RANGE_FIELDS[name], *ends)

    def _compare(self, name: str, sign: str, value: str) -> Node:
        if name in ("published", "modified"):
            # ">" begins where the day (or month …) that is named ends
            bound = date_bound(value, sign in (">", "<="), self.zone, name)
            return Range(name, bound, None) if sign[0] == ">" else Range(name, None, bound)
        number = _number(name, value, sign + value)
        if sign[0] == ">":
            return Range(RANGE_FIELDS[name], number + (sign == ">"), None)
        return Range(RANGE_FIELDS[name], None, number - (sign == "<"))


def _number(name: str, text: str, whole: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise QueryError(f"query: {name} takes a number or a range such as {name}:300..800, not {whole!r}")
    return int(text)


def _text(name: str | None, word: str) -> Node | None:
    """Return the node of an unquoted word; None for one without a letter or digit."""
    parts = [part for part, _, _ in words(word)]
    if not parts:
        return None
    if not word.endswith("*"):
        return word_node(word, name)
    *before, last = parts
    prefix = Prefix(_bounded(last), name)
    return And((*(word_node(part, name) for part in before), prefix)) if before else prefix


def _phrase(name: str | None, text: str, within: str | None) -> Node | None:
    count = sum(1 for _ in words(text))
    if not count:
        return None
    if within and count > WIDEST:
        raise QueryError(f'query: "…"~{within} takes two or three words, not {count}')
    return phrase_node(text, name, int(within or 0) if count > 1 else 0)
