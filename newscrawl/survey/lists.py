"""Finds the feeds and sitemaps of a site, and what they name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from urllib.parse import urlsplit

from newscrawl.discovery.bounds import Bounds
from newscrawl.discovery.feeds import read_feed
from newscrawl.discovery.sitemaps import Entry, SitemapReader
from newscrawl.extraction import Page
from newscrawl.survey.edition import Edition
from newscrawl.survey.fetch import Fetched, Fetcher
from newscrawl.urls import is_on_host, path_and_query

MOST_SITEMAPS = 4  # files of a sitemap index that are read
_MOST_FEEDS, _MOST_ROOTS = 4, 6
_FEEDS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/sitemap-news.xml", "/news-sitemap.xml")
_TYPES = ("rss", "atom")


def feeds_of(page: Page) -> list[str]:
    """Return the addresses of the feeds that a page names."""
    named = (
        href
        for rel, href, given in page.links_rel
        if "alternate" in rel and any(kind in given.get("type", "") for kind in _TYPES)
    )
    return [*islice(named, _MOST_FEEDS), *_posts_of_wordpress(page)]


def read_feeds(
    fetcher: Fetcher, bounds: Bounds, urls: Iterable[str], edition: Edition
) -> tuple[list[str], list[Entry]]:
    """Return the paths of those feeds that name articles of the edition, and their entries."""
    paths: dict[str, None] = {}
    entries: list[Entry] = []
    for url in urls:
        found = fetcher.get(url) if is_on_host(url, edition.host) else None
        read = read_feed(found.body, found.url, bounds).entries if found else []
        if any(edition.holds(entry.url) for entry in read):
            paths[path_and_query(url)] = None
            entries += read
    return list(paths), entries


def find_feed(fetcher: Fetcher, bounds: Bounds, edition: Edition) -> tuple[list[str], list[Entry]]:
    """Return the path of the feed at the first of the usual places that has one, and its entries."""
    for root in dict.fromkeys((edition.base + edition.path, edition.base)):
        for path in _FEEDS:
            if (found := read_feeds(fetcher, bounds, [root + path], edition))[0]:
                return found
    return [], []


def _posts_of_wordpress(page: Page) -> list[str]:
    """Return the address of the list of all posts, the last changed first, where the page names that of its API
    (https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/).
    """
    root = page.link_rel("https://api.w.org/")
    join = "&" if root and "?" in root else "?"
    wanted = "per_page=100&orderby=modified&_fields=link,date_gmt,modified_gmt"
    return [f"{root}wp/v2/posts{join}{wanted}"] if root else []


def find_sitemaps(fetcher: Fetcher, bounds: Bounds, edition: Edition) -> tuple[list[str], list[Entry]]:
    """Return the paths of the sitemaps that robots.txt names, else of one at a usual place, and the newest entries.

    Of an index, the sitemaps that are called like the edition go first.
    """
    named = [url for url in fetcher.sitemaps if is_on_host(url, edition.host)]
    own = re.compile(rf"[/_-]{re.escape(edition.path.rpartition('/')[2])}[/_.-]") if edition.path else None
    paths: list[str] = []
    entries: list[Entry] = []
    for url in named[:_MOST_ROOTS] or [edition.base + path for path in _SITEMAPS]:
        kind, read = _read(fetcher.get(url), bounds)
        if not read:
            continue
        paths.append(urlsplit(url).path)
        if kind == "sitemapindex":
            newest = sorted(read, key=lambda entry: (_time(entry), entry.url), reverse=True)
            for inner in sorted(newest, key=lambda entry: not (own and own.search(entry.url)))[:MOST_SITEMAPS]:
                entries += _read(fetcher.get(inner.url), bounds)[1]
        else:
            entries += read
        if entries and not fetcher.sitemaps:
            break
    return paths, sorted(entries, key=_time, reverse=True)


def _read(found: Fetched | None, bounds: Bounds) -> tuple[str, list[Entry]]:
    if found is None:
        return "none", []
    reader = SitemapReader(found.body, found.url, bounds)
    entries = list(reader.entries())
    return reader.kind, entries


def _time(entry: Entry) -> float:
    return entry.modified.timestamp() if entry.modified else 0.0
