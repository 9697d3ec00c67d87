"""Looks at a site: home page, robots.txt, sitemaps, feeds, some of its articles; and draws what a site file has to
say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from newscrawl.discovery.bounds import Bounds
from newscrawl.discovery.sitemaps import Entry
from newscrawl.errors import NotAnArticle, SurveyError
from newscrawl.extraction import Page, extract_page
from newscrawl.extraction.fields.headline import last_part, strip_site
from newscrawl.extraction.listing import is_list_of_articles, share_of_links
from newscrawl.items import Article
from newscrawl.sites.zones import guess_zone
from newscrawl.survey.check import find_endings
from newscrawl.survey.draft import Draft, sections_of
from newscrawl.survey.edition import Edition, path_of_edition
from newscrawl.survey.fetch import Fetcher
from newscrawl.survey.listings import archives, day_list, hosts_below, note_paging, pages_of_menu
from newscrawl.survey.lists import feeds_of, find_feed, find_sitemaps, read_feeds
from newscrawl.survey.menu import menu_of, short_links
from newscrawl.survey.own import with_own
from newscrawl.survey.places import KnownPage, learn_places
from newscrawl.survey.render import Render
from newscrawl.survey.shapes import can_be_article, folders, likely, lists_like, patterns, shape, with_headline
from newscrawl.survey.times import told_times
from newscrawl.survey.visit import Visit
from newscrawl.text import fold
from newscrawl.urls import join, listing_key, path_and_query, resolve

SAMPLE = 12  # articles that are fetched
_FEW = 3  # addresses of articles; a home page with less only greets, and the lists are behind its menu
_LIKELY = 1 / 3  # of the links with a headline; where fewer have an address that tells an article, all are looked at
_WORDS = 40  # of an article
_DATED = 0.7  # of the articles have a date: then all have
_TIMES = 200  # of feeds and sitemaps that may tell the time zone
_LINKS = 0.5  # of what a page shows; with more it is a list
_TAG_PATH = re.compile(r"(/(?:tags?|topics?|etiquetas?|temas?)/|/[\w.]*\?tag=)[^/]")
MOST_SECTIONS = 30
_HOST = re.compile(r"[\w.-]+(?::\d+)?|\[[0-9a-f:]+\](?::\d+)?")
MOST_CERTAIN = 400  # addresses of feeds and sitemaps that are looked through


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
        edition = Edition(f"{parts.scheme}://{parts.netloc}", path_of_edition(parts.geturl()))
        self.visit = Visit(edition, Fetcher(edition.home, settings, pause), say, render)
        self.bounds = Bounds.from_settings(settings)
        self.title = ""
        self._tag_paths: Counter[str] = Counter()
        self._pages: dict[str, Page] = {}
        """The pages of the sample by the addresses of their articles."""
        self._published: dict[str, datetime] = {}
        """When articles were published, as feeds tell it, by their addresses."""
        self._asked: set[str] = set()
        """Feeds that were asked for."""
        self._times: list[str] = []
        """When entries of feeds and sitemaps were changed, as these write it."""

    def run(self) -> Draft:
        """Look at the site. Raises SurveyError if it cannot be reached, or shows no articles."""
        home = self._home()
        self.title = self._title(home)
        draft = Draft(_name(self.edition), self.title, self.edition.base, home=self._path_of(home))
        certain = [*self._read_feeds(draft, home, guess=True), *self._read_sitemaps(draft)]
        if not certain and not self._addresses([home], []) and self.visit.render:
            home = self.visit.with_browser(home) or home
        menu, lists = menu_of(home, self.edition), [home]
        if len(self._addresses(lists, certain)) < _FEW:
            menu = menu or short_links(home, self.edition)
            lists += pages_of_menu(self.visit, menu)
            certain += [url for page in lists[1:] for url in self._read_feeds(draft, page)]
        self._learn_articles(draft, lists, list(menu), certain)
        self._find_lists(draft, lists, menu)
        self._settle(draft, home)
        draft.boilerplate = find_endings(draft.examples)
        known = [KnownPage(self._pages[article.url], article) for article in draft.examples]
        draft.places = learn_places(with_own(known), UTC)  # as the examples were read
        draft.requests = self.visit.fetcher.count
        return draft

    @property
    def edition(self) -> Edition:
        """What the survey is of; the home page may lead to another than was asked for."""
        return self.visit.edition

    def _read_feeds(self, draft: Draft, page: Page, guess: bool = False) -> list[str]:
        """Note the feeds of a page, or else, to ``guess``, at a usual place; return what they name."""
        self.visit.say("feeds")
        urls = [url for url in feeds_of(page) if url not in self._asked]
        self._asked.update(urls)
        feeds, entries = read_feeds(self.visit.fetcher, self.bounds, urls, self.edition)
        if guess and not urls:
            feeds, entries = find_feed(self.visit.fetcher, self.bounds, self.edition)
        draft.feeds = list(dict.fromkeys([*draft.feeds, *feeds]))
        return self._note_times(entries)

    def _read_sitemaps(self, draft: Draft) -> list[str]:
        """Note the sitemaps; return what they name."""
        self.visit.say("sitemaps")
        draft.sitemaps, entries = find_sitemaps(self.visit.fetcher, self.bounds, self.edition)
        return self._note_times(entries)

    def _note_times(self, entries: list[Entry]) -> list[str]:
        """Note what the entries of a list tell of times; return the addresses of the edition that they name."""
        base = self.edition.base
        own = [entry for entry in entries if self.edition.holds(entry.url)]
        addresses = ((resolve(base, entry.url), entry.published) for entry in own if entry.published)
        self._published |= {url: published for url, published in addresses if url}
        self._times += [entry.modified.isoformat() for entry in own if entry.modified][: _TIMES - len(self._times)]
        named = (resolve(base, entry.url) if "?" in entry.url else entry.url for entry in own[:MOST_CERTAIN])
        return [url for url in named if url]

    def _learn_articles(self, draft: Draft, lists: list[Page], menu: list[str], certain: list[str]) -> None:
        """Look at some articles, and note what their addresses look like. Raises SurveyError if none can be read."""
        urls, named = self._addresses(lists, certain), self._addresses(lists, certain, with_headline)
        if len(certain) < _FEW and len(urls) < _LIKELY * len(named):
            urls = named
        listings = [*menu, *sorted(folders(urls).difference(menu))]
        candidates = [url for url in urls if can_be_article(url) and listing_key(url) not in listings]
        draft.examples, good, bad = self._sample(candidates)
        if not draft.examples:
            looked = f"{self.visit.fetcher.count} pages were looked at"
            asked = self.edition.home.rstrip("/")
            raise SurveyError(f"{asked} shows no articles that can be read; {looked}{self._hint()}")
        draft.title = self._title(lists[0])
        draft.javascript = self.visit.rendered
        shapes = {shape(url) for url in good}
        similar = [url for url in candidates if shape(url) in shapes] or good
        linked = (url for page in (*lists, *self._pages.values()) for url, _ in self.visit.links(page))
        draft.articles = self._patterns(similar, [*bad, *listings, *lists_like([*linked, *certain])])

    def _find_lists(self, draft: Draft, lists: list[Page], menu: dict[str, str]) -> None:
        """Note the lists of articles: sections, archives, the parameter of their pages, where tags lead."""
        draft.sections = sections_of(dict(list(menu.items())[:MOST_SECTIONS]), draft)
        draft.day_list = day_list(self.visit, lists[0], draft)
        if not draft.day_list and not draft.sitemaps:
            draft.sections |= dict.fromkeys(archives(self.visit, lists, draft), "")
        if hosts := hosts_below(self.visit, lists):
            line = "hosts = [" + ", ".join(f'"{host}"' for host in hosts) + "]"
            draft.notes.append(f"hosts: articles lie on other hosts as well; add {line} if they are the site's")
        for path in list(draft.sections)[:2] or [draft.home]:
            if page := self.visit.listing(path):
                note_paging(page, draft)
                self._note_tags(page)
        if self._tag_paths:
            draft.tag_links = f"^{re.escape(self._tag_paths.most_common(1)[0][0])}[^/]"

    def _patterns(self, articles: list[str], others: list[str]) -> list[str]:
        """Return the patterns of the edition's articles, and of none of the ``others``: addresses or paths."""
        wrong = [url for one in others if self.edition.holds(url := join(self.edition.base, one))]
        found = patterns(map(self.edition.within, articles), map(self.edition.within, wrong))
        return list(map(self.edition.pattern, found))

    def _home(self) -> Page:
        """Return the home page; from then on only its host is asked."""
        self.visit.say("home page")
        asked = self.edition
        home = self.visit.page(asked.home) or (self.visit.page(asked.home.rstrip("/")) if asked.path else None)
        if home is None:
            why = "not found, forbidden by robots.txt, or not HTML"
            raise SurveyError(f"{asked.home} gives no page that can be read ({why})")
        parts = urlsplit(home.url)
        base = f"{parts.scheme}://{parts.netloc}"
        self.visit.edition = Edition(base, asked.path)
        if not self.edition.holds(home.url):  # "/EN" leads to "/en"
            self.visit.edition = Edition(base, path_of_edition(home.url) or asked.path)
        self.visit.fetcher.hosts = {self.edition.host, asked.host}
        return home

    def _path_of(self, home: Page) -> str:
        """Return the path of the home page as the site answers it: some need its last slash."""
        path = urlsplit(home.url).path
        return path if self.edition.path and self.edition.holds(home.url) else self.edition.path or "/"

    def _addresses(
        self, lists: list[Page], certain: list[str], judge: Callable[[str, str], bool] = likely
    ) -> list[str]:
        """Return addresses of the site among which its articles are: those of feeds and sitemaps, then what lists link
        to and ``judge`` takes for one.
        """
        links = (link for page in lists for link in self.visit.links(page))
        linked = (url for url, text in links if judge(url, text) and self.edition.holds(url))
        return list(dict.fromkeys([*certain, *linked]))

    def _hint(self) -> str:
        return (
            ""
            if self.visit.render
            else " (a site that is made by JavaScript needs a browser; Debian: apt-get install chromium)"
        )

    def _title(self, home: Page) -> str:
        """Return the site's name: the first part of the home page's title; where no article has that, as it only
        greets, the part with which the articles' titles end.
        """
        first, *others = re.split(r"\s+[|–—»·-]\s+", home.title)
        pages = self._pages.values()
        ends = Counter(part for page in pages for part in last_part(page.title))
        if others and ends and not any(fold(first) in fold(page.tree.text_content()) for page in pages):
            first = next((part for part in others if ends[fold(part)] > len(pages) / 2), first)
        return home.first_meta("og:site_name", "application-name") or first or urlsplit(home.url).netloc

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
        good = _without_undated({url: article for url, article in found.items() if article is not None})
        forms = {shape(url) for url in good}
        return list(good.values()), list(good), [url for url in found if shape(url) not in forms]

    def _looked_at(self, url: str) -> Article | None:
        """Return the article at an address, rendered by a browser if the first of all has none without."""
        self.visit.say(f"article {len(self._pages) + 1}: {urlsplit(url).path}")
        article = self._article(url)
        if article is None and not self._pages and self.visit.render and not self.visit.rendered:
            self.visit.rendered = True  # its text may be made by JavaScript
            article = self._article(url)
            self.visit.rendered = article is not None
        return article

    def _article(self, url: str) -> Article | None:
        page = self.visit.page(url)
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


def _without_undated(found: dict[str, Article]) -> dict[str, Article]:
    """Leave out pages without a date where most have one: they are about the paper itself; and those whose addresses
    are of a form that never has one, where others have.
    """
    dated = {url: article for url, article in found.items() if article.published_at}
    if len(dated) >= _DATED * len(found):
        return dated
    forms = {shape(url) for url in dated}
    return {url: article for url, article in found.items() if shape(url) in forms} if len(dated) >= _FEW else found


def _name(edition: Edition) -> str:
    words = f"{urlsplit(edition.base).hostname or edition.host}{edition.path}".lower().removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-") or "site"
