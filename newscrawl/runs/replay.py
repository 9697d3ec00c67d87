"""Extracts articles again from kept pages, without the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from scrapy.settings import BaseSettings

from newscrawl.delivery.clean import clean_article
from newscrawl.delivery.linker import Linker
from newscrawl.delivery.outbox import Outbox, outbox_folder
from newscrawl.delivery.sender import Batching, Sender
from newscrawl.errors import ArgumentError, NotAnArticle
from newscrawl.extraction import Page, extract_page
from newscrawl.index import open_index
from newscrawl.items import Article
from newscrawl.runs.warc import StoredPage, WarcReader
from newscrawl.sites import load_sites
from newscrawl.sites.files import site_at
from newscrawl.sites.model import Site
from newscrawl.urls import host_key


@dataclass
class Replay:
    """What became of the pages of some WARC files."""

    pages: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    """Articles by what the index made of them."""
    rejected: Counter[str] = field(default_factory=Counter)
    """Pages that gave no article, by reason."""
    cut_off: list[str] = field(default_factory=list)
    """Files that end in the middle of a record; all before that was read."""
    without_site: int = 0
    """Articles of pages that are of no known site, read by what all pages have in common."""
    undelivered: int = 0
    error: str | None = None
    """Why articles are undelivered."""

    @property
    def good(self) -> bool:
        """True if every file was read to its end, and everything delivered."""
        return not self.cut_off and not self.undelivered


def replay_files(
    settings: BaseSettings,
    files: Iterable[Path],
    site: str | None = None,
    base: str | None = None,
    progress: Callable[[Path, int], None] = lambda path, pages: None,
) -> Replay:
    """Extract the pages of WARC files into the index; return what became of them.

    A page's site is the one whose host it is of, unless ``site`` names it; pages of no known site are
    extracted by what all pages have in common. Raises ReplayError for a file that is no WARC file.
    """
    choose = _chooser(settings, site, base)
    index_url = settings["INDEX_URL"]
    index = open_index(index_url)
    index.prepare()
    outbox = Outbox(outbox_folder(settings["OUTBOX_DIR"], index_url))
    sender, reader = Sender(outbox, index, Batching(), Linker(index)), WarcReader(settings.getint("DOWNLOAD_MAXSIZE"))
    replay = Replay(cut_off=reader.broken)
    sender.start()
    try:
        for path in files:
            for page in reader.pages(path):
                replay.pages += 1
                progress(path, replay.pages)
                try:
                    outbox.add([clean_article(_extract(page, choose))])
                    sender.wake()
                    replay.without_site += choose(page.url) is None
                except (NotAnArticle, ValueError) as error:
                    replay.rejected[getattr(error, "reason", "address")] += 1
    finally:
        replay.undelivered = sender.finish(settings.getfloat("OUTBOX_PATIENCE_SECONDS"))
        outbox.close()
        index.close()
    replay.outcomes.update(sender.outcomes)
    replay.error = str(sender.error) if sender.error else None
    return replay


def _chooser(settings: BaseSettings, name: str | None, base: str | None) -> Callable[[str], Site | None]:
    directories = settings.getlist("SITES_DIRS")
    if base and not name:
        raise ArgumentError("--base goes with --site")
    if name:
        chosen = site_at(name, base, directories)
        return lambda url: chosen
    hosts: dict[str, Site] = {}
    for known in load_sites(directories).values():
        for host in known.page_hosts:
            hosts.setdefault(host, known)
    return lambda url: hosts.get(host_key(url))


def _extract(page: StoredPage, choose: Callable[[str], Site | None]) -> Article:
    article = extract_page(Page(page.body, page.url, page.content_type), choose(page.url))
    article.crawled_at = page.fetched_at or None
    return article
