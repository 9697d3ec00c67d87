"""``newscrawl replay``: extracts articles again from kept pages, without the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console

from newscrawl.discovery.urls import host_key
from newscrawl.errors import ArgumentError, NotAnArticle, ReplayError
from newscrawl.extraction import Page, extract_page
from newscrawl.index import open_index
from newscrawl.index.near import Linker
from newscrawl.index.outbox import Outbox, outbox_folder
from newscrawl.index.sender import Batching, Sender
from newscrawl.items import Article
from newscrawl.pipelines.clean import clean_article
from newscrawl.pipelines.warc import StoredPage, WarcReader
from newscrawl.settings import OUTBOX_DIR, OUTBOX_PATIENCE_SECONDS, SITES_DIRS
from newscrawl.sites import load_sites, site_named
from newscrawl.sites.model import Site


def replay_files(index_url: str, files: Iterable[Path], site: str | None, base: str | None) -> Counter[str]:
    """Extract the pages of WARC files into an index; return what became of them.

    A page's site is the one whose host it is of, unless ``site`` names it; pages of no known site are
    extracted by what all pages have in common. Raises ReplayError for a file that is no WARC file.
    """
    choose = _chooser(site, base)
    index = open_index(index_url)
    index.prepare()
    outbox = Outbox(outbox_folder(OUTBOX_DIR, index_url))
    sender, reader = Sender(outbox, index, Batching(), Linker(index)), WarcReader()
    counts: Counter[str] = Counter()
    sender.start()
    try:
        with Console(stderr=True).status("replaying …") as status:
            for path in files:
                for page in reader.pages(path):
                    counts["pages"] += 1
                    if counts["pages"] % 50 == 0:
                        status.update(f"{path.name}: {counts['pages']:,} pages")
                    try:
                        outbox.add([clean_article(_extracted(page, choose))])
                        sender.wake()
                    except (NotAnArticle, ValueError) as error:
                        counts[f"rejected: {getattr(error, 'reason', 'address')}"] += 1
    finally:
        left = sender.finish(OUTBOX_PATIENCE_SECONDS)
        outbox.close()
        index.close()
    counts.update(sender.outcomes)
    for path_name in reader.broken:
        counts[f"cut off: {path_name}"] += 1
    if left:
        raise ReplayError(f"{left:,} articles still wait in the outbox: {sender.error}")
    return counts


def _chooser(name: str | None, base: str | None) -> Callable[[str], Site | None]:
    if base and not name:
        raise ArgumentError("--base goes with --site")
    if name:
        site = site_named(name, SITES_DIRS)
        try:
            chosen = site.at(base) if base else site
        except ValueError as error:
            raise ArgumentError(f"--base: {base!r}: takes scheme, host and port, e.g. http://127.0.0.1:8901") from error
        return lambda url: chosen
    hosts: dict[str, Site] = {}
    for known in load_sites(SITES_DIRS).values():
        for host in (host_key(known.base), *(h.removeprefix("www.") for h in known.hosts)):
            hosts.setdefault(host, known)
    return lambda url: hosts.get(host_key(url))


def _extracted(page: StoredPage, choose: Callable[[str], Site | None]) -> Article:
    article = extract_page(Page(page.body, page.url, page.content_type), choose(page.url))
    article.crawled_at = page.fetched_at or None
    return article
