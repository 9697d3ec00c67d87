"""robots.txt as RFC 9309 has it: asked for once a host, its first part read, nothing crawled while it cannot be had."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured, StopDownload
from scrapy.http.request import NO_CALLBACK

from newscrawl.middlewares.inside import LIST

logger = logging.getLogger(__name__)
ROBOTS = "newscrawl_robots"
"""In the meta of a request for robots.txt: the bytes that came so far; it ends where nothing is read."""
PRIORITY = 1000


class RobotsUnreachable(IgnoreRequest):
    """Nothing may be crawled while robots.txt cannot be had (RFC 9309, 2.3.1.4)."""


@dataclass
class _Host:
    """What is known of one host's robots.txt; ``until`` is when it is asked for again, by the monotonic clock."""

    rules: Protego | None = None
    until: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class RobotsMiddleware:
    """Takes the place of Scrapy's RobotsTxtMiddleware, which takes every failure for "everything allowed"."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.crawler = crawler
        self.agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self.most = crawler.settings.getint("ROBOTS_MAX_BYTES")
        self.pause = crawler.settings.getfloat("ROBOTS_RETRY_SECONDS")
        self._hosts: dict[str, _Host] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Build the middleware."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.received, signals.bytes_received)
        return middleware

    def received(self, data: bytes, request: Request) -> None:
        """Stop the download of a robots.txt that is longer than what is read of it."""
        if ROBOTS in request.meta:
            request.meta[ROBOTS] += len(data)
            if request.meta[ROBOTS] > self.most:
                raise StopDownload(fail=False)

    async def process_request(self, request: Request) -> None:
        """Refuse what robots.txt forbids. Raises IgnoreRequest."""
        if request.meta.get("dont_obey_robotstxt") or not request.url.startswith(("http:", "https:")):
            return
        parts = urlsplit(request.url)
        host = self._hosts.setdefault(f"{parts.scheme}://{parts.netloc}", _Host())
        if host.rules is None:
            async with host.lock:  # the first asks, the others wait
                if host.rules is None and time.monotonic() >= host.until:
                    robots = f"{parts.scheme}://{parts.netloc}/robots.txt"
                    await self._ask(host, robots, bool(request.meta.get(LIST)))
        if host.rules is None:
            raise RobotsUnreachable("robots.txt cannot be had")
        if not host.rules.can_fetch(request.url, self.agent):
            self.crawler.stats.inc_value("robotstxt/forbidden")
            raise IgnoreRequest("Forbidden by robots.txt")

    async def _ask(self, host: _Host, url: str, of_a_list: bool) -> None:
        # a little more than is read may come before the download stops; Scrapy's own bound would throw all away
        meta = {"dont_obey_robotstxt": True, ROBOTS: 0, LIST: of_a_list, "download_maxsize": 0}
        asked = Request(url, callback=NO_CALLBACK, priority=PRIORITY, meta=meta)
        try:
            assert self.crawler.engine
            response = await self.crawler.engine.download_async(asked)
            status, body = response.status, response.body
            why = f"it answers {status}"
        except IgnoreRequest as error:
            status, body, why = 0, b"", str(error)
        except Exception as error:  # whatever a network can do
            status, body, why = 0, b"", f"{type(error).__name__}: {str(error)[:200]}"
        if status and status < 500 and status != 429:
            host.rules = Protego.parse(self._rules(url, body) if status < 400 else "")
            return
        host.rules, host.until = None, time.monotonic() + self.pause
        self.crawler.stats.set_value("newscrawl/robots_unreachable", f"{url}: {why}")
        logger.warning("%s cannot be had (%s): nothing of the host is crawled until it is back", url, why)

    def _rules(self, url: str, body: bytes) -> str:
        if len(body) > self.most:
            self.crawler.stats.inc_value("newscrawl/bound/ROBOTS_MAX_BYTES")
            logger.warning("%s is longer than %d bytes: its first part is read", url, self.most)
            body = body[: self.most].rpartition(b"\n")[0]  # half a line could forbid, or allow, too much
        return body.decode("utf-8", "replace")
