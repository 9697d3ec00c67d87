"""Who said what: the quotations of the articles that a search finds, and the ticker lines that have a speaker.

What the query asks of quotations (``said:``, ``speaker:``) holds for each one that is shown: an article that quotes two
people is found for both, and shows for each what that one said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC
from itertools import islice
from typing import Any

from newscrawl.index.analysis import field_language, plain, terms, words
from newscrawl.index.dates import date_bound
from newscrawl.index.nodes import And, Bound, Keyword, Node, Not, Or, Phrase, Prefix, Range, Word
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import MAX_WINDOW, SearchRequest, time_zone
from newscrawl.items import Article, FrontPage, Quote, instant
from newscrawl.text import fold

LOOKED_AT = 5_000
"""Articles that are looked at for the quotations of one search."""
_PAGE = 200  # hits of one step of the walk
_SNAPSHOTS = 500  # of front pages that are looked through


@dataclass(frozen=True)
class Quoted:
    """A quotation and where it stands: in an article, or on a ticker (then ``article`` is empty)."""

    quote: Quote
    site: str
    language: str
    published_at: str | None
    """Of the article; of a ticker line, when it was first seen."""
    url: str
    headline: str = ""
    article: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        place = asdict(self)
        return {**place.pop("quote"), **place}


@dataclass(frozen=True)
class Quotes:
    """Quotations that were found."""

    quotes: list[Quoted]
    partial: bool = False
    """More articles match than are looked at."""


def quotes(index: ArticleIndex, request: SearchRequest, limit: int) -> Quotes:
    """Return the quotations of the articles that a search finds, in its order. Raises QueryError for a wrong query."""
    articles = _articles(index, request)
    tree = request.tree()
    found: list[Quoted] = []
    for article in islice(articles, LOOKED_AT):
        place = (article.site, article.language, article.published_at, article.url, article.headline, article.id)
        found += [Quoted(quote, *place) for quote in article.quotes if concerns(tree, quote, article.language)]
        if len(found) >= limit:
            return Quotes(found[:limit])
    return Quotes(found, next(articles, None) is not None)


def ticker_quotes(index: ArticleIndex, request: SearchRequest, limit: int) -> list[Quoted]:
    """Return the ticker lines with a speaker that a search finds, the latest first, each once.

    Of the filters, site, language, speaker and time count; a search that asks for more of an article finds none.
    """
    return list(islice(_on_tickers(index, request), limit))


def _articles(index: ArticleIndex, request: SearchRequest) -> Iterator[Article]:
    """Yield the articles of a search that quote somebody."""
    asked = [Keyword("is", "quoted"), *([request.where] if request.where is not None else [])]
    wanted = replace(request, where=And(tuple(asked)), limit=_PAGE, highlight=False)
    for offset in range(0, MAX_WINDOW, _PAGE):  # no walk: it would be left open
        hits = index.search(replace(wanted, offset=offset)).hits
        yield from (hit.article for hit in hits)
        if len(hits) < _PAGE:
            break


def concerns(tree: Node, quote: Quote, language: str) -> bool:
    """True if a quotation satisfies what a query asks of quotations; what it asks of articles does not count."""
    return _holds(tree, quote, field_language(language)) is not False


def _holds(node: Node, quote: Quote, language: str) -> bool | None:
    """Return whether a node holds for a quotation; None where it does not speak of quotations."""
    match node:
        case And(nodes):
            told = [_holds(inner, quote, language) for inner in nodes]
            return False if False in told else True if True in told else None
        case Or(nodes):
            told = [_holds(inner, quote, language) for inner in nodes]
            return True if True in told else None if None in told else False
        case Not(inner):
            holds = _holds(inner, quote, language)
            return None if holds is None else not holds
        case Keyword("speakers", value, how):
            return _is_named(fold(value), fold(quote.speaker), how)
        case Word(_, "said") | Phrase(_, "said") | Prefix(_, "said"):
            return _is_said(node, quote.text, language)
    return None


def _is_named(value: str, speaker: str, how: str) -> bool:
    if how == "whole":
        return value == speaker
    return speaker.startswith(value) if how == "beginning" else f" {value} " in f" {speaker} "


def _is_said(node: Word | Phrase | Prefix, text: str, language: str) -> bool:
    if isinstance(node, Prefix):
        return any(plain(word).startswith(plain(node.text)) for word, _, _ in words(text))
    wanted, found = terms(node.text, language), terms(text, language)
    if isinstance(node, Phrase) and node.within:
        return set(wanted) <= set(found)
    return any(found[at : at + len(wanted)] == wanted for at in range(len(found) - len(wanted) + 1))


def _on_tickers(index: ArticleIndex, request: SearchRequest) -> Iterator[Quoted]:
    tree = request.tree()
    since, until = _times(request)
    seen: set[tuple[str, str]] = set()
    for page in index.records.front_pages(None, since, until, _SNAPSHOTS):
        for line in page.ticker:
            if not line.speaker or (key := (fold(line.speaker), fold(line.statement))) in seen:
                continue
            quote = Quote(line.statement, line.speaker)
            if _matches(tree, page, quote):
                seen.add(key)
                yield Quoted(quote, page.site, page.language, page.seen_at, page.url)


def _matches(tree: Node, page: FrontPage, quote: Quote) -> bool:
    """True if a ticker line satisfies a query; it has no field but site, language, speaker and its words."""
    match tree:
        case And(nodes):
            return all(_matches(inner, page, quote) for inner in nodes)
        case Or(nodes):
            return any(_matches(inner, page, quote) for inner in nodes)
        case Not(inner):
            return not _matches(inner, page, quote)
        case Keyword("site" | "language" as field, value):
            return fold(getattr(page, field)) == fold(value)
        case Keyword("speakers", value, how):
            return _is_named(fold(value), fold(quote.speaker), how)
        case Word(_, None | "said") | Phrase(_, None | "said") | Prefix(_, None | "said"):
            return _is_said(tree, f"{quote.speaker}: {quote.text}", field_language(page.language))
        case Range("published", low, high):
            return _is_between(page, low, high)
    return False


def _is_between(page: FrontPage, low: Bound | int | None, high: Bound | int | None) -> bool:
    """True if a snapshot was to be seen in a time; one without a zone is in UTC."""
    first, last = (
        bound.when.replace(tzinfo=bound.when.tzinfo or UTC).timestamp() if isinstance(bound, Bound) else default
        for bound, default in ((low, float("-inf")), (high, float("inf")))
    )
    return instant(page.last_seen_at) >= first and instant(page.seen_at) < last


def _times(request: SearchRequest) -> tuple[str | None, str | None]:
    zone = time_zone(request.timezone or "UTC")
    low = date_bound(request.since, False, zone, "since") if request.since else None
    high = date_bound(request.until, True, zone, "until") if request.until else None
    return _in_utc(low), _in_utc(high)


def _in_utc(bound: Bound | None) -> str | None:
    """Return an end of a time as records are asked by it; None where it is beyond all times that can be written."""
    try:
        return bound.when.astimezone(UTC).isoformat() if bound else None
    except OverflowError:
        return None
