"""The query tree in Elasticsearch's query DSL. Pure functions; ``embedded`` holds the same for tantivy."""

from __future__ import annotations

from typing import Any

from newscrawl.index import analysis
from newscrawl.index.fields import BOOSTS, TEXTS
from newscrawl.index.query import And, Bound, Keyword, Node, Not, Or, Phrase, Prefix, Range, Word
from newscrawl.text import fold

Query = dict[str, Any]
_DATES = {"published": ("published_at", "published_local"), "modified": ("modified_at", "modified_local")}


def translate(node: Node) -> Query:
    """Return the query of a tree; filters do not count for the score."""
    match node:
        case And(nodes):
            clauses: dict[str, list[Query]] = {}
            for inner in nodes:
                kind = (
                    "must_not" if isinstance(inner, Not) else "filter" if isinstance(inner, Keyword | Range) else "must"
                )
                clauses.setdefault(kind, []).append(translate(inner.node if isinstance(inner, Not) else inner))
            return {"bool": clauses} if clauses else {"match_all": {}}
        case Or(nodes):
            return {"bool": {"should": [translate(n) for n in nodes], "minimum_should_match": 1}}
        case Not(inner):
            return {"bool": {"must_not": [translate(inner)]}}
        case Keyword(name, value):
            return _filter({"term": {f"keys.{name}": fold(value)}})
        case Range(name, low, high):
            return _filter(_range(name, low, high))
        case Prefix(text, name):
            start = analysis.plain(text)
            fields = [f"text.{field}{kind}" for field in _fields(name) for kind in ("", ".plain")]
            return {"bool": {"should": [{"prefix": {field: start}} for field in fields], "minimum_should_match": 1}}
        case Word(text, name) | Phrase(text, name):
            # a word of several terms, such as one written without blanks, is a phrase; one of a single term a plain term query
            boosted = [f"text.{field}^{BOOSTS[field]}" for field in _fields(name)]
            return {
                "multi_match": {"query": analysis.plain(text), "type": "phrase", "fields": boosted, "tie_breaker": 0.3}
            }


def _fields(name: str | None) -> tuple[str, ...]:
    return (name,) if name else TEXTS


def _filter(query: Query) -> Query:
    return {"constant_score": {"filter": query, "boost": 0.0}}


def _range(name: str, low: int | Bound | None, high: int | Bound | None) -> Query:
    if not isinstance(low, Bound) and not isinstance(high, Bound):
        return {"range": {name: {key: value for key, value in (("gte", low), ("lte", high)) if value is not None}}}
    ranges: dict[str, dict[str, str]] = {}
    for operator, bound in (("gte", low), ("lt", high)):
        if isinstance(bound, Bound):
            aware, local = _DATES[name]
            ranges.setdefault(aware if bound.when.tzinfo else local, {})[operator] = bound.when.isoformat(
                timespec="milliseconds"
            )
    return {"bool": {"filter": [{"range": {field: ends}} for field, ends in ranges.items()]}}
