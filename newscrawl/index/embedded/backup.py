"""A copy of an embedded archive as one file, made while it is written to; and an archive out of such a file.

The file is a tar (POSIX.1-2001, pax) with ``manifest.json`` in front: each file's SHA-256, and how many articles there
are. Writers wait only while the files of the index, which never change once they are written, are linked.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from filelock import FileLock, Timeout

from newscrawl.errors import ArchiveError
from newscrawl.index.embedded.folder import LOCK_SECONDS, open_folder
from newscrawl.index.embedded.records import FILE as RECORDS
from newscrawl.items import now

_MANIFEST = "manifest.json"
_FORM = "newscrawl-backup-1"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Backup:
    """What a file holds."""

    articles: int
    bytes: int
    made_at: str


def back_up(folder: Path, file: Path, progress: Callable[[int], None] = lambda done: None) -> Backup:
    """Write a copy of an archive into a file, which is there whole or not at all. Raises ArchiveError.

    ``progress`` is told how many bytes are written.
    """
    lock = FileLock(folder / ".write.lock", timeout=LOCK_SECONDS)
    open_folder(folder, lock, create=False)
    new = file.with_name(f".{file.name}.new")
    try:
        with _standing_still(folder, lock) as still:
            names = sorted(path.name for path in still.iterdir())
            held = tantivy.Index.open(str(still)).searcher().num_docs
            files = {name: {"bytes": (still / name).stat().st_size, "sha256": _digest(still / name)} for name in names}
            manifest: dict[str, Any] = {"form": _FORM, "made_at": now(), "articles": held, "files": files}
            with tarfile.open(new, "w", format=tarfile.PAX_FORMAT) as tar:
                _add(tar, _MANIFEST, json.dumps(manifest, indent=1).encode())
                written = 0
                for name in names:
                    tar.add(still / name, name)
                    written += (still / name).stat().st_size
                    progress(written)
        with new.open("rb") as stream:
            os.fsync(stream.fileno())
        new.replace(file)
    except (OSError, sqlite3.Error, Timeout, tarfile.TarError) as error:
        new.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or str(error)
        raise ArchiveError(f"the archive in {folder} cannot be copied to {file}: {reason}") from error
    return Backup(manifest["articles"], written, manifest["made_at"])


@contextmanager
def _standing_still(folder: Path, lock: FileLock) -> Iterator[Path]:
    """Give a folder beside the archive with links to its files as they are at one moment."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=folder.parent) as name:
        still = Path(name)
        with lock:
            for path in folder.iterdir():
                if path.is_file() and not path.name.startswith(("records.sqlite", ".write", ".tantivy")):
                    os.link(path, still / path.name)
            # written in their place, not anew
            for changing in ("meta.json", ".managed.json"):
                if (folder / changing).exists():
                    (still / changing).unlink()
                    shutil.copy2(folder / changing, still / changing)
            if (folder / RECORDS).exists():
                _copy_records(folder / RECORDS, still / RECORDS)
        yield still


def _copy_records(source: Path, target: Path) -> None:
    old, new = sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30), sqlite3.connect(target)
    with closing(old), closing(new):
        old.backup(new)


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    tar.addfile(entry, io.BytesIO(data))


def restore(file: Path, folder: Path, progress: Callable[[int], None] = lambda done: None) -> Backup:
    """Make an archive out of a file, in a folder that is not there or empty. Raises ArchiveError.

    Every byte is compared with the manifest before the archive is there.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ArchiveError(f"{folder} is not empty: name another folder, nothing was changed")
    new = folder.with_name(f".{folder.name}.restored")
    shutil.rmtree(new, ignore_errors=True)
    try:
        new.mkdir(parents=True)
        with tarfile.open(file) as tar:
            manifest = _manifest(tar, file)
            _unpack(tar, manifest, new, file, progress)
        index = open_folder(new, FileLock(new / ".write.lock"), create=False)
        held = index.searcher().num_docs
        if held != manifest["articles"]:
            raise ArchiveError(f"{file} is damaged: it holds {held:,} articles, and says {manifest['articles']:,}")
        if folder.exists():
            folder.rmdir()
        new.replace(folder)
    except (OSError, tarfile.TarError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ArchiveError(f"{file} cannot be restored to {folder}: {reason}") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    size = sum(entry["bytes"] for entry in manifest["files"].values())
    return Backup(manifest["articles"], size, manifest["made_at"])


def _manifest(tar: tarfile.TarFile, file: Path) -> dict[str, Any]:
    first = tar.next()
    stream = tar.extractfile(first) if first is not None and first.name == _MANIFEST else None
    try:
        found = json.loads(stream.read()) if stream else {}
    except ValueError:
        found = {}
    if found.get("form") != _FORM:
        raise ArchiveError(f"{file} is no backup of an archive")
    return dict(found)


def _unpack(
    tar: tarfile.TarFile, manifest: dict[str, Any], folder: Path, file: Path, progress: Callable[[int], None]
) -> None:
    missing, done = dict(manifest["files"]), 0
    while (entry := tar.next()) is not None:
        expected = missing.pop(entry.name, None)
        stream = tar.extractfile(entry)
        if expected is None or stream is None or "/" in entry.name or entry.name.startswith(".."):
            raise ArchiveError(f"{file} is damaged: it holds {entry.name!r}, which its manifest does not name")
        digest = hashlib.sha256()
        with (folder / entry.name).open("wb") as target:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                target.write(chunk)
        if digest.hexdigest() != expected["sha256"]:
            raise ArchiveError(f"{file} is damaged: {entry.name} is not what was written")
        done += expected["bytes"]
        progress(done)
    if missing:
        raise ArchiveError(f"{file} is damaged: {', '.join(sorted(missing)[:3])} is missing")
