"""Tells which hits of one search for many articles are nearest to which of them: those that have most of its terms.

Hits are numbered, and a set of them is an integer with the bits of their numbers set: a thousand hits are counted as
fast as one. With texts from few templates, each of hundreds of articles shares terms with hundreds of hits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from newscrawl.index.protocol import BANDS, NEAREST, Sketched

_DIGITS = BANDS.bit_length()


def nearest_of_each(
    articles: Sequence[tuple[str, Sequence[str], int]], hits: Sequence[Sketched]
) -> list[list[Sketched]]:
    """Return for each article, given as (id, terms, how many of them another must have), its own hit and then one of
    each other cluster, those that share most first.
    """
    having: defaultdict[str, int] = defaultdict(int)
    clusters: defaultdict[str, int] = defaultdict(int)
    for number, hit in enumerate(hits):
        clusters[hit.cluster] |= 1 << number
        for term in hit.near_bands[:BANDS]:
            having[term] |= 1 << number
    own = {hit.id: 1 << number for number, hit in enumerate(hits)}
    nearest = []
    for key, terms, needed in articles:
        levels = _levels([having[term] for term in terms if term in having], needed)
        itself = own.get(key, 0)
        if any(level & itself for level in levels):
            levels.insert(0, itself)
        nearest.append([hits[n] for n in islice(_one_a_cluster(levels, hits, clusters), NEAREST + 1)])
    return nearest


def _levels(sets: Sequence[int], needed: int) -> list[int]:
    """Return the hits that are in most of some sets of hits, then those in one set less, down to ``needed`` sets."""
    # the digits of all counts, written in binary: each of these integers holds one digit of the count of every hit
    digits = [0] * _DIGITS
    for carried in sets:
        for place, digit in enumerate(digits):
            if not carried:
                break
            digits[place], carried = digit ^ carried, digit & carried
    levels = []
    for count in range(len(sets), max(needed, 1) - 1, -1):
        level = -1  # all bits
        for place, digit in enumerate(digits):
            level &= digit if count >> place & 1 else ~digit
        levels.append(level)
    return levels


def _one_a_cluster(levels: Sequence[int], hits: Sequence[Sketched], clusters: Mapping[str, int]) -> Iterator[int]:
    """Yield the numbers of the first hits, each of another cluster."""
    found = 0
    for level in levels:
        left = level & ~found
        while left:
            number = (left & -left).bit_length() - 1
            yield number
            found |= clusters[hits[number].cluster]
            left &= ~found
