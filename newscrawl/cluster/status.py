"""What is under way in Redis: crawls, their workers and leases, and the rate of each host."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import orjson

from newscrawl.cluster.crawl import CRAWLS, counts
from newscrawl.cluster.server import Server


@dataclass(frozen=True)
class WorkerState:
    """One worker: its name (host:pid:…), requests leased to it, and seconds since it was heard of."""

    worker: str
    leased: int
    silent_for: float


@dataclass(frozen=True)
class CrawlState:
    """One crawl."""

    site: str
    arguments: str
    requests: int
    """That wait."""
    leased: int
    backlog: int
    """Articles that are known by their addresses only, and wait to become requests."""
    sitemaps: int
    workers: list[WorkerState]


@dataclass(frozen=True)
class HostState:
    """One host: requests a second of late, the delay between two, and those under way."""

    host: str
    rate: float
    delay: float
    under_way: int


def crawls(server: Server) -> list[CrawlState]:
    """Return all crawls that are known. Raises RedisAway."""
    keys: Any = server.ask(lambda client: client.smembers(CRAWLS), patient=False)
    found = []
    for key in sorted(key.decode() for key in keys):
        if server.ask(lambda client, key=key: client.exists(f"{key}:facts"), patient=False):  # type: ignore[misc]
            found.append(_crawl(server, key))
        else:  # nobody has worked on it for too long
            server.ask(lambda client, key=key: client.srem(CRAWLS, key), patient=False)  # type: ignore[misc]
    return found


def _crawl(server: Server, key: str) -> CrawlState:
    def call(client: Any) -> tuple[dict[bytes, bytes], list[tuple[bytes, float]], dict[bytes, bytes]]:
        beats = client.zrange(f"{key}:workers", 0, -1, withscores=True)
        return client.hgetall(f"{key}:facts"), beats, client.hgetall(f"{key}:about")

    facts, beats, about = server.ask(call, patient=False)
    left = counts(server, key)
    now = time.time()
    workers = [
        WorkerState(name.decode(), int(orjson.loads(about.get(name, b"{}")).get("leased", 0)), max(0.0, now - beat))
        for name, beat in beats
    ]
    site, arguments = (facts.get(name, b"").decode() for name in (b"site", b"arguments"))
    waiting = left.requests - left.leased
    return CrawlState(site, arguments, waiting, left.leased, left.backlog + left.taken, left.sitemaps, workers)


def hosts(server: Server) -> list[HostState]:
    """Return the hosts that were asked in the last week. Raises RedisAway."""

    def call(client: Any) -> list[str]:
        return sorted(key.decode().removesuffix(":asked") for key in client.scan_iter("newscrawl:host:*:asked"))

    return [_host(server, key) for key in server.ask(call, patient=False)]


def _host(server: Server, key: str) -> HostState:
    def call(client: Any) -> tuple[list[bytes], bytes | None, int]:
        under_way = client.zcount(f"{key}:under-way", time.time(), "+inf")
        return client.lrange(f"{key}:asked", 0, -1), client.hget(key, "delay"), under_way

    asked, delay, under_way = server.ask(call, patient=False)
    recent = [float(one) for one in asked if time.time() - float(one) < 60]
    rate = (len(recent) - 1) / (recent[0] - recent[-1]) if len(recent) > 1 and recent[0] > recent[-1] else 0.0
    return HostState(key.removeprefix("newscrawl:host:"), rate, float(delay or 0), int(under_way))
