"""Makes the requests of a crawl: what each asks for, in which order, and what is done with the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from zlib import crc32

from scrapy import Request
from scrapy.http import Response

from newscrawl.browser import INSTALL, find_browser
from newscrawl.discovery.backlog import Listed
from newscrawl.discovery.freshness import LISTED
from newscrawl.discovery.frontier import Wanted
from newscrawl.handlers.load_more import load_more_meta, render_meta
from newscrawl.items import Known
from newscrawl.middlewares.inside import LIST
from newscrawl.middlewares.robots import ROBOTS
from newscrawl.spiders.outcomes import ENTRANCE

if TYPE_CHECKING:
    from newscrawl.spiders.news import NewsSpider

# the first page of each listing goes before all articles, so that the newest of all sections come first; further pages
# wait until the articles of the page before are under way, so that not a whole archive's requests are in memory at once
LISTING_PRIORITY = 10
# of an article's validators, the header by which is asked whether the page has changed (RFC 9110, 13.1)
VALIDATORS = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}

DIGEST = "digest"
"""Among an article's validators: of the bytes of its page. What comes back the same is not extracted again."""


def validators_of(response: Response, held: Known | None, listed: str) -> dict[str, str]:
    """Return by what it can be told later whether a page has changed; ``listed`` is the time of change that a list
    tells, if one does.
    """
    found = {
        name: value.decode("latin-1")
        for name in VALIDATORS
        if (value := response.headers.get(name.replace("_", "-")))
    }
    # compared with one other page only, so that a short sum will do; it takes a quarter of a cryptographic one's time
    found[DIGEST] = f"{len(response.body):x}-{crc32(response.body):x}"
    if told := listed or (held.validators.get(LISTED) if held else None):
        found[LISTED] = told
    return found


class Requests:
    """Makes requests for one spider, whose callbacks they name."""

    def __init__(self, spider: NewsSpider) -> None:
        self.spider, self.site, self.frontier = spider, spider.site, spider.frontier
        self.browser = find_browser(spider.crawler.settings.get("BROWSER"))
        self.lists_meta = {
            LIST: True,
            "download_maxsize": spider.frontier.bounds.sitemap_max_bytes,
            "download_warnsize": 0,
        }

    def entrances(self) -> Iterator[Request]:
        """Yield the requests that a crawl begins with."""
        arguments, discovery = self.spider.arguments, self.site.discovery
        if "sections" in arguments.discover:
            if not arguments.sections:
                yield self._listing(discovery.home, None)
            for path in arguments.sections or [s.path for s in self.site.sections if s.listing]:
                if request := self.section(path):
                    yield request
            for path in self.frontier.day_lists():
                if request := self.section(path):
                    yield request
        if "feed" in arguments.discover:
            yield from (self.feed(self._at(place), entrance=True) for place in discovery.feeds)
        if "sitemap" in arguments.discover:
            for place in discovery.sitemaps:
                self.frontier.sitemaps.enter(self._at(place))
                yield self.sitemap(Listed(self._at(place), 0), entrance=True)
            if not discovery.sitemaps:
                robots = f"{self.site.base}/robots.txt"
                meta = {ROBOTS: 0, "download_maxsize": 0}
                yield self._make(robots, self.spider.parse_robots, dont_filter=True, meta=meta)

    def _at(self, place: str) -> str:
        return self.site.base + place if place.startswith("/") else place

    def _make(self, url: str, callback: Any, **options: Any) -> Request:
        return Request(url, callback, errback=self.spider.failed, **options)

    def section(self, path: str) -> Request | None:
        """Return the request for a section's listing, unless it was made before."""
        entered = self.frontier.enter_section(path)
        return self._listing(entered, entered) if entered is not None else None

    def _listing(self, path: str, section: str | None) -> Request:
        return self._make(
            self.site.base + path,
            self.spider.parse_listing,
            dont_filter=True,
            priority=LISTING_PRIORITY,
            cb_kwargs={"section": section, "number": 1},
            meta={**self._page_meta(), ENTRANCE: True},
        )

    def feed(self, url: str, entrance: bool = False, number: int = 1) -> Request:
        """Return the request for a feed, or for another page of it."""
        meta = {**self.lists_meta, "download_maxsize": self.spider.crawler.settings.getint("DOWNLOAD_MAXSIZE")}
        priority = LISTING_PRIORITY if entrance else 0
        entered = {ENTRANCE: True} if entrance else {}
        return self._make(
            url,
            self.spider.parse_feed,
            dont_filter=entrance,
            priority=priority,
            cb_kwargs={"number": number},
            meta={**meta, **entered},
        )

    def sitemap(self, listed: Listed, entrance: bool = False) -> Request:
        """Return the request for a sitemap."""
        meta = {**self.lists_meta, ENTRANCE: True} if entrance else dict(self.lists_meta)
        return self._make(
            listed.url,
            self.spider.parse_sitemap,
            dont_filter=True,
            priority=LISTING_PRIORITY if entrance else 0,
            cb_kwargs={"depth": listed.depth},
            meta=meta,
        )

    def next_page(self, response: Response, url: str, section: str, number: int, stale: int) -> Iterator[Request]:
        """Yield the request for the next page of a listing; none for what is no address."""
        values = {"section": section, "number": number, "stale": stale}
        try:
            yield self._make(url, self.spider.parse_listing, cb_kwargs=values, meta=self._page_meta())
        except ValueError:
            self.spider.outcomes.reject("no-address")

    def load_more(self, url: str, section: str, label: str) -> Iterator[Request]:
        """Yield the request that presses a listing's button; without a browser, say that older articles are missing."""
        if self.browser is None:
            self.spider.crawler.stats.inc_value("newscrawl/needs_browser")
            self.spider.logger.warning(
                "%s goes on behind a %r button, which needs a browser; %s %s. The crawl goes on without the older "
                "articles of this section.", section, label, self._no_browser(), INSTALL,
            )  # fmt: skip
            return
        yield self._make(
            url,
            self.spider.parse_listing,
            dont_filter=True,
            meta=load_more_meta(label, self.site.discovery.max_clicks),
            cb_kwargs={"section": section, "number": 1},
        )

    def _no_browser(self) -> str:
        configured = self.spider.crawler.settings.get("BROWSER")
        return f"the setting BROWSER names {configured}, which is not there" if configured else "none is installed"

    def _page_meta(self) -> dict[str, Any]:
        """Return the meta of a request for a page: where a site's text is made by JavaScript, the browser
        renders it.
        """
        if not self.site.discovery.javascript:
            return {}
        if self.browser is not None:
            return render_meta()
        stats = self.spider.crawler.stats
        if not stats.get_value("newscrawl/text_needs_browser"):
            stats.set_value("newscrawl/text_needs_browser", 1)
            self.spider.logger.warning(
                "The text of %s is made by JavaScript, and %s %s.", self.spider.name, self._no_browser(), INSTALL
            )
        return {}

    def article(self, wanted: Wanted) -> Request:
        """Return the request for an article: of one that the index holds, whether it has changed."""
        meta = self._page_meta()
        headers = {}
        if wanted.held is not None and not meta:  # a browser asks without conditions
            meta = {"handle_httpstatus_list": [304]}
            headers = {VALIDATORS[name]: value for name, value in wanted.held.validators.items() if name in VALIDATORS}
        if self.spider.arguments.urls:
            meta = {**meta, ENTRANCE: True}
        return self._make(
            wanted.candidate.request,
            self.spider.parse_article,
            meta=meta,
            headers=headers,
            cb_kwargs={"held": wanted.held, "listed": wanted.listed.isoformat() if wanted.listed else ""},
        )
