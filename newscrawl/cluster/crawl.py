"""One crawl in Redis, as one of its workers sees it. Each method is one step that is done as a whole, or not at all.

Under ``newscrawl:SITE:KEY:`` stand: requests (JSON by id), queue:HOST (ids by priority), owners and held:WORKER (what
is leased to whom), seen (fingerprints), backlog and sitemaps (addresses that wait), workers (when each was heard of
last).
Under ``newscrawl:host:HOST``, for all crawls: when it may be asked next, its delay, what is under way.
"""

from __future__ import annotations

import hashlib
import os
import platform
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from newscrawl.cluster.server import Server

_RECENT = 0.1  # seconds
CRAWLS = "newscrawl:crawls"
SEEDER, WAIT, SEEDED = 1, 0, 2
"""What ``seed`` answers."""


@dataclass(frozen=True)
class Manners:
    """How a host is treated, whoever asks it."""

    delay: float
    """Seconds between requests at least."""
    most: int
    """Requests under way at most; 0: any number."""
    aim: float | None
    """Requests under way that the delay is adapted to; None: it is not adapted."""
    longest: float
    """Seconds between requests at most, where it is adapted."""


@dataclass(frozen=True)
class Counts:
    """What a crawl still has to do."""

    requests: int
    """Those that wait and those that are leased."""
    leased: int
    backlog: int
    sitemaps: int
    taken: int
    """Entries of these two lists that are in the hands of a worker."""

    @property
    def pending(self) -> int:
        """All together."""
        return self.requests + self.backlog + self.sitemaps + self.taken


def crawl_key(site: str, arguments: Mapping[str, str]) -> str:
    """Return the name of a crawl: workers with the same site and arguments work on the same one."""
    text = orjson.dumps(dict(arguments), option=orjson.OPT_SORT_KEYS)
    return f"newscrawl:{site}:{hashlib.sha256(text).hexdigest()[:12]}"


def counts(server: Server, key: str) -> Counts:
    """Return what a crawl still has to do. Raises RedisAway."""
    return Counts(*map(int, server.run("counts", key, patient=False)))


class SharedCrawl:
    """One worker's hold of a crawl."""

    def __init__(self, server: Server, key: str, manners: Manners, dead_after: float, kept: int) -> None:
        """``dead_after`` are the seconds after which a silent worker is dead, ``kept`` those after which a crawl that
        nobody works on is forgotten.
        """
        self.server, self.key, self.manners, self.dead_after, self.kept = server, key, manners, dead_after, kept
        self._counted: tuple[float, Counts] | None = None
        self.worker = f"{platform.node()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"

    def join(self, facts: Mapping[str, str]) -> None:
        """Take part in the crawl, which begins with its first worker."""

        def call(client: Any) -> None:
            with client.pipeline() as pipe:
                for name, value in facts.items():
                    pipe.hsetnx(f"{self.key}:facts", name, value)
                pipe.sadd(CRAWLS, self.key)
                pipe.execute()

        self.server.ask(call)
        self.beat({})

    def beat(self, about: Mapping[str, Any], patient: bool = True) -> int:
        """Say that this worker lives; take over from dead ones. Returns how many requests; -1: the crawl is gone."""
        arguments = (self.key, self.worker, orjson.dumps(about), self.dead_after, self.kept)
        return int(self.server.run("beat", *arguments, patient=patient))

    def seed(self) -> int:
        """Return whether this worker is to ask for the entrances (SEEDER), another one is at it (WAIT), or it was
        done (SEEDED).
        """
        return int(self.server.run("seed", self.key, self.worker, self.dead_after))

    def note_seeded(self) -> None:
        """Note that the entrances are in the queue."""
        self.server.ask(lambda client: client.hset(f"{self.key}:facts", "seeded", "1"))

    def leave(self) -> bool:
        """Take no part any more; return whether the crawl is done."""
        return bool(self.server.run("leave", self.key, self.worker))

    # -- requests

    def push(self, request: bytes, host: str, priority: int, fingerprint: bytes | None, older: str | None) -> bool:
        """Put a request into the queue; False if one of its fingerprint was there. ``older`` is let go of for it."""
        self._counted = None
        arguments = (self.key, uuid.uuid4().hex, request, host, priority, fingerprint or b"", older or "")
        return bool(self.server.run("push", *arguments))

    def pop(self) -> tuple[str, bytes] | float | None:
        """Lease the next request: its id and JSON; else the seconds until one may be asked for, None if none waits."""
        manners = self.manners
        found = self.server.run("pop", self.key, self.worker, manners.delay, manners.most, 300, patient=False)
        if found[0]:
            return found[0].decode(), found[1]
        return found[1] / 1000 if found[1] >= 0 else None

    def done(self, request_id: str, host: str, latency: float | None, good: bool) -> None:
        """Let go of a request that was dealt with; ``latency`` are the seconds its host took to answer."""
        manners = self.manners
        told = "" if latency is None or manners.aim is None else f"{latency:.6f}"
        limits = (manners.aim or 1, manners.delay, manners.longest)
        self.server.run("done", self.key, self.worker, request_id, host, told, *limits, int(good))

    def recent_counts(self) -> Counts:
        """Return what was still to do some moments ago: the engine asks all the time."""
        now = time.monotonic()
        if self._counted is None or now - self._counted[0] > _RECENT:
            self._counted = (now, counts(self.server, self.key))
        return self._counted[1]

    def held(self) -> list[bytes]:
        """Return the ids of the requests that are leased to this worker."""
        key = f"{self.key}:held:{self.worker}"
        found: Any = self.server.ask(lambda client: client.smembers(key), patient=False)
        return list(found)

    def request(self, request_id: str) -> bytes | None:
        """Return the JSON of a request."""
        found: Any = self.server.ask(lambda client: client.hget(f"{self.key}:requests", request_id), patient=False)
        return bytes(found) if found is not None else None

    # -- lists of addresses

    def add(self, name: str, entries: Iterable[bytes]) -> None:
        """Put entries at the end of the list ``backlog`` or ``sitemaps``."""
        if found := list(entries):
            self.server.ask(lambda client: client.rpush(f"{self.key}:{name}", *found))
            self._counted = None

    def take(self, name: str, most: int) -> list[bytes]:
        """Take entries of a list; they come back if this worker dies before ``let_go``."""
        return list(self.server.run("take", self.key, self.worker, name, most))

    def let_go(self, name: str) -> None:
        """Let go of the entries that were taken."""
        self.server.ask(lambda client: client.delete(f"{self.key}:taken:{name}:{self.worker}"))

    def add_once(self, name: str, entry: str) -> bool:
        """Add to a set; return whether it is new there."""
        return bool(self.server.ask(lambda client: client.sadd(f"{self.key}:{name}", entry)))

    def add_noted(self, name: str, noted_in: str, what: str, entry: bytes) -> bool:
        """Put an entry at the end of a list unless ``what`` was noted in a set before; return whether it is new."""
        self._counted = None
        return bool(self.server.run("note", self.key, name, noted_in, what, entry))

    def length(self, name: str) -> int:
        """Return how many entries a list has, with those this worker has taken."""
        taken = f"{self.key}:taken:{name}:{self.worker}"
        return int(self.server.ask(lambda client: client.llen(f"{self.key}:{name}") + client.llen(taken)))
