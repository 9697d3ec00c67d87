"""The one query language of CLI, API and web: parsed once into a small tree, translated by each engine.

iran turkey            both words        "war on gaza"     phrase
iran OR turkey         either            -football         not
confer*                prefix            (a OR b) c        grouping
headline:ceasefire     in one field      tag:"war on Gaza" whole tag
words:300..800         range             since:2023-11-01 until:2023-11-07
is:changed             seen in two versions or more; is:retracted, is:copy, is:paywalled
cluster:ID             all near copies of one text
changed:headline       whose headline was changed; also summary, body, tags
handle:unicef          posts of @unicef  link:https://…    articles that link there
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newscrawl.errors import QueryError

TEXT_FIELDS = ("headline", "summary", "body")
KEYWORD_FIELDS = {
    "tag": "tags",
    "tags": "tags",
    "topic": "topics",
    "topics": "topics",
    "section": "section",
    "author": "authors",
    "authors": "authors",
    "source": "sources",
    "sources": "sources",
    "region": "region",
    "site": "site",
    "lang": "language",
    "language": "language",
    "kind": "kind",
    "handle": "handles",
    "link": "links",
    "job": "job",
    "changed": "changed",
    "cluster": "cluster",
    "is": "is",
}
RANGE_FIELDS = {"words": "word_count", "published": "published", "modified": "modified", "revision": "revision"}
MAX_WINDOW = 10_000
Sort = Literal["relevance", "newest", "oldest"]
Interval = Literal["day", "week", "month"]
FACETS = ("tags", "topics", "section", "authors", "sources", "region", "site", "language", "kind")


@dataclass(frozen=True)
class Word:
    """A word, found in any of the fields (or in ``field``), in any language."""

    text: str
    field: str | None = None


@dataclass(frozen=True)
class Phrase:
    """Words in this order, next to each other."""

    text: str
    field: str | None = None


@dataclass(frozen=True)
class Prefix:
    """Words that begin so."""

    text: str
    field: str | None = None


@dataclass(frozen=True)
class Keyword:
    """A whole value of a keyword field, case and accents aside."""

    field: str
    value: str


@dataclass(frozen=True)
class Bound:
    """An end of a date range: an instant (aware), or a newsroom's calendar time (naive)."""

    when: datetime


@dataclass(frozen=True)
class Range:
    """Values from ``low`` (included) to ``high`` (not included for dates, included for numbers)."""

    field: str
    low: int | Bound | None
    high: int | Bound | None


@dataclass(frozen=True)
class Not:
    """What the inner node does not match."""

    node: Node


@dataclass(frozen=True)
class And:
    """All of the nodes; with none, everything."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """Any of the nodes."""

    nodes: tuple[Node, ...]


Node = Word | Phrase | Prefix | Keyword | Range | Not | And | Or


@dataclass(frozen=True)
class SearchRequest:
    """A search: the query text, filters, and what is wanted of the result.

    ``since`` and ``until`` are days, months or years (``until`` included), times with offset, or ages
    such as ``7d``. A date without time is the newsroom's own calendar day, or that of ``timezone``.
    Of near copies one is among the hits, the best one; all with ``copies``, or where the query asks for copies.
    """

    text: str = ""
    tags: tuple[str, ...] = ()
    topic: str | None = None
    section: str | None = None
    author: str | None = None
    source: str | None = None
    region: str | None = None
    site: str | None = None
    language: str | None = None
    kind: str | None = None
    since: str | None = None
    until: str | None = None
    sort: Sort = "relevance"
    limit: int = 10
    offset: int = 0
    facets: tuple[str, ...] = ()
    facet_size: int = 10
    histogram: Interval | None = None
    timezone: str | None = None
    highlight: bool = True
    copies: bool = False

    def tree(self) -> And:
        """Return query and filters as one tree. Raises QueryError for what cannot be understood."""
        if not 0 <= self.limit <= MAX_WINDOW or self.offset < 0:
            raise QueryError(f"limit takes 0 to {MAX_WINDOW}, offset 0 or more")
        if self.offset + self.limit > MAX_WINDOW:
            raise QueryError(f"only the first {MAX_WINDOW} hits can be paged through; use export for all of them")
        if unknown := [name for name in self.facets if name not in FACETS]:
            raise QueryError(f"no facet {unknown[0]!r}; there are {', '.join(FACETS)}")
        zone = time_zone(self.timezone)
        nodes: list[Node] = [parse(self.text, zone)] if self.text.strip() else []
        nodes += [Keyword("tags", tag) for tag in self.tags]
        for name in ("topic", "section", "author", "source", "region", "site", "language", "kind"):
            if (value := getattr(self, name)) is not None:
                nodes.append(Keyword(KEYWORD_FIELDS[name], value))
        if self.since or self.until:
            nodes.append(date_range("published", self.since, self.until, zone))
        return And(tuple(nodes))


def time_zone(name: str | None) -> ZoneInfo | None:
    """Return a zone by its IANA name. Raises QueryError for an unknown one."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise QueryError(f"no time zone {name!r} (e.g. Asia/Beirut or UTC)") from error


