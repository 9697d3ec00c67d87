"""One crawl by several workers over a real Redis: nothing lost, nothing twice, one rate a host."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from newscrawl.cluster.crawl import CRAWLS
from newscrawl.runs.process import crawl_command, crawl_environment
from tests.conftest import Newsroom, differences, export, run
from tests.servers.elasticsearch import Node
from tests.servers.redis import Redis


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    with Redis(tmp_path / "redis") as server:
        yield server


def start_worker(
    redis: Redis, newsroom: Newsroom, folder: Path, index: str, *settings: str, **arguments: str
) -> subprocess.Popen[bytes]:
    folder.mkdir(parents=True, exist_ok=True)
    pairs = [
        *("AUTOTHROTTLE_ENABLED=False", "CLUSTER_LEASE_SECONDS=2", f"REDIS_URL={redis.url}"),
        *(f"OUTBOX_DIR={folder / 'outbox'}", f"LOG_FILE={folder / 'crawl.log'}", *settings),
    ]
    values = [f"base={newsroom.en}", *(f"{name}={value}" for name, value in arguments.items())]
    return subprocess.Popen(
        crawl_command("almayadeen-en", values, pairs), env=crawl_environment(index), cwd=folder
    )


def log(folder: Path) -> str:
    return (folder / "crawl.log").read_text()


def asked(newsroom: Newsroom) -> Counter[str]:
    return Counter({path: n for path, n in newsroom.requests("en").items() if not path.startswith("/_")})


def article_paths(newsroom: Newsroom) -> set[str]:
    return {url.removeprefix(newsroom.en) for url in newsroom.truth("en")}


def test_three_workers_share_one_crawl(
    redis: Redis, newsroom: Newsroom, elasticsearch: Node, prefix: str, tmp_path: Path
) -> None:
    index = f"{elasticsearch.url}/{prefix}"
    asked(newsroom)
    # none is killed here, and on a busy machine one may not be heard of for seconds
    settings = ("CLUSTER_LEASE_SECONDS=30",)
    workers = [start_worker(redis, newsroom, tmp_path / str(n), index, *settings) for n in range(3)]
    assert [worker.wait(120) for worker in workers] == [0, 0, 0]
    assert differences(newsroom.truth("en"), export(index)) == []
    counts = asked(newsroom)
    assert [path for path, count in counts.items() if count > 1 and path in article_paths(newsroom)] == []
    assert counts["/"] == 1, "more than one worker asked for the entrances"
    runs = [orjson.loads(line) for line in run("newscrawl.cli", "runs", "--json", index=index).stdout.splitlines()]
    assert len(runs) == 3 and sum(r["pages"] > 20 for r in runs) >= 2, "the work was not shared"
    assert redis.client.keys("*requests") == [] and redis.client.scard(CRAWLS) == 0, "something is left in Redis"


def test_what_a_killed_worker_had_under_way_is_asked_for_by_another(
    redis: Redis, newsroom: Newsroom, elasticsearch: Node, prefix: str, tmp_path: Path
) -> None:
    index = f"{elasticsearch.url}/{prefix}"
    asked(newsroom)
    slow = "DOWNLOAD_DELAY=0.04"  # so that the crawl goes on until both have work, also where starting takes long
    victim = start_worker(redis, newsroom, tmp_path / "victim", index, slow)
    other = start_worker(redis, newsroom, tmp_path / "other", index, slow)
    end = time.monotonic() + 60
    while len({owner for key in redis.client.keys("*:owners") for owner in redis.client.hvals(key)}) < 2:
        assert time.monotonic() < end
        time.sleep(0.02)
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    assert other.wait(120) == 0
    late = start_worker(redis, newsroom, tmp_path / "victim", index, "DOWNLOAD_DELAY=0.005", discover="feed")
    assert late.wait(60) == 0, "it sends what the killed one left in its outbox"
    assert differences(newsroom.truth("en"), export(index)) == []
    counts = asked(newsroom)
    assert max(counts[path] for path in article_paths(newsroom)) <= 2
    assert "were taken over" in log(tmp_path / "other")


def test_workers_wait_for_a_redis_that_is_away_and_go_on(
    redis: Redis, newsroom: Newsroom, elasticsearch: Node, prefix: str, tmp_path: Path
) -> None:
    index = f"{elasticsearch.url}/{prefix}"
    workers = [start_worker(redis, newsroom, tmp_path / str(n), index, "DOWNLOAD_DELAY=0.005") for n in range(2)]
    end = time.monotonic() + 60
    while not (keys := redis.client.keys("newscrawl:almayadeen-en:*:requests")) or redis.client.hlen(keys[0]) < 20:
        assert time.monotonic() < end
        time.sleep(0.05)
    redis.kill()
    time.sleep(3)  # longer than a lease
    redis.start()
    assert [worker.wait(120) for worker in workers] == [0, 0]
    assert differences(newsroom.truth("en"), export(index)) == []
    assert "waiting for it" in log(tmp_path / "0") and "is back" in log(tmp_path / "0")


def test_the_rate_of_a_host_is_one_rate_however_many_crawl_it(
    redis: Redis, newsroom: Newsroom, elasticsearch: Node, prefix: str, tmp_path: Path
) -> None:
    index = f"{elasticsearch.url}/{prefix}"
    limit = 0.05
    workers = [
        start_worker(redis, newsroom, tmp_path / str(n), index, f"DOWNLOAD_DELAY={limit}", max_pages="60")
        for n in range(3)
    ]
    end = time.monotonic() + 60
    while redis.client.llen(f"newscrawl:host:{newsroom.en.removeprefix('http://')}:asked") < 100:
        assert time.monotonic() < end
        time.sleep(0.1)
    status = run("newscrawl.cli", "cluster", "status", "--json", env={"NEWSCRAWL_REDIS_URL": redis.url})
    assert status.returncode == 0, status.stderr
    told = orjson.loads(status.stdout.splitlines()[0])
    assert told["site"] == "almayadeen-en" and 1 <= len(told["workers"]) <= 3 and told["requests"] > 0
    times = [float(one) for one in redis.client.lrange(f"newscrawl:host:{newsroom.en.removeprefix('http://')}:asked", 0, -1)]
    rate = (len(times) - 1) / (times[0] - times[-1])
    assert rate <= 1.1 / limit
    for worker in workers:
        worker.terminate()
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]


def test_what_stands_in_redis_is_json(redis: Redis, newsroom: Newsroom, tmp_path: Path) -> None:
    worker = start_worker(redis, newsroom, tmp_path / "one", f"tantivy:{tmp_path}/archive", "DOWNLOAD_DELAY=0.2")
    end = time.monotonic() + 60
    while not (keys := redis.client.keys("newscrawl:almayadeen-en:*:requests")) or redis.client.hlen(keys[0]) < 5:
        assert time.monotonic() < end
        time.sleep(0.05)
    for value in redis.client.hgetall(keys[0]).values():
        found = orjson.loads(value)
        assert found["request"]["url"].startswith(newsroom.en) and "body" not in found["request"]
    worker.terminate()
    assert worker.wait(60) == 0


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://127.0.0.1:1", "REDIS_URL: takes redis://"),
        ("redis://:secret@127.0.0.1:1/0", "redis://127.0.0.1:1/0 cannot be reached"),
    ],
)
def test_a_wrong_redis_is_one_sentence(url: str, told: str, tmp_path: Path) -> None:
    done = run("newscrawl.cli", "cluster", "status", env={"NEWSCRAWL_REDIS_URL": url})
    assert done.returncode == 2 and told in done.stderr and "secret" not in done.stderr
    done = run(
        "scrapy", "crawl", "almayadeen-en", "-s", f"REDIS_URL={url}", "-s", "REDIS_PATIENCE_SECONDS=0.5", index=tmp_path / "a"
    )
    assert done.returncode != 0 and told in done.stderr and "Traceback" not in done.stderr and "secret" not in done.stderr
