"""Walks through the hits of the embedded engine: the state of the index that each sees, kept while it is used.

A page takes longer the further it is from the start, for the hits before it are found again; ``scan`` does not.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field

import tantivy

from newscrawl.index.cursor import expired, read_cursor, write_cursor
from newscrawl.index.query import SearchRequest

KEPT_SECONDS = 300.0
"""How long a walk may rest between two pages; as long as in Elasticsearch (``elastic.reader.KEEP``)."""
MOST = 64
"""Walks that are kept at once; each holds the files of the index open that it began with."""


@dataclass
class _Snapshot:
    searcher: tantivy.Searcher
    used: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Step:
    """The page of a walk that is asked for."""

    searcher: tantivy.Searcher
    key: str
    offset: int


class Walks:
    """The walks through one archive, in this process."""

    def __init__(self) -> None:
        self._snapshots: dict[str, _Snapshot] = {}
        self._lock = threading.Lock()

    def step(self, request: SearchRequest, present: tantivy.Searcher) -> Step:
        """Return the page that a request's cursor names. Raises QueryError if the walk is no longer kept."""
        place = read_cursor(request)
        with self._lock:
            self._forget_old()
            if place is None:
                key, offset = secrets.token_hex(8), 0
                self._snapshots[key] = _Snapshot(present)
            else:
                key, offset = str(place.get("walk")), place.get("offset", 0)
            snapshot = self._snapshots.get(key)
            if snapshot is None or type(offset) is not int or not 0 <= offset <= snapshot.searcher.num_docs:
                raise expired()  # an offset beyond all hits is nobody's honest cursor, and the engine makes room for it
            snapshot.used = time.monotonic()
            return Step(snapshot.searcher, key, offset)

    def next_cursor(self, step: Step, request: SearchRequest, found: int) -> str | None:
        """Return where a walk goes on after ``found`` hits; None at its end, which lets its state go."""
        if found < request.limit or not found:
            with self._lock:
                self._snapshots.pop(step.key, None)
            return None
        return write_cursor(request, {"walk": step.key, "offset": step.offset + found})

    def forget_old(self) -> None:
        """Let go of walks that rested too long; a search that is no walk calls it."""
        if self._snapshots:
            with self._lock:
                self._forget_old()

    def _forget_old(self) -> None:
        oldest_first = sorted(self._snapshots, key=lambda key: self._snapshots[key].used)
        too_old = time.monotonic() - KEPT_SECONDS
        for number, key in enumerate(oldest_first):
            if self._snapshots[key].used < too_old or len(oldest_first) - number >= MOST:
                del self._snapshots[key]
