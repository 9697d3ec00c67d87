"""Records of crawls on disk until the archive has their last state: a crawl that is killed cannot tell of it.

A file a crawl, ``runs/ID.json`` beside its outbox. Who starts next settles those whose process has ended.
"""

from __future__ import annotations

import os
import platform
from pathlib import Path

import orjson

from newscrawl.index.protocol import RecordStore
from newscrawl.items import CrawlRun, instant

FOLDER = "runs"
RUNNING = "running"
KILLED = "killed"
_NOTE = "the crawl ended without a word: it was killed, or its machine stopped"
_TICKS = os.sysconf("SC_CLK_TCK")


class Ledger:
    """The records of the crawls that share one outbox."""

    def __init__(self, outbox: Path) -> None:
        self.folder = outbox / FOLDER

    def write(self, run: CrawlRun) -> None:
        """Keep the present state of a crawl. Raises OSError if it cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / f"{run.id}.new"
        new.write_bytes(orjson.dumps(run.to_dict()))
        new.replace(self.folder / f"{run.id}.json")

    def settle(self, records: RecordStore) -> list[CrawlRun]:
        """Give the archive the records of crawls that have ended, and return them. Raises ArchiveError.

        One that says that it runs, and whose process is gone, was killed.
        """
        settled = []
        for file in sorted(self.folder.glob("*.json")):
            run = _read(file)
            if run is None or (run.host == platform.node() and run.reason == RUNNING and is_alive(run)):
                continue
            if run.reason == RUNNING:
                mark_killed(run)
            records.keep_run(run)
            file.unlink(missing_ok=True)
            settled.append(run)
        return settled

    def forget(self, run: CrawlRun) -> None:
        """Take out a record that the archive has."""
        (self.folder / f"{run.id}.json").unlink(missing_ok=True)


def _read(file: Path) -> CrawlRun | None:
    try:
        return CrawlRun.from_dict(orjson.loads(file.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None  # another crawl has just settled it, or half of it is there


def mark_killed(run: CrawlRun) -> None:
    """Make a record that says "running" say that the crawl was killed; its counts are those of its last state."""
    run.reason, run.code = KILLED, None
    if _NOTE not in run.notes:
        run.notes = [*run.notes, _NOTE]


def is_alive(run: CrawlRun) -> bool:
    """True if the process of a crawl of this machine runs; another one that has got its number began later."""
    try:
        stat = Path(f"/proc/{run.pid}/stat").read_text()
    except OSError:
        return False
    values = stat.rpartition(")")[2].split()  # proc(5): the 3rd field is the state, the 22nd the start
    if values[0] == "Z":
        return False
    booted = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime"))
    began = int(booted.split()[1]) + int(values[19]) / _TICKS
    return began <= instant(run.started_at) + 2.0  # btime and the record are in whole seconds
