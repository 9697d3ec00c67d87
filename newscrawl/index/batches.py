"""Cuts what is many into batches, as every store takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of ``size`` items, the last one with what is left; none if there are no items."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
