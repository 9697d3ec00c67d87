"""Which links of a page are articles of the site, which are listings, and how a listing goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from newscrawl.sites.model import Site
from newscrawl.sites.patterns import compile_pattern
from newscrawl.urls import canonicalize, host_key, is_trap, join, listing_key, resolve, to_iri, to_uri

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
        self.hosts, self._list_hosts = site.page_hosts, site.list_hosts
        self._articles = list(map(compile_pattern, site.discovery.articles))
        self._ignored = list(map(compile_pattern, site.discovery.ignore))
        self._section = compile_pattern(site.discovery.section_pattern) if site.discovery.section_pattern else None
        places = {section.path: listing_key(canonicalize(site.base + section.path)) for section in site.sections}
        self.sections = {places[section.path] for section in site.sections if section.listing}
        self._listings = frozenset(places.values())
        self.article = lru_cache(maxsize=4096)(self._article)  # menus, and what is new now

    def _article(self, absolute: str) -> Candidate | None:
        """Return the article an absolute link leads to, or None; the query is dropped where the path says it all."""
        url = resolve(absolute, absolute)
        if url is None or not self.inside(url):
            return None
        parts = urlsplit(url)
        path = parts.path.rstrip("/") or "/"
        is_listing = path in self._listings or (bool(parts.query) and listing_key(url) in self._listings)
        if is_listing or is_trap(path) or any(p.search(path) for p in self._ignored):
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
                found = self.article(join(base, href))
            except ValueError:
                continue
            if found and found.url not in seen:
                seen.add(found.url)
                yield found

    def inside(self, url: str) -> bool:
        """True if an address is of the site; False also for what is no address."""
        try:
            return host_key(url) in self.hosts
        except ValueError:
            return False

    def is_list(self, url: str) -> bool:
        """True if an address can be that of a sitemap or feed of the site."""
        try:
            return url.startswith(("http://", "https://")) and host_key(url) in self._list_hosts
        except ValueError:
            return False

    def feeds(self, links: Iterable[tuple[str, str, dict[str, str]]]) -> list[str]:
        """Return the feeds among a page's ``<link>`` elements (https://www.rssboard.org/rss-autodiscovery)."""
        found = [
            url for rel, url, given in links if "alternate" in rel.split() and given.get("type", "").lower() in _FEEDS
        ]
        return [url for url in dict.fromkeys(found) if self.is_list(url)][:_MOST_FEEDS]

    def menu_sections(self, base: str, hrefs: Iterable[str]) -> list[str]:
        """Return the paths of the sections that a menu links to, in menu order."""
        found: dict[str, None] = {}
        for href in hrefs:
            url = resolve(base, href)
            if url and self.inside(url):
                path = listing_key(url)
                is_named = self._section is not None and "?" not in path and self._section.search(path)
                if path and (path in self.sections or is_named):
                    found.setdefault(path)
        return list(found)

    def next_page(self, listing: str, page: int, hrefs: Sequence[str], rel_next: str | None) -> str | None:
        """Return the address of the page after ``page`` of a listing, by ``rel=next`` or by number."""
        if rel_next and (url := join(listing, rel_next)):
            return url if self.inside(url) else None
        name = self.site.discovery.page_parameter
        here, query = urlsplit(canonicalize(listing))[2:4]
        asked = set(parse_qsl(query))  # of which a page needs what the section's own path says
        own = (set(parse_qsl(place.partition("?")[2])) for place in self._listings if place.startswith(f"{here}?"))
        given = max((pairs for pairs in own if pairs <= asked), key=len, default=set())
        numbered = f"{re.sub(rf'/{re.escape(name)}/[0-9]+$', '', here)}/{name}/{page + 1}"
        for href in hrefs:
            if f"{name}=" not in href and f"/{name}/" not in href:
                continue
            url = join(listing, href)
            parts = urlsplit(url)
            path = to_iri(parts.path).rstrip("/")
            is_next = path == here.rstrip("/") and given | {(name, str(page + 1))} <= set(parse_qsl(parts.query))
            if (is_next or path == numbered) and self.inside(url):
                return url
        following = _numbered(here, page)
        for url in (join(listing, href) for href in hrefs):
            if to_iri(urlsplit(url).path).rstrip("/") in following and self.inside(url):
                return url
        return None


def _numbered(path: str, page: int) -> frozenset[str]:
    """Return the paths that the page after ``page`` of a listing may have: ``/politics2.html``, ``/index2.html``,
    ``/politics/page/2``, as static site generators name them.
    """
    stem, dot, extension = path.rpartition(".")
    if not dot or "/" in extension:
        stem, extension = path.rstrip("/"), ""
    if page > 1:
        stem = re.sub(rf"(?:/page)?[/_-]?{page}$", "", stem)
    root = "" if stem == "/index" else stem
    names = [f"{root}/index", f"{root}/page", f"{root}/page/", f"{root}/page-"]
    if not root[-1:].isdigit():  # what follows a year may be a month
        names += [f"{root}/", *(f"{root}{sign}" for sign in ("", "-", "_") if root)]
    ends = {"", ".html", f".{extension}" if extension else ""}
    return frozenset(f"{name}{page + 1}{end}" for name in names for end in ends)
