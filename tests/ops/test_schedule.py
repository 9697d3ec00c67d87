"""``newscrawl schedule`` with two real scrapyds and a real Elasticsearch: nothing twice, nothing forgotten."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from newscrawl.errors import ArchiveError
from newscrawl.index import open_index
from newscrawl.items import CrawlRun
from newscrawl.schedules.store import ScheduleStore
from newscrawl.schedules.watched import HEARTBEAT
from tests.conftest import ROOT, Newsroom, differences, export, run
from tests.servers.elasticsearch import Node
from tests.servers.scrapyd import Scrapyd, copy_checkout, deploy


@dataclass
class Machines:
    """Two scrapyds, and the folder and environment of the one scheduler."""

    daemons: list[Scrapyd]
    folder: Path
    environment: dict[str, str]
    sites: Path
    index: str

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run("newscrawl.cli", "schedule", *arguments, index=self.index, env=self.environment, cwd=self.folder)

    def lines(self, *arguments: str) -> list[dict[str, Any]]:
        done = self.command(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def start(self, *arguments: str) -> Scheduler:
        environment = {**os.environ, **self.environment, "NEWSCRAWL_INDEX_URL": self.index}
        command = [sys.executable, "-m", "newscrawl.cli", "schedule", "start", "-v", *QUICK, *arguments]
        command += ["-s", f"INDEX_URL={self.index}"]
        log = (self.folder / "scheduler.log").open("ab")
        begun = time.time()
        process = subprocess.Popen(command, cwd=self.folder, env=environment, stderr=log)
        wait_for(lambda: process.poll() is not None or self.looked_at() > begun)
        return Scheduler(process)

    def write_site(self, name: str, schedule: str) -> None:
        """Write the file of a site that is the English edition under another name."""
        text = (ROOT / "newscrawl/sites/data/almayadeen-en.toml").read_text()
        text = re.sub(r"(?ms)^\[schedule\].*?(?=^\[)", "", text).replace('name = "almayadeen-en"', f'name = "{name}"')
        (self.sites / f"{name}.toml").write_text(f"{text}\n[schedule]\n{schedule}\n")

    def looked_at(self) -> float:
        """When the scheduler looked last."""
        try:
            return float(ScheduleStore(self.folder / "schedule", create=False).fact(HEARTBEAT) or 0)
        except ArchiveError:  # it has not made its store yet
            return 0.0

    def runs(self, job: str) -> list[dict[str, Any]]:
        return self.lines("history", job)

    def records(self, site: str) -> list[CrawlRun]:
        return open_index(self.index).records.runs(site)


class Scheduler:
    """A scheduler that runs."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def __enter__(self) -> Scheduler:
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        assert self.process.wait(30) in (0, -signal.SIGKILL)


def wait_for(what: Callable[[], Any], seconds: float = 120) -> Any:
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.3)
    return found


QUICK = [
    *("-s", "AUTOTHROTTLE_ENABLED=False", "-s", "RUN_RECORD_SECONDS=0.5"),
    *("-s", "SCHEDULE_LOOK_SECONDS=0.5", "-s", "SCHEDULE_RETRY_SECONDS=1"),
]


SITES = {
    "first": 'feed = "1h"\nsitemap = "1w"\ntogether = true',
    "second": 'sections = "1h"',
    "killed": 'sitemap = "1w"',
    "stopped": 'feed = "2s"',
    "later": 'feed = "6h"',
    "rolled": 'feed = "6h"',
    "adaptive": 'sections = "1s..1h"',
}


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory, elasticsearch: Node) -> Iterator[Machines]:
    folder = tmp_path_factory.mktemp("machines")
    (sites := folder / "sites").mkdir()
    index = f"{elasticsearch.url}/scheduled"
    environment = {"NEWSCRAWL_SITES_DIRS": str(sites), "NEWSCRAWL_INDEX_URL": index, "PYTHONUNBUFFERED": "1"}
    daemons = [Scrapyd(folder / name, **environment) for name in ("one", "two")]
    checkout = copy_checkout(folder / "checkout")
    machines = Machines(daemons, folder, {}, sites, index)
    for name, schedule in SITES.items():  # scrapyd asks once a version which spiders there are
        machines.write_site(name, schedule)
    with daemons[0], daemons[1]:
        for daemon in daemons:
            deploy(daemon, checkout, "1")
        urls = ",".join(daemon.url for daemon in daemons)
        quick = {
            "NEWSCRAWL_SCRAPYD_URLS": urls,
            "NEWSCRAWL_SCHEDULE_DIR": str(folder / "schedule"),
            "NEWSCRAWL_OUTBOX_DIR": str(folder / "outbox"),
        }
        machines.environment = {**environment, **quick}
        yield machines


