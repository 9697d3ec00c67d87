"""What an embedded archive keeps beside its articles, in an SQLite file: front pages, crawl runs, tombstones, and what
people saved.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson

from newscrawl.errors import ArchiveError
from newscrawl.index.batches import batches
from newscrawl.items import CrawlRun, FrontPage

FILE = "records.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS front_pages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, site TEXT NOT NULL, url TEXT NOT NULL,
    seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, page TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS front_pages_url ON front_pages (site, url, last_seen_at);
CREATE INDEX IF NOT EXISTS front_pages_time ON front_pages (seen_at);
CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, site TEXT NOT NULL, started_at TEXT NOT NULL, run TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS runs_time ON runs (started_at);
CREATE TABLE IF NOT EXISTS tombstones (id TEXT PRIMARY KEY, deleted_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS saved (
    kind TEXT NOT NULL, name TEXT NOT NULL, saved TEXT NOT NULL, PRIMARY KEY (kind, name));
"""
_CHUNK = 500  # ids a query


class Records:
    """The file ``records.sqlite`` of one archive; made by the first that writes into it. Raises ArchiveError."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection of one transaction, the tables made."""
        with self._connect("rwc") as connection:
            connection.executescript(_SCHEMA)
            with connection:
                yield connection

    def _select(self, table: str, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a query; none where there is no such table: nothing was kept yet, the first that writes
        is just making the file, or an earlier version made it.
        """
        if not self.path.exists():
            return []
        with self._connect("ro") as connection:
            made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
            return connection.execute(query, values).fetchall() if made else []

    @contextmanager
    def _connect(self, mode: str) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(f"file:{self.path}?mode={mode}", uri=True, timeout=30)) as connection:
                yield connection
        except sqlite3.DatabaseError as error:
            raise ArchiveError(f"{self.path} cannot be {'read' if mode == 'ro' else 'written'}: {error}") from error

    def keep_front_page(self, page: FrontPage) -> None:
        """Keep a snapshot, or extend the last one of its address if it shows the same."""
        last = "SELECT number, page FROM front_pages WHERE site = ? AND url = ? ORDER BY last_seen_at DESC LIMIT 1"
        with self._write() as connection:
            row = connection.execute(last, (page.site, page.url)).fetchone()
            if row and (held := FrontPage.from_dict(orjson.loads(row[1]))).same_as(page):
                held.last_seen_at = page.last_seen_at
                update = "UPDATE front_pages SET last_seen_at = ?, page = ? WHERE number = ?"
                connection.execute(update, (page.last_seen_at, orjson.dumps(held.to_dict()).decode(), row[0]))
                return
            connection.execute(
                "INSERT INTO front_pages (site, url, seen_at, last_seen_at, page) VALUES (?, ?, ?, ?, ?)",
                (page.site, page.url, page.seen_at, page.last_seen_at, orjson.dumps(page.to_dict()).decode()),
            )

    def front_pages(
        self, site: str | None = None, since: str | None = None, until: str | None = None, limit: int | None = 100
    ) -> list[FrontPage]:
        """Return the snapshots that were to be seen between two times, the newest first."""
        rows = self._rows("page", "front_pages", "seen_at", "last_seen_at", site, since, until, limit)
        return [FrontPage.from_dict(orjson.loads(text)) for text in rows]

    def keep_run(self, run: CrawlRun) -> None:
        """Keep the record of a crawl in the place of an earlier one of the same id."""
        with self._write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO runs (id, site, started_at, run) VALUES (?, ?, ?, ?)",
                (run.id, run.site, run.started_at, orjson.dumps(run.to_dict()).decode()),
            )

    def runs(
        self, site: str | None = None, since: str | None = None, until: str | None = None, limit: int | None = 100
    ) -> list[CrawlRun]:
        """Return the records of crawls that were started between two times, the newest first."""
        rows = self._rows("run", "runs", "started_at", "started_at", site, since, until, limit)
        return [CrawlRun.from_dict(orjson.loads(text)) for text in rows]

    def _rows(
        self,
        column: str,
        table: str,
        begun: str,
        ended: str,
        site: str | None,
        since: str | None,
        until: str | None,
        limit: int | None,
    ) -> list[str]:
        """Return a column of the rows that were there at any moment between two times, the newest first."""
        given = ((f"{ended} >= ?", since), (f"{begun} <= ?", until), ("site = ?", site))
        where = " AND ".join(["1", *(clause for clause, value in given if value)])
        values = [value for _, value in given if value]
        query = f"SELECT {column} FROM {table} WHERE {where} ORDER BY {begun} DESC LIMIT ?"
        return [text for (text,) in self._select(table, query, (*values, -1 if limit is None else limit))]

    def bury(self, ids: Iterable[str], when: str) -> None:
        """Keep tombstones."""
        with self._write() as connection:
            rows = [(key, when) for key in ids]
            connection.executemany("INSERT OR REPLACE INTO tombstones (id, deleted_at) VALUES (?, ?)", rows)

    def keep_saved(self, kind: str, name: str, values: Mapping[str, Any], new: bool = False) -> bool:
        """Keep what somebody saved; with ``new`` only if nothing of that name was there. Returns whether it was."""
        insert = f"INSERT OR {'IGNORE' if new else 'REPLACE'} INTO saved (kind, name, saved) VALUES (?, ?, ?)"
        with self._write() as connection:
            return connection.execute(insert, (kind, name, orjson.dumps(values).decode())).rowcount > 0

    def saved(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return all that was saved of a kind, by name."""
        rows = self._select("saved", "SELECT name, saved FROM saved WHERE kind = ? ORDER BY name", (kind,))
        return {name: orjson.loads(text) for name, text in rows}

    def forget_saved(self, kind: str, name: str) -> bool:
        """Forget what was saved."""
        with self._write() as connection:
            return connection.execute("DELETE FROM saved WHERE kind = ? AND name = ?", (kind, name)).rowcount > 0

    def tombstones(self) -> list[str]:
        """Return the ids of the articles that were taken down."""
        return [key for (key,) in self._select("tombstones", "SELECT id FROM tombstones ORDER BY id")]

    def find_buried(self, ids: Iterable[str]) -> set[str]:
        """Return those of these ids that have a tombstone."""
        found: set[str] = set()
        for chunk in batches(ids, _CHUNK):
            query = f"SELECT id FROM tombstones WHERE id IN ({','.join('?' * len(chunk))})"
            found.update(key for (key,) in self._select("tombstones", query, chunk))
        return found
