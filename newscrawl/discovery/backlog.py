"""Addresses that wait to be asked for, on disk: a list may name a million, and as requests they would fill memory.

With a ``JOBDIR`` they outlive the crawl, and the next one goes on with them; else they are in a temporary file.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from newscrawl.discovery.rules import Candidate

FILE = "backlog.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS waiting (
    number INTEGER PRIMARY KEY, url TEXT NOT NULL, request TEXT, modified REAL);
"""


class Waiting(NamedTuple):
    """An article that waits, and when a list says that it was changed last."""

    candidate: Candidate
    modified: datetime | None


class Listed(NamedTuple):
    """A sitemap to ask for, and how many others lead to it."""

    url: str
    depth: int


class SitemapQueue:
    """Sitemaps that wait to be asked for, first in, first out, each once."""

    def __init__(self) -> None:
        self._waiting: deque[Listed] = deque()
        self._seen: set[str] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    def enter(self, url: str) -> bool:
        """Note a sitemap; False if it was noted before."""
        is_new = url not in self._seen
        self._seen.add(url)
        return is_new

    def entered(self) -> int:
        """Return how many were noted."""
        return len(self._seen)

    def add(self, listed: Listed) -> None:
        """Put a sitemap at the end of the queue, unless it was noted before."""
        if self.enter(listed.url):
            self._waiting.append(listed)

    def next(self) -> Listed | None:
        """Return the first sitemap."""
        return self._waiting.popleft() if self._waiting else None

    def let_go(self) -> None:
        """Do nothing: what is asked for is not given twice."""


class Backlog:
    """A queue of addresses, first in, first out. Not safe to use from several threads."""

    def __init__(self, folder: str | None) -> None:
        """Open the backlog in a folder, or a temporary one. Raises OSError or sqlite3.Error if it cannot be used."""
        # an empty name is a temporary database of SQLite's own, which it keeps on disk when it grows
        self._connection = sqlite3.connect(str(Path(folder) / FILE) if folder else "")
        self._connection.execute("PRAGMA journal_mode = WAL" if folder else "PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("PRAGMA cache_size = -4000")  # KB
        self._connection.executescript(_SCHEMA)
        self._count = int(self._connection.execute("SELECT count(*) FROM waiting").fetchone()[0])

    def __len__(self) -> int:
        return self._count

    def add(self, waiting: Iterable[Waiting]) -> None:
        """Put articles at the end of the queue."""
        rows = (
            (one.candidate.url, one.candidate.request, one.modified.timestamp() if one.modified else None)
            for one in waiting
        )
        with self._connection:
            before = self._connection.total_changes
            self._connection.executemany("INSERT INTO waiting (url, request, modified) VALUES (?, ?, ?)", rows)
            self._count += self._connection.total_changes - before

    def first(self, most: int) -> tuple[list[Waiting], int]:
        """Return the first articles of the queue, and the number by which ``let_go`` knows the last of them."""
        query = "SELECT number, url, request, modified FROM waiting ORDER BY number LIMIT ?"
        rows = self._connection.execute(query, (most,)).fetchall()
        found = [
            Waiting(Candidate(url, request), datetime.fromtimestamp(modified, UTC) if modified is not None else None)
            for _, url, request, modified in rows
        ]
        return found, rows[-1][0] if rows else 0

    def let_go(self, last: int) -> None:
        """Take articles out of the queue, up to a number of ``first``: their requests are made."""
        with self._connection:
            self._count -= self._connection.execute("DELETE FROM waiting WHERE number <= ?", (last,)).rowcount

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
