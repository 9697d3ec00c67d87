"""A crawl as a process: how it is started, followed, stopped and how its end is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import orjson

from newscrawl.items import CrawlRun
from newscrawl.runs.configuration import MODULE

LOOK_SECONDS = 0.5
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class CrawlEnd:
    """How a crawl ended: its last record (None if it wrote none), its exit code, and what it said went wrong."""

    run: CrawlRun | None
    code: int
    errors: list[str]
    stopped_by: int | None = None
    """The signal that we were sent, and passed on to it."""

    @property
    def exit_code(self) -> int:
        """The code to exit with: that of the crawl, or 128 and the signal that ended it."""
        if self.stopped_by is not None:
            return 128 + self.stopped_by
        return 128 - self.code if self.code < 0 else self.code


def crawl_command(
    name: str, arguments: Sequence[str], settings: Sequence[str], output: Sequence[str] = ()
) -> list[str]:
    """Return the command that crawls a site; arguments and settings are NAME=VALUE, ``output`` files for its items."""
    pairs = [*(("-a", text) for text in arguments), *(("-s", text) for text in settings), *(("-o", f) for f in output)]
    return [sys.executable, "-m", "scrapy", "crawl", name, *(part for pair in pairs for part in pair)]


def crawl_environment(index_url: str) -> dict[str, str]:
    """Return the environment of a crawl into an index."""
    return {**os.environ, "NEWSCRAWL_INDEX_URL": index_url, "SCRAPY_SETTINGS_MODULE": MODULE}


def run_crawl(
    name: str,
    index_url: str,
    arguments: Sequence[str] = (),
    settings: Sequence[str] = (),
    output: Sequence[str] = (),
    log_file: str | None = None,
    follow: Callable[[CrawlRun], None] = lambda run: None,
    stopping: Callable[[int], None] = lambda times: None,
) -> CrawlEnd:
    """Crawl a site in a process of its own, to its end.

    ``follow`` is told each new state of it. SIGINT and SIGTERM that this process gets are passed on; ``stopping`` is
    told how often, so that it can say what stays. A second one ends the crawl at once.
    """
    with tempfile.TemporaryDirectory() as folder:
        report, log = Path(folder) / "report.jsonl", Path(log_file or Path(folder) / "crawl.log")
        pairs = [f"CRAWL_REPORT={report}", f"LOG_FILE={log}", *settings]
        # a session of its own: what is typed at the terminal reaches it by us alone, and once
        process = subprocess.Popen(
            crawl_command(name, arguments, pairs, output), env=crawl_environment(index_url), start_new_session=True
        )
        with _passing_on(process, stopping) as sent:
            last = _follow(process, report, follow)
        code = process.returncode
        errors = error_lines(log) if code and log.exists() else []
        run = CrawlRun.from_dict(last) if last else None
        return CrawlEnd(run, code, errors, sent[0] if sent else None)


@contextmanager
def _passing_on(process: subprocess.Popen[bytes], stopping: Callable[[int], None]) -> Iterator[list[int]]:
    """Pass signals on to a process; gives the list of those that were."""
    sent: list[int] = []

    def pass_on(number: int, frame: FrameType | None) -> None:
        sent.append(number)
        if process.poll() is None:
            process.send_signal(number)
        stopping(len(sent))

    before = {number: signal.signal(number, pass_on) for number in _SIGNALS}
    try:
        yield sent
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _follow(
    process: subprocess.Popen[bytes], report: Path, follow: Callable[[CrawlRun], None]
) -> Mapping[str, Any] | None:
    """Tell each new state of a crawl until it ends; return the last one."""
    last: Mapping[str, Any] | None = None
    read = 0
    while True:
        ended = process.poll() is not None
        if (added := _read_added(report, read)).endswith(b"\n"):
            read += len(added)
            last = orjson.loads(added.splitlines()[-1])
            follow(CrawlRun.from_dict(last or {}))
        if ended:
            return last
        try:
            process.wait(LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            continue


def _read_added(file: Path, start: int) -> bytes:
    """Return what was written to a file after its first ``start`` bytes; nothing while it is not there."""
    if not file.exists():
        return b""
    with file.open("rb") as stream:
        stream.seek(start)
        return stream.read()


def error_lines(log: Path, most: int = 5) -> list[str]:
    """Return the last errors in a crawl's log."""
    lines = log.read_text(errors="replace").splitlines()
    return [line for line in lines if " ERROR: " in line or " CRITICAL: " in line][-most:]
