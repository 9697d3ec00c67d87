"""``python -m bench.cluster [ROUNDS]``: one site, 100 ms away, crawled by 1, 2 and 4 workers over a real Redis into a
real Elasticsearch; the rate of its host against a limit; and workers killed at random moments.

Each worker has two requests under way, so that waiting for answers is the limit and not the two cores of this machine.
"""

from __future__ import annotations

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

from newscrawl.index import SearchRequest, open_index
from newscrawl.items import instant
from newscrawl.runs.process import crawl_command, crawl_environment
from tests.conftest import running_newsroom
from tests.servers.elasticsearch import WHOLE, Node
from tests.servers.redis import Redis

ROOT = Path(__file__).resolve().parent.parent
LATENCY, LIMIT, LEASE = 0.1, 0.05, 2.0


def start(base: str, redis: Redis, index: str, folder: Path, *settings: str) -> subprocess.Popen[bytes]:
    """Start one worker, with an outbox of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs = [
        *("AUTOTHROTTLE_ENABLED=False", "CLUSTER_HOST_REQUESTS=64", f"CLUSTER_LEASE_SECONDS={LEASE}"),
        *("MONITOR_SUITES=", "LOG_LEVEL=WARNING", f"REDIS_URL={redis.url}", f"OUTBOX_DIR={folder / 'outbox'}"),
        *(f"LOG_FILE={folder / 'crawl.log'}", "CONCURRENT_REQUESTS=2", *settings),
    ]
    command = crawl_command("almayadeen-en", [f"base={base}"], pairs)
    return subprocess.Popen(command, cwd=folder, env=crawl_environment(index))


def truth(base: str) -> set[str]:
    """Return the addresses of all articles."""
    with urlopen(f"{base}/_newsroom/truth") as answer:
        return {json.loads(line)["url"] for line in answer}


def asked(base: str) -> Counter[str]:
    """Return how often each path was asked for since the last call."""
    with urlopen(f"{base}/_newsroom/requests") as answer:
        return Counter(json.load(answer))


def held(index: str) -> list[str]:
    """Return the addresses of an archive's articles."""
    return [article.url for article in open_index(index).scan(SearchRequest())]


def speed(base: str, redis: Redis, index: str, folder: Path, workers: int) -> float:
    """Crawl all with so many workers; return articles a second while all of them are at work."""
    processes = [start(base, redis, index, folder / str(n)) for n in range(workers)]
    assert [process.wait() for process in processes] == [0] * workers
    archive = open_index(index)
    runs = archive.records.runs()
    begun = max(instant(run.started_at) for run in runs) + 2
    times = sorted(instant(article.crawled_at or "") for article in archive.scan(SearchRequest()))
    ended = times[int(0.95 * len(times))]  # at the end there is not enough left for all
    return sum(begun <= when < ended for when in times) / (ended - begun)


def rate(base: str, redis: Redis, index: str, folder: Path) -> float:
    """Crawl with four workers and a limit; return the share of the limit at which the host was asked."""
    processes = [start(base, redis, index, folder / str(n), f"DOWNLOAD_DELAY={LIMIT}") for n in range(4)]
    key = f"newscrawl:host:{base.removeprefix('http://')}:asked"
    redis.client.delete(key)
    while redis.client.llen(key) < 200:
        time.sleep(0.2)
    times = [float(one) for one in redis.client.lrange(key, 0, -1)]
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait()
    return (len(times) - 1) / (times[0] - times[-1]) * LIMIT


def kill_rounds(base: str, redis: Redis, index: str, folder: Path, rounds: int) -> None:
    """Let three workers crawl, kill one after the other at random moments, and start another in its place."""
    draw = random.Random(13)
    asked(base)
    workers = {n: start(base, redis, index, folder / str(n)) for n in range(3)}
    killed = 0
    while killed < rounds:
        time.sleep(draw.uniform(1.0, 5.0))
        victim = draw.choice(list(workers))
        if workers[victim].poll() is not None:
            print(f"the crawl was over after {killed} kills: give it more articles", flush=True)
            break
        os.kill(workers[victim].pid, signal.SIGKILL)
        workers[victim].wait()
        killed += 1
        workers[victim] = start(base, redis, index, folder / str(victim))
    for worker in workers.values():
        worker.wait()
    drain = start(base, redis, index, folder / "0")  # what is left in the outbox of a killed one goes with the next
    drain.wait()
    urls, expected = held(index), truth(base)
    counts = asked(base)
    most = max(counts[url.removeprefix(base)] for url in expected)
    twice = sum(counts[url.removeprefix(base)] > 1 for url in expected)
    print(
        f"killed {killed} times: {len(expected & set(urls)):,} of {len(expected):,} articles are there, "
        f"{len(urls) - len(set(urls))} twice; asked for at most {most} times, {twice} of them more than once",
        flush=True,
    )


def main() -> None:
    """Run all three parts, and print the figures."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis = stack.enter_context(Redis(folder / "redis"))
        node = stack.enter_context(Node(folder / "node", compiler=WHOLE))
        base = stack.enter_context(running_newsroom("--articles", "800", "--latency", str(LATENCY))).en
        speeds = {}
        for workers in (1, 2, 4):
            names = [f"s{workers}-{n}" for n in range(3)]
            found = [speed(base, redis, f"{node.url}/{name}", folder / name, workers) for name in names]
            speeds[workers] = statistics.median(found)
            ratio = speeds[workers] / speeds[1]
            print(f"{workers} workers: {speeds[workers]:6.1f} articles/s, {ratio:.2f} times one", flush=True)
        found = [rate(base, redis, f"{node.url}/r{n}", folder / f"r{n}") for n in range(3)]
        share = statistics.median(found)
        print(f"rate of the host with 4 workers: {share:.3f} of the limit of {1 / LIMIT:.0f}/s", flush=True)
        many = stack.enter_context(running_newsroom("--articles", "3000", "--latency", str(LATENCY))).en
        kill_rounds(many, redis, f"{node.url}/killed", folder / "killed", rounds)


if __name__ == "__main__":
    main()
