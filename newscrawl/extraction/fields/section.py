"""``section`` and ``kind``: of a site with a file by the address, else by metadata, else by the links that are shown:
breadcrumbs, links to sections or categories around the headline, in the article and its own footer; else the folders of
the address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from newscrawl.extraction.elements import article_around, element_text
from newscrawl.extraction.fields.breadcrumbs import NAME, breadcrumbs
from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.layers.opening import is_beside, is_in_menu, opening, own_footer
from newscrawl.extraction.layers.tag_links import list_around
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.lexicon import either, words
from newscrawl.extraction.words.tags import is_category_path, is_tag_path
from newscrawl.sites.model import Section, Site
from newscrawl.text import clean, fold, unique
from newscrawl.urls import join, listing_key

_PATH_KINDS = (
    (re.compile(r"/(?:opinion|opinions|comment|commentisfree|columns?|op-?ed)/"), "opinion"),
    (re.compile(r"/(?:analysis|analisis)/"), "analysis"),
    (re.compile(r"/(?:blog|blogs)/"), "blog"),
    (re.compile(r"/(?:live|live-news|liveblog)/"), "live"),
    (re.compile(r"/(?:video|videos|watch)/"), "video"),
    (re.compile(r"/(?:gallery|galleries|photos|in-pictures)/"), "gallery"),
)
_OTHER = "news"
_MOST = 2  # different categories that links in an article name; more are those of other articles
_WHOLE = ("body", "main", "article")
_MENU = 8  # around the headline; more are a menu
_FOLDER = re.compile(r"[^\W\d_](?:[^\W\d_]|[&+ -]){1,38}")
_COMMA = re.compile(r"[,،，、](?!\s*D\.C\.)")
_JOINED = re.compile(rf"(?:^|\s)(?:&|{either(words('and'))})\s|\sو(?=\S)|[和与及]", re.I)
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?", re.I)  # as a folder
_YEAR = re.compile(r"(?:19|20)\d\d(?:-\d\d?){0,2}")
_HYPHENS = 3  # in the last part of an address of an article
_BESIDE = re.compile(r"side-?bar|widget|related|menu|recommend|popular|most-?read", re.I)  # in names of boxes
_NO_SECTION = frozenset(words("no_sections"))
_NO_FOLDER = _NO_SECTION | {*words("everywhere"), *words("folders")}


def section_and_kind(page: Page, layers: Layers, url: str) -> tuple[Answer, Answer]:
    """Return the names of the section, from the general to the special, and the kind of the article."""
    known = _known_section(layers.site, url)
    if known and known.labels:
        return Answer(list(known.labels), "site"), Answer(known.kind, "site")
    home = layers.site.discovery.home if layers.site else "/"
    section = _told_section(page, layers, url, known.path if known else home)
    return section, Answer(known.kind, "site") if known else _told_kind(layers, url)


def _told_section(page: Page, layers: Layers, url: str, root: str) -> Answer:
    """Return the section that a page tells; by its address, only folders below ``root``, which holds all articles."""
    told = layers.first("section", [])
    if layers.is_unknown:
        named = _real(page, [name for value in told.value for name in _parted(value)])
        shown = named or _real(page, _shown(page, layers.site)) or _of_address(url, root)
        told = Answer(shown, told.layer if named else "structure")
    return Answer(unique(told.value), told.layer)


def _told_kind(layers: Layers, url: str) -> Answer:
    kind = layers.first("kind")
    if kind.value:
        return Answer(str(kind.value), kind.layer)
    path = urlsplit(url).path + "/"
    return Answer(next((name for pattern, name in _PATH_KINDS if pattern.search(path)), _OTHER))


def _parted(value: str) -> list[str]:
    """Return the names that a system has written into one value: "Port, Weather"; not "Food, Wine & Travel",
    "Washington, D.C.".
    """
    parts = [part for piece in _COMMA.split(value) if (part := clean(piece))]
    return [value] if len(parts) > 1 and _JOINED.search(parts[-1]) else parts


def _real(page: Page, names: list[str]) -> list[str]:
    """Return the names that are those of sections: not what a publishing system calls all of its articles, nor the
    site's, nor the headline.
    """
    told = [page.first_meta("og:site_name", "application-name"), element_text(page.h1) if page.h1 is not None else None]
    none = _NO_SECTION | {fold(name) for name in told if name}  # a host may be called like its section
    return [name for name in names if fold(name) not in none]


def _shown(page: Page, site: Site | None) -> list[str]:
    """Return the section that a page shows, from the general to the special."""
    if found := breadcrumbs(page) or _categories(page):
        return found
    return _linked_section(page, site.sections) if site else []


def _linked_section(page: Page, sections: Iterable[Section]) -> list[str]:
    """Return the names of the section that links around the headline lead to: of several, as where a menu stands there,
    the one with most links.
    """
    urls = [join(page.base, a.get("href") or "") for a in _links_around(page)]
    by_path = {section.path.rstrip("/"): section for section in sections}
    keys = (listing_key(url) for url in urls)
    places = (key if key in by_path else key.partition("?")[0].rstrip("/") for key in keys)
    most = Counter(place for place in places if place in by_path).most_common(2)
    if not most or (len(most) > 1 and most[0][1] == most[1][1]):
        return []
    return list(by_path[most[0][0]].labels)


def _categories(page: Page) -> list[str]:
    """Return the categories that links around the headline name, else those in the article, if they are few."""
    if page.article is not None and (found := _marked(page)):
        return found
    if not any(is_category_path(href) for href in page.hrefs):
        return []  # most pages: what stands around the headline need not be looked for
    if 0 < len(found := _category_names(_links_around(page))) <= _MENU:
        return found
    if page.article is None:
        return _marked(page) or _beside_tags(page)
    inside = page.article.iter("a")
    own = (a for a in inside if article_around(a) is page.article and not is_in_menu(a) and not _is_beside(a))
    found = _category_names(own)
    return found if len(found) <= _MOST else []


def _marked(page: Page) -> list[str]:
    """Return the categories that the first links with ``rel=category`` name, as WordPress marks an article's own."""
    links = [a for a in page.tree.iter("a") if "category" in (a.get("rel") or "").split()]
    inside = [a for a in links if page.article is None or article_around(a) is page.article]
    own = [a for a in inside if not is_beside(a) and not _is_beside(a)]
    if not own:
        return []
    boxes = islice(own[0].iterancestors(), 2)  # in a list, each has an element of its own
    beside = max(([a for a in own if box in a.iterancestors()] for box in boxes), key=len)
    names = unique(text for a in beside if 1 < len(text := element_text(a)) < NAME)
    return names if len(names) <= _MENU else []


