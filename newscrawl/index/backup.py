"""Backups of archives, by the kind of engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from newscrawl.errors import ArchiveError
from newscrawl.index.embedded.backup import Backup, back_up, restore

__all__ = ["Backup", "back_up_archive", "restore_archive"]
_SCHEME = "tantivy:"
_SNAPSHOTS = "archives in Elasticsearch are backed up by its snapshots: see docs/operations.md"


def back_up_archive(index_url: str, file: Path, progress: Callable[[int], None]) -> Backup:
    """Write a copy of an embedded archive into a file. Raises ArchiveError."""
    return back_up(_folder(index_url), file, progress)


def restore_archive(file: Path, index_url: str, progress: Callable[[int], None]) -> Backup:
    """Make an embedded archive out of a backup. Raises ArchiveError."""
    return restore(file, _folder(index_url), progress)


def _folder(index_url: str) -> Path:
    if not index_url.startswith(_SCHEME):
        raise ArchiveError(_SNAPSHOTS)
    return Path(index_url.removeprefix(_SCHEME)).expanduser()
