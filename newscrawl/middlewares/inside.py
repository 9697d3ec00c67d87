"""Keeps every request of a crawl inside its site: http and https, the hosts of the site file, public addresses.

Whatever a page, a list, robots.txt or a redirect names is refused before anything is downloaded.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from newscrawl.sites.model import Site
from newscrawl.urls import host_key, host_of, is_public

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
        site: Site | None = getattr(self.crawler.spider, "site", None)
        if site is None:
            return
        if self._hosts is None:
            self._hosts = {False: site.page_hosts, True: site.list_hosts}
        if reason := refusal(request.url, self._hosts[bool(request.meta.get(LIST))]):
            raise Outside(reason, request.url)


def refusal(url: str, hosts: frozenset[str]) -> str | None:
    """Return why a URL is not to be asked for, in a word; None if it may be."""
    try:
        scheme, key = urlsplit(url).scheme, host_key(url)
    except ValueError:
        return "no-address"
    if scheme not in ("http", "https"):
        return "other-scheme"
    if key in hosts:
        return None
    host = host_of(url)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "other-host"
    return "other-host" if is_public(host) else "not-public"
