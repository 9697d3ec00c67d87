"""The pages of a site as a survey sees them: plain, or rendered by a browser once one of them needs it; their links."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.errors import NotAnArticle
from newscrawl.extraction import Page
from newscrawl.extraction.elements import HEADINGS, element_text
from newscrawl.survey.edition import Edition
from newscrawl.survey.fetch import Fetched, Fetcher
from newscrawl.survey.render import Render
from newscrawl.survey.shapes import can_be_article
from newscrawl.urls import is_on_host, join, resolve

_READ_MORE = 20  # letters
_CARD, _LARGEST = 2, 40  # boxes around a link; elements of such a box


class Visit:
    """One visit to a site; ``say`` is told what is looked at."""

    def __init__(self, edition: Edition, fetcher: Fetcher, say: Callable[[str], None], render: Render | None) -> None:
        self.edition, self.fetcher, self.say, self.render = edition, fetcher, say, render
        self.rendered = False
        """True from the moment that pages are rendered."""
        self._lists: dict[tuple[str, bool], Page | None] = {}
        """Lists that were looked at, by their addresses and whether they were rendered."""
        self._links: dict[Page, list[tuple[str, str]]] = {}

    def page(self, url: str) -> Page | None:
        """Return the page at an address; None if it cannot be had, or is not HTML."""
        may = self.rendered and self.fetcher.allows(url)
        html = self.render(url, self.fetcher.may_load) if self.render and may else None
        found = Fetched(url, html.encode(), "text/html; charset=utf-8") if html else self.fetcher.get(url)
        if found is None or ("html" not in found.content_type and found.content_type):
            return None
        try:
            return Page(found.body, found.url, found.content_type)
        except NotAnArticle:
            return None

    def listing(self, path: str) -> Page | None:
        """Return the page at a path (or an address) of the site, a list of articles; each is asked for once."""
        url = join(self.edition.base, path)
        if (url, self.rendered) not in self._lists:
            self.say(f"listing {urlsplit(path).path}")
            self._lists[url, self.rendered] = self.page(url)
        return self._lists[url, self.rendered]

    def with_browser(self, home: Page) -> Page | None:
        """Render the home page; from then on every page, if that shows links which the plain page lacks."""
        self.say("home page, with a browser")
        self.rendered = True
        page = self.page(home.url)
        if page is None or len(self.links(page)) <= len(self.links(home)):
            self.rendered = False
            return None
        return page

    def links(self, page: Page) -> list[tuple[str, str]]:
        """Return the links of a page that stay on the site, each once, with the longest text shown for it; for
        "Read more" the heading of its box.
        """
        if page in self._links:
            return self._links[page]
        found: dict[str, str] = {}
        for anchor in page.tree.iter("a"):
            url = resolve(page.base, anchor.get("href") or "")
            if url and is_on_host(url, self.edition.host):
                text = element_text(anchor)
                text = text if len(text) > _READ_MORE else _heading_of_card(page, anchor, url) or text
                if len(text) >= len(found.get(url, "")):
                    found[url] = text
        self._links[page] = list(found.items())
        return self._links[page]

    def links_as_written(self, page: Page) -> list[tuple[str, str]]:
        """Return a page's links to the site as they are written, and their texts: a list may need its last slash."""
        return [(url, text) for url, text in written_links(page) if is_on_host(url, self.edition.host)]


def written_links(page: Page) -> list[tuple[str, str]]:
    """Return all links of a page as they are written, and their texts."""
    found = ((join(page.base, a.get("href") or ""), element_text(a)) for a in page.tree.iter("a"))
    return [(url, text) for url, text in found if url]


def _heading_of_card(page: Page, anchor: HtmlElement, url: str) -> str:
    """Return the heading in the box around a link, if the box holds little, and no link to another article."""
    for box in islice(anchor.iterancestors(), _CARD):
        inside = list(islice(box.iter(), _LARGEST))
        heading = next((element for element in inside if element.tag in HEADINGS), None)
        if heading is None:
            continue
        linked = {resolve(page.base, element.get("href") or "") for element in inside if element.tag == "a"}
        others = [one for one in linked - {None, url, page.url} if one and can_be_article(one)]
        return "" if others or len(inside) == _LARGEST else element_text(heading)
    return ""
