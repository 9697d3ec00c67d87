"""The query tree in Elasticsearch's query DSL; ``embedded.query`` is its twin. Pure functions."""

from __future__ import annotations

from typing import Any

from newscrawl.index import analysis
from newscrawl.index.fields import BOOSTS, TEXTS
from newscrawl.index.nodes import And, Bound, Keyword, Node, Not, Or, Phrase, Prefix, Range, Word
from newscrawl.text import fold

Query = dict[str, Any]
_DATES = {"published": ("published_at", "published_local"), "modified": ("modified_at", "modified_local")}
_META = frozenset('.?+*|{}[]()"\\#@&<>~^$-')
"""Characters that Lucene's regular expressions give a meaning."""


def translate(node: Node) -> Query:
    """Return the query of a tree; filters do not count for the score."""
    match node:
        case And(nodes):
            return _all(nodes)
        case Or(nodes):
            should = [translate(inner) for inner in nodes]
            return {"bool": {"should": should, "minimum_should_match": 1}} if should else {"match_none": {}}
        case Not(inner):
            return {"bool": {"must_not": [translate(inner)]}}
        case Keyword():
            return _filter(_keyword(node))
        case Range(name, low, high):
            return _filter(_range(name, low, high))
        case Prefix(text, name):
            return _beginning(text, name)
        case Word(text, name):
            return _words(text, name)
        case Phrase(text, name, within):
            return _near(text, name, within) if within else _words(text, name)


def _all(nodes: tuple[Node, ...]) -> Query:
    clauses: dict[str, list[Query]] = {}
    for inner in nodes:
        kind = "must_not" if isinstance(inner, Not) else "filter" if isinstance(inner, Keyword | Range) else "must"
        clauses.setdefault(kind, []).append(translate(inner.node if isinstance(inner, Not) else inner))
    return {"bool": clauses} if clauses else {"match_all": {}}


def _beginning(text: str, name: str | None) -> Query:
    start = analysis.plain(text)
    fields = [f"text.{field}{kind}" for field in _fields(name) for kind in ("", ".plain")]
    return {"bool": {"should": [{"prefix": {field: start}} for field in fields], "minimum_should_match": 1}}


def _words(text: str, name: str | None) -> Query:
    # a word of several terms, such as one written without blanks, is a phrase; one of a single term a plain term query
    boosted = [f"text.{field}^{BOOSTS[field]}" for field in _fields(name)]
    return {"multi_match": {"query": _spoken(text), "type": "phrase", "fields": boosted, "tie_breaker": 0.3}}


def _near(text: str, name: str | None, within: int) -> Query:
    match = {"match": {"query": _spoken(text), "max_gaps": within, "ordered": False}}
    return {"dis_max": {"queries": [{"intervals": {f"text.{field}": match}} for field in _fields(name)]}}


def _spoken(text: str) -> str:
    """Return a text folded, without what is no word to us: an emoji is one to Elasticsearch."""
    parts: list[str] = []
    reached = -1
    for word, start, end in analysis.words(text):
        parts += [word] if start == reached else [" ", word]  # letters that stand together are paired there
        reached = end
    return analysis.plain_text("".join(parts).strip())


def _keyword(node: Keyword) -> Query:
    field, folded = f"keys.{node.field}", fold(node.value)
    if node.match == "whole":
        return {"term": {field: folded}}
    if node.match == "beginning":
        return {"prefix": {field: folded}}
    escaped = "".join(f"\\{letter}" if letter in _META else letter for letter in folded)
    return {"regexp": {field: f"(.* )?{escaped}( .*)?"}}


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
            field = aware if bound.when.tzinfo else local
            ranges.setdefault(field, {})[operator] = bound.when.isoformat(timespec="milliseconds")
    return {"bool": {"filter": [{"range": {field: ends}} for field, ends in ranges.items()]}}
