"""The lists of articles that a site has beside its home page: the pages of its menu, archives of all articles or of a
day, and how such a list goes on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from newscrawl.extraction import Page
from newscrawl.survey.day_lists import named_archive, page_of, patterns_of
from newscrawl.survey.draft import Draft
from newscrawl.survey.queries import page_keys
from newscrawl.survey.shapes import likely
from newscrawl.survey.visit import Visit, written_links
from newscrawl.text import clean
from newscrawl.urls import host_key, join, listing_key

_MENU_PAGES = 6  # that are looked through
_ARCHIVES = 2
_EVENTS = re.compile(r"[ck]alend", re.I)  # a calendar may be one of events
_SEVERAL = 3
_MORE = re.compile(
    r"^(?:load|show|view|see) more(?: \w+)?$|^more (?:articles|news|stories)$|^cargar más$|^ver más$"
    r"|^mehr (?:laden|anzeigen)$|^(?:voir|afficher) plus$|^carica altri$|^تحميل المزيد$|^المزيد$",
    re.I,
)
_IN_PATH = re.compile(r"/(page|pagina|seite|p)/2/?$")


def pages_of_menu(visit: Visit, menu: Iterable[str]) -> list[Page]:
    """Return the first pages of a menu: some home pages only greet."""
    pages = map(visit.listing, list(menu)[:_MENU_PAGES])
    return [page for page in pages if page is not None]


def archives(visit: Visit, lists: list[Page], draft: Draft) -> list[str]:
    """Return the paths of archives, linked to on some lists, with articles that these do not show."""
    linked = dict(link for page in lists for link in visit.links_as_written(page))
    shown = {listing_key(url) for page in lists for url, _ in visit.links(page)}
    named = (url.partition("#")[0] for url, text in linked.items() if named_archive(url, text))
    urls = [url for url in dict.fromkeys(named) if not (_EVENTS.search(url) or draft.is_article(listing_key(url)))]
    found = []
    for url in urls[:_ARCHIVES]:
        page = visit.listing(url) if visit.edition.holds(url) else None
        keys = {listing_key(one) for one, _ in visit.links(page)} if page else set()
        if any(map(draft.is_article, keys - shown)):
            found.append(listing_key(url))
    return found


def day_list(visit: Visit, home: Page, draft: Draft) -> str | None:
    """Return the pattern of the lists of a day's articles, if that of the day of an article names it."""
    links = visit.links_as_written(home)
    named = [url for url, text in links if named_archive(url, text)]
    urls = [url for url, _ in links]
    if not patterns_of(urls) and named:
        page = visit.listing(named[0])
        urls = [url for url, _ in visit.links_as_written(page)] if page else []
    for pattern in patterns_of([*urls, *named])[:2]:
        for article in [a for a in draft.examples if a.published_at][:3]:
            visit.say(f"archive {pattern}")
            page = visit.page(visit.edition.base + page_of(pattern, article.published_at or ""))
            if page and article.url in {url for url, _ in visit.links(page)}:
                return pattern
    return None


def hosts_below(visit: Visit, lists: list[Page]) -> list[str]:
    """Return the hosts below the site's own (``sport.paper.example``) on which several articles of the lists lie."""
    links = dict(link for page in lists for link in written_links(page))
    own = f".{visit.edition.host}"
    found = Counter(host_key(url) for url, text in links.items() if own in url and likely(url, text))
    return [host for host, count in found.most_common() if host.endswith(own) and count >= _SEVERAL]


def note_paging(page: Page, draft: Draft) -> None:
    """Note how a list goes on: the parameter of its next pages, or the words of a button."""
    hrefs = [join(page.base, href) for href in page.hrefs]
    in_path = (match[1] for href in hrefs if (match := _IN_PATH.search(href)))
    for name in chain(page_keys(page.url, hrefs), in_path):
        draft.page_parameter = name
    buttons = [clean(e.text_content()) for e in page.tree.iter("button", "a") if len(e) < 3]
    draft.load_more = list(dict.fromkeys(text for text in buttons if _MORE.match(text)))[:3]
