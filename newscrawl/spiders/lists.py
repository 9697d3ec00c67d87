"""Callbacks for lists of addresses: sitemaps, feeds, robots.txt. What they name waits in the frontier, on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from protego import Protego
from scrapy.http import Response

from newscrawl.discovery.feeds import read_feed
from newscrawl.discovery.sitemaps import Entry, SitemapReader
from newscrawl.urls import join

if TYPE_CHECKING:
    from newscrawl.discovery.frontier import Frontier
    from newscrawl.spiders.outcomes import Outcomes


class ListCallbacks:
    """The part of the spider that reads lists."""

    frontier: Frontier
    outcomes: Outcomes

    def parse_feed(self, response: Response) -> None:
        """Let the articles of a feed wait."""
        self.outcomes.page(response)
        self.frontier.queue(read_feed(response.body, response.url, self.frontier.bounds, self.outcomes.bound))

    def parse_robots(self, response: Response) -> None:
        """Queue the sitemaps that robots.txt names (RFC 9309, 2.2.4), of a site whose file names none."""
        most = self.frontier.bounds.robots_max_bytes
        named = Protego.parse(response.body[:most].decode("utf-8", "replace")).sitemaps
        self.frontier.add_sitemaps((Entry(join(response.url, url), None) for url in named), 0)

    def parse_sitemap(self, response: Response, depth: int = 0) -> None:
        """Let the articles of a sitemap wait; queue the sitemaps of an index."""
        self.outcomes.page(response)
        reader = SitemapReader(response.body, response.url, self.frontier.bounds, self.outcomes.bound)
        entries = list(reader.entries())
        if reader.skipped:
            self.outcomes.reject("bad-entry", reader.skipped)
        if reader.kind == "sitemapindex":
            self.frontier.add_sitemaps(entries, depth + 1)
        else:
            self.frontier.queue(entries)
