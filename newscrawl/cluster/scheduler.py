"""Scrapy's scheduler over Redis: scrapy-redis' own, whose requests are leased until they have been dealt with.

A request leaves Redis when its callback has ended and its articles are in the outbox, not when it is handed out: what a
worker that is killed had under way is asked for by another.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy_redis.dupefilter import RFPDupeFilter
from scrapy_redis.queue import Base
from scrapy_redis.scheduler import Scheduler
from twisted.python.failure import Failure

from newscrawl.cluster import serializer
from newscrawl.cluster.crawl import SEEDER, WAIT, Manners, SharedCrawl, crawl_key
from newscrawl.cluster.lists import SharedBacklog, SharedSitemaps
from newscrawl.cluster.server import RedisAway, Server
from newscrawl.discovery.frontier import Frontier
from newscrawl.urls import host_key

logger = logging.getLogger(__name__)
LEASE = "newscrawl_lease"
"""In the meta of a request that is leased: its id."""
_LISTS = ("parse_listing", "parse_feed", "parse_sitemap", "parse_robots")
_UNKNOWN = 1_000_000  # requests that may wait while Redis is away: there is no room for more
_IDLE = 0.2  # seconds between looks while others have requests under way


class LeasedQueue(Base):  # type: ignore[misc]
    """The queue of one crawl; scrapy-redis' coding of requests, in JSON, with the host beside each."""

    def __init__(self, crawl: SharedCrawl, spider: Spider) -> None:
        super().__init__(crawl.server.client, spider, crawl.key, serializer)
        self.crawl = crawl

    def __len__(self) -> int:
        """How many requests wait, of all workers."""
        try:
            counts = self.crawl.recent_counts()
        except RedisAway:
            return _UNKNOWN
        return counts.requests - counts.leased

    def push(self, request: Request, fingerprint: bytes | None = None, older: str | None = None) -> bool:
        """Put a request into the queue; False if one like it was there."""
        coded = b'{"host":"%s","request":%s}' % (host_of(request).encode(), self._encode_request(request))
        return self.crawl.push(coded, host_of(request), request.priority, fingerprint, older)

    def decode(self, request_id: str, coded: bytes) -> Request:
        """Return a request that was leased."""
        request: Request = self._decode_request(coded[coded.index(b'"request":') + len(b'"request":') : -1])
        request.meta[LEASE] = request_id
        return request


class SharedFilter(RFPDupeFilter):  # type: ignore[misc]
    """Tells requests apart; which were seen is kept, and looked up, where they are queued: in one step."""

    def __init__(self, crawler: Crawler, crawl: SharedCrawl) -> None:
        super().__init__(crawl.server.client, f"{crawl.key}:seen")
        assert crawler.request_fingerprinter
        self._fingerprint = crawler.request_fingerprinter.fingerprint
        self.is_closed = False

    def fingerprint_of(self, request: Request, is_retry: bool) -> bytes | None:
        """Return the eight bytes by which a request is known; None for one that is to be asked for in any case.

        Lists are asked for once by all workers together, although each of these may ask for them.
        """
        is_list = getattr(request.callback, "__name__", "") in _LISTS and "playwright_page_methods" not in request.meta
        if is_retry or (request.dont_filter and not is_list):
            return None
        return bytes(self._fingerprint(request)[:8])


def host_of(request: Request) -> str:
    """Return the host, and port, whose rate a request counts for."""
    return host_key(request.url)


