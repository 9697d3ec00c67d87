"""The lasting records of crawls: each end is on record, whatever ended it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import orjson

from newscrawl.index import open_index
from newscrawl.items import CrawlRun
from newscrawl.runs.ledger import FOLDER, Ledger
from newscrawl.runs.process import crawl_command, crawl_environment
from newscrawl.runs.record import begin_run
from tests.conftest import Newsroom, run


def start_crawl(newsroom: Newsroom, folder: Path, *settings: str) -> subprocess.Popen[bytes]:
    command = crawl_command(
        "almayadeen-en",
        [f"base={newsroom.en}"],
        ["AUTOTHROTTLE_ENABLED=False", f"LOG_FILE={folder / 'crawl.log'}", f"OUTBOX_DIR={folder / 'outbox'}", *settings],
    )
    return subprocess.Popen(command, cwd=folder, env=crawl_environment(f"tantivy:{folder / 'archive'}"))


def records(folder: Path) -> list[CrawlRun]:
    return open_index(f"tantivy:{folder / 'archive'}", create=False).records.runs()


def test_a_killed_crawl_is_on_record_as_killed_once_the_next_one_starts(newsroom: Newsroom, tmp_path: Path) -> None:
    process = start_crawl(newsroom, tmp_path, "DOWNLOAD_DELAY=0.05", "RUN_RECORD_SECONDS=0.2")
    end = time.monotonic() + 60
    made = tmp_path / "archive" / "archive.json"  # comes last
    while not (made.exists() and any(run.pages > 5 for run in records(tmp_path))):
        assert time.monotonic() < end and process.poll() is None
        time.sleep(0.1)
    (running,) = records(tmp_path)
    assert (running.reason, running.code, running.pid) == ("running", None, process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert start_crawl(newsroom, tmp_path).wait(120) == 0
    last, killed = records(tmp_path)
    assert (killed.id, killed.reason, killed.code) == (running.id, "killed", None)
    assert killed.pages >= running.pages and "killed" in killed.notes[0]
    assert (last.reason, last.code) == ("finished", 0)
    assert sum(last.listings.values()) > 0 and "/news/politics" in last.listings
    assert not list(tmp_path.glob(f"outbox/*/{FOLDER}/*.json"))


def test_the_record_of_a_crawl_that_could_not_reach_its_archive_comes_with_the_next(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "outbox")
    ended = begin_run("almayadeen-en", "job-1")
    ended.reason, ended.code = "finished", 1
    ledger.write(ended)
    (ledger.folder / "half.json").write_bytes(b'{"site": "alm')
    index = open_index(f"tantivy:{tmp_path / 'archive'}")
    assert [one.id for one in ledger.settle(index.records)] == [ended.id]
    assert index.records.runs()[0] == ended
    assert ledger.settle(index.records) == []


def test_a_crawl_that_runs_and_one_of_another_machine_are_left_alone(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "outbox")
    mine = begin_run("almayadeen-en", None)
    ledger.write(mine)
    index = open_index(f"tantivy:{tmp_path / 'archive'}")
    assert ledger.settle(index.records) == []
    earlier = begin_run("almayadeen-en", None)  # its number has been given to this process since
    earlier.started_at = "2023-11-01T00:00:00+00:00"
    ledger.write(earlier)
    assert [one.reason for one in ledger.settle(index.records)] == ["killed"]


def test_the_exit_code_of_a_failed_crawl_is_on_record(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    done = run("scrapy", "crawl", "almayadeen-en", "-a", "base=http://127.0.0.1:9", "-s", "RETRY_ENABLED=0", index=archive)
    assert done.returncode == 1
    told = orjson.loads(run("newscrawl.cli", "runs", "--json", index=archive).stdout)
    assert (told["code"], told["reason"]) == (1, "finished")
