"""Looks at a site: home page, robots.txt, sitemaps, feeds, some of its articles; and draws what a site file has to
say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from newscrawl.discovery.bounds import Bounds
from newscrawl.errors import NotAnArticle, SurveyError
from newscrawl.extraction import Page, extract_page
from newscrawl.extraction.elements import element_text
from newscrawl.extraction.fields.headline import strip_site
from newscrawl.extraction.listing import is_list_of_articles, share_of_links
from newscrawl.items import Article
from newscrawl.sites.zones import guess_zone
from newscrawl.survey.check import find_endings
from newscrawl.survey.day_lists import named_archive, page_of, patterns_of
from newscrawl.survey.draft import Draft, sections_of
from newscrawl.survey.edition import Edition, path_of_edition
from newscrawl.survey.fetch import Fetched, Fetcher
from newscrawl.survey.lists import find_feeds, find_sitemaps
from newscrawl.survey.menu import menu_of
from newscrawl.survey.own import with_own
from newscrawl.survey.places import KnownPage, learn_places
from newscrawl.survey.queries import page_keys
from newscrawl.survey.render import Render
from newscrawl.survey.shapes import can_be_article, folders, likely, lists_like, patterns, shape
from newscrawl.survey.times import told_times
from newscrawl.text import clean, fold
from newscrawl.urls import is_on_host, join, listing_key, path_and_query, resolve

SAMPLE = 12  # articles that are fetched
_WORDS = 40  # of an article
_DATED = 0.7  # of the articles have a date: then all have
_TIMES = 200  # of feeds and sitemaps that may tell the time zone
_LINKS = 0.5  # of what a page shows; with more it is a list
_TAG_PATH = re.compile(r"(/(?:tags?|topics?|etiquetas?|temas?)/|/[\w.]*\?tag=)[^/]")
MOST_SECTIONS = 30
_HOST = re.compile(r"[\w.-]+(?::\d+)?|\[[0-9a-f:]+\](?::\d+)?")
MOST_CERTAIN = 400  # addresses of feeds and sitemaps that are looked through
_MORE = re.compile(
    r"^(?:load|show|view|see) more(?: \w+)?$|^more (?:articles|news|stories)$|^cargar más$|^ver más$"
    r"|^mehr (?:laden|anzeigen)$|^(?:voir|afficher) plus$|^carica altri$|^تحميل المزيد$|^المزيد$",
    re.I,
)


class Survey:
    """One look at one site."""

    def __init__(
        self,
        url: str,
        settings: BaseSettings,
        pause: float = 1.0,
        say: Callable[[str], None] = lambda text: None,
        render: Render | None = None,
    ) -> None:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
            raise SurveyError(f"{url!r} is not the address of a site; use e.g. https://news.example")
        self.edition = Edition(f"{parts.scheme}://{parts.netloc}", path_of_edition(parts.geturl()))
        self.say, self.render = say, render
        self.fetcher = Fetcher(self.edition.home, settings, pause)
        self.bounds = Bounds.from_settings(settings)
        self.rendered = False
        self.title = ""
        self._tag_paths: Counter[str] = Counter()
        self._pages: dict[str, Page] = {}
        """The pages of the sample by the addresses of their articles."""
        self._published: dict[str, datetime] = {}
        """When articles were published, as feeds tell it, by their addresses."""
        self._times: list[str] = []
        """When entries of feeds and sitemaps were changed, as these write it."""

    def run(self) -> Draft:
        """Look at the site. Raises SurveyError if it cannot be reached, or shows no articles."""
        home = self._home()
        self.title = self._title(home)
        draft = Draft(_name(self.edition), self.title, self.edition.base, home=self._path_of(home))
        certain = self._read_lists(draft, home)
        if not certain and not any(likely(url, text) for url, text in self._links(home)) and self.render:
            home = self._with_browser(home) or home
        menu = menu_of(home, self.edition)
        urls = self._addresses(home, certain)
        listings = [*menu, *sorted(folders(urls) - menu.keys())]
        candidates = [url for url in urls if can_be_article(url) and listing_key(url) not in listings]
        draft.examples, good, bad = self._sample(candidates)
        if not draft.examples:
            looked = f"{self.fetcher.count} pages were looked at"
            asked = self.edition.home.rstrip("/")
            raise SurveyError(f"{asked} shows no articles that can be read; {looked}{self._hint()}")
        draft.javascript = self.rendered
        shapes = {shape(url) for url in good}
        similar = [url for url in candidates if shape(url) in shapes] or good
        linked = (url for page in (home, *self._pages.values()) for url, _ in self._links(page))
        draft.articles = self._patterns(similar, [*bad, *listings, *lists_like([*linked, *certain])])
        draft.sections = sections_of(dict(list(menu.items())[:MOST_SECTIONS]), draft)
        draft.day_list = self._day_list(home, draft)
        self._paging(draft)
        self._settle(draft, home)
        draft.boilerplate = find_endings(draft.examples)
        known = [KnownPage(self._pages[article.url], article) for article in draft.examples]
        draft.places = learn_places(with_own(known), UTC)  # as the examples were read
        draft.requests = self.fetcher.count
        return draft

    def _read_lists(self, draft: Draft, home: Page) -> list[str]:
        """Note feeds and sitemaps, and the times that they tell; return the addresses of the edition that they name."""
        self.say("feeds")
        draft.feeds, from_feeds = find_feeds(self.fetcher, self.bounds, home, self.edition)
        self.say("sitemaps")
        draft.sitemaps, from_sitemaps = find_sitemaps(self.fetcher, self.bounds, self.edition)
        listed = [entry for entry in (*from_feeds, *from_sitemaps) if self.edition.holds(entry.url)]
        addresses = ((resolve(home.base, e.url), e.published) for e in listed if e.published)
        self._published = {url: published for url, published in addresses if url}
        self._times = [e.modified.isoformat() for e in listed if e.modified][:_TIMES]
        named = (resolve(home.base, e.url) if "?" in e.url else e.url for e in listed[:MOST_CERTAIN])
        return [url for url in named if url]

    def _patterns(self, articles: list[str], others: list[str]) -> list[str]:
        """Return the patterns of the edition's articles, and of none of the ``others``: addresses or paths."""
        wrong = [url for one in others if self.edition.holds(url := join(self.edition.base, one))]
        found = patterns(map(self.edition.within, articles), map(self.edition.within, wrong))
        return list(map(self.edition.pattern, found))

    def _home(self) -> Page:
        """Return the home page; from then on only its host is asked."""
        self.say("home page")
        asked = self.edition
        home = self._page(asked.home) or (self._page(asked.home.rstrip("/")) if asked.path else None)
        if home is None:
            why = "not found, forbidden by robots.txt, or not HTML"
            raise SurveyError(f"{asked.home} gives no page that can be read ({why})")
        parts = urlsplit(home.url)
        base = f"{parts.scheme}://{parts.netloc}"
        self.edition = Edition(base, asked.path)
        if not self.edition.holds(home.url):  # "/EN" leads to "/en"
            self.edition = Edition(base, path_of_edition(home.url) or asked.path)
        self.fetcher.hosts = {self.edition.host, asked.host}
        return home

    def _path_of(self, home: Page) -> str:
        """Return the path of the home page as the site answers it: some need its last slash."""
        path = urlsplit(home.url).path
        return path if self.edition.path and self.edition.holds(home.url) else self.edition.path or "/"

    def _addresses(self, home: Page, certain: list[str]) -> list[str]:
        """Return addresses of the site among which its articles are, those of feeds and sitemaps first."""
        linked = (url for url, text in self._links(home) if likely(url, text) and self.edition.holds(url))
        return list(dict.fromkeys([*certain, *linked]))

    def _hint(self) -> str:
        return (
            ""
            if self.render
            else " (a site that is made by JavaScript needs a browser; Debian: apt-get install chromium)"
        )

    def _page(self, url: str) -> Page | None:
        may = self.rendered and self.fetcher.allows(url)
        html = self.render(url, self.fetcher.may_load) if self.render and may else None
        found = Fetched(url, html.encode(), "text/html; charset=utf-8") if html else self.fetcher.get(url)
        if found is None or ("html" not in found.content_type and found.content_type):
            return None
        try:
            return Page(found.body, found.url, found.content_type)
        except NotAnArticle:
            return None

    def _with_browser(self, home: Page) -> Page | None:
        """Render the home page; from then on every page, if that shows links which the plain page lacks."""
        self.say("home page, with a browser")
        self.rendered = True
        page = self._page(home.url)
        if page is None or len(self._links(page)) <= len(self._links(home)):
            self.rendered = False
            return None
        return page

    @staticmethod
    def _title(home: Page) -> str:
        return (
            home.first_meta("og:site_name", "application-name")
            or re.split(r"\s+[|–—»·-]\s+", home.title)[0]
            or urlsplit(home.url).netloc
        )

    def _links(self, page: Page) -> list[tuple[str, str]]:
        """Return the links of a page that stay on the site, each once, with the longest text shown for it."""
        found: dict[str, str] = {}
        for anchor in page.tree.iter("a"):
            url = resolve(page.base, anchor.get("href") or "")
            if url and is_on_host(url, self.edition.host):
                text = element_text(anchor)
                if len(text) >= len(found.get(url, "")):
                    found[url] = text
        return list(found.items())

    def _sample(self, candidates: list[str]) -> tuple[list[Article], list[str], list[str]]:
        """Fetch some pages of each shape; return the articles, and which addresses are articles and which are not."""
        by_shape: dict[tuple[str, ...], list[str]] = {}
        for url in candidates:
            by_shape.setdefault(shape(url), []).append(url)
        groups = sorted(by_shape.values(), key=len, reverse=True)[:8]
        each = max(2, SAMPLE // max(1, len(groups)))
        first = [url for urls in groups for url in urls[:: max(1, len(urls) // each)][:each]]
        found = {url: self._looked_at(url) for url in first}
        shapes = {shape(url) for url, article in found.items() if article is not None}
        more = [url for urls in groups for url in urls if url not in found and shape(url) in shapes]
        missing = SAMPLE - sum(article is not None for article in found.values())
        found |= {url: self._looked_at(url) for url in more[: max(0, missing)]}
        good = [url for url, article in found.items() if article is not None]
        bad = [url for url in found if url not in good]
        articles = [article for article in found.values() if article is not None]
        dated = [(url, article) for url, article in zip(good, articles, strict=True) if article.published_at]
        if len(dated) >= _DATED * len(articles):  # what has no date on such a site is about the paper itself
            kept = {url for url, _ in dated}
            bad += [url for url in good if url not in kept]
            good, articles = [url for url, _ in dated], [article for _, article in dated]
        return articles, good, [url for url in bad if shape(url) not in {shape(g) for g in good}]

    def _looked_at(self, url: str) -> Article | None:
        """Return the article at an address, rendered by a browser if the first of all has none without."""
        self.say(f"article {len(self._pages) + 1}: {urlsplit(url).path}")
        article = self._article(url)
        if article is None and not self._pages and self.render and not self.rendered:
            self.rendered = True  # its text may be made by JavaScript
            article = self._article(url)
            self.rendered = article is not None
        return article

    def _article(self, url: str) -> Article | None:
        page = self._page(url)
        if page is None:
            return None
        try:
            article = extract_page(page)
        except (NotAnArticle, ValueError):
            return None
        is_site = fold(article.headline) == fold(self.title)
        if article.word_count < _WORDS or is_site or is_list_of_articles(page) or share_of_links(page) > _LINKS:
            return None
        self._note_tags(page)
        self._pages[article.url] = page
        return article

    def _note_tags(self, page: Page) -> None:
        """Note where the tags of a page lead."""
        paths = (path_and_query(join(page.base, href)) for href in page.hrefs)
        self._tag_paths.update(match[1] for path in paths if (match := _TAG_PATH.match(path)))

    def _day_list(self, home: Page, draft: Draft) -> str | None:
        """Return the pattern of the lists of a day's articles, if that of the day of an article names it."""
        links = self._as_written(home)
        named = [url for url, text in links if named_archive(url, text)]
        urls = [url for url, _ in links]
        if not patterns_of(urls) and named:
            self.say(f"archive {urlsplit(named[0]).path}")
            page = self._page(named[0])
            urls = [url for url, _ in self._as_written(page)] if page else []
        for pattern in patterns_of([*urls, *named])[:2]:
            for article in [a for a in draft.examples if a.published_at][:3]:
                self.say(f"archive {pattern}")
                page = self._page(self.edition.base + page_of(pattern, article.published_at or ""))
                if page and article.url in {url for url, _ in self._links(page)}:
                    return pattern
        return None

    def _as_written(self, page: Page) -> list[tuple[str, str]]:
        """Return a page's links to the site as they are written, and their texts: a list of a day may need its last
        slash.
        """
        found = [(join(page.base, a.get("href") or ""), element_text(a)) for a in page.tree.iter("a")]
        return [(url, text) for url, text in found if url and is_on_host(url, self.edition.host)]

    def _paging(self, draft: Draft) -> None:
        """See, on one section, how a listing goes on."""
        for path in list(draft.sections)[:2] or [draft.home]:
            self.say(f"listing {path}")
            page = self._page(self.edition.base + path)
            if page is None:
                continue
            hrefs = [join(page.base, href) for href in page.hrefs]
            in_path = (match[1] for href in hrefs if (match := re.search(r"/(page|pagina|seite|p)/2/?$", href)))
            for name in chain(page_keys(page.url, hrefs), in_path):
                draft.page_parameter = name
            buttons = [clean(e.text_content()) for e in page.tree.iter("button", "a") if len(e) < 3]
            draft.load_more = list(dict.fromkeys(text for text in buttons if _MORE.match(text)))[:3]
            self._note_tags(page)
        if self._tag_paths:
            draft.tag_links = f"^{re.escape(self._tag_paths.most_common(1)[0][0])}[^/]"

    def _settle(self, draft: Draft, home: Page) -> None:
        """Language and time zone: of the home page, or of most of the articles."""
        languages = [a.language for a in draft.examples if a.language]
        if len(several := [one for one, count in Counter(languages).most_common() if count > 1]) > 1:
            draft.notes.append(f"language: articles are in {', '.join(several)}; draft each edition by its own address")
        declared = (home.tree.get("lang") or "").lower()[:2]
        draft.language = max(set(languages), key=languages.count) if languages else declared or "en"
        if not languages and not declared:
            draft.notes.append("language: nothing declares it; English was assumed")
        times, days = told_times({article.url: self._pages[article.url] for article in draft.examples}, self._published)
        zone = guess_zone(urlsplit(draft.base).hostname or "", draft.language, times + self._times, days)
        draft.timezone, draft.timezone_is_a_guess = zone.name, not zone.is_sure
        if not zone.is_sure:
            draft.notes.append(f"timezone: {zone.name} is a guess from {zone.why}; set the newsroom's own")
        if not draft.sections:
            draft.notes.append("sections: no menu was found; articles come from feeds, sitemaps and the home page")
        draft.title = strip_site(draft.title, {fold(urlsplit(draft.base).netloc)}) or draft.title


def _name(edition: Edition) -> str:
    words = f"{urlsplit(edition.base).hostname or edition.host}{edition.path}".lower().removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-") or "site"
