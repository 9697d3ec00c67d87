"""Which addresses may be connected to: public ones, and those that the site file itself names.

A page, a list or a redirect may name a host that leads into this machine's own network: ``127.0.0.1``, a private or
link-local address, a cloud's metadata service; or a name that resolves to one, also only the second time.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from newscrawl.sites.model import Site
from newscrawl.urls import host_of, is_public


class PublicAddresses:
    """Tells which URLs lead to public addresses; ``trusted`` hosts are believed, whatever they resolve to."""

    def __init__(self, trusted: Iterable[str]) -> None:
        self.trusted = frozenset(trusted)
        self._asked: dict[str, bool] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PublicAddresses:
        """Trust the hosts of the site that is crawled."""
        site = getattr(crawler.spider, "site", None)
        return cls(trusted_hosts(site) if site is not None else ())

    async def allows(self, url: str) -> bool:
        """True if a URL's host is trusted, or all its addresses are public."""
        host = host_of(url)
        if host in self.trusted or urlsplit(url).scheme in ("data", "blob", "about"):
            return True
        if host not in self._asked:
            self._asked[host] = await _resolves_to_public(host)
        return self._asked[host]


async def _resolves_to_public(host: str) -> bool:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # no name, or none that can be asked for
        return False
    return bool(found) and all(is_public(str(entry[4][0])) for entry in found)


def trusted_hosts(site: Site) -> set[str]:
    """Return the hosts that a site file names, and those of proxies."""
    proxies = (url if "://" in url else f"http://{url}" for url in getproxies().values())
    return set(map(host_of, [*site.own_urls(), *proxies]))


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver; names that are not the site's own and lead to an address that is not public do not resolve.

    A name of the site's own may lead into this network from the first, as of a newspaper's intranet, but not when it
    resolves anew. Scrapy has one resolver for the process, made before any spider: spiders tell it the hosts of their
    sites. Until one has, as in ``scrapy shell`` on an address of no site, it resolves everything.
    """

    trusted: ClassVar[set[str]] = set()
    _inside: ClassVar[dict[str, bool]] = {}
    """Trusted name → whether it led into this network when it was first resolved."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:
        """Resolve a name. Fails with DNSLookupError for one that leads where no crawl has to go."""
        answer = super().getHostByName(name, timeout)
        answer.addCallback(self._check, name)
        return answer

    def _check(self, address: str, name: str) -> str:
        public = is_public(address)
        if name.lower() in self.trusted and self._inside.setdefault(name.lower(), not public):
            return address
        if public or not self.trusted:
            return address
        raise DNSLookupError(f"{name} leads to {address}, which is no public address")
