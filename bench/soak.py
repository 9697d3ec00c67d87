"""``python -m bench.soak [MINUTES]``: a whole set-up that is not left in peace, and what has become of it.

The replica newsroom publishes and edits every few seconds. A scheduler lets two scrapyds crawl it, all crawls over one
Redis into one Elasticsearch. Meanwhile the newsroom goes away or answers 429, Redis and Elasticsearch are killed and
started again, and crawls, the scheduler and the scrapyds are killed. Then all is left in peace, and what the newsroom
holds is compared with the archive, field by field; memory and open files of what ran all the time are printed.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from newscrawl.errors import NewscrawlError
from newscrawl.index import SearchRequest, open_index
from tests.conftest import differences, running_newsroom
from tests.servers.elasticsearch import Node
from tests.servers.redis import Redis
from tests.servers.scrapyd import Scrapyd, copy_checkout, deploy

ROOT = Path(__file__).resolve().parent.parent
SITE = "soaked"
_SCHEDULE = """
[schedule]
feed = "3s..20s"
sections = "15s"
sitemap = "45s"

[schedule.arguments]
sections = {listing_pages = "2", refresh = "9000d"}
"""
_CRAWLS = ("AUTOTHROTTLE_ENABLED=False", "CLUSTER_LEASE_SECONDS=4", "RUN_RECORD_SECONDS=2", "OUTBOX_PATIENCE_SECONDS=5")
_SCHEDULER = ("SCHEDULE_LOOK_SECONDS=1", "SCHEDULE_RETRY_SECONDS=2", "SCHEDULE_SILENT_SECONDS=15", "MONITOR_SECONDS=30")


@dataclass
class Watched:
    """Memory (MB) and open files of one process over time, in seconds."""

    times: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)

    def look(self, pid: int) -> None:
        """Take a sample."""
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            memory, files = process.memory_info(), process.num_fds()
            self.times.append(time.monotonic())
            self.memory.append((memory.rss - memory.shared) / 1e6)
            self.files.append(files)

    def slope(self) -> float:
        """Megabytes an hour, by least squares over the second half."""
        half = len(self.times) // 2
        times, memory = self.times[half:], self.memory[half:]
        if len(times) < 3:
            return 0.0
        mean_time, mean = sum(times) / len(times), sum(memory) / len(memory)
        spread = sum((t - mean_time) ** 2 for t in times)
        return 3600 * sum((t - mean_time) * (m - mean) for t, m in zip(times, memory, strict=True)) / spread


class SetUp:
    """All that runs, in one folder."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.redis, self.node = stack.enter_context(Redis(folder / "redis")), Node(folder / "node")
        self.node.start()
        stack.callback(self.node.stop)
        self.newsroom = stack.enter_context(running_newsroom("--articles", "120"))
        self.index = f"{self.node.url}/soak"
        (folder / "sites").mkdir()
        text = (ROOT / "newscrawl/sites/data/almayadeen-en.toml").read_text()
        text = re.sub(r"(?ms)^\[schedule\].*?(?=^\[)", "", text).replace("almayadeen-en", SITE)
        text = text.replace("https://english.almayadeen.net", self.newsroom.en)
        (folder / "sites" / f"{SITE}.toml").write_text(text + _SCHEDULE)
        self.environment = {
            "NEWSCRAWL_SITES_DIRS": str(folder / "sites"), "NEWSCRAWL_INDEX_URL": self.index,
            "NEWSCRAWL_REDIS_URL": self.redis.url, "NEWSCRAWL_SCHEDULE_DIR": str(folder / "schedule"),
            "NEWSCRAWL_OUTBOX_DIR": str(folder / "outbox"),
        }  # fmt: skip
        checkout = copy_checkout(folder / "checkout")
        stack.callback(self._kill_orphans)
        self.daemons = [Scrapyd(folder / name, **self.environment) for name in ("one", "two")]
        for daemon in self.daemons:
            daemon.__enter__()
            stack.callback(self._end, daemon)
            deploy(daemon, checkout, "1")
        self.environment["NEWSCRAWL_SCRAPYD_URLS"] = ",".join(daemon.url for daemon in self.daemons)
        self.scheduler = self.start_scheduler()
        stack.callback(lambda: self.scheduler.kill())

    @staticmethod
    def _end(daemon: Scrapyd) -> None:
        daemon.process.kill()
        daemon.process.wait()

    def _kill_orphans(self) -> None:
        """Kill the crawls whose scrapyd was killed: without Redis they would wait for ever."""
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if Path(process.cwd()).is_relative_to(self.folder):
                    process.kill()

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        """Start the scheduler."""
        pairs = [part for pair in (*_CRAWLS, *_SCHEDULER) for part in ("-s", pair)]
        command = [sys.executable, "-m", "newscrawl.cli", "schedule", "start", "-v", "--site", SITE, *pairs]
        log = (self.folder / "scheduler.log").open("ab")
        environment = {**os.environ, **self.environment}
        return subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=log)

    # -- faults; each ends by itself

    def newsroom_away(self) -> None:
        """The newsroom answers 503 for some seconds."""
        self._mood("away", 6)

    def rate_limit(self) -> None:
        """It answers 429 now and then."""
        self._mood("rate-limit", 6)

    def _mood(self, kind: str, seconds: float) -> None:
        self.newsroom.post("en", f"fault?kind={kind}&on=1")
        time.sleep(seconds)
        self.newsroom.post("en", f"fault?kind={kind}&on=0")

    def redis_restart(self) -> None:
        """Redis is killed and comes back."""
        self.redis.kill()
        time.sleep(3)
        self.redis.start()

    def elasticsearch_restart(self) -> None:
        """Elasticsearch is killed and comes back."""
        self.node.kill()
        time.sleep(3)
        self.node.start()

    def kill_crawl(self) -> None:
        """A crawl is killed, if one runs."""
        crawls = [p for d in self.daemons for p in psutil.Process(d.process.pid).children()]
        if crawls:
            with suppress(psutil.Error):
                random.choice(crawls).kill()

    def kill_scheduler(self) -> None:
        """The scheduler is killed and started again."""
        self.scheduler.kill()
        self.scheduler.wait()
        time.sleep(2)
        self.scheduler = self.start_scheduler()

    def kill_scrapyd(self) -> None:
        """A scrapyd is killed and started again; its crawls go on without it."""
        daemon = random.choice(self.daemons)
        daemon.process.send_signal(signal.SIGKILL)
        daemon.process.wait()
        time.sleep(2)
        daemon.__enter__()

    def differences(self) -> list[str]:
        """What the archive has otherwise than the newsroom; but for second addresses, found by related links only."""
        try:
            found = {a.url: a.to_dict() for a in open_index(self.index).scan(SearchRequest())}
        except NewscrawlError as error:
            return [str(error)]
        truth = {url: {**values, "site": SITE} for url, values in self.newsroom.truth("en").items()}
        return differences(truth, found, skip=("also_at",))


