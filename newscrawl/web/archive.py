"""The archive behind the page: opened when it is first asked for, and again where there was none."""

from __future__ import annotations

import threading
from dataclasses import replace

from newscrawl.index import ArticleIndex, SearchRequest, open_index
from newscrawl.index.protocol import SearchResult


class Archive:
    """One archive, for all requests of a server."""

    def __init__(self, index_url: str, seconds: float) -> None:
        self.index_url, self.seconds = index_url, seconds
        self._index: ArticleIndex | None = None
        self._lock = threading.Lock()

    @property
    def index(self) -> ArticleIndex:
        """The open index. Raises ArchiveError if there is none, or it cannot be opened."""
        with self._lock:
            if self._index is None:
                self._index = open_index(self.index_url, create=False)
            return self._index

    def search(self, request: SearchRequest) -> SearchResult:
        """Search, within the time that the server allows."""
        return self.index.search(replace(request, seconds=self.seconds))

    def close(self) -> None:
        """Close the index, if it was opened."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None
