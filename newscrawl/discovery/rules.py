"""Which links of a page are articles of the site, which are listings, and how a listing goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

from newscrawl.discovery.urls import canonicalize, host_key, resolve, to_iri, to_uri
from newscrawl.sites.model import Site

_FEEDS = ("application/rss+xml", "application/atom+xml")
_MOST_FEEDS = 10


class Candidate(NamedTuple):
    """An article to fetch: its canonical address, and the address to ask for."""

    url: str
    request: str


class Rules:
    """The rules of one site, compiled once; answers are remembered, since menus stand on every page."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.hosts = {host_key(site.base), *(host.removeprefix("www.") for host in site.hosts)}
        self._articles = [re.compile(pattern) for pattern in site.discovery.articles]
        self._ignored = [re.compile(pattern) for pattern in site.discovery.ignore]
        self._section = re.compile(site.discovery.section_pattern) if site.discovery.section_pattern else None
        self.sections = {s.path.rstrip("/") for s in site.sections if s.listing}
        self._listings = {s.path.rstrip("/") for s in site.sections}
        self.article = lru_cache(maxsize=4096)(self._article)  # menus, and what is new now

    def _article(self, absolute: str) -> Candidate | None:
        """Return the article an absolute link leads to, or None; the query is dropped where the path says it all."""
        url = resolve(absolute, absolute)
        if url is None or not self.inside(url):
            return None
        parts = urlsplit(url)
        path = parts.path.rstrip("/") or "/"
        if path in self._listings or any(p.search(path) for p in self._ignored):
            return None
        if any(p.search(path) for p in self._articles):
            bare = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
            sent = urlsplit(absolute)
            return Candidate(bare, to_uri(urlunsplit((sent.scheme, sent.netloc, to_iri(sent.path), "", ""))))
        if parts.query and any(p.search(f"{path}?{parts.query}") for p in self._articles):
            return Candidate(url, to_uri(url))
        return None

    def articles(self, base: str, hrefs: Iterable[str]) -> Iterator[Candidate]:
        """Yield the articles among the links of a page, each once, in page order."""
        seen: set[str] = set()
        for href in hrefs:
            href = href.strip()
            if not href or href[0] == "#":
                continue
            try:
                found = self.article(urljoin(base, href))
            except ValueError:
                continue
            if found and found.url not in seen:
                seen.add(found.url)
                yield found

    def inside(self, url: str) -> bool:
        """True if an address is of the site."""
        return host_key(url) in self.hosts

    def feeds(self, links: Iterable[tuple[str, str, dict[str, str]]]) -> list[str]:
        """Return the feeds among a page's ``<link>`` elements (https://www.rssboard.org/rss-autodiscovery)."""
        found = [
            url for rel, url, given in links if "alternate" in rel.split() and given.get("type", "").lower() in _FEEDS
        ]
        return [url for url in dict.fromkeys(found) if self.inside(url)][:_MOST_FEEDS]

    def menu_sections(self, base: str, hrefs: Iterable[str]) -> list[str]:
        """Return the paths of the sections that a menu links to, in menu order."""
        found: dict[str, None] = {}
        for href in hrefs:
            url = resolve(base, href)
            if url and self.inside(url):
                parts = urlsplit(url)
                path = parts.path.rstrip("/")
                known = path in self.sections or (self._section is not None and self._section.search(path))
                if path and not parts.query and known:
                    found.setdefault(path)
        return list(found)

    def next_page(self, listing: str, page: int, hrefs: Iterable[str], rel_next: str | None) -> str | None:
        """Return the address of the page after ``page`` of a listing, by ``rel=next`` or by number."""
        if rel_next:
            url = urljoin(listing, rel_next)
            return url if self.inside(url) else None
        here = urlsplit(canonicalize(listing)).path
        name = self.site.discovery.page_parameter
        for href in hrefs:
            if f"{name}=" not in href and f"/{name}/" not in href:
                continue
            url = urljoin(listing, href)
            parts = urlsplit(url)
            if to_iri(parts.path).rstrip("/") == here and (name, str(page + 1)) in parse_qsl(parts.query):
                return url
            if to_iri(parts.path).rstrip("/") == f"{re.sub(rf'/{name}/[0-9]+$', '', here)}/{name}/{page + 1}":
                return url
        return None
