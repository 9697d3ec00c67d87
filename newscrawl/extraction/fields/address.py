"""``url`` and ``alternates``: the address a page calls its own, believed only within the same site."""

from __future__ import annotations

from urllib.parse import urlsplit

from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.page import Page
from newscrawl.sites.patterns import compile_pattern
from newscrawl.urls import canonicalize, host_key, resolve


def address(page: Page, layers: Layers) -> Answer:
    """Return the canonical address. Raises ValueError if the page's own is no absolute http(s) URL."""
    fetched = canonicalize(page.url)
    claims = [Answer(page.link_rel("canonical"), "meta"), *layers.answers("url")]
    for claim in claims:
        url = resolve(page.base, claim.value) if claim.value else None
        if url and _is_believed(url, fetched, layers):
            return Answer(url, claim.layer)
    return Answer(fetched, "request")


def _is_believed(url: str, fetched: str, layers: Layers) -> bool:
    """True for an address of the same site that can be an article's."""
    site = layers.site
    hosts = {host_key(fetched), *(host.removeprefix("www.") for host in (site.hosts if site else ()))}
    if host_key(url) not in hosts:
        return False
    path = urlsplit(url).path
    if site:
        return any(compile_pattern(pattern).search(path) for pattern in site.discovery.articles)
    return path != "/" or urlsplit(fetched).path == "/"


def alternates(page: Page, url: str) -> Answer:
    """Return the addresses of the same article in other editions (``<link rel=alternate hreflang>``)."""
    own = {url, canonicalize(page.url)}
    found = []
    for rel, href, attributes in page.links_rel:
        language = attributes.get("hreflang", "")
        if "alternate" in rel.split() and language and language != "x-default":
            other = resolve(page.base, href)
            if other and other not in own:
                found.append(other)
    return Answer(list(dict.fromkeys(found)), "meta")
