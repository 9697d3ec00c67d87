"""Tells which hits of one search for many articles are nearest to which of them: those that have most of its terms.

Hits are numbered, and a set of them is an integer with the bits of their numbers set: a thousand hits are counted as
fast as one. With texts from few templates, each of hundreds of articles shares terms with hundreds of hits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from newscrawl.index.protocol import BANDS, NEAREST, Sketched

_DIGITS = BANDS.bit_length()


def nearest_of_each(
    articles: Sequence[tuple[str, Sequence[str], int]], hits: Sequence[Sketched]
) -> list[list[Sketched]]:
    """Return for each article, given as (id, terms, how many of them another must have), its own hit and then one of
    each other cluster, those that share most first.
    """
    having: defaultdict[str, int] = defaultdict(int)
    for number, hit in enumerate(hits):
        for term in hit.near_bands[:BANDS]:
            having[term] |= 1 << number
    own = {hit.id: number for number, hit in enumerate(hits)}
    nearest = []
    for key, terms, needed in articles:
        itself, clusters = own.get(key), dict[str, Sketched]()
        for number in _by_shared(terms, needed, having, itself):
            clusters.setdefault(hits[number].cluster, hits[number])
            if len(clusters) > NEAREST:
                break
        nearest.append(list(clusters.values()))
    return nearest


def _by_shared(terms: Sequence[str], needed: int, having: Mapping[str, int], itself: int | None) -> Iterator[int]:
    """Yield the numbers of the hits that have so many of the terms; first the article itself, where it stands for its
    cluster, then those that have most.
    """
    # the digits of all counts, written in binary: each of these integers holds one digit of the count of every hit
    digits = [0] * _DIGITS
    for term in terms:
        carried = having.get(term, 0)
        for place, digit in enumerate(digits):
            if not carried:
                break
            digits[place], carried = digit ^ carried, digit & carried
    levels = []
    for count in range(len(terms), needed - 1, -1):
        level = -1  # all bits
        for place, digit in enumerate(digits):
            level &= digit if count >> place & 1 else ~digit
        levels.append(level)
    if itself is not None and any(level >> itself & 1 for level in levels):
        yield itself
    for level in levels:
        while level:
            lowest = level & -level
            yield lowest.bit_length() - 1
            level ^= lowest
