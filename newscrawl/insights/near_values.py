"""Values and words that are spelt nearly as what was asked for: for who has made a typing error."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable

from newscrawl.index.nodes import Node, Prefix
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import FACETS, SearchRequest
from newscrawl.text import fold

_VALUES = 5_000  # of a field that are looked at, the most frequent first
_HITS = 50  # whose words are looked at
_BEGINNING = 10  # letters of a word by which others are found
_ALIKE = 0.7  # as difflib measures it, 0 to 1
_SPOKEN = ("tags", "topics", "authors")


def near_values(index: ArticleIndex, field: str, value: str, size: int = 3) -> list[str]:
    """Return values of one of ``FACETS`` that are spelt nearly so, or hold it as a part; the nearest first."""
    if field not in FACETS:
        return []
    found = index.search(SearchRequest(limit=0, facets=(field,), facet_size=_VALUES))
    return _nearest(value, (bucket.value for bucket in found.facets[field]), size)


def near_words(index: ArticleIndex, word: str, size: int = 3) -> list[str]:
    """Return words of the archive that are spelt nearly so; the nearest first."""
    found = index.search(SearchRequest(limit=0, facets=_SPOKEN, facet_size=_VALUES))
    spoken = [bucket.value for name in _SPOKEN for bucket in found.facets[name]]
    known = [part for value in spoken for part in (value, *value.split())]
    beginning = fold(word)[: min(max(2, len(word) // 2), _BEGINNING)]
    return _nearest(word, [*known, *matched_forms(index, Prefix(beginning))], size)


def matched_forms(index: ArticleIndex, node: Node) -> Counter[str]:
    """Return the words that matched in the best hits of a node, as they are written there, and how often."""
    forms: Counter[str] = Counter()
    for hit in index.search(SearchRequest(where=node, limit=_HITS)).hits:
        for parts in hit.highlights.values():
            forms.update(part.text[a:b].casefold() for part in parts for a, b in part.spans)
    return forms


def _nearest(value: str, known: Iterable[str], size: int) -> list[str]:
    wanted = fold(value)
    by_form: dict[str, str] = {}
    for one in known:
        by_form.setdefault(fold(one), one)
    by_form.pop(wanted, None)
    alike = difflib.get_close_matches(wanted, list(by_form), size, _ALIKE)
    holding = [form for form in by_form if len(wanted) > 3 and wanted in form.split()]
    return [by_form[form] for form in dict.fromkeys([*alike, *holding])][:size]
