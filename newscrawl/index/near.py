"""Near copies: agency reports that several papers print with small changes, told by a sketch of their words.

A sketch is the ``SKETCH`` smallest hashes of a text's runs of three words (a bottom-k MinHash: Cohen and Kaplan,
"Summarizing data using bottom-k sketches", PODC 2007). The first ``BANDS`` of them are terms in the index: texts that
share some are candidates, the whole sketches say how alike two are, and those that may be copies, but are not surely,
are compared word by word. Sixteen terms find what 126 permutations in bands of three find, at an eighth of the terms.
The hashes are kept for years, so they are of the standard library and never change.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from newscrawl.index.batches import batches
from newscrawl.index.protocol import ArticleIndex, Sketched
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article, instant
from newscrawl.text import fold

SKETCH = 48
SIMILAR = 0.5
"""Share of the runs of three words that near copies have in common: a text with every seventh word changed keeps 0.6.
"""
SIMILAR_WORDS = 0.8
"""Share of the words that near copies have in common; texts that quote the same sentences have less."""
CONTAINED = 0.85
"""Share of a shortened copy's runs of three words that stand in the original."""
SHORT = 60
SIMILAR_SHORT = 0.75
"""As ``SIMILAR``, of a text of less than ``SHORT`` words: two captions or bulletins of a line or two may be written
alike.
"""
WORTH_READING = 0.3
"""How alike two sketches must be (Jaccard) for their texts to be compared."""
SURE = 0.8
"""How alike two sketches must be for their texts to be near copies without a comparison: four standard errors above
what is half alike.
"""
COMMON = 400
"""Texts that may have a term of a sketch for it to tell something."""
RARE = 20
"""Texts that may have a term for it to tell as much as one that no other has."""
TELLING = 8
"""Terms of a sketch that are looked for however many texts have them."""
ASKED = 100
"""Clusters that one query may name; it has a bound."""
_MIN_WORDS = 20  # a shorter text may be like another by chance
_T = TypeVar("_T")
# a word; where writing has no blanks (kana, Han, Thai, Lao, Burmese, Khmer), a letter
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_ASCII_WORD = re.compile(r"[0-9A-Za-z]+")  # the same of a text in ASCII, in half of the time


def words(folded: str) -> list[str]:
    """Return the words of a folded text, without its marks."""
    return (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)


def near_bands(text: Sequence[str]) -> list[str]:
    """Return the sketch of a text's words: hashes of 8 hex digits, the smallest first; empty for a text of less than 20
    words.
    """
    if len(text) < _MIN_WORDS:
        return []
    encoded = " ".join(text).encode().split(b" ")
    smallest = sorted(set(map(zlib.crc32, map(b" ".join, _runs(encoded)))))[:SKETCH]
    return struct.pack(f">{len(smallest)}I", *smallest).hex(" ", 4).split(" ")


def rarest(counted: Iterable[tuple[int, str]]) -> list[str]:
    """Return the terms of a sketch to look for, of pairs (in how many texts, term): those of more than ``COMMON`` texts
    are of stock sentences, which tell little and cost most, and are left out if there are ``TELLING`` others.
    """
    return [term for n, (count, term) in enumerate(sorted(counted)) if n < TELLING or count <= COMMON]


class StockTerms:
    """Counts the terms of the texts seen lately, where an index does not tell how many have one; in bounded memory:
    those that were met least are forgotten.
    """

    def __init__(self, most: int = 100_000) -> None:
        self.most = most
        self._counts: Counter[str] = Counter()

    def rarest(self, terms: Sequence[str]) -> list[str]:
        """Count the terms of one more text, and return those to look for: of the rare ones the smallest first, as these
        are in most sketches of texts like this one.
        """
        self._counts.update(terms)
        if len(self._counts) > self.most:
            self._counts = Counter(dict(self._counts.most_common(self.most // 2)))
        return rarest((max(self._counts[term], RARE), term) for term in terms)

    def is_common(self, term: str) -> bool:
        """True if a term is of stock sentences: ``rarest`` names it only where a text has few others."""
        return self._counts[term] > COMMON


def _runs(text: Sequence[_T]) -> Iterator[tuple[_T, _T, _T]]:
    return zip(text, text[1:], text[2:], strict=False)


def likeness(one: frozenset[str], other: Sequence[str]) -> float:
    """Return which share of all the runs of three words of two texts stands in both, 0 to 1, as far as their sketches
    tell; 0 where it is less than ``WORTH_READING``: such texts are no near copies.
    """
    common = one.intersection(other)
    if len(common) < WORTH_READING * min(SKETCH, len(one) + len(other) - len(common)) or not common:
        return 0.0  # whichever of the hashes are the smallest: nearly all strangers
    smallest = sorted(one.union(other))[:SKETCH]
    share = sum(key <= smallest[-1] for key in common) / len(smallest)
    return share if share >= WORTH_READING else 0.0


def body_words(article: Article) -> list[str]:
    """Return the words of an article's body: other papers give the same report another headline."""
    return words(fold("\n".join(article.body)))


def similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """Return which share of their words two texts have in common, from 0 to 1 (Dice's coefficient of the words,
    repeated ones counted).
    """
    common = (Counter(one) & Counter(other)).total()
    return 2 * common / ((len(one) + len(other)) or 1)


def near_copies(one: Sequence[str], other: Sequence[str]) -> bool:
    """True if one of two texts must be made from the other: little was changed, or it was only shortened."""
    runs, others = set(_runs(one)), set(_runs(other))
    common, shorter = len(runs & others), min(len(one), len(other))
    if not common:
        return False
    if shorter < SHORT:
        return 2 * common >= SIMILAR_SHORT * (len(runs) + len(others))
    if common >= CONTAINED * min(len(runs), len(others)):
        return True
    return 2 * common >= SIMILAR * (len(runs) + len(others)) and similarity(one, other) >= SIMILAR_WORDS


def order(article: Article | Sketched) -> tuple[float, str]:
    """Return what a cluster is sorted by: its first article is the one published earliest, whichever was found
    first.
    """
    return instant(article.published_at) if article.published_at else float("inf"), article.id


def of_clusters(clusters: Iterable[str]) -> str:
    """Return the query for the articles of some clusters, ``ASKED`` at most."""
    return " OR ".join(f"cluster:{key}" for key in clusters)


def members(index: ArticleIndex, clusters: Iterable[str]) -> Iterator[Article]:
    """Yield all articles of some clusters."""
    for part in batches(sorted(clusters), ASKED):
        yield from index.scan(SearchRequest(text=of_clusters(part)))


def copies(index: ArticleIndex, article: Article) -> list[tuple[Article, float]]:
    """Return all articles of an article's cluster, the first one first, each with its similarity to that one."""
    found = sorted(members(index, [article.cluster]), key=order)
    original = body_words(found[0]) if found else []
    return [(one, similarity(original, body_words(one))) for one in found]