@pytest.fixture(autouse=True)
def own_archive(machines: Machines, elasticsearch: Node, prefix: str) -> None:
    """The newsroom's addresses are the same in each test."""
    machines.index = f"{elasticsearch.url}/{prefix}"


def test_jobs_run_on_both_machines_and_each_article_is_there_once(
    machines: Machines, living_newsroom: Newsroom
) -> None:
    base = f"base={living_newsroom.en}"
    with machines.start("--site", "first", "--site", "second", "-a", base):
        wait_for(lambda: sum(r["state"] == "finished" for r in machines.lines("history")) >= 3)
    ended = machines.lines("history")
    assert {(r["job"], r["code"]) for r in ended} >= {("first/feed", 0), ("first/sitemap", 0), ("second/sections", 0)}
    assert {r["server"] for r in ended} == {daemon.url.rstrip("/") for daemon in machines.daemons}
    # whichever crawl comes first to an article keeps it, and one may have come first to all
    found = {url: a for url, a in export(machines.index).items() if a["site"] in ("first", "second")}
    truth = {url: {**a, "site": found[url]["site"]} for url, a in living_newsroom.truth("en").items() if url in found}
    assert len(truth) == 80
    assert differences(truth, found, skip=("also_at",)) == []  # second addresses that only related links lead to


def test_a_killed_job_is_recorded_as_killed_and_run_again_a_bounded_number_of_times(
    machines: Machines, living_newsroom: Newsroom
) -> None:
    job = "killed/sitemap"
    with machines.start("--site", "killed", "-a", f"base={living_newsroom.en}", "-s", "DOWNLOAD_DELAY=0.2"):
        for attempt in range(2):
            run_id = wait_for(lambda: next((r["id"] for r in machines.runs(job) if r["state"] == "running" and r["attempt"] == attempt), None))  # noqa: B023
            record = wait_for(lambda: next((r for r in machines.records("killed") if r.job == run_id and r.pages > 2), None))  # noqa: B023
            os.kill(record.pid, signal.SIGKILL)
            wait_for(lambda: [r for r in machines.runs(job) if r["id"] == run_id and r["state"] == "killed"])  # noqa: B023
        last = wait_for(lambda: [r for r in machines.runs(job) if r["state"] == "running" and r["attempt"] == 2])
        # one that is cancelled while it still starts leaves no record
        wait_for(lambda: [r for r in machines.records("killed") if r.job == last[0]["id"]])
        assert machines.command("cancel", job).returncode == 0
        wait_for(lambda: [r for r in machines.runs(job) if r["state"] == "cancelled"])
    states = [r["state"] for r in machines.runs(job)]
    assert states == ["cancelled", "killed", "killed"]
    assert sorted(r.reason for r in machines.records("killed")) == ["killed", "killed", "shutdown"]
    assert machines.lines("list")[-1]["failed_in_a_row"] == 0


