"""The repair of one site: gathers known pages, drafts rules, and says what they would change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scrapy.settings import BaseSettings

from newscrawl.errors import ReplayError, SurveyError
from newscrawl.extraction import Page
from newscrawl.index import ArticleIndex, SearchRequest
from newscrawl.index.protocol import RecordStore
from newscrawl.items import Article, article_id, instant
from newscrawl.monitors.alarms import alarms
from newscrawl.repair.pages import COMPARED, Score, scores
from newscrawl.repair.rules import draft_metadata, draft_selectors
from newscrawl.runs.warc import WarcReader
from newscrawl.sites.model import Site
from newscrawl.survey.fetch import Fetcher
from newscrawl.survey.places import KnownPage
from newscrawl.urls import canonicalize

_KEPT_FILES = 20  # WARC files that are looked through, the newest ones
_CANDIDATES = 10  # articles that are looked at for one that is fetched


@dataclass(frozen=True)
class Repair:
    """What was drafted; ``site`` is the site with it."""

    site: Site
    pages: list[KnownPage]
    before: Mapping[str, Score]
    after: Mapping[str, Score]

    @property
    def mended(self) -> list[str]:
        """Fields that are right more often, or come again from the layer that gave them."""
        return [name for name in COMPARED if _rank(self.after[name]) > _rank(self.before[name])]

    @property
    def spoilt(self) -> list[str]:
        """Fields that are right less often."""
        return [name for name in COMPARED if self.after[name].right < self.before[name].right]


def _rank(score: Score) -> tuple[int, int]:
    return score.right, score.from_layer


def draft_repair(site: Site, pages: Sequence[KnownPage]) -> Repair:
    """Draft what mends a site file. Raises SurveyError without pages to draft it from."""
    new = [one for one in pages if one.is_new]
    if not new:
        raise SurveyError(f"{site.name}: no page of an article that is known could be had: nothing can be drafted")
    before = scores(pages, site)
    repaired = site
    if metadata := draft_metadata(new, site):
        repaired = site.model_copy(update={"metadata": metadata})
    present = scores(new, repaired)
    missing = [name for name in COMPARED if present[name].known and present[name].share < 1]
    if selectors := draft_selectors(new, repaired, missing):
        merged = {**repaired.selectors}
        for name, found in selectors.items():
            merged[name] = [*found, *(one for one in merged.get(name, []) if one not in found)]
        with_selectors = repaired.model_copy(update={"selectors": merged})
        later = scores(new, with_selectors)
        kept = {**repaired.selectors, **{n: merged[n] for n in selectors if later[n].right > present[n].right}}
        repaired = repaired.model_copy(update={"selectors": kept})
    return Repair(repaired, list(pages), before, scores(pages, repaired))


def redesigned_since(records: RecordStore, site: str) -> str | None:
    """Return when the crawl began that raised the alarm of a redesign (ISO 8601); None if there is no such alarm."""
    raised = [one.since for one in alarms(records) if one.site == site and one.check in ("layers", "coverage")]
    if not raised:
        return None
    first = min(raised, key=instant)
    began = [run.started_at for run in records.runs(site) if instant(run.started_at) <= instant(first)]
    return max(began, key=instant, default=first)


def known_articles(index: ArticleIndex, site: Site, since: str | None) -> Iterator[Article]:
    """Yield articles of a site as they were read before a time (ISO 8601), the latest published first."""
    for article in index.scan(SearchRequest(site=site.name)):
        if article.retracted_at or article.paywalled:
            continue
        if since is None or (article.crawled_at and instant(article.crawled_at) < instant(since)):
            yield article


def fetched_pages(
    site: Site, articles: Iterator[Article], settings: BaseSettings, most: int, pause: float,
    progress: Callable[[str], None],
) -> list[KnownPage]:  # fmt: skip
    """Fetch some articles again, as they look now."""
    fetcher = Fetcher(site.base, settings, pause)
    found: list[KnownPage] = []
    for tried, article in enumerate(articles):
        if len(found) >= most or tried >= _CANDIDATES * most:
            break
        progress(article.url)
        page = fetcher.get(article.url)
        if page is not None and canonicalize(page.url) == canonicalize(article.url):
            found.append(KnownPage(Page(page.body, page.url, page.content_type), article))
    return found


def kept_pages(index: ArticleIndex, folder: Path, largest: int, since: str | None, most: int) -> list[KnownPage]:
    """Return kept pages (WARC) of known articles that were fetched before a time."""
    reader, found = WarcReader(largest), {}
    for file in sorted(folder.glob("*.warc.gz"), reverse=True)[:_KEPT_FILES]:
        try:
            for page in reader.pages(file):
                found[canonicalize(page.url)] = page
        except ReplayError:
            continue
    held = {one.id: one for one in index.fetch(article_id(url) for url in list(found)[-most:])}
    pages = []
    for url in list(found)[-most:]:
        article, page = held.get(article_id(url)), found[url]
        if article is not None:
            is_new = bool(since and page.fetched_at and instant(page.fetched_at) >= instant(since))
            if not is_new:
                pages.append(KnownPage(Page(page.body, page.url, page.content_type), article, is_new=False))
    return pages
