"""The query tree as tantivy's queries; ``elastic.query`` is its twin."""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations

import tantivy

from newscrawl.index import analysis
from newscrawl.index.embedded.schema import epoch
from newscrawl.index.fields import BOOSTS, TEXTS
from newscrawl.index.nodes import WIDEST, And, Bound, Keyword, Node, Not, Or, Phrase, Prefix, Range, Word
from newscrawl.text import fold

_META = frozenset("\\.+*?()|[]{}^$#&-~")
"""Characters that tantivy's regular expressions (Rust's regex-syntax) give a meaning; no others may be escaped."""


class Translator:
    """Makes queries for one state of an index: only languages that it holds are asked."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema, self._searcher = schema, searcher
        self._languages = [language for language in analysis.LANGUAGES if self._holds(language)]

    def translate(self, node: Node) -> tantivy.Query:
        """Return the query of a tree; keywords and ranges do not count for the score."""
        make = tantivy.Query
        match node:
            case And(nodes):
                return self._all(nodes)
            case Or(nodes):
                should = [(tantivy.Occur.Should, self.translate(inner)) for inner in nodes]
                return make.boolean_query(should) if should else make.empty_query()
            case Not(_):
                return self._all((node,))
            case Keyword():
                return make.const_score_query(self._keyword(node), 0.0)
            case Range(name, low, high):
                return make.const_score_query(self._range(name, low, high), 0.0)
            case Prefix(text, name):
                return self._prefix(text, name)
            case Word(text, name):
                return self._words(text, name, 0)
            case Phrase(text, name, within):
                return self._words(text, name, within)

    def _holds(self, language: str) -> bool:
        if language == analysis.GENERAL:
            counted = sum(self._searcher.doc_freq("language", code) for code in analysis.OWN)
            return counted < self._searcher.num_docs
        return self._searcher.doc_freq("language", language) > 0

    def _all(self, nodes: tuple[Node, ...]) -> tantivy.Query:
        clauses = [
            (tantivy.Occur.MustNot, self.translate(node.node))
            if isinstance(node, Not)
            else (tantivy.Occur.Must, self.translate(node))
            for node in nodes
        ]
        if all(isinstance(node, Not) for node in nodes):
            clauses.append((tantivy.Occur.Must, tantivy.Query.all_query()))
        return tantivy.Query.boolean_query(clauses)

    def _keyword(self, node: Keyword) -> tantivy.Query:
        make, folded = tantivy.Query, fold(node.value)
        if node.match == "whole":
            return make.term_query(self._schema, node.field, folded, "basic")
        escaped = _escape(folded)
        pattern = f"{escaped}.*" if node.match == "beginning" else f"(.* )?{escaped}( .*)?"
        return make.regex_query(self._schema, node.field, pattern)

    def _words(self, text: str, name: str | None, within: int) -> tantivy.Query:
        found = []
        for language in self._languages:
            terms = analysis.terms(text, language)
            for field in (name,) if name else TEXTS:
                if terms:
                    query = self._in_field(f"{field}_{language}", terms, within)
                    found.append(tantivy.Query.boost_query(query, BOOSTS[field]))
        return tantivy.Query.disjunction_max_query(found, 0.3) if found else tantivy.Query.empty_query()

    def _in_field(self, where: str, terms: list[str], within: int) -> tantivy.Query:
        make = tantivy.Query
        if len(terms) == 1:
            return make.term_query(self._schema, where, terms[0])
        if not within:
            return make.phrase_query(self._schema, where, list(terms))
        # pairs of letters are many, and the words they come from not known here: their order is kept
        orders = set(permutations(terms)) if len(terms) <= WIDEST else {tuple(terms)}
        return make.disjunction_max_query([make.phrase_query(self._schema, where, list(o), within) for o in orders])

    def _prefix(self, text: str, name: str | None) -> tantivy.Query:
        pattern = _escape(analysis.plain(text)) + ".*"
        kinds = ["plain", *self._languages]
        fields = [f"{field}_{kind}" for field in ((name,) if name else TEXTS) for kind in kinds]
        make = tantivy.Query
        return make.boolean_query(
            [(tantivy.Occur.Should, make.regex_query(self._schema, field, pattern)) for field in fields]
        )

    def _range(self, name: str, low: int | Bound | None, high: int | Bound | None) -> tantivy.Query:
        if not isinstance(low, Bound) and not isinstance(high, Bound):
            return self._between(name, low, high)
        ends: dict[str, list[int | None]] = defaultdict(lambda: [None, None])
        for place, bound in enumerate((low, high)):
            if isinstance(bound, Bound):
                field = name if bound.when.tzinfo else f"{name}_local"
                ends[field][place] = epoch(bound.when) - place  # the upper end is not included
        queries = [(tantivy.Occur.Must, self._between(field, *pair)) for field, pair in ends.items()]
        return tantivy.Query.boolean_query(queries)

    def _between(self, name: str, low: int | None, high: int | None) -> tantivy.Query:
        return tantivy.Query.range_query(self._schema, name, tantivy.FieldType.Integer, low, high)


def _escape(text: str) -> str:
    return "".join(f"\\{letter}" if letter in _META else letter for letter in text)
