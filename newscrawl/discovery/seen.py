"""The addresses a crawl has come across, in eight bytes each.

A ``set`` needs about a hundred, and leaves small objects behind in every part of memory, which then cannot be given
back.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left

_BUCKETS = 4096


class Seen:
    """A set of texts, by their 64-bit hashes: of ten million, two share one with a probability of 1 in 370,000."""

    def __init__(self) -> None:
        self._buckets: list[array[int] | None] = [None] * _BUCKETS
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, text: str) -> bool:
        key = hash(text) & 0xFFFF_FFFF_FFFF_FFFF
        bucket = self._buckets[key % _BUCKETS]
        if bucket is None:
            return False
        place = bisect_left(bucket, key)
        return place < len(bucket) and bucket[place] == key

    def add(self, text: str) -> bool:
        """Add a text; return True if it is new."""
        key = hash(text) & 0xFFFF_FFFF_FFFF_FFFF
        bucket = self._buckets[key % _BUCKETS]
        if bucket is None:
            bucket = self._buckets[key % _BUCKETS] = array("Q")
        place = bisect_left(bucket, key)
        if place < len(bucket) and bucket[place] == key:
            return False
        bucket.insert(place, key)
        self._count += 1
        return True
