"""The durable outbox: what passed the pipelines is on disk before it is sent, and leaves when the index has it.

SQLite and not queuelib (Scrapy's own): queuelib writes its position when it is closed, so a killed process
loses or repeats; here a kill at any moment leaves a file that the next start goes on with.

A folder holds the outboxes of one index, one file a process, locked while the process lives. A start takes
over files whose process has died.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from newscrawl.errors import ArchiveError, OutboxFull
from newscrawl.index.address import Credentials, parse_address
from newscrawl.index.batches import batches
from newscrawl.items import Article, instant

_SCHEMA = """
CREATE TABLE IF NOT EXISTS waiting (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    article TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS waiting_id ON waiting (id);
CREATE TABLE IF NOT EXISTS dead (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    reason TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    article TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Row:
    """One article that waits; ``bytes`` of its JSON."""

    number: int
    id: str
    text_hash: str
    bytes: int
    article: Article


@dataclass(frozen=True)
class Dead:
    """One article the index refused, and why; ``article`` is None where ``text`` is not the JSON of one."""

    number: int
    reason: str
    text: str
    article: Article | None


def outbox_folder(root: str | Path, index_url: str) -> Path:
    """Return the folder, under ``root``, of the outboxes of an index; the credentials in a URL do not count."""
    scheme, _, place = index_url.partition(":")
    if scheme == "tantivy":
        name = f"tantivy:{Path(place).expanduser().resolve()}"
    else:
        name = str(parse_address(index_url, Credentials()))
    return Path(root) / hashlib.sha256(name.encode()).hexdigest()[:16]


class Outbox:
    """One file of waiting articles. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Take over the outbox of a dead process, or make one. Raises ArchiveError if the folder cannot be used."""
        self._guard = threading.Lock()
        self._settled: set[int] = set()  # rows that the index has, but that a full disk could not let go of
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.path, self._lock = _claim(folder)
            self._connection = _connect(self.path)
            self._connection.executescript(_SCHEMA)
            for path, lock in _orphans(folder):
                self._take_over(path)
                lock.release()
            row = self._connection.execute(
                "SELECT count(*), coalesce(sum(bytes), 0), coalesce(max(number), 0) FROM waiting"
            ).fetchone()
        except (OSError, sqlite3.Error) as error:
            raise ArchiveError(
                f"the outbox in {folder} cannot be used: {getattr(error, 'strerror', None) or error}"
            ) from error
        self.count, self.bytes = int(row[0]), int(row[1])
        self.earlier = int(row[2])
        """The number of the last article that earlier processes left here."""
        self.buried = 0
        """Articles that this process put among the dead letters."""

    def _take_over(self, path: Path) -> None:
        """Move what waits in another file here, and remove that file."""
        self._connection.execute("ATTACH DATABASE ? AS other", (str(path),))
        with self._connection:
            columns = {"waiting": "id, text_hash, bytes, article", "dead": "reason, bytes, article"}
            present = {
                name
                for (name,) in self._connection.execute("SELECT name FROM other.sqlite_master WHERE type = 'table'")
            }
            for table in columns.keys() & present:
                names = columns[table]
                move = f"INSERT INTO main.{table} ({names}) SELECT {names} FROM other.{table} ORDER BY number"
                self._connection.execute(move)
        self._connection.execute("DETACH DATABASE other")
        _remove(path)

    @contextmanager
    def _transaction(self, articles: int = 0, size: int = 0) -> Iterator[sqlite3.Connection]:
        """One transaction; when it is through, so many articles and bytes more, or fewer, wait."""
        with self._guard:
            try:
                with self._connection:
                    yield self._connection
            except sqlite3.OperationalError as error:
                if "full" in str(error) or "disk I/O" in str(error):
                    raise OutboxFull(f"the disk of the outbox {self.path.parent} is full") from error
                raise ArchiveError(f"the outbox {self.path} cannot be used: {error}") from error
            self.count += articles
            self.bytes += size

    def add(self, articles: Iterable[Article]) -> None:
        """Keep articles; when this returns, a kill of the process loses none of them. Raises OutboxFull."""
        rows = []
        for article in articles:
            text = article.to_json()
            rows.append((article.id, f"{article.site} {article.content_hash}", len(text), text.decode()))
        with self._transaction(len(rows), sum(row[2] for row in rows)) as connection:
            connection.executemany("INSERT INTO waiting (id, text_hash, bytes, article) VALUES (?, ?, ?, ?)", rows)

    def take(self, articles: int, size: int, busy: Collection[Row] = ()) -> list[Row]:
        """Return the oldest waiting articles, up to that many and that many bytes, but one at least.

        Nothing is taken that is in ``busy``, or has the id or text of one there: it has to come after it.
        """
        query = "SELECT number, id, text_hash, bytes, article FROM waiting ORDER BY number LIMIT ?"
        with self._transaction() as connection:
            waiting = connection.execute(query, (articles + 2 * len(busy) + len(self._settled),)).fetchall()
        numbers, ids, texts = {r.number for r in busy}, {r.id for r in busy}, {r.text_hash for r in busy}
        found: list[Row] = []
        total = 0
        for number, key, text_hash, length, text in waiting:
            if number in numbers or number in self._settled:
                continue
            if key in ids or text_hash in texts:
                ids.add(key)
                texts.add(text_hash)
                continue
            if len(found) == articles or (found and total + length > size):
                break
            article = self._read(number, length, text)
            if article is not None:
                found.append(Row(number, key, text_hash, length, article))
                total += length
        return found

    def _read(self, number: int, length: int, text: str) -> Article | None:
        """Return the article of a row; one that holds none goes to the dead letters, so that the others can go on."""
        try:
            return Article.from_json(text)
        except (ValueError, TypeError, AttributeError) as error:
            self._bury(number, length, f"it is not the JSON of an article: {type(error).__name__}: {error}"[:300])
            return None

    def done(self, rows: Collection[Row]) -> None:
        """Let go of articles that the index has. A full disk takes not even that: then they go with a later call, or
        are sent again.
        """
        numbers = {row.number for row in rows}
        try:
            with self._transaction(-len(rows), -sum(row.bytes for row in rows)) as connection:
                connection.executemany(
                    "DELETE FROM waiting WHERE number = ?", [(number,) for number in numbers | self._settled]
                )
                self._settled = set()
        except OutboxFull:
            with self._guard:
                self._settled |= numbers
                self.count -= len(rows)
                self.bytes -= sum(row.bytes for row in rows)

    def bury(self, row: Row, reason: str) -> None:
        """Put an article that the index refuses among the dead letters."""
        self._bury(row.number, row.bytes, reason)

    def _bury(self, number: int, length: int, reason: str) -> None:
        insert = "INSERT INTO dead (reason, bytes, article) SELECT ?, bytes, article FROM waiting WHERE number = ?"
        with self._transaction() as connection:
            connection.execute(insert, (reason, number))
            moved = connection.execute("DELETE FROM waiting WHERE number = ?", (number,)).rowcount
        with self._guard:  # none where it was buried before, and the disk full for what came after it
            self.count -= moved
            self.bytes -= moved * length
            self.buried += moved

    def holds(self, ids: Iterable[str]) -> dict[str, Article]:
        """Return those of the articles that wait, by id; the newest of each."""
        found: dict[str, Article] = {}
        with self._transaction() as connection:
            for chunk in batches(ids, 500):
                marks = ",".join("?" * len(chunk))
                for key, text in connection.execute(
                    f"SELECT id, article FROM waiting WHERE id IN ({marks}) ORDER BY number", chunk
                ):
                    if (article := _article(text)) is not None:
                        found[key] = article
        return found

    def dead(self) -> list[Dead]:
        """Return the dead letters."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT number, reason, article FROM dead ORDER BY number").fetchall()
        return [Dead(number, reason, text, _article(text)) for number, reason, text in rows]

    def requeue(self) -> int:
        """Let the dead letters that hold an article wait again; return how many there were."""
        letters = [letter for letter in self.dead() if letter.article is not None]
        self.add([letter.article for letter in letters if letter.article is not None])
        with self._transaction() as connection:
            connection.executemany("DELETE FROM dead WHERE number = ?", [(letter.number,) for letter in letters])
        return len(letters)

    def close(self) -> None:
        """Release the file; remove it if nothing is in it."""
        with self._guard:
            (dead,) = self._connection.execute("SELECT count(*) FROM dead").fetchone()
            waiting = {number for (number,) in self._connection.execute("SELECT number FROM waiting")} - self._settled
            self._connection.close()
            if not dead and not waiting:
                _remove(self.path)
            self._lock.release()


@dataclass(frozen=True)
class OutboxStatus:
    """What waits for one index: articles, bytes, dead letters, and processes that send just now."""

    waiting: int
    bytes: int
    dead: int
    senders: int
    oldest_at: str | None = None
    """When the article that waits longest was crawled, ISO 8601."""


def outbox_status(folder: Path) -> OutboxStatus:
    """Return what waits in a folder, without disturbing those who send."""
    waiting = size = dead = senders = 0
    oldest: list[str] = []
    for path in sorted(folder.glob("*.sqlite")):
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
        try:
            count, total = connection.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM waiting").fetchone()
            (letters,) = connection.execute("SELECT count(*) FROM dead").fetchone()
            oldest += [row[0] for row in connection.execute("SELECT article FROM waiting ORDER BY number LIMIT 1")]
        except sqlite3.Error:
            continue  # just made, or just removed
        finally:
            connection.close()
        waiting, size, dead = waiting + count, size + total, dead + letters
        lock = FileLock(f"{path}.lock")
        try:
            lock.acquire(blocking=False)
            lock.release()
        except Timeout:
            senders += 1
    times = [article.crawled_at for text in oldest if (article := _article(text)) and article.crawled_at]
    return OutboxStatus(waiting, size, dead, senders, min(times, key=instant, default=None))


def _article(text: str) -> Article | None:
    try:
        return Article.from_json(text)
    except (ValueError, TypeError, AttributeError):
        return None


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, check_same_thread=False)
    # WAL outlives a kill of the process; NORMAL may lose the last moments before a power cut, and nothing else
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA journal_size_limit = 16000000")
    return connection


def _claim(folder: Path) -> tuple[Path, FileLock]:
    for path, lock in _orphans(folder):
        return path, lock
    path = folder / f"{uuid.uuid4().hex}.sqlite"
    lock = FileLock(f"{path}.lock", thread_local=False)
    lock.acquire(blocking=False)
    return path, lock


def _orphans(folder: Path) -> Iterator[tuple[Path, FileLock]]:
    """Yield files whose process has died, locked for us."""
    for path in sorted(folder.glob("*.sqlite")):
        lock = FileLock(f"{path}.lock", thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            continue
        if path.exists():
            yield path, lock
        else:
            lock.release()


def _remove(path: Path) -> None:
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), Path(f"{path}.lock")):
        name.unlink(missing_ok=True)
