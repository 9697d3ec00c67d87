"""Callbacks for lists of addresses: sitemaps, feeds, robots.txt. What they name waits in the frontier, on disk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from protego import Protego
from scrapy import Request
from scrapy.http import Response

from newscrawl.discovery.feeds import read_feed
from newscrawl.discovery.sitemaps import Entry, SitemapReader
from newscrawl.items import article_id
from newscrawl.urls import join

if TYPE_CHECKING:
    from newscrawl.discovery.arguments import CrawlArguments
    from newscrawl.discovery.frontier import Frontier
    from newscrawl.extensions.connection import IndexConnection
    from newscrawl.sites.model import Site
    from newscrawl.spiders.outcomes import Outcomes
    from newscrawl.spiders.requests import Requests


class ListCallbacks:
    """The part of the spider that reads lists."""

    arguments: CrawlArguments
    ask: Requests
    frontier: Frontier
    outcomes: Outcomes
    site: Site

    @property
    def connection(self) -> IndexConnection | None:
        """The crawl's connection to the index."""
        raise NotImplementedError

    async def parse_feed(self, response: Response, number: int = 1) -> AsyncIterator[Request]:
        """Let the articles of a feed wait; go on to its next page while the index lacks half of what a page names."""
        self.outcomes.page(response)
        feed = read_feed(response.body, response.url, self.frontier.bounds, self.outcomes.bound)
        listed = self.frontier.listed(feed.entries)
        self.frontier.queue(listed)
        most = self.arguments.listing_pages or self.site.discovery.max_pages
        if listed and feed.following and number < most and self.frontier.rules.is_list(feed.following):
            ids = [article_id(one.candidate.url) for one in listed]
            known = await self.connection.known(ids) if self.connection else {}
            if 2 * sum(key not in known for key in ids) >= len(ids):  # a few it may never get
                yield self.ask.feed(feed.following, number=number + 1)

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
            self.frontier.queue(self.frontier.listed(entries))
