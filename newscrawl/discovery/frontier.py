"""What a crawl has come across and what it still has to ask for: articles, sections, sitemaps.

Decides; the spider makes requests of it. What the index knows is told to it, it asks nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from newscrawl.discovery.arguments import CrawlArguments
from newscrawl.discovery.backlog import Backlog, Listed, SitemapQueue, Waiting
from newscrawl.discovery.bounds import Bounds, Hit
from newscrawl.discovery.feed_entries import FeedEntries
from newscrawl.discovery.freshness import has_changed
from newscrawl.discovery.rules import Candidate, Rules
from newscrawl.discovery.seen import Seen
from newscrawl.discovery.sitemaps import Entry, month_key, month_overlaps
from newscrawl.items import Article, Known, article_id
from newscrawl.text import fold
from newscrawl.urls import to_uri

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Wanted(NamedTuple):
    """An article to ask for, what the index holds of it, if it does, and the time of change that a list tells."""

    candidate: Candidate
    held: Known | None
    listed: datetime | None = None


class Articles(Protocol):
    """What ``Backlog`` does, of one crawl or of many workers."""

    def __len__(self) -> int: ...
    def add(self, waiting: Iterable[Waiting]) -> None: ...
    def first(self, most: int) -> tuple[list[Waiting], int]: ...
    def let_go(self, last: int) -> None: ...
    def close(self) -> None: ...


class Sitemaps(Protocol):
    """What ``SitemapQueue`` does, of one crawl or of many workers."""

    def __len__(self) -> int: ...
    def enter(self, url: str) -> bool: ...
    def entered(self) -> int: ...
    def add(self, listed: Listed) -> None: ...
    def next(self) -> Listed | None: ...
    def let_go(self) -> None: ...


def _lies_in(url: str, paths: Iterable[str]) -> bool:
    """True for an address under one of some paths, which have no last slash."""
    return urlsplit(url).path.startswith(tuple(f"{path}/" for path in paths))


class Frontier:
    """What one crawl still has to do."""

    def __init__(self, arguments: CrawlArguments, bounds: Bounds, backlog: Backlog, hit: Hit) -> None:
        """``hit`` is told the names of bounds that are hit."""
        self.arguments, self.bounds, self.hit = arguments, bounds, hit
        self.backlog: Articles = backlog
        self.site = arguments.site
        self.rules = Rules(self.site)
        self.seen = Seen()
        self.feed_entries = FeedEntries()
        self.known_skipped = 0
        """Articles that were not asked for, since the index holds them."""
        self._sections: set[str] = set()
        self._chosen = [path.rstrip("/") for path in arguments.sections]
        self._labels = {section.path: set(map(fold, section.labels)) for section in self.site.sections}
        named = (section.path.rstrip("/") for section in self.site.sections if section.labels)
        self._told_by_address = [path for path in named if path]
        self.sitemaps: Sitemaps = SitemapQueue()

    # -- sections and lists by date

    def enter_section(self, path: str) -> str | None:
        """Return the path of a section that was not entered before, without its last slash; None for one that was."""
        path = path.rstrip("/")
        if path in self._sections:
            return None
        self._sections.add(path)
        return path

    def day_lists(self) -> Iterator[str]:
        """Yield the paths of the lists of each day (or month) that the crawl covers, the newest first."""
        since, pattern = self.arguments.since, self.site.discovery.day_list
        if since and pattern:
            day = min(self.arguments.until or date.max, datetime.now(self.site.zone).date())
            while day >= since:
                yield day.strftime(pattern)
                day -= timedelta(days=1)

    # -- sitemaps

    def add_sitemaps(self, entries: Iterable[Entry], depth: int) -> None:
        """Queue sitemaps that a sitemap index, or robots.txt, names: the newest months first, each once."""
        pattern = self.site.discovery.sitemap_month
        since, until = self.arguments.since, self.arguments.until
        if depth > self.bounds.sitemap_max_depth:
            self.hit("SITEMAP_MAX_DEPTH")
            return
        urls = [entry.url for entry in entries if month_overlaps(entry.url, pattern, since, until)]
        for url in sorted(urls, key=lambda url: month_key(url, pattern), reverse=True):
            if not self.rules.is_list(url):
                continue
            if self.sitemaps.entered() >= self.bounds.sitemap_max_files:
                self.hit("SITEMAP_MAX_FILES")
                return
            self.sitemaps.add(Listed(url, depth))

    # -- articles

    def queue(self, listed: Iterable[Waiting]) -> None:
        """Let the articles of a list wait, the newest first; those that were come across, not."""
        waiting = [one for one in listed if one.modified is not None or one.candidate.url not in self.seen]
        waiting.sort(key=lambda one: one.modified or _LONG_AGO, reverse=True)
        self.backlog.add(waiting)

    def listed(self, entries: Iterable[Entry]) -> list[Waiting]:
        """Return the articles that a list names, without those that are too old, or outside of the sections that the
        crawl is restricted to; note when feeds say they appeared.
        """
        since, zone = self.arguments.since, self.site.zone
        found = []
        for entry in entries:
            if since and entry.modified and entry.modified.astimezone(zone).date() < since:
                continue
            if candidate := self.rules.article(entry.url):
                self.feed_entries.note(candidate.url, entry)  # also of those that the listing of a section may name
                if self._in_sections(candidate.url, None):
                    found.append(Waiting(candidate, entry.modified))
        return found

    def fresh(
        self,
        candidates: Iterable[Candidate],
        modified: Mapping[str, datetime] | None = None,
        listing: str | None = None,
    ) -> list[Candidate]:
        """Return those that the index is to be asked about; ``listing`` is the path of the section that named them."""
        return [one for one in candidates if self._is_wanted(one, one.url in (modified or {}), listing)]

    def _is_wanted(self, candidate: Candidate, dated: bool, listing: str | None = None) -> bool:
        return (dated or candidate.url not in self.seen) and self._in_sections(candidate.url, listing)

    def _in_sections(self, url: str, listing: str | None) -> bool:
        """True if an article is of one of the sections the crawl is restricted to: its address lies in it, or, where
        addresses tell no section, its listing named it.
        """
        chosen = self._chosen
        return not chosen or _lies_in(url, chosen) or (listing in chosen and not _lies_in(url, self._told_by_address))

    def is_of_sections(self, article: Article) -> bool:
        """True unless a page names another section of the site than those the crawl is restricted to, and none of
        these: a listing also shows what is read most, say.
        """
        if self._in_sections(article.url, None):
            return True
        named, labels = set(map(fold, article.section)), self._labels
        alike = {path: len(named & own) for path, own in labels.items()}
        most = max(alike.values(), default=0)  # "World, Asia" and "World, Europe" have a name in common
        chosen = [path for path in self.arguments.sections if path in labels]
        is_part = any(labels[path] and labels[path] <= named for path in chosen)  # of "World", its "Asia" is one
        return not most or is_part or any(alike[path] == most for path in chosen)

    def choose(
        self, fresh: Iterable[Candidate], known: Mapping[str, Known], modified: Mapping[str, datetime] | None = None
    ) -> tuple[list[Wanted], list[str]]:
        """Return the articles to ask for, and the links of those that the index holds in their last version."""
        wanted: list[Wanted] = []
        links: list[str] = []
        for candidate in fresh:
            held = known.get(article_id(candidate.url))
            listed = (modified or {}).get(candidate.url)
            if held is not None and not has_changed(held, listed):
                if self.seen.add(candidate.url):
                    self.known_skipped += 1
                    links += held.links
            elif self.seen.add(candidate.url) or (held is not None and listed is not None):
                wanted.append(Wanted(candidate, held, listed))
        return wanted, links

    def choose_linked(self, base: str, links: Iterable[str]) -> list[Candidate]:
        """Return the articles among the links of an article that the index holds."""
        return list(self.rules.articles(base, map(to_uri, links)))
