"""Reads pages: markup, article and links of one page, in this process or in one beside it.

A crawl that is polite waits for its site most of the time, and reads pages itself. Where pages come in faster than one
core reads them, a second process is started and reads them, so that downloads go on meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import lru_cache

from scrapy.http import Response

from newscrawl.delivery.clean import clean_article
from newscrawl.discovery.bounds import Bounds
from newscrawl.discovery.rules import Candidate, Rules
from newscrawl.errors import NotAnArticle
from newscrawl.extensions.memory import collect_rarely
from newscrawl.extraction import Page, extract_page
from newscrawl.items import Article
from newscrawl.sites.model import Site
from newscrawl.urls import canonicalize

logger = logging.getLogger(__name__)
BUSY = 4
"""Pages that wait to be read, from which on the second process is worth its start (a second, 90 MB)."""


@dataclass
class Reading:
    """What was found on a page."""

    url: str
    article: Article | None = None
    refused: str | None = None
    """Why there is no article, as a short stable word."""
    is_page: bool = True
    """False if there is no markup to be read at all."""
    links: list[Candidate] = field(default_factory=list)
    """The articles it links to."""
    bounds: list[str] = field(default_factory=list)
    """Settings whose bounds were hit."""


def content_type_of(response: Response) -> str:
    """Return what an answer says that it is; empty if it does not."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1")


def parse(body: bytes, url: str, content_type: str, bounds: Bounds) -> Page | Reading:
    """Return the parsed page, or why there is none."""
    if content_type and "text" not in content_type and "html" not in content_type:
        return Reading(url, refused="not-html", is_page=False)
    if len(body) > bounds.page_max_bytes:
        return Reading(url, refused="too-large", is_page=False, bounds=["PAGE_MAX_BYTES"])
    try:
        canonicalize(url)
        return Page(body, url, content_type, bounds.page_max_elements)
    except NotAnArticle as error:
        hit = ["PAGE_MAX_ELEMENTS"] if error.reason == "too-large" else []
        return Reading(url, refused=error.reason, is_page=False, bounds=hit)
    except ValueError:
        return Reading(url, refused="empty", is_page=False)


def read(body: bytes, url: str, content_type: str, site: Site, rules: Rules, bounds: Bounds) -> Reading:
    """Return what stands on the page of an article."""
    page = parse(body, url, content_type, bounds)
    if isinstance(page, Reading):
        return page
    found = Reading(url)
    try:
        found.article = extract_page(page, site)
    except NotAnArticle as error:
        found.refused = error.reason
    if len(page.hrefs) > bounds.page_max_links:
        found.bounds.append("PAGE_MAX_LINKS")
    found.links = list(rules.articles(page.base, page.hrefs[: bounds.page_max_links]))
    return found


def _begin_beside() -> None:
    """Let the second process end when the first has, and leave Ctrl-C to that."""
    collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


@lru_cache(maxsize=1)
def _rules(site_text: str) -> tuple[Site, Rules]:
    site = Site.model_validate_json(site_text)
    return site, Rules(site)


def _read_beside(body: bytes, url: str, content_type: str, site_text: str, bounds: Bounds) -> Reading:
    """Read a page in the second process; its article is cleaned there too, which the pipeline then need not do."""
    found = read(body, url, content_type, *_rules(site_text), bounds)
    if found.article is not None:
        found.article = clean_article(found.article)
    return found


class PageReader:
    """Reads the pages of one crawl."""

    def __init__(self, site: Site, rules: Rules, bounds: Bounds, may_begin: bool) -> None:
        """``may_begin``: a second process may be started."""
        self.site, self.rules, self.bounds, self.may_begin = site, rules, bounds, may_begin
        self._pool: ProcessPoolExecutor | None = None
        self._site_text = site.model_dump_json()

    async def read(self, response: Response, waiting: int) -> Reading:
        """Return what stands on the page of an article; ``waiting`` is how many pages are there to be read."""
        content_type = content_type_of(response)
        if self._pool is None and self.may_begin and waiting >= BUSY:
            logger.info("pages come in faster than one process reads them: a second one reads them from now on")
            context = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks
            self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_begin_beside)
        if self._pool is not None:
            try:
                call = self._pool.submit(
                    _read_beside, response.body, response.url, content_type, self._site_text, self.bounds
                )
                return await asyncio.wrap_future(call)
            except BrokenProcessPool:
                logger.warning("the process that read pages has ended: pages are read in this one again")
                self._pool, self.may_begin = None, False
        return read(response.body, response.url, content_type, self.site, self.rules, self.bounds)

    def close(self) -> None:
        """End the second process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
