"""Keeps every request of a crawl inside its site: http and https, the hosts of the site file, public addresses.

Whatever a page, a list, robots.txt or a redirect names is refused before anything is downloaded.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newscrawl.sites.model import Site
from newscrawl.urls import refusal

LIST = "newscrawl_list"
"""In the meta of a request for a sitemap or feed: hosts that the site file names for those are allowed too."""


class Outside(IgnoreRequest):
    """A request that leaves the site; ``reason`` is the word it is counted under."""

    def __init__(self, reason: str, url: str) -> None:
        super().__init__(f"{reason}: {url[:200]}")
        self.reason = reason


class InsideMiddleware:
    """A downloader middleware; does nothing for spiders that are not of a site."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._hosts: dict[bool, frozenset[str]] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> InsideMiddleware:
        """Build the middleware; the spider is asked when the first request comes."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse a request that leaves the site. Raises Outside."""
        self._refuse(request, request.url)

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse an answer from elsewhere: a browser follows redirects by itself. Raises Outside."""
        if response.url != request.url:
            self._refuse(request, response.url)
        return response

    def _refuse(self, request: Request, url: str) -> None:
        site: Site | None = getattr(self.crawler.spider, "site", None)
        if site is None:
            return
        if self._hosts is None:
            self._hosts = {False: site.page_hosts, True: site.list_hosts}
        if reason := refusal(url, self._hosts[bool(request.meta.get(LIST))]):
            raise Outside(reason, url)