def positive(node: Node) -> Iterator[Word | Phrase | Prefix]:
    """Yield the words, phrases and prefixes of a query that a match has to show."""
    if isinstance(node, Word | Phrase | Prefix):
        yield node
    elif isinstance(node, And | Or):
        for inner in node.nodes:
            yield from positive(inner)


def asks_for_copies(node: Node) -> bool:
    """True if a query names a cluster, or near copies."""
    if isinstance(node, And | Or):
        return any(asks_for_copies(inner) for inner in node.nodes)
    return isinstance(node, Keyword) and (
        node.field == "cluster" or (node.field, node.value.casefold()) == ("is", "copy")
    )


_AGE = re.compile(r"(\d{1,5})([hdwmy])")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "m": timedelta(days=30),
    "y": timedelta(days=365),
}


def date_bound(text: str, end: bool, zone: ZoneInfo | None, name: str = "date") -> Bound:
    """Read one end of a date range; with ``end`` the instant after the day, month or year named.

    Raises QueryError that names the argument and what it takes.
    """
    text = text.strip()
    try:
        if match := _AGE.fullmatch(text):
            return Bound(datetime.now(UTC) - int(match[1]) * _UNITS[match[2]])
        if match := _DATE.fullmatch(text):
            year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
            first = date(year, month, day)
            if end:
                first = _after(first, 3 if match[3] else 2 if match[2] else 1)
            return Bound(datetime(first.year, first.month, first.day, tzinfo=zone))
        when = datetime.fromisoformat(text)
        when = when if when.tzinfo or zone is None else when.replace(tzinfo=zone)
        return Bound(when + timedelta(seconds=1) if end else when)
    except (ValueError, OverflowError):
        pass
    raise QueryError(
        f"{name}: {text!r} is not a date; use 2023-11-01, 2023-11, 2023, 2023-11-01T12:00+02:00 or an age such as 7d"
    )


def _after(first: date, parts: int) -> date:
    if parts == 3:
        return first + timedelta(days=1)
    if parts == 2:
        return date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date(first.year + 1, 1, 1)


def date_range(field_name: str, since: str | None, until: str | None, zone: ZoneInfo | None) -> Range:
    """Return a range of days, both ends included. Raises QueryError for a bad date or ``since`` after ``until``."""
    low = date_bound(since, False, zone, "since") if since else None
    high = date_bound(until, True, zone, "until") if until else None
    if low and high and _comparable(low.when) >= _comparable(high.when):
        raise QueryError(f"since ({since}) is after until ({until})")
    return Range(field_name, low, high)


def _comparable(when: datetime) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=UTC)


_TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>-(?=[^\s-]))
    |(?P<or>OR\b)|(?P<and>AND\b)|(?P<not>NOT\b)
    |(?:(?P<field>[^\W\d]\w*):(?=\S))?(?:["“«](?P<phrase>[^"”»]*)["”»]|(?P<word>[^\s()"“”«»]+)))""",
    re.X,
)


def parse(text: str, zone: ZoneInfo | None = None) -> Node:
    """Return the tree of a query text. Raises QueryError with the place of what is wrong."""
    return _Parser(text, zone).parse()


class _Parser:
    def __init__(self, text: str, zone: ZoneInfo | None) -> None:
        self.text, self.zone = text, zone
        self.tokens = self._split()
        self.place = 0

    def _split(self) -> list[re.Match[str]]:
        found, at = [], 0
        end = len(self.text.rstrip())
        while at < end:
            match = _TOKEN.match(self.text, at)
            if not match or match.end() == at:
                raise QueryError(f"query: cannot read {self.text[at : at + 20].strip()!r} (an unclosed quote?)")
            found.append(match)
            at = match.end()
        return found

    def parse(self) -> Node:
        node = self._either()
        if self.place < len(self.tokens):
            raise QueryError(f"query: unexpected {self.tokens[self.place].group().strip()!r}")
        return node

    def _peek(self, name: str) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place][name] is not None

    def _either(self) -> Node:
        nodes = [self._all()]
        while self._peek("or"):
            self.place += 1
            nodes.append(self._all())
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def _all(self) -> Node:
        nodes: list[Node] = []
        while self.place < len(self.tokens) and not self._peek("or") and not self._peek("close"):
            if self._peek("and"):
                self.place += 1
                continue
            nodes.append(self._one())
        if not nodes:
            raise QueryError("query: something is missing beside OR, AND, NOT or inside brackets")
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes))

    def _one(self) -> Node:
        if self.place >= len(self.tokens):
            raise QueryError("query: something is missing at its end")
        token = self.tokens[self.place]
        self.place += 1
        if token["minus"] or token["not"]:
            return Not(self._one())
        if token["open"]:
            node = self._either()
            if not self._peek("close"):
                raise QueryError("query: a bracket is not closed")
            self.place += 1
            return node
        if token["phrase"] is None and token["word"] is None:
            raise QueryError(f"query: unexpected {token.group().strip()!r}")
        return self._term(token["field"], token["phrase"], token["word"] or "")

    def _term(self, name: str | None, phrase: str | None, word: str) -> Node:
        if name is None or name in TEXT_FIELDS:
            if phrase is not None:
                return Phrase(phrase, name)
            return Prefix(word.rstrip("*"), name) if word.endswith("*") and word.strip("*") else Word(word, name)
        value = word if phrase is None else phrase
        if name in ("since", "until"):
            since, until = (value, None) if name == "since" else (None, value)
            return date_range("published", since, until, self.zone)
        if name in RANGE_FIELDS:
            return self._range(name, value)
        if name in KEYWORD_FIELDS:
            return Keyword(KEYWORD_FIELDS[name], value)
        known = sorted({*TEXT_FIELDS, *KEYWORD_FIELDS, *RANGE_FIELDS, "since", "until"})
        raise QueryError(f"query: no field {name!r}; there are {', '.join(known)} (quote a text with a colon in it)")

    def _range(self, name: str, value: str) -> Node:
        low, dots, high = value.partition("..")
        if not dots:
            if value[:1] in "<>":
                low, high = (value[1:], "") if value[0] == ">" else ("", value[1:])
            else:
                low = high = value
        if name in ("published", "modified"):
            return date_range(name, low or None, high or None, self.zone)
        try:
            numbers = [int(part) if part else None for part in (low, high)]
        except ValueError as error:
            raise QueryError(
                f"query: {name} takes a number or a range such as {name}:300..800, not {value!r}"
            ) from error
        return Range(RANGE_FIELDS[name], numbers[0], numbers[1])
