"""The archive behind the page: opened when it is first asked for, and again where there was none."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from datetime import date

from newscrawl.index import ArticleIndex, SearchRequest, open_index
from newscrawl.index.check import refuse_unknown
from newscrawl.index.protocol import SearchResult
from newscrawl.insights.gaps import crawled_days

_DAYS_SECONDS = 30.0
"""How long it is remembered on which days was crawled: years of crawls are not read again for each page."""
_DAYS_KEPT = 100  # different choices of sites


class Archive:
    """One archive, for all requests of a server."""

    def __init__(self, index_url: str, seconds: float) -> None:
        self.index_url, self.seconds = index_url, seconds
        self._index: ArticleIndex | None = None
        self._lock = threading.Lock()
        self._days: dict[tuple[str, ...], tuple[float, set[date]]] = {}

    @property
    def index(self) -> ArticleIndex:
        """The open index. Raises ArchiveError if there is none, or it cannot be opened."""
        with self._lock:
            if self._index is None:
                self._index = open_index(self.index_url, create=False)
                self._index.seconds = self.seconds
            return self._index

    def search(self, request: SearchRequest) -> SearchResult:
        """Search, within the time that the server allows. Raises QueryError for a site or language nobody has."""
        return self.index.search(self.checked(request))

    def checked(self, request: SearchRequest) -> SearchRequest:
        """Return a request whose sites and languages the archive holds. Raises QueryError that names the nearest."""
        refuse_unknown(self.index, request)
        return request

    def crawled_days(self, sites: Iterable[str]) -> set[date]:
        """Return the days on which a crawl of any of these sites (of any site, if none is named) ran."""
        key = tuple(sorted(sites))
        read_at, days = self._days.get(key, (0.0, set()))
        if time.monotonic() - read_at > _DAYS_SECONDS:
            days = crawled_days(self.index.records, key)
            if len(self._days) >= _DAYS_KEPT:
                self._days.clear()
            self._days[key] = (time.monotonic(), days)
        return days

    def close(self) -> None:
        """Close the index, if it was opened."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None
