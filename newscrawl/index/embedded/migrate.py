"""Moves an embedded archive of an older schema: a new folder is filled beside it, then the two change places."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import tantivy
from filelock import FileLock, Timeout

from newscrawl.errors import ArchiveError
from newscrawl.index.batches import batches
from newscrawl.index.embedded.engine import EmbeddedIndex
from newscrawl.index.embedded.folder import read_version
from newscrawl.index.embedded.hits import read_article
from newscrawl.index.embedded.records import FILE as RECORDS
from newscrawl.index.embedded.schema import SCHEMA
from newscrawl.index.protocol import Moved
from newscrawl.items import Article

_BATCH = 2_000
_OLDEST = 2  # schemas since this one store an article as its JSON


def migrate_folder(
    folder: Path, delete_old: bool, progress: Callable[[str, int], None], mend: Callable[[Article], Article]
) -> list[Moved]:
    """Move the archive in a folder; the old one stays beside it as ``NAME.schemaN`` unless ``delete_old``.

    No other process may have it open. Raises ArchiveError; then nothing was changed.
    """
    folder = folder.expanduser().resolve()
    new = folder.with_name(f".{folder.name}.new")
    _finish_broken_off(folder, new)
    version = read_version(folder)
    if version == SCHEMA:
        return []
    if not _OLDEST <= version < SCHEMA:
        raise ArchiveError(f"the archive in {folder} has schema {version}; {_OLDEST} to {SCHEMA} can be moved")
    old = folder.with_name(f"{folder.name}.schema{version}")
    if old.exists():
        raise ArchiveError(f"{old} is there already, from an earlier move; take it away first")
    if users := _open_in(folder):
        raise ArchiveError(f"{folder} is open in process {', '.join(users)}; stop crawls and the web page first")
    try:
        with FileLock(folder / ".write.lock", timeout=0):
            count = _copy(folder, new, progress, mend)
            folder.rename(old)
            try:
                new.rename(folder)
            except OSError:
                old.rename(folder)
                raise
        if delete_old:
            shutil.rmtree(old)
    except Timeout as error:
        raise ArchiveError(f"another process writes to {folder}; stop it first") from error
    except (OSError, ValueError, sqlite3.Error) as error:
        raise ArchiveError(
            f"the archive in {folder} could not be moved: {error}; its articles are as they were"
        ) from error
    return [Moved(str(old), str(folder), count)]


def _finish_broken_off(folder: Path, new: Path) -> None:
    """Put the new archive in its place if a move was broken off just before that: it was whole by then."""
    if not folder.exists() and new.exists() and list(folder.parent.glob(f"{folder.name}.schema*")):
        new.rename(folder)


def _open_in(folder: Path) -> list[str]:
    """Return the other processes that have files of the archive open, as Linux tells it (proc(5))."""
    found = []
    for maps in Path("/proc").glob("[0-9]*/maps"):
        with suppress(OSError):
            if maps.parent.name != str(os.getpid()) and f" {folder}/" in maps.read_text(errors="replace"):
                found.append(maps.parent.name)
    return found


def _copy(folder: Path, new: Path, progress: Callable[[str, int], None], mend: Callable[[Article], Article]) -> int:
    shutil.rmtree(new, ignore_errors=True)  # left by a move that was broken off
    index = EmbeddedIndex(new)
    searcher = tantivy.Index.open(str(folder)).searcher()
    copied = 0
    for batch in batches(map(mend, _articles(searcher)), _BATCH):
        copied += index.load(batch)
        progress(str(folder), copied)
    if copied != searcher.num_docs:
        raise ArchiveError(f"{copied:,} of {searcher.num_docs:,} articles could be copied; {folder} is as it was")
    if (folder / RECORDS).exists():
        with closing(sqlite3.connect(folder / RECORDS)) as source, closing(sqlite3.connect(new / RECORDS)) as target:
            source.backup(target)
    return copied


def _articles(searcher: tantivy.Searcher) -> Iterator[Article]:
    if searcher.num_docs:
        hits = searcher.search(tantivy.Query.all_query(), limit=searcher.num_docs, count=False).hits
        yield from (read_article(searcher, address) for _, address in hits)