def _beside_tags(page: Page) -> list[str]:
    """Return the categories in a list beside that of the tags, below a text without an element of its own."""
    links = (a for a in page.tree.iter("a") if is_category_path(a.get("href") or ""))
    own = (a for a in links if not is_in_menu(a) and not _is_beside(a))
    for link in islice(own, _MENU):
        for around in islice(list_around(link).iterancestors(), 2):
            if around.tag in _WHOLE or (page.h1 is not None and around in page.h1.iterancestors()):
                break
            if any(is_tag_path(a.get("href") or "") for a in around.iter("a")):
                names = _category_names(around.iter("a"))
                return names if len(names) <= _MOST else []
    return []


def _is_beside(link: HtmlElement) -> bool:
    """True for a link in a box that its name tells to be none of the article's own."""
    around = link.iterancestors("div", "ul", "section")
    return any(_BESIDE.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in around)


def _category_names(links: Iterable[HtmlElement]) -> list[str]:
    texts = (element_text(a) for a in links if is_category_path(a.get("href") or ""))
    return unique(text for text in texts if 1 < len(text) < NAME)


def _of_address(url: str, root: str) -> list[str]:
    """Return the folders of an address below a path as names: those before the day in it, else those before a last part
    of several words or with a number. A language is no folder.
    """
    path = f"{unquote(urlsplit(url).path)}/".removeprefix(f"{root.rstrip('/')}/")
    parts = [part for part in path.split("/") if part]
    if parts and _LANGUAGE.fullmatch(parts[0]):
        parts = parts[1:]
    names, last = parts[:-1], parts[-1] if parts else ""
    day = next((n for n, part in enumerate(names) if _YEAR.fullmatch(part)), None)
    if day is not None:
        names = names[:day]
    elif last.count("-") + last.count("_") < _HYPHENS and not re.search(r"\d{4}", last):
        return []
    if not 0 < len(names) <= _MOST or not all(_FOLDER.fullmatch(name) for name in names):
        return []
    return [] if any(fold(name) in _NO_FOLDER for name in names) else [_as_name(name) for name in names]


def _as_name(folder: str) -> str:
    text = clean(re.sub(r"[-_+]+", " ", folder))
    return text[:1].upper() + text[1:]


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
