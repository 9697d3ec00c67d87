"""``section`` and ``kind``: of a site with a file by the address, else by metadata, else by the links that are shown:
breadcrumbs, and links to sections or categories around the headline and in the article's own footer.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.layers.opening import opening, own_footer
from newscrawl.extraction.page import Page, element_text
from newscrawl.sites.model import Section, Site
from newscrawl.text import unique
from newscrawl.urls import join

_PATH_KINDS = (
    (re.compile(r"/(?:opinion|opinions|comment|commentisfree|columns?|op-?ed)/"), "opinion"),
    (re.compile(r"/(?:analysis|analisis)/"), "analysis"),
    (re.compile(r"/(?:blog|blogs)/"), "blog"),
    (re.compile(r"/(?:live|live-news|liveblog)/"), "live"),
    (re.compile(r"/(?:video|videos|watch)/"), "video"),
    (re.compile(r"/(?:gallery|galleries|photos|in-pictures)/"), "gallery"),
)
_OTHER = "news"
_CATEGORY_PATH = re.compile(
    r"/(?:categor(?:y|ies|ias?|ie|ia)|kategorien?|kategori|rubri(?:k|ken|que|ques|ca|cas)|secci(?:on|ones)|sections?)/[^/?#]"
)
_CRUMBS = " | ".join(f"//@{name}[contains(., 'readcrumb')]/.." for name in ("class", "aria-label", "id"))
_NAME = 40  # letters of a section's name


def section_and_kind(page: Page, layers: Layers, url: str) -> tuple[Answer, Answer]:
    """Return the names of the section, from the general to the special, and the kind of the article."""
    known = _known_section(layers.site, url)
    if known:
        return Answer(list(known.labels), "site"), Answer(known.kind, "site")
    told, kind = layers.first("section", []), layers.first("kind")
    if not kind.value:
        path = urlsplit(url).path + "/"
        kind = Answer(next((name for pattern, name in _PATH_KINDS if pattern.search(path)), _OTHER))
    if not told.value and layers.is_unknown:
        told = Answer(_shown(page, layers.site), "structure")
    return Answer(unique(told.value), told.layer), Answer(str(kind.value), kind.layer)


def _shown(page: Page, site: Site | None) -> list[str]:
    """Return the section that a page shows, from the general to the special."""
    if found := _breadcrumbs(page) or _categories(page):
        return found
    if site is None:
        return []
    around = {urlsplit(join(page.base, a.get("href") or "")).path.rstrip("/") for a in _links_around(page)}
    known = [section for section in site.sections if section.path.rstrip("/") in around]
    return list(known[0].labels) if len(known) == 1 else []


def _breadcrumbs(page: Page) -> list[str]:
    """Return the links of the breadcrumbs, without the first, which leads home, and without the article itself."""
    own = urlsplit(page.url).path.rstrip("/")
    for element in page.tree.xpath(_CRUMBS):
        links = [(element_text(a), urlsplit(join(page.base, a.get("href") or "")).path) for a in element.iter("a")]
        others = (text for text, path in links if path.strip("/") and path.rstrip("/") != own)
        if found := [text for text in others if 1 < len(text) < _NAME]:
            return found
    return []


def _categories(page: Page) -> list[str]:
    if not any(_CATEGORY_PATH.search(href) for href in page.hrefs):
        return []  # most pages: what stands around the headline need not be looked for
    links = (a for a in _links_around(page) if _CATEGORY_PATH.search(a.get("href") or ""))
    return [text for text in map(element_text, links) if 1 < len(text) < _NAME]


def _links_around(page: Page) -> list[HtmlElement]:
    return [element for element in [*opening(page), *own_footer(page)] if element.tag == "a"]


def _known_section(site: Site | None, url: str) -> Section | None:
    """Return the section of the site file that an address lies in: of several the deepest."""
    path = unquote(urlsplit(url).path)
    inside = [
        section
        for section in (site.sections if site else ())
        if path == section.path or path.startswith(section.path.rstrip("/") + "/")
    ]
    return max(inside, key=lambda section: len(section.path), default=None)