def soak(seconds: float, folder: Path, tell: Callable[[str], None], seed: int = 1) -> tuple[list[str], dict[str, Any]]:
    """Let all run for some seconds, disturb it, then wait for peace. Returns the differences, and the figures."""
    draw = random.Random(seed)
    random.seed(seed)
    with ExitStack() as stack:
        setup = SetUp(folder, stack)
        faults = [
            setup.newsroom_away, setup.rate_limit, setup.redis_restart, setup.elasticsearch_restart, setup.kill_crawl,
            setup.kill_scheduler, setup.kill_scrapyd,
        ]  # fmt: skip
        order: list[Callable[[], None]] = []
        counts: dict[str, int] = {}
        watched: dict[str, Watched] = {}
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            setup.newsroom.post("en", f"publish?n={draw.randint(1, 3)}")
            setup.newsroom.post("en", "edit?n=1")
            _watch(setup, watched)
            time.sleep(draw.uniform(2, 6))
            order = order or draw.sample(faults, len(faults))
            fault = order.pop()
            counts[fault.__name__] = counts.get(fault.__name__, 0) + 1
            tell(f"{time.monotonic() - end + seconds:6.0f} s: {fault.__name__}")
            fault()
        left = _wait_for_peace(setup, watched, tell)
        runs = open_index(setup.index).records.runs(limit=None)
        figures = {
            "articles": len(setup.newsroom.truth("en")), "faults": counts, "crawls": len(runs),
            **{f"{name} MB/h": round(one.slope(), 1) for name, one in watched.items()},
            **{f"{name} files": (min(one.files), max(one.files)) for name, one in watched.items() if one.files},
        }  # fmt: skip
        return left, figures


def _watch(setup: SetUp, watched: dict[str, Watched]) -> None:
    for name, pid in (
        (f"scheduler {setup.scheduler.pid}", setup.scheduler.pid),
        *((f"scrapyd {d.process.pid}", d.process.pid) for d in setup.daemons),
    ):
        watched.setdefault(name, Watched()).look(pid)


def _wait_for_peace(setup: SetUp, watched: dict[str, Watched], tell: Callable[[str], None]) -> list[str]:
    """Wait until the archive has all, five minutes at most; return what it has otherwise."""
    begun = time.monotonic()
    left: list[str] = []
    while time.monotonic() < begun + 300:
        time.sleep(5)
        _watch(setup, watched)
        left = setup.differences()
        if not left:
            tell(f"all is there {time.monotonic() - begun:.0f} s after the last fault")
            return []
    return left


def main() -> None:
    """Run, and print."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 30
    with tempfile.TemporaryDirectory() as name:
        left, figures = soak(60 * minutes, Path(name) / "soak", lambda line: print(line, flush=True))
        for key, value in figures.items():
            print(f"{key}: {value}")
        print(f"{len(left)} differences" + "".join(f"\n  {line[:300]}" for line in left[:10]))
        sys.exit(1 if left else 0)


if __name__ == "__main__":
    main()