class ClusterScheduler(Scheduler):  # type: ignore[misc]
    """One worker's scheduler."""

    def __init__(self, crawler: Crawler, crawl: SharedCrawl) -> None:
        super().__init__(crawl.server.client, persist=True)
        self.crawler, self.crawl, self.stats = crawler, crawl, crawler.stats
        self.df = SharedFilter(crawler, crawl)
        self.backlog, self.sitemaps = SharedBacklog(crawl), SharedSitemaps(crawl)
        self.pause = crawler.settings.getfloat("CLUSTER_LEASE_SECONDS") / 4
        self._ready: deque[Request] = deque()
        self._given: dict[str, str] = {}
        """The leases of requests that were handed to the engine, and their addresses."""
        self._unknown: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._beating: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ClusterScheduler:
        """Build the scheduler. Raises RedisAway if Redis cannot be had."""
        settings = crawler.settings
        server = Server.at(settings["REDIS_URL"], settings.getfloat("REDIS_PATIENCE_SECONDS"))
        manners = Manners(
            settings.getfloat("CLUSTER_DELAY"),
            settings.getint("CLUSTER_HOST_REQUESTS"),
            settings.getfloat("AUTOTHROTTLE_TARGET_CONCURRENCY") if settings.getbool("CLUSTER_AUTOTHROTTLE") else None,
            settings.getfloat("AUTOTHROTTLE_MAX_DELAY"),
        )
        spider = crawler.spider
        assert spider
        given = {name: str(value) for name, value in getattr(spider, "given", {}).items()}
        lease, kept = settings.getfloat("CLUSTER_LEASE_SECONDS"), settings.getint("CLUSTER_KEPT_SECONDS")
        crawl = SharedCrawl(server, crawl_key(spider.name, given), manners, lease, kept)
        scheduler = cls(crawler, crawl)
        crawler.signals.connect(scheduler.opened, signals.spider_opened)
        return scheduler

    def open(self, spider: Spider) -> None:
        """Take part in the crawl."""
        self.spider = spider
        self.queue = LeasedQueue(self.crawl, spider)
        self.crawl.join({"site": spider.name, "arguments": repr(sorted(getattr(spider, "given", {}).items()))})

    def opened(self) -> None:
        """Begin to say that this worker lives, and let go of requests when the engine has dealt with them."""
        slot = self.crawler.engine and self.crawler.engine.scraper.slot
        assert slot
        finish = slot.finish_response

        def finish_and_let_go(result: Response | Failure, request: Request) -> None:
            finish(result, request)
            self._let_go(result, request)

        # Scrapy has no signal for "callback and pipelines have ended"; this is the one place where it knows
        slot.finish_response = finish_and_let_go  # type: ignore[method-assign]
        self._beating = asyncio.ensure_future(self._beat())

    # -- what the engine asks

    def enqueue_request(self, request: Request) -> bool:
        """Share a request; False if it was asked for before. Raises RedisAway."""
        if request.meta.get(LEASE) in self._given and request in self._ready:
            return True  # from ``_fetch``, which lets the engine know of it
        if self.df.is_closed:
            return False
        older = request.meta.pop(LEASE, None)
        # a retry, or what is put back since a limit was reached; a redirect leads elsewhere
        is_retry = older is not None and self._given.pop(older, None) == request.url
        if not self.queue.push(request, self.df.fingerprint_of(request, is_retry), older):
            self.df.log(request, self.spider)
            return False
        self.stats.inc_value("scheduler/enqueued/redis")
        return True

    def next_request(self) -> Request | None:
        """Lease the next request; None if none may be asked for now."""
        if self._ready:
            return self._ready.popleft()
        return self._pop()

    def has_pending_requests(self) -> bool:
        """True while any worker has something to do: it may come back."""
        try:
            return bool(self._ready) or self.crawl.recent_counts().pending > 0
        except RedisAway:
            return True  # there may be

    def __len__(self) -> int:
        return len(self.queue)

    def close(self, reason: str) -> None:
        """Leave the crawl; what is still held waits for others."""
        self.df.is_closed = True
        if self._beating:
            self._beating.cancel()
        if self._timer:
            self._timer.cancel()
        try:
            self.crawl.leave()
        except RedisAway as error:
            logger.warning("%s; what this worker holds is taken over from it", error)

    # -- leases

    def _pop(self) -> Request | None:
        try:
            found = self.crawl.pop()
        except RedisAway:
            found = 1.0  # looked for again
        if isinstance(found, tuple):
            request = self.queue.decode(*found)
            self._given[found[0]] = request.url
            self.stats.inc_value("scheduler/dequeued/redis")
            return request
        self._look_again(_IDLE if found is None else max(found, 0.001))
        return None

    def _look_again(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._fetch)

    def _fetch(self) -> None:
        """Lease a request and let the engine know, which looks for itself only every five seconds."""
        self._timer = None
        engine = self.crawler.engine
        if engine is None or self.df.is_closed or engine.needs_backout():
            return  # it looks when a request has ended
        if (request := self._pop()) is not None:
            self._ready.append(request)
            engine.crawl(request)

    def _let_go(self, result: Response | Failure, request: Request) -> None:
        lease = request.meta.get(LEASE)
        if lease not in self._given:
            return
        del self._given[lease]
        good = isinstance(result, Response) and result.status == 200
        latency = request.meta.get("download_latency")
        try:
            self.crawl.done(lease, host_of(request), latency, good)
        except RedisAway as error:
            logger.error("%s: %s is asked for again", error, request.url)

    # -- life

    async def _beat(self) -> None:
        while True:
            try:
                taken = self.crawl.beat({"pid": self.crawl.worker.split(":")[1], "leased": len(self._given)}, False)
                self._adopt()
            except RedisAway:
                taken = 0
                away = self.crawl.server.away_since
                if away is not None and time.monotonic() - away > self.crawl.server.patience:
                    await self._give_up(f"{self.crawl.server.place} does not come back")
                    return
            if taken > 0:
                logger.warning("%d requests of workers that are gone were taken over", taken)
            if taken < 0:
                await self._give_up(f"{self.crawl.server.place} has lost the crawl: it keeps nothing on disk")
                return
            await asyncio.sleep(self.pause)

    def _adopt(self) -> None:
        """Deal with requests that are leased to this worker, and of which it was not told: Redis went away between."""
        held = {one.decode() for one in self.crawl.held()}
        lost = (held - self._given.keys()) & self._unknown
        self._unknown = held - self._given.keys() - lost
        engine = self.crawler.engine
        for lease in lost:
            if engine is not None and (coded := self.crawl.request(lease)) is not None:
                request = self.queue.decode(lease, coded)
                self._given[lease] = request.url
                self._ready.append(request)
                engine.crawl(request)

    async def _give_up(self, why: str) -> None:
        self.stats.set_value("newscrawl/failed", why)
        engine = self.crawler.engine
        if engine is not None:
            await engine.close_spider_async(reason="redis-away")

    # -- entrances

    async def share(
        self, entrances: Callable[[], AsyncIterator[Request]], frontier: Frontier
    ) -> AsyncIterator[Request]:
        """Let a spider's frontier be that of all workers; yield its entrances if no other worker asks for them."""
        frontier.backlog, frontier.sitemaps = self.backlog, self.sitemaps
        while (whose := self.crawl.seed()) == WAIT:
            await asyncio.sleep(_IDLE)
        if whose == SEEDER:
            async for request in entrances():
                yield request
            self.crawl.note_seeded()
