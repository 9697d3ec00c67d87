"""The folder of an embedded archive: how one is made and opened, and its faults in the project's own words."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, Protocol, TypeVar

import tantivy
from filelock import FileLock, Timeout

from newscrawl.errors import ArchiveError
from newscrawl.index.embedded.schema import SCHEMA, make_schema

LOCK_SECONDS = 600
_MARKER = "archive.json"
_R = TypeVar("_R")


class _HasFolder(Protocol):
    folder: Path


def read_guarded(method: Callable[..., _R]) -> Callable[..., _R]:
    """Turn tantivy's errors, and the panics of a damaged index, into ArchiveError."""

    @wraps(method)
    def guarded(self: _HasFolder, *args: Any, **kwargs: Any) -> _R:
        try:
            return method(self, *args, **kwargs)
        except (ValueError, OSError) as error:
            raise _damage(self.folder, str(error)) from error
        except BaseException as error:
            if type(error).__name__ == "PanicException":  # pyo3's; it can be named in no other way
                raise _damage(self.folder, str(error)) from None
            raise

    return guarded


def write_guarded(method: Callable[..., _R]) -> Callable[..., _R]:
    """Turn what goes wrong in writing into ArchiveError: a full disk, another writer that does not end."""

    @wraps(method)
    def guarded(self: _HasFolder, *args: Any, **kwargs: Any) -> _R:
        try:
            return method(self, *args, **kwargs)
        except Timeout as error:
            waited = f"another process has been writing to {self.folder} for {LOCK_SECONDS} s"
            raise ArchiveError(f"{waited}; try again") from error
        except (OSError, ValueError) as error:
            raise ArchiveError(f"the archive in {self.folder} cannot be written: {error}") from error

    return guarded


def open_folder(folder: Path, lock: FileLock, create: bool) -> tantivy.Index:
    """Open the archive in a folder; with ``create`` make one where there is none. Raises ArchiveError."""
    marker = folder / _MARKER
    try:
        if not marker.exists():
            if not create:
                raise ArchiveError(f"there is no archive in {folder}; crawl a site into it first")
            if not folder.exists() and list(folder.absolute().parent.glob(f"{folder.name}.schema*")):
                raise ArchiveError(f"a move of {folder} was broken off; run newscrawl index migrate once more")
            if not (folder / ".write.lock").exists():  # else another process may be making the archive this moment
                _refuse_strangers(folder)
            folder.mkdir(parents=True, exist_ok=True)
        if create and not os.access(folder, os.W_OK):
            raise PermissionError(13, "Permission denied")
        if not marker.exists():
            _make(folder, lock)
        version = read_version(folder)
    except (OSError, Timeout) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ArchiveError(f"the archive folder {folder} cannot be used: {reason}") from error
    if version != SCHEMA:
        raise ArchiveError(
            f"the archive in {folder} has schema {version}, this newscrawl needs {SCHEMA}; "
            + ("run newscrawl index migrate" if version < SCHEMA else "use the newscrawl that made it, or a later one")
        )
    return _open(folder)


def read_version(folder: Path) -> int:
    """Return the version of an archive's schema. Raises ArchiveError if there is none, or it cannot be read."""
    try:
        return int(json.loads((folder / _MARKER).read_text())["schema"])
    except FileNotFoundError as error:
        raise ArchiveError(f"there is no archive in {folder}; crawl a site into it first") from error
    except (ValueError, KeyError, TypeError) as error:
        raise _damage(folder, f"{_MARKER} is not readable") from error


def last_commit(folder: Path) -> tuple[int, int, int]:
    """Return what tells the last commit from others: tantivy puts a new ``meta.json`` in the place of the old one.
    Raises OSError.
    """
    found = (folder / "meta.json").stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


class Writing:
    """Held while an archive is written: by one thread of one process at a time. Raises ArchiveError on entering if the
    archive is no longer of this version's schema.
    """

    def __init__(self, folder: Path, lock: FileLock) -> None:
        self.folder, self._lock, self._threads = folder, lock, threading.RLock()

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            self._lock.acquire()
            if read_version(self.folder) != SCHEMA:
                self._lock.release()
                raise ArchiveError(f"the archive in {self.folder} was moved to another schema; start this process anew")
        except BaseException:
            self._threads.release()
            raise

    def __exit__(self, *told: object) -> None:
        self._lock.release()
        self._threads.release()


def folder_bytes(folder: Path) -> int:
    """Return the size of all files of a folder; one that a writer takes away meanwhile counts as none."""
    size = 0
    for file in folder.rglob("*"):
        with suppress(FileNotFoundError):
            size += file.stat().st_size if file.is_file() else 0
    return size


def _make(folder: Path, lock: FileLock) -> None:
    marker = folder / _MARKER
    with lock:
        if not marker.exists():
            _refuse_strangers(folder)
            tantivy.Index(make_schema(), str(folder))
            whole = folder / f".{_MARKER}.new"  # nobody must read half of it
            whole.write_text(json.dumps({"schema": SCHEMA}) + "\n")
            whole.replace(marker)


def _open(folder: Path) -> tantivy.Index:
    try:
        index = tantivy.Index.open(str(folder))
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
        index.register_tokenizer("terms", builder.build())
        index.searcher()
    except (ValueError, OSError) as error:
        raise _damage(folder, str(error)) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise _damage(folder, str(error)) from None
        raise
    return index


def _refuse_strangers(folder: Path) -> None:
    """Raise ArchiveError if the folder holds something, and no archive (which may have been made this moment)."""
    strange = folder.is_dir() and any(path.name != ".write.lock" for path in folder.iterdir())
    if strange and not (folder / _MARKER).exists():
        raise ArchiveError(f"{folder} is not empty and holds no archive; name another folder")


def _damage(folder: Path, why: str) -> ArchiveError:
    return ArchiveError(
        f"the archive in {folder} is damaged ({why[:200]}); restore it from a copy, nothing was changed"
    )
