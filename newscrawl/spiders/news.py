"""The one spider: asks for listings, sitemaps, feeds and articles of a site, and yields its articles.

What is due, known or still to be asked for is decided in ``discovery``; known, unchanged articles are never requested.
"""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.job import job_dir
from twisted.python.failure import Failure

from newscrawl.browser import FLAGS, find_browser
from newscrawl.discovery.arguments import CrawlArguments, crawl_arguments
from newscrawl.discovery.backlog import Backlog
from newscrawl.discovery.bounds import Bounds
from newscrawl.discovery.freshness import is_due, lies_before
from newscrawl.discovery.frontier import Frontier, Wanted
from newscrawl.discovery.rules import Candidate
from newscrawl.extensions.connection import IndexConnection
from newscrawl.extensions.pages import PageRecorder
from newscrawl.extraction import Page
from newscrawl.extraction.layers.selectors import select
from newscrawl.extraction.listing import card_dates, front_page, load_more_label
from newscrawl.handlers.address import PublicResolver, trusted_hosts
from newscrawl.index.known import known_of
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article, Known, article_id, now
from newscrawl.middlewares.limit import put_back
from newscrawl.sites.model import Site
from newscrawl.spiders.completed import complete
from newscrawl.spiders.drain import Drain
from newscrawl.spiders.lists import ListCallbacks
from newscrawl.spiders.outcomes import Outcomes
from newscrawl.spiders.reading import PageReader, Reading, content_type_of, parse
from newscrawl.spiders.requests import DIGEST, Requests, validators_of
from newscrawl.urls import canonicalize, to_uri


