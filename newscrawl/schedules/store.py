"""What the scheduler keeps on disk, in one SQLite file: when each job is due, its listings, and all runs.

The service writes it, and so do the commands that pause a job or let it run now: the service sees it at its next look.
Times are seconds since 1970.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from newscrawl.errors import ArchiveError
from newscrawl.schedules.adaptive import Listing

FILE = "schedule.sqlite"
ACTIVE = ("asked", "pending", "running")
"""States of a run that may have a process, or get one."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    name TEXT PRIMARY KEY, due_at REAL NOT NULL, paused INTEGER NOT NULL DEFAULT 0,
    waits INTEGER NOT NULL DEFAULT 0, attempt INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS listings (
    job TEXT NOT NULL, name TEXT NOT NULL, interval REAL NOT NULL, due_at REAL NOT NULL, looks INTEGER NOT NULL,
    hits INTEGER NOT NULL, news INTEGER NOT NULL, since REAL NOT NULL, PRIMARY KEY (job, name));
CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, job TEXT NOT NULL, site TEXT NOT NULL, server TEXT NOT NULL, state TEXT NOT NULL,
    attempt INTEGER NOT NULL, due_at REAL NOT NULL, asked_at REAL NOT NULL, started_at REAL, ended_at REAL,
    code INTEGER, reason TEXT, new INTEGER, listings TEXT, note TEXT);
CREATE INDEX IF NOT EXISTS runs_state ON runs (state);
CREATE INDEX IF NOT EXISTS runs_job ON runs (job, asked_at);
CREATE TABLE IF NOT EXISTS cancelled (run TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class JobState:
    """What is kept of a job beside what its site file says."""

    name: str
    due_at: float
    paused: bool = False
    waits: bool = False
    """It was due while another run was under way, and begins when that has ended."""
    attempt: int = 0
    """Runs in a row that failed."""


@dataclass
class Run:
    """One run of a job, as far as it has come; ``id`` is that of scrapyd's job."""

    id: str
    job: str
    site: str
    server: str
    state: str
    """``asked``, ``pending``, ``running``; then ``finished``, ``failed``, ``killed`` or ``cancelled``."""
    attempt: int
    due_at: float
    asked_at: float
    started_at: float | None = None
    ended_at: float | None = None
    code: int | None = None
    reason: str | None = None
    new: int | None = None
    listings: str | None = None
    """Those that it looks at, joined by commas; None: all of its job."""
    note: str | None = None


_RUN_FIELDS = tuple(f.name for f in fields(Run))


class ScheduleStore:
    """The file of one scheduler. Raises ArchiveError if it cannot be used."""

    def __init__(self, folder: Path, create: bool = True) -> None:
        self.folder, self.path = folder, folder / FILE
        if create:
            folder.mkdir(parents=True, exist_ok=True)
            with self._open() as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
        elif not self._is_made():
            raise ArchiveError(f"there is no schedule in {folder}: newscrawl schedule start makes it")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=30)) as connection, connection:
                yield connection
        except sqlite3.Error as error:
            raise ArchiveError(f"{self.path} cannot be used: {error}") from error

    def _is_made(self) -> bool:
        """Return whether the tables are there: the file comes into being a moment before them."""
        if not self.path.exists():
            return False
        with self._open() as connection:
            return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'jobs'").fetchone() is not None

    # -- jobs

    def add_job(self, name: str, due_at: float) -> None:
        """Keep a job; one that is there keeps its time."""
        with self._open() as connection:
            connection.execute("INSERT OR IGNORE INTO jobs (name, due_at) VALUES (?, ?)", (name, due_at))

    def remove_jobs(self, but: Iterable[str]) -> None:
        """Forget the jobs that no site file asks for any more; their runs stay."""
        with self._open() as connection:
            for name in {row[0] for row in connection.execute("SELECT name FROM jobs")} - set(but):
                connection.execute("DELETE FROM jobs WHERE name = ?", (name,))
                connection.execute("DELETE FROM listings WHERE job = ?", (name,))

    def jobs(self) -> dict[str, JobState]:
        """Return all jobs by name."""
        with self._open() as connection:
            rows = connection.execute("SELECT name, due_at, paused, waits, attempt FROM jobs ORDER BY name").fetchall()
        return {name: JobState(name, due, bool(paused), bool(waits), n) for name, due, paused, waits, n in rows}

    def change_job(self, name: str, **values: float) -> None:
        """Set some of ``due_at``, ``paused``, ``waits``, ``attempt`` of a job."""
        names = ", ".join(f"{key} = ?" for key in values)
        with self._open() as connection:
            connection.execute(f"UPDATE jobs SET {names} WHERE name = ?", (*values.values(), name))

    # -- listings

    def listings(self, job: str) -> dict[str, Listing]:
        """Return what is known of a job's listings, by name."""
        query = "SELECT name, interval, due_at, looks, hits, news, since FROM listings WHERE job = ? ORDER BY name"
        with self._open() as connection:
            return {row[0]: Listing(*row) for row in connection.execute(query, (job,))}

    def keep_listings(self, job: str, listings: Iterable[Listing]) -> None:
        """Keep what is known of listings."""
        with self._open() as connection:
            rows = [(job, *astuple(listing)) for listing in listings]
            connection.executemany("INSERT OR REPLACE INTO listings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    # -- runs

    def keep_run(self, run: Run) -> None:
        """Keep the present state of a run."""
        marks = ", ".join("?" * len(_RUN_FIELDS))
        with self._open() as connection:
            connection.execute(f"INSERT OR REPLACE INTO runs ({', '.join(_RUN_FIELDS)}) VALUES ({marks})", astuple(run))

    def runs(self, job: str | None = None, limit: int = -1, active: bool = False) -> list[Run]:
        """Return runs, the latest first; with ``active`` those that have not ended."""
        where, values = ["1"], []
        if job:
            where.append("job = ?")
            values.append(job)
        if active:
            where.append(f"state IN ({', '.join('?' * len(ACTIVE))})")
            values += ACTIVE
        query = f"SELECT {', '.join(_RUN_FIELDS)} FROM runs WHERE {' AND '.join(where)} ORDER BY asked_at DESC LIMIT ?"
        with self._open() as connection:
            return [Run(*row) for row in connection.execute(query, (*values, limit))]

    def cancel(self, run: str) -> None:
        """Keep that somebody has cancelled a run: it is not tried again, whatever is left of it."""
        with self._open() as connection:
            connection.execute("INSERT OR IGNORE INTO cancelled (run) VALUES (?)", (run,))

    def is_cancelled(self, run: str) -> bool:
        """True if somebody has cancelled a run."""
        with self._open() as connection:
            return connection.execute("SELECT 1 FROM cancelled WHERE run = ?", (run,)).fetchone() is not None

    # -- facts

    def note(self, name: str, value: Any) -> None:
        """Keep a single value, such as when the scheduler looked last."""
        with self._open() as connection:
            connection.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (name, str(value)))

    def facts(self, start: str) -> dict[str, str]:
        """Return the values whose names begin so, by the rest of their names."""
        with self._open() as connection:
            rows = connection.execute("SELECT name, value FROM facts WHERE substr(name, 1, ?) = ?", (len(start), start))
            return {str(name)[len(start) :]: str(value) for name, value in rows}

    def fact(self, name: str) -> str | None:
        """Return a value that was noted."""
        with self._open() as connection:
            row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None
