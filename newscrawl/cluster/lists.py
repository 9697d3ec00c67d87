"""The lists of addresses that wait, shared by all workers: in the place of the local backlog and queue of sitemaps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import orjson

from newscrawl.cluster.crawl import SharedCrawl
from newscrawl.discovery.backlog import Listed, Waiting
from newscrawl.discovery.rules import Candidate


class SharedBacklog:
    """See ``discovery.backlog.Backlog``."""

    def __init__(self, crawl: SharedCrawl) -> None:
        self.crawl = crawl

    def __len__(self) -> int:
        return self.crawl.length("backlog")

    def add(self, waiting: Iterable[Waiting]) -> None:
        """Put articles at the end of the queue."""
        rows = (
            orjson.dumps((one.candidate.url, one.candidate.request, one.modified and one.modified.timestamp()))
            for one in waiting
        )
        self.crawl.add("backlog", rows)

    def first(self, most: int) -> tuple[list[Waiting], int]:
        """Take the first articles of the queue; they come back if this worker dies before ``let_go``."""
        found = []
        for row in self.crawl.take("backlog", most):
            url, request, modified = orjson.loads(row)
            when = datetime.fromtimestamp(modified, UTC) if modified is not None else None
            found.append(Waiting(Candidate(url, request), when))
        return found, len(found)

    def let_go(self, last: int) -> None:
        """Let go of the articles that were taken: their requests are made."""
        self.crawl.let_go("backlog")

    def close(self) -> None:
        """Do nothing: what waits is others' too."""


class SharedSitemaps:
    """See ``discovery.backlog.SitemapQueue``."""

    def __init__(self, crawl: SharedCrawl) -> None:
        self.crawl = crawl

    def __len__(self) -> int:
        return self.crawl.length("sitemaps")

    def enter(self, url: str) -> bool:
        """Note a sitemap; False if it was noted before."""
        return self.crawl.add_once("sitemaps-seen", url)

    def entered(self) -> int:
        """Return how many were noted."""
        return int(self.crawl.server.ask(lambda client: client.scard(f"{self.crawl.key}:sitemaps-seen")))

    def add(self, listed: Listed) -> None:
        """Put a sitemap at the end of the queue, unless it was noted before."""
        self.crawl.add_noted("sitemaps", "sitemaps-seen", listed.url, orjson.dumps(tuple(listed)))

    def next(self) -> Listed | None:
        """Take the first sitemap; it comes back if this worker dies before ``let_go``."""
        found = self.crawl.take("sitemaps", 1)
        return Listed(*orjson.loads(found[0])) if found else None

    def let_go(self) -> None:
        """Let go of the sitemap that was taken: its request is made."""
        self.crawl.let_go("sitemaps")
