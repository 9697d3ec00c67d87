"""The crawl's one connection to the index: writes through the durable outbox, and answers "do we have this?".

Beyond the outbox's bound ``put`` waits, which slows the crawl down instead of filling memory or disk.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.delivery.linker import Linker
from newscrawl.delivery.lookups import LookUps
from newscrawl.delivery.outbox import Outbox, outbox_folder
from newscrawl.delivery.past import PastOutbox
from newscrawl.delivery.sender import Batching, Sender
from newscrawl.errors import ArchiveError, OutboxFull, Unavailable
from newscrawl.extensions.memory import TRIM_SECONDS, trim
from newscrawl.index import ArticleIndex, Credentials, open_index
from newscrawl.items import Article, CrawlRun, FrontPage, Known, now
from newscrawl.runs.ledger import Ledger

logger = logging.getLogger(__name__)
_R = TypeVar("_R")
CHECKED = 500  # articles looked at again that are noted together


class IndexConnection:
    """A Scrapy extension; pipelines and spider get it by ``crawler.get_extension(IndexConnection)``."""

    def __init__(self, index: ArticleIndex, outbox: Outbox, crawler: Crawler) -> None:
        settings = crawler.settings
        self.index, self.outbox, self.stats = index, outbox, crawler.stats
        self.bound_articles = settings.getint("OUTBOX_BOUND_ARTICLES")
        self.bound_bytes = settings.getint("OUTBOX_BOUND_BYTES")
        self.patience = settings.getfloat("OUTBOX_PATIENCE_SECONDS")
        batching = Batching(
            settings.getint("INDEX_BATCH_ARTICLES"),
            settings.getint("INDEX_BATCH_BYTES"),
            settings.getfloat("INDEX_BATCH_SECONDS"),
        )
        self.linker = Linker(index)
        self.sender = Sender(outbox, index, batching, self.linker)
        self.past = PastOutbox(index, self.linker, self._in_thread)
        self.look_ups = LookUps(index, outbox, self._in_thread)
        self._thread = ThreadPoolExecutor(1, "look-ups")  # one: each thread has an arena of memory of its own
        self._trimming: asyncio.Task[None] | None = None
        self.answered: Counter[str] = Counter()
        """In how many articles which field was there, and which layer gave it."""
        self._checked: dict[str, dict[str, Any]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> IndexConnection:
        """Open the index that ``INDEX_URL`` names, and its outbox.

        Raises ArchiveError if one cannot be opened, NotConfigured without ``DELIVER``.
        """
        settings = crawler.settings
        if not settings.getbool("DELIVER"):
            raise NotConfigured
        url = settings["INDEX_URL"]
        index = open_index(url, credentials=Credentials.from_settings(settings))
        index.revisions_kept = settings.getint("REVISIONS_KEPT")
        connection = cls(index, Outbox(outbox_folder(settings["OUTBOX_DIR"], url)), crawler)
        crawler.signals.connect(connection.opened, signals.spider_opened)
        crawler.signals.connect(connection.close, signals.engine_stopped)
        return connection

    def opened(self) -> None:
        """Start sending; what earlier crawls left goes first."""
        if self.outbox.count:
            logger.info("%d articles of earlier crawls wait in the outbox and are sent first", self.outbox.count)
        self.sender.start()
        self._trimming = asyncio.ensure_future(self._trim())

    async def _trim(self) -> None:
        while True:
            await asyncio.sleep(TRIM_SECONDS)
            await self._in_thread(trim)

    async def _in_thread(self, call: Callable[[], _R]) -> _R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    # -- writing

    async def put(self, article: Article) -> None:
        """Take an article for the index; returns when it is on disk and there is room for more."""
        try:
            self.outbox.add([article])
        except OutboxFull as error:
            if not self.stats.get_value("newscrawl/outbox/full"):
                logger.error("%s; articles go straight to the index until there is room", error)
            self.stats.inc_value("newscrawl/outbox/full")
            await self.past.put(article)
            return
        self.sender.wake()
        if self._over_bound():
            count = self.outbox.count >= self.bound_articles
            self.stats.inc_value(f"newscrawl/bound/OUTBOX_BOUND_{'ARTICLES' if count else 'BYTES'}")
            while self._over_bound():
                await asyncio.sleep(0.05)

    def _over_bound(self) -> bool:
        return self.outbox.count >= self.bound_articles or self.outbox.bytes >= self.bound_bytes

    async def retract(self, article_id: str) -> bool:
        """Mark an article as gone from its site; False if the index does not hold it, or has it marked already."""
        try:
            article = await self._in_thread(lambda: self.index.get(article_id))
        except Unavailable:
            return False  # the next refresh finds it gone again
        if article is None or article.retracted_at:
            return False
        article.retracted_at = article.crawled_at = now()
        await self.put(article)
        return True

    async def note_checked(self, article_id: str, validators: Mapping[str, str]) -> None:
        """Note that a known article's page was asked for just now; written together with others."""
        self._checked[article_id] = {
            "checked_at": now(),
            **({"validators": dict(validators)} if validators else {}),
        }
        if len(self._checked) >= CHECKED:
            await self._in_thread(self._write_checked)

    def _write_checked(self) -> None:
        changes, self._checked = self._checked, {}
        try:
            self.index.amend(changes)
        except ArchiveError as error:
            logger.warning("%s: of %d articles it is not noted that they were looked at", error, len(changes))

    async def keep_front_page(self, page: FrontPage) -> None:
        """Keep a snapshot of a listing page."""
        await self._keep(lambda: self.index.records.keep_front_page(page), "a front page")

    async def keep_run(self, run: CrawlRun) -> bool:
        """Keep the record of this crawl; return whether the archive has it."""
        return await self._keep(lambda: self.index.records.keep_run(run), "the record of this crawl")

    async def settle_runs(self, ledger: Ledger) -> None:
        """Give the archive the records of earlier crawls that it has not got; those that were killed are said."""
        settled: list[CrawlRun] = []
        await self._keep(lambda: settled.extend(ledger.settle(self.index.records)), "the records of earlier crawls")
        for run in settled:
            logger.info("the crawl of %s that began at %s has ended: %s", run.site, run.started_at, run.reason)

    async def _keep(self, call: Callable[[], None], what: str) -> bool:
        try:
            await self._in_thread(call)
        except ArchiveError as error:
            self.stats.inc_value("newscrawl/not_kept")
            logger.warning("%s: %s is not in the archive yet", error, what)
            return False
        return True

    # -- look-ups

    async def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """Tell which of these articles the index holds, or will when the outbox is empty."""
        return await self.look_ups.known(ids)

    async def scan(self, call: Callable[[ArticleIndex], _R]) -> _R:
        """Ask the index something in the thread of the look-ups."""
        return await self._in_thread(lambda: call(self.index))

    # -- end

    def report(self) -> None:
        """Bring what is counted on the way to the index into the crawl's statistics."""
        for name, count in self.answered.items():
            self.stats.set_value(f"newscrawl/{name}", count)
        of_this_crawl = self.sender.outcomes + Counter(self.past.outcomes) - self.sender.earlier
        for outcome, count in of_this_crawl.items():
            self.stats.set_value(f"newscrawl/articles/{outcome}", count)
        self.stats.set_value("newscrawl/earlier", self.sender.earlier.total())
        self.stats.set_value("newscrawl/linked", self.linker.linked)
        if self.look_ups.failed:
            self.stats.set_value("newscrawl/look_ups_failed", self.look_ups.failed)

    async def finish(self) -> None:
        """Send what still waits; count what cannot be sent as undelivered: the next crawl sends it."""
        if self._trimming:
            self._trimming.cancel()
        self.stats.set_value("newscrawl/undelivered", self.outbox.count)  # until it is known to be less
        patience = self.patience
        undelivered = await self._in_thread(lambda: self.sender.finish(patience))
        if self._checked:
            await self._in_thread(self._write_checked)
        self.report()
        self.stats.set_value("newscrawl/undelivered", undelivered)
        if undelivered:
            logger.error(
                "%d articles are still undelivered (%s). They are kept in %s, and go with the next crawl or with: "
                "newscrawl index outbox drain",
                undelivered, self.sender.error or "the index was too slow", self.outbox.path.parent,
            )  # fmt: skip
        self.outbox.close()

    def close(self) -> None:
        """Let go of the index, when all have ended that may ask it."""
        self.index.close()
        self._thread.shutdown(wait=False)