def test_after_a_stop_a_job_is_made_up_for_once_and_a_run_that_goes_on_is_found_again(
    machines: Machines, living_newsroom: Newsroom
) -> None:
    job = "stopped/feed"

    def runs_after_two() -> list[dict[str, Any]]:
        runs = machines.runs(job)
        return runs if sum(r["state"] == "finished" for r in runs) >= 2 else []

    slow = ("--site", "stopped", "-a", f"base={living_newsroom.en}", "-s", "DOWNLOAD_DELAY=0.3")
    with machines.start(*slow) as scheduler:
        wait_for(lambda: [r for r in machines.runs(job) if r["state"] == "running"])
        scheduler.process.kill()
        scheduler.process.wait()
    time.sleep(7)  # three times have been missed, and the crawl goes on
    with machines.start(*slow):
        assert machines.start("--site", "stopped").process.wait(30) == 2, "two schedulers with one folder"
        seen = wait_for(runs_after_two)  # before it is paused: that takes seconds on a busy machine, and runs go on
        machines.command("pause", job)
    ended = sorted((r for r in machines.runs(job) if r["ended_at"]), key=lambda r: str(r["asked_at"]))
    starts = [r.started_at for r in sorted(machines.records("stopped"), key=lambda r: r.started_at)]
    ends = [r.finished_at for r in sorted(machines.records("stopped"), key=lambda r: r.started_at)]
    assert all(end <= start for end, start in zip(ends, starts[1:])), "two runs of one job at once"
    assert ended[0]["state"] == "finished" and len([r for r in seen if r["ended_at"]]) <= 4
    paused = next(line for line in machines.lines("list") if line["job"] == job)
    assert paused["paused"] and paused["next_at"] is None


def test_what_is_wrong_is_one_sentence(machines: Machines) -> None:
    done = machines.command("run", "nobody/feed")
    assert done.returncode == 2 and "there is no job 'nobody/feed'" in done.stderr
    machines.write_site("wrong", 'feed = "1h"\narguments = {feed = {max_pages = "many"}}')
    done = machines.command("list")
    assert done.returncode == 2 and "schedule.arguments.feed: max_pages: 'many' is not a whole number" in done.stderr
    (machines.sites / "wrong.toml").unlink()


def test_next_shows_what_comes(machines: Machines) -> None:
    assert machines.command("run", "later/feed").returncode == 0
    coming = [line["at"] for line in machines.lines("next", "--within", "1d") if line["job"] == "later/feed"]
    assert len(coming) == 4 and coming == sorted(coming)
    assert machines.command("next", "--within", "soon").returncode == 2


def test_listings_that_bring_news_are_looked_at_more_often(machines: Machines, living_newsroom: Newsroom) -> None:
    with machines.start("--site", "adaptive", "-a", f"base={living_newsroom.en}"):
        wait_for(lambda: len([r for r in machines.runs("adaptive/sections") if r["state"] == "finished"]) >= 5)
    line = next(one for one in machines.lines("list") if one["job"] == "adaptive/sections")
    assert line["every"] == "1s to 1h" and line["interval"] > 1 and 0 <= line["looks_saved"] < 1
    kept = ScheduleStore(machines.folder / "schedule").listings("adaptive/sections")
    assert {"/news/politics"} < set(kept) and all(one.looks for one in kept.values())
    chosen = [r["listings"] for r in machines.runs("adaptive/sections")]
    assert chosen[-1] is None, "the first run looks at all"


def test_jobs_run_on_with_the_version_before_after_a_roll_back(machines: Machines, living_newsroom: Newsroom) -> None:
    checkout = machines.folder / "checkout"
    package = checkout / "newscrawl" / "__init__.py"
    package.write_text(re.sub(r'__version__ = ".*"', '__version__ = "9.9.9"', package.read_text()))
    for daemon in machines.daemons:
        deploy(daemon, checkout, "2")
    job = "rolled/feed"
    with machines.start("--site", "rolled", "-a", f"base={living_newsroom.en}"):
        wait_for(lambda: [r for r in machines.runs(job) if r["state"] == "finished"])
        for daemon in machines.daemons:
            daemon.post("delversion", {"project": "newscrawl", "version": "2"})
        assert machines.command("run", job).returncode == 0
        wait_for(lambda: len([r for r in machines.runs(job) if r["state"] == "finished"]) == 2)
    last, first = machines.records("rolled")
    assert first.version == "9.9.9" and last.version != "9.9.9"
