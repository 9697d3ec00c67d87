"""The one spider: follows sections, related links, sitemaps and feeds of a site, and yields its articles.

Known, unchanged articles are never requested: each listing's links are looked up in the index at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.utils.gz import gunzip
from twisted.python.failure import Failure

from newscrawl.discovery.rules import Candidate, Rules
from newscrawl.discovery.seen import Seen
from newscrawl.discovery.sitemaps import Entry, month_key, month_overlaps, read_feed, read_sitemap
from newscrawl.discovery.urls import canonicalize, to_uri
from newscrawl.errors import NotAnArticle
from newscrawl.extraction import Page, extract_page
from newscrawl.extraction.dates import now
from newscrawl.extraction.listing import card_dates, front_page, load_more_label
from newscrawl.extraction.select import select
from newscrawl.index.known import known_of
from newscrawl.index.protocol import Known
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article, article_id, instant
from newscrawl.pipelines.archive import Archive
from newscrawl.pipelines.pages import PageArchive
from newscrawl.sites.model import Site
from newscrawl.spiders.arguments import CrawlArguments, crawl_arguments
from newscrawl.spiders.browser import load_more_meta, render_meta

# the first page of each listing goes before all articles, so that the newest of all sections come first; further pages
# wait until the articles of the page before are under way, so that not a whole archive's requests are in memory at once
LISTING_PRIORITY = 10
# of an article's validators, the header by which is asked whether the page has changed (RFC 9110, 13.1)
VALIDATORS = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}


class NewsSpider(Spider):
    """Crawls one site; ``SiteSpiderLoader`` makes a subclass per site file."""

    site: Site
    arguments: CrawlArguments
    rules: Rules

    def __init__(self, name: str | None = None, **values: Any) -> None:
        super().__init__(name)
        self.arguments = crawl_arguments(self.site, **values)
        self.site = self.arguments.site
        self.rules = Rules(self.site)
        self.seen = Seen()
        self.sections: set[str] = set()
        self.sitemaps: list[str] = []
        self.requested = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        """Build the spider; limits given as arguments become Scrapy's settings."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if spider.arguments.depth:
            crawler.settings.set("DEPTH_LIMIT", spider.arguments.depth, priority="spider")
        if spider.arguments.max_pages:
            crawler.settings.set("CLOSESPIDER_PAGECOUNT", spider.arguments.max_pages, priority="spider")
        crawler.signals.connect(spider.dropped, signals.request_dropped)
        return spider

    @property
    def archive(self) -> Archive | None:
        """The crawl's handle on the index; None where the project's add-on is not used (``scrapy shell``)."""
        return self.crawler.get_extension(Archive)

    # -- start

    async def start(self) -> AsyncIterator[Any]:
        """Yield the entrances; sitemaps one by one, each when the crawl has nothing else to do."""
        ways, discovery = self.arguments.discover, self.site.discovery
        if self.arguments.refresh:  # before any listing could pass the same articles over as known
            async for young in self._young():
                yield young
        if "sections" in ways:
            chosen = self.arguments.sections
            if not chosen:
                yield self._listing_request("/", None)
            for path in chosen or [s.path for s in self.site.sections if s.listing]:
                if request := self._section_request(path):
                    yield request
            for path in self._archives():
                if request := self._section_request(path):
                    yield request
        if "feed" in ways:
            for path in discovery.feeds:
                yield self._entrance(path, self.parse_feed)
        if "sitemap" in ways:
            for path in discovery.sitemaps:
                yield self._entrance(path, self.parse_sitemap)
            if not discovery.sitemaps:
                yield Request(f"{self.site.base}/robots.txt", self.parse_robots, dont_filter=True)
        while "sitemap" in ways:
            await self._nothing_to_do()
            if not self.sitemaps:
                break
            yield Request(self.sitemaps.pop(0), self.parse_sitemap, errback=self.failed, dont_filter=True)

    def _archives(self) -> Iterator[str]:
        """Yield the paths of the lists of each day (or month) that the crawl covers, the newest first; none without ``since``."""
        since, pattern = self.arguments.since, self.site.discovery.archive
        if since and pattern:
            day = min(self.arguments.until or date.max, datetime.now(self.site.zone).date())
            while day >= since:
                yield day.strftime(pattern)
                day -= timedelta(days=1)

    async def _nothing_to_do(self) -> None:
        """Wait until nothing is queued or under way, so that one month's addresses are in memory at a time."""
        engine = self.crawler.engine
        while True:
            busy = engine._slot is not None and (
                engine._slot.inprogress or engine._slot.scheduler.has_pending_requests()
            )
            if not busy and engine.scraper.slot is not None and engine.scraper.slot.is_idle():
                return
            await asyncio.sleep(0.02)

    def _entrance(self, path: str, callback: Any) -> Request:
        return Request(
            self.site.base + path, callback, errback=self.failed, dont_filter=True, priority=LISTING_PRIORITY
        )

    def _section_request(self, path: str) -> Request | None:
        path = path.rstrip("/")
        if path in self.sections:
            return None
        self.sections.add(path)
        return self._listing_request(path, path)

    def _listing_request(self, path: str, section: str | None) -> Request:
        return Request(
            self.site.base + path,
            self.parse_listing,
            errback=self.failed,
            dont_filter=True,
            priority=LISTING_PRIORITY,
            cb_kwargs={"section": section, "number": 1},
            meta=self._meta(),
        )

    def _meta(self) -> dict[str, Any]:
        """Return the request meta of a page: where a site's text is made by JavaScript, the browser renders it."""
        if not self.site.discovery.javascript:
            return {}
        if meta := render_meta(self.crawler.settings):
            return meta
        if not self.crawler.stats.get_value("newscrawl/text_needs_browser"):
            self.crawler.stats.set_value("newscrawl/text_needs_browser", 1)
            self.logger.warning(
                "The text of %s is made by JavaScript, and no browser is installed (Debian: apt-get install chromium).",
                self.name,
            )
        return {}

    async def _young(self) -> AsyncIterator[Request]:
        """Yield the known articles that ``refresh`` covers."""
        if self.archive is None or not self.arguments.refresh:
            return
        since = (datetime.now(UTC) - self.arguments.refresh).isoformat()
        request = SearchRequest(site=self.site.name, since=since)
        index = self.archive.index
        by_age = self.arguments.refresh_by_age
        young = await asyncio.to_thread(
            lambda: [(a.url, known_of(a.to_dict())) for a in index.scan(request) if not by_age or due(a, time.time())]
        )
        found = [(c, held) for url, held in young if (c := self.rules.article(to_uri(url))) and self.seen.add(c.url)]
        for (
            candidate,
            held,
        ) in found:  # all are marked before the first is asked for, whose related links would pass others over as known
            yield self._article_request(candidate, held)

    # -- listings

    async def parse_listing(self, response: Response, section: str | None, number: int) -> AsyncIterator[Any]:
        """Take a listing's articles, then go on to its next page, by number, link or button."""
        page = self._page(response)
        if page is None:
            return
        if section is None and not self.arguments.sections:
            menu = [a.get("href") or "" for a in select(page.tree, self.site.discovery.menu)]
            for path in self.rules.menu_sections(page.base, menu):
                if request := self._section_request(path):
                    yield request
        if section is None and "feed" in self.arguments.discover and not self.site.discovery.feeds:
            for url in self.rules.feeds(page.links_rel):
                yield Request(url, self.parse_feed, errback=self.failed)
        if self.arguments.front_pages and number == 1:
            yield front_page(page, self.site)
        candidates = list(self.rules.articles(page.base, page.hrefs))
        dates = card_dates(page, self.site) if self.arguments.since or self.arguments.until else {}
        wanted = [c for c in candidates if c.url not in dates or self.arguments.covers(dates[c.url])]
        async for request in self._requests(wanted):
            yield request
        if section is not None and not self._before_since(dates):
            async for request in self._go_on(response, page, section, number):
                yield request

    def _before_since(self, dates: dict[str, date]) -> bool:
        """True if a listing shows only days before ``since``: what follows is older still."""
        since = self.arguments.since
        return since is not None and bool(dates) and all(day < since for day in dates.values())

    async def _go_on(self, response: Response, page: Page, section: str, number: int) -> AsyncIterator[Request]:
        discovery = self.site.discovery
        rendered = "playwright_page_methods" in response.meta
        if number >= min(discovery.max_pages, self.arguments.listing_pages or discovery.max_pages) or rendered:
            return
        rel_next = page.link_rel("next") or next(
            (e.get("href") for e in page.tree.iter("a") if "next" in (e.get("rel") or "").split()), None
        )
        following = self.rules.next_page(response.url, number, page.hrefs, rel_next)
        if following:
            yield response.follow(
                following,
                self.parse_listing,
                errback=self.failed,
                cb_kwargs={"section": section, "number": number + 1},
                meta=self._meta(),
            )
        elif number == 1 and (label := load_more_label(page, discovery.load_more)):
            meta = load_more_meta(self.crawler.settings, label, discovery.max_clicks)
            if meta is None:
                self.crawler.stats.inc_value("newscrawl/needs_browser")
                self.logger.warning(
                    "%s goes on behind a %r button, which needs a browser; none is installed (Debian: apt-get install chromium). "
                    "The crawl goes on without the older articles of this section.", section, label,
                )  # fmt: skip
                return
            yield Request(
                response.url,
                self.parse_listing,
                errback=self.failed,
                dont_filter=True,
                meta=meta,
                cb_kwargs={"section": section, "number": 1},
            )

    # -- sitemaps and feeds

    async def parse_feed(self, response: Response) -> AsyncIterator[Any]:
        """Take the articles of a feed."""
        async for request in self._entries(read_feed(response.body)):
            yield request

    async def parse_robots(self, response: Response) -> AsyncIterator[Any]:
        """Ask for the sitemaps that robots.txt names (RFC 9309, 2.2.4), of a site whose file names none."""
        for url in Protego.parse(response.text).sitemaps if isinstance(response, TextResponse) else ():
            if self.rules.inside(url):
                yield Request(url, self.parse_sitemap, errback=self.failed)

    async def parse_sitemap(self, response: Response) -> AsyncIterator[Any]:
        """Take the articles of a sitemap, newest first; queue the sitemaps of an index."""
        body = gunzip(response.body) if response.body[:2] == b"\x1f\x8b" else response.body
        kind, entries = read_sitemap(body)
        since, until = self.arguments.since, self.arguments.until
        if kind == "sitemapindex":
            pattern = self.site.discovery.sitemap_month
            urls = [e.url for e in entries if month_overlaps(e.url, pattern, since, until)]
            self.sitemaps += sorted(urls, key=lambda url: month_key(url, pattern), reverse=True)
            return
        oldest = datetime.min.replace(tzinfo=UTC)
        entries = [
            e for e in entries if not (since and e.modified and e.modified.astimezone(self.site.zone).date() < since)
        ]
        async for request in self._entries(sorted(entries, key=lambda e: e.modified or oldest, reverse=True)):
            yield request

    async def _entries(self, entries: Iterable[Entry]) -> AsyncIterator[Request]:
        modified: dict[str, datetime] = {}
        candidates = []
        for entry in entries:
            found = self.rules.article(entry.url)
            if found:
                candidates.append(found)
                if entry.modified:
                    modified[found.url] = entry.modified
        async for request in self._requests(candidates, modified):
            yield request

    # -- articles

    async def _requests(
        self, candidates: list[Candidate], modified: dict[str, datetime] | None = None, onward: bool = True
    ) -> AsyncIterator[Request]:
        """Yield requests for those that the index does not hold, or holds in an older version.

        With ``onward`` also for what the pages of those it holds lead to: an earlier crawl may have been broken off there.
        """
        modified = modified or {}
        fresh = [c for c in candidates if (c.url not in self.seen or c.url in modified) and self._in_sections(c)]
        if not fresh:
            return
        known = await self.archive.known([article_id(c.url) for c in fresh]) if self.archive else {}
        links: list[str] = []
        for candidate in fresh:
            held = known.get(article_id(candidate.url))
            if held is not None:
                when = modified.get(candidate.url)
                if when is None or not _older(held.modified_at or held.published_at, when):
                    if self.seen.add(candidate.url):
                        self.crawler.stats.inc_value("newscrawl/known")
                        links += held.links
                    continue
            if self.seen.add(candidate.url) or (held is not None and candidate.url in modified):
                yield self._article_request(candidate, held)
        if links and onward and "related" in self.arguments.discover:
            async for request in self._requests(
                list(self.rules.articles(self.site.base, map(to_uri, links))), onward=False
            ):
                yield request

    def _in_sections(self, candidate: Candidate) -> bool:
        """True if an article lies in one of the sections the crawl is restricted to."""
        chosen = self.arguments.sections
        return not chosen or urlsplit(candidate.url).path.startswith(tuple(f"{path}/" for path in chosen))

    def _article_request(self, candidate: Candidate, held: Known | None = None) -> Request:
        meta = self._meta()
        headers = {}
        if held is not None and not meta:  # a browser asks without conditions
            meta = {"handle_httpstatus_list": [304]}
            headers = {VALIDATORS[name]: value for name, value in held.validators.items()}
        return Request(
            candidate.request,
            self.parse_article,
            errback=self.failed,
            meta=meta,
            headers=headers,
            cb_kwargs={"held": held},
        )

    async def parse_article(self, response: Response, held: Known | None = None) -> AsyncIterator[Any]:
        """Yield the article of a page, and follow its related links; of one that has not changed since it was ``held``, only these."""
        validators = {
            name: value.decode("latin-1")
            for name in VALIDATORS
            if (value := response.headers.get(name.replace("_", "-")))
        }
        if response.status == 304:
            self.crawler.stats.inc_value("newscrawl/not_modified")
            await self._checked(held, validators)
            links = map(to_uri, held.links if held and "related" in self.arguments.discover else ())
            async for request in self._requests(list(self.rules.articles(self.site.base, links)), onward=False):
                yield request
            return
        limit = self.arguments.max_articles
        if limit and self.requested >= limit:
            raise CloseSpider("max_articles")
        page = self._page(response)
        if page is None:
            return
        article = None
        try:
            article = extract_page(page, self.site)
        except NotAnArticle as error:
            self._reject(error.reason)
            if error.reason == "soft-404":
                await self._gone(response.url)
        if article is not None and self._in_range(article):
            self.requested += 1
            article.crawled_at, article.job, article.validators = now(), self.arguments.job, validators
            if pages := self.crawler.get_extension(PageArchive):
                pages.keep(response, datetime.fromisoformat(article.crawled_at))
            yield article
            await self._checked(held, validators)
            if limit and self.requested >= limit:
                raise CloseSpider("max_articles")
        else:
            await self._checked(held, {})  # what was not read must be asked for again, whatever its ETag
        if "related" in self.arguments.discover:
            async for request in self._requests(list(self.rules.articles(page.base, page.hrefs))):
                yield request

    async def _checked(self, held: Known | None, validators: dict[str, str]) -> None:
        if held is not None and self.archive:
            await self.archive.checked(held.id, validators)

    def _in_range(self, article: Article) -> bool:
        day = article.published_at and date.fromisoformat(article.published_at[:10])
        if day and not self.arguments.covers(day):
            self._reject("out-of-range")
            return False
        return True

    def _page(self, response: Response) -> Page | None:
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        if "text" not in content_type and "html" not in content_type and content_type:
            self._reject("not-html")
            return None
        try:
            page = Page(response.body, response.url, content_type)
            canonicalize(response.url)
        except (NotAnArticle, ValueError):
            self._reject("empty")
            return None
        return page

    def _reject(self, reason: str) -> None:
        self.crawler.stats.inc_value(f"newscrawl/rejected/{reason}")

    async def _gone(self, url: str) -> None:
        """Mark an article that the index holds, and whose page is gone, as retracted; its text stays."""
        found = self.rules.article(url)
        if self.archive and found and await self.archive.retract(article_id(found.url)):
            self.crawler.stats.inc_value("newscrawl/retracted")

    def dropped(self, request: Request) -> None:
        """Count a redirect that leads where the crawl has been: it ends without an error of its own."""
        if request.meta.get("redirect_times"):
            self._reject("redirect-loop" if request.url in request.meta["redirect_urls"] else "redirect-to-seen")

    async def failed(self, failure: Failure) -> None:
        """Count a request that brought no page, under its reason."""
        error = failure.value
        response = getattr(error, "response", None)
        if response is not None:
            self._reject(f"http-{response.status}")
            if response.status in (404, 410):
                await self._gone(failure.request.url)  # type: ignore[attr-defined]
        elif isinstance(error, IgnoreRequest):
            text = str(error)
            self._reject("robots-txt" if "robots" in text else "redirect-loop" if "redirect" in text else "ignored")
        else:
            self._reject(_words(type(error).__name__))


def due(article: Article, at: float) -> bool:
    """True if a page is worth looking at again at a time in seconds since 1970.

    That is when an eighth of its age has gone by since it was looked at: a story of an hour every 8 minutes, one of a week
    every day, one of a year every 6 weeks.
    """
    began = article.published_at or article.first_seen_at
    looked = article.checked_at or article.crawled_at
    if began is None or looked is None:
        return True
    return at - instant(looked) >= (at - instant(began)) / 8


def _words(name: str) -> str:
    """``ResponseDataLossError`` → ``response-data-loss``."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).strip("-").removesuffix("-error")


def _older(held: str | None, when: datetime) -> bool:
    """True if what the index holds was last changed before ``when`` (to the second)."""
    if held is None:
        return True
    return instant(held) < int(when.timestamp())