class NewsSpider(ListCallbacks, Spider):
    """Crawls one site; ``SiteSpiderLoader`` makes a subclass per site file."""

    site: Site
    arguments: CrawlArguments
    frontier: Frontier
    outcomes: Outcomes
    ask: Requests
    drain: Drain
    reader: PageReader

    def __init__(self, name: str | None = None, **values: Any) -> None:
        super().__init__(name)
        self.arguments = crawl_arguments(self.site, values)
        self.given = {key: value for key, value in values.items() if key != "_job"}
        """The arguments as they were given: workers with the same ones share a crawl."""
        self.site = self.arguments.site
        self.articles = 0
        """Articles that were yielded."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Tell the browser's download handler which browser there is."""
        super().update_settings(settings)
        if browser := find_browser(settings.get("BROWSER")):
            options = {"executable_path": browser, "args": FLAGS}
            settings.set("PLAYWRIGHT_LAUNCH_OPTIONS", options, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        """Build the spider; limits given as arguments become Scrapy's settings."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if spider.arguments.depth:
            crawler.settings.set("DEPTH_LIMIT", spider.arguments.depth, priority="spider")
        PublicResolver.trusted |= trusted_hosts(spider.site)
        spider.outcomes = Outcomes(crawler)
        bounds = Bounds.from_settings(crawler.settings)
        spider.frontier = Frontier(spider.arguments, bounds, Backlog(job_dir(crawler.settings)), spider.outcomes.bound)
        spider.ask = Requests(spider)
        spider.drain = Drain(spider)
        may_begin = crawler.settings.getbool("READ_BESIDE") and (os.cpu_count() or 1) > 1
        spider.reader = PageReader(spider.site, spider.frontier.rules, bounds, may_begin)
        crawler.signals.connect(spider.outcomes.count_dropped, signals.request_dropped)
        crawler.signals.connect(spider.ended, signals.spider_closed)
        return spider

    @property
    def connection(self) -> IndexConnection | None:
        """The crawl's connection to the index; None where there is none (``scrapy shell``)."""
        return self.crawler.get_extension(IndexConnection)

    # -- start and end

    async def start(self) -> AsyncIterator[Any]:
        """Yield the entrances, then what waits in the backlog, as there is room."""
        shared = getattr(self.crawler.engine and self.crawler.engine.scheduler, "share", None)
        self.outcomes.is_shared = shared is not None
        async for request in shared(self._entrances, self.frontier) if shared else self._entrances():
            yield request
        async for request in self.drain.requests():
            yield request

    async def _entrances(self) -> AsyncIterator[Request]:
        if self.arguments.urls:
            for url in self.arguments.urls:
                yield self.ask.article(Wanted(Candidate(canonicalize(url), to_uri(url)), None))
            return
        async for young in self._young():  # before any listing could pass the same articles over as known
            yield young
        for request in self.ask.entrances():
            yield request

    def ended(self) -> None:
        """Tell what only the end can tell, and close the backlog."""
        self.crawler.stats.set_value("newscrawl/known", self.frontier.known_skipped)
        self.outcomes.judge()
        self.drain.stop()
        self.frontier.backlog.close()
        self.reader.close()

    async def _young(self) -> AsyncIterator[Request]:
        """Yield the known articles that ``refresh`` covers."""
        if self.connection is None or not self.arguments.refresh:
            return
        since = (datetime.now(UTC) - self.arguments.refresh).isoformat()
        found = await self.connection.scan(lambda index: self._due(index, since))
        rules, seen = self.frontier.rules, self.frontier.seen
        due = [Wanted(c, held) for url, held in found if (c := rules.article(to_uri(url))) and seen.add(c.url)]
        for wanted in due:  # all are marked before the first is asked for, whose links would pass others over as known
            yield self.ask.article(wanted)

    def _due(self, index: ArticleIndex, since: str) -> list[tuple[str, Known]]:
        by_age, at = self.arguments.refresh_by_age, time.time()
        articles = index.scan(SearchRequest(site=self.site.name, since=since))
        return [(a.url, known_of(a.to_dict())) for a in articles if not by_age or is_due(a, at)]

    # -- listings

    async def parse_listing(
        self, response: Response, section: str | None, number: int, stale: int = 0
    ) -> AsyncIterator[Any]:
        """Take a listing's articles, then go on to its next page, by number, link or button."""
        self.outcomes.page(response)
        page = self._page(response)
        if page is None:
            return
        if section is None:
            for request in self._from_home(page):
                yield request
        if number == 1:
            async for snapshot in self._front_page(page):
                yield snapshot
        candidates = list(self.frontier.rules.articles(page.base, self._links(page)))
        dates = card_dates(page, self.site) if self.arguments.since or self.arguments.until else {}
        stale = 0 if any(one.url not in self.frontier.seen for one in candidates) else stale + 1
        wanted = [one for one in candidates if one.url not in dates or self.arguments.covers(dates[one.url])]
        async for request in self.requests_for(wanted, listing=section or "/"):
            yield request
        if section is not None and not lies_before(dates, self.arguments.since, len(candidates)):
            for request in self._go_on(response, page, section, number, stale):
                yield request

    def _from_home(self, page: Page) -> Iterable[Request]:
        """Yield the sections of the home page's menu, and its feeds where the site file names none."""
        if not self.arguments.sections:
            menu = [a.get("href") or "" for a in select(page.tree, self.site.discovery.menu)]
            for path in self.frontier.rules.menu_sections(page.base, menu):
                if request := self.ask.section(path):
                    yield request
        if "feed" in self.arguments.discover and not self.site.discovery.feeds:
            for url in self.frontier.rules.feeds(page.links_rel):
                yield self.ask.feed(url)

    async def _front_page(self, page: Page) -> AsyncIterator[Any]:
        """Keep what a listing shows beside its articles; yield it too if that is asked for."""
        snapshot = front_page(page, self.site)
        if self.connection and (snapshot.ticker or snapshot.most_read or snapshot.coverage):
            await self.connection.keep_front_page(snapshot)
        if self.arguments.front_pages:
            yield snapshot

    def _go_on(self, response: Response, page: Page, section: str, number: int, stale: int) -> Iterable[Request]:
        discovery = self.site.discovery
        most = min(discovery.max_pages, self.arguments.listing_pages or discovery.max_pages)
        if number >= most or "playwright_page_methods" in response.meta:
            return
        if stale >= self.frontier.bounds.listing_max_stale:
            self.outcomes.bound("LISTING_MAX_STALE")
            return
        links = (e.get("href") for e in page.tree.iter("a") if "next" in (e.get("rel") or "").split())
        rel_next = page.link_rel("next") or next(links, None)
        if following := self.frontier.rules.next_page(response.url, number, page.hrefs, rel_next):
            yield from self.ask.next_page(response, following, section, number + 1, stale)
        elif number == 1 and (label := load_more_label(page, discovery.load_more)):
            yield from self.ask.load_more(response.url, section, label)

    # -- articles

    async def requests_for(
        self,
        candidates: list[Candidate],
        modified: Mapping[str, datetime] | None = None,
        onward: bool = True,
        listing: str | None = None,
    ) -> AsyncIterator[Request]:
        """Yield requests for those that the index does not hold, or holds in an older version.

        With ``onward`` also for what the pages of those it holds lead to: an earlier crawl may have been broken off.
        ``listing`` is what named them, whose news are counted.
        """
        fresh = self.frontier.fresh(candidates, modified, listing)
        if listing is not None:
            self.outcomes.listed(listing, 0)
        if not fresh:
            return
        known = await self.connection.known([article_id(c.url) for c in fresh]) if self.connection else {}
        wanted, links = self.frontier.choose(fresh, known, modified)
        if listing is not None:
            self.outcomes.listed(listing, sum(one.held is None for one in wanted))
        for one in wanted:
            yield self.ask.article(one)
        if links and onward and "related" in self.arguments.discover:
            async for request in self.requests_for(self.frontier.choose_linked(self.site.base, links), onward=False):
                yield request

    async def parse(self, response: Response, **kwargs: Any) -> AsyncIterator[Any]:
        """Read a page that ``scrapy parse`` asks for: an article."""
        async for found in self.parse_article(response):
            yield found

    async def parse_article(
        self, response: Response, held: Known | None = None, listed: str = ""
    ) -> AsyncIterator[Any]:
        """Yield an article, and follow its links; of a page that is as it was held, only these. See ``Wanted``."""
        self.outcomes.page(response)
        validators = validators_of(response, held, listed)
        is_same = held is not None and held.validators.get(DIGEST) == validators[DIGEST]
        if response.status == 304:
            del validators[DIGEST]  # of nothing
        if response.status == 304 or is_same:
            async for request in self._not_modified(held, validators):
                yield request
            return
        self._hold_limit(response)
        slot = self.crawler.engine and self.crawler.engine.scraper.slot
        reading = await self.reader.read(response, len(slot.active) + len(slot.queue) if slot else 0)
        self._hold_limit(response)  # others may have been read meanwhile
        self._count(reading)
        if not reading.is_page:
            return
        article = await self._wanted(reading, held)
        if article is not None:
            self.articles += 1
            article.crawled_at, article.job, article.validators = now(), self.arguments.job, validators
            if pages := self.crawler.get_extension(PageRecorder):
                pages.keep(response, datetime.fromisoformat(article.crawled_at))
            yield article
        # what was not read must be asked for again, whatever its ETag
        await self._note_checked(held, validators if article is not None else {})
        if "related" in self.arguments.discover and not self.arguments.urls:
            async for request in self.requests_for(reading.links):
                yield request
        if self._limit_reached():
            raise CloseSpider("max_articles")

    def _hold_limit(self, response: Response) -> None:
        """Leave a page for the next run if there are articles enough. Raises CloseSpider."""
        if self._limit_reached():
            assert response.request
            put_back(self.crawler, response.request)
            raise CloseSpider("max_articles")

    def _limit_reached(self) -> bool:
        most = self.arguments.max_articles
        return bool(most and self.articles >= most)

    async def _not_modified(self, held: Known | None, validators: dict[str, str]) -> AsyncIterator[Request]:
        self.crawler.stats.inc_value("newscrawl/not_modified")
        await self._note_checked(held, {**(held.validators if held else {}), **validators})
        if held and "related" in self.arguments.discover:
            async for request in self.requests_for(
                self.frontier.choose_linked(self.site.base, held.links), onward=False
            ):
                yield request

    async def _wanted(self, reading: Reading, held: Known | None) -> Article | None:
        """Return the article that was read, if it is one that the crawl covers."""
        article = reading.article
        if article is None:
            if reading.refused == "soft-404":
                await self.gone(reading.url)
            return None
        complete(article, self.frontier.feed_entries.of(article.url), self.site)
        day = article.published_at and date.fromisoformat(article.published_at[:10])
        if day and not self.arguments.covers(day):
            self.outcomes.reject("out-of-range")
            return None
        if held is None and not self.arguments.urls and not self.frontier.is_of_sections(article):
            self.outcomes.reject("other-section")
            return None
        return article

    async def _note_checked(self, held: Known | None, validators: dict[str, str]) -> None:
        if held is not None and self.connection:
            await self.connection.note_checked(held.id, validators)

    def _page(self, response: Response) -> Page | None:
        """Return the parsed page of a listing; None, counted, for what is none."""
        page = parse(response.body, response.url, content_type_of(response), self.frontier.bounds)
        if isinstance(page, Page):
            return page
        self._count(page)
        return None

    def _count(self, reading: Reading) -> None:
        """Count why a page holds no article, and bounds that were hit."""
        for name in reading.bounds:
            self.outcomes.bound(name)
        if reading.refused:
            self.outcomes.reject(reading.refused)

    def _links(self, page: Page) -> list[str]:
        most = self.frontier.bounds.page_max_links
        if len(page.hrefs) > most:
            self.outcomes.bound("PAGE_MAX_LINKS")
        return page.hrefs[:most]

    # -- what brought no page

    async def gone(self, url: str) -> None:
        """Mark an article that the index holds, and whose page is gone, as retracted; its text stays."""
        found = self.frontier.rules.article(url)
        if self.connection and found and await self.connection.retract(article_id(found.url)):
            self.crawler.stats.inc_value("newscrawl/retracted")

    async def failed(self, failure: Failure) -> None:
        """Count a request that brought no page, under its reason."""
        request: Request = failure.request  # type: ignore[attr-defined]
        status = self.outcomes.count_failed(failure.value, request)
        if status in (404, 410):
            await self.gone(request.url)
