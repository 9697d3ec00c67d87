"""Counts what became of the requests of a crawl, each under a short stable word, into Scrapy's statistics."""

from __future__ import annotations

from collections import Counter

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.statscollectors import StatsCollector

from newscrawl.middlewares.inside import Outside
from newscrawl.middlewares.limit import BeyondLimit
from newscrawl.middlewares.robots import RobotsUnreachable

ENTRANCE = "newscrawl_entrance"
"""In the meta of a request that the crawl begins with: if all of these fail, the crawl has."""


_BOUNDS = {"download-cancelled": "DOWNLOAD_MAXSIZE", "download-timeout": "DOWNLOAD_TIMEOUT"}
"""What is rejected because a bound of Scrapy's was hit → its setting."""


class Outcomes:
    """The counts of one crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._failed: Counter[str] = Counter()
        self._entrances_failed: Counter[str] = Counter()
        self._entrance_reached = False
        self._reached = False
        self.is_shared = False
        """Other workers may have had all there was to ask for."""

    @property
    def stats(self) -> StatsCollector:
        """Scrapy's statistics, which there are from when the crawl begins."""
        return self.crawler.stats

    def page(self, response: Response) -> None:
        """Count a page that was reached."""
        assert response.request
        if response.request.meta.get(ENTRANCE):
            self._entrance_reached = True
        self._reached = True

    def reject(self, reason: str, count: int = 1) -> None:
        """Count a page, or an entry of a list, that brought no article."""
        self.stats.inc_value(f"newscrawl/rejected/{reason}", count)

    def listed(self, listing: str, new: int) -> None:
        """Count articles that a listing names and the archive does not hold."""
        self.stats.inc_value(f"newscrawl/listing/{listing}", new)

    def bound(self, name: str) -> None:
        """Count a bound that was hit, by the name of its setting."""
        self.stats.inc_value(f"newscrawl/bound/{name}")

    def count_dropped(self, request: Request) -> None:
        """Count a redirect that leads where the crawl has been: it ends without an error of its own."""
        if request.meta.get("redirect_times"):
            loop = request.url in request.meta["redirect_urls"]
            self.reject("redirect-loop" if loop else "redirect-to-seen")

    def count_failed(self, error: BaseException | None, request: Request) -> int | None:
        """Count a request that brought no page; return the status of the answer, if there was one."""
        if isinstance(error, BeyondLimit):
            return None
        response = getattr(error, "response", None)
        reason = f"http-{response.status}" if response is not None else _reason(error)
        self.reject(reason)
        if setting := _BOUNDS.get(reason):
            self.bound(setting)
        self._failed[reason] += 1
        if request.meta.get(ENTRANCE):
            self._entrances_failed[reason] += 1
        return int(response.status) if response is not None else None

    def judge(self) -> None:
        """Note why the crawl has failed, if no page was reached, or none of its entrances."""
        if self._entrance_reached or (self._reached and not self._entrances_failed):
            return
        failures = self._entrances_failed or self._failed
        if self.is_shared and not failures:
            return
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in sorted(failures.items()))
        what = "none of the pages it begins with could be had" if self._reached else "no page could be had"
        self.stats.set_value("newscrawl/failed", f"{what} ({reasons or 'nothing was found to ask for'})")


def _reason(error: BaseException | None) -> str:
    if isinstance(error, Outside):
        return error.reason
    if isinstance(error, RobotsUnreachable):
        return "robots-unreachable"
    if isinstance(error, IgnoreRequest):
        text = str(error)
        return "robots-txt" if "robots" in text else "redirect-loop" if "redirect" in text else "ignored"
    return _in_words(type(error).__name__)


def _in_words(name: str) -> str:
    """``ResponseDataLossError`` → ``response-data-loss``."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).strip("-").removesuffix("-error")
