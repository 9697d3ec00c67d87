"""The crawl's one handle on the index: writes through the durable outbox, and answers "do we have this?".

Beyond the outbox's bound ``put`` waits, which slows the crawl down instead of filling memory or disk.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from scrapy import signals
from scrapy.crawler import Crawler

from newscrawl.errors import ArchiveError, OutboxFull, Unavailable
from newscrawl.extraction.dates import now
from newscrawl.index import ArticleIndex, Credentials, open_index
from newscrawl.index.known import known_of
from newscrawl.index.near import Linker
from newscrawl.index.outbox import Outbox, outbox_folder
from newscrawl.index.protocol import Deferred, Known, Rejected
from newscrawl.index.sender import Batching, Sender
from newscrawl.items import Article
from newscrawl.memory import TRIM_SECONDS, trim

logger = logging.getLogger(__name__)
_R = TypeVar("_R")
CHECKED = 500  # articles looked at again that are noted together


class Archive:
    """A Scrapy extension; pipelines and spider get it by ``crawler.get_extension(Archive)``."""

    def __init__(self, index: ArticleIndex, outbox: Outbox, crawler: Crawler) -> None:
        settings = crawler.settings
        self.index, self.outbox, self.stats = index, outbox, crawler.stats
        self.bound_articles, self.bound_bytes = (
            settings.getint("OUTBOX_BOUND_ARTICLES"),
            settings.getint("OUTBOX_BOUND_BYTES"),
        )
        self.patience = settings.getfloat("OUTBOX_PATIENCE_SECONDS")
        batching = Batching(
            settings.getint("INDEX_BATCH_ARTICLES"),
            settings.getint("INDEX_BATCH_BYTES"),
            settings.getfloat("INDEX_BATCH_SECONDS"),
        )
        self.linker = Linker(index)
        self.sender = Sender(outbox, index, batching, self.linker)
        self._look_ups = ThreadPoolExecutor(1, "look-ups")  # one: each thread has an arena of memory of its own
        self._trimming: asyncio.Task[None] | None = None
        self._down = False
        self._asked: list[tuple[list[str], asyncio.Future[dict[str, Known]]]] = []
        self._asking = asyncio.Lock()
        self._asking_task: asyncio.Task[None] | None = None
        self._past: list[Article] = []
        self._checked: dict[str, dict[str, Any]] = {}
        self._passing = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Archive:
        """Open the index that ``INDEX_URL`` names, and its outbox. Raises ArchiveError if one cannot be opened."""
        settings = crawler.settings
        url = settings["INDEX_URL"]
        index = open_index(url, credentials=Credentials.from_settings(settings))
        archive = cls(index, Outbox(outbox_folder(settings["OUTBOX_DIR"], url)), crawler)
        crawler.signals.connect(archive.opened, signals.spider_opened)
        return archive

    def opened(self) -> None:
        """Start sending; what earlier crawls left goes first."""
        if self.outbox.count:
            logger.info("%d articles of earlier crawls wait in the outbox and are sent first", self.outbox.count)
        self.sender.start()
        self._trimming = asyncio.ensure_future(self._trim())

    async def _trim(self) -> None:
        while True:
            await asyncio.sleep(TRIM_SECONDS)
            await asyncio.get_running_loop().run_in_executor(self._look_ups, trim)

    async def put(self, article: Article) -> None:
        """Take an article for the index; returns when it is on disk and there is room for more."""
        try:
            self.outbox.add([article])
        except OutboxFull as error:
            await self._put_past(article, error)
            return
        self.sender.wake()
        if self._over_bound():
            self.stats.inc_value("newscrawl/outbox/waits")
            while self._over_bound():
                await asyncio.sleep(0.05)

    def _over_bound(self) -> bool:
        return self.outbox.count >= self.bound_articles or self.outbox.bytes >= self.bound_bytes

    async def _put_past(self, article: Article, error: OutboxFull) -> None:
        """Where the outbox's disk is full: put articles straight into the index; returns when it has them, and not before."""
        if not self.stats.get_value("newscrawl/outbox/full"):
            logger.error("%s; articles go straight to the index until there is room", error)
        self.stats.inc_value("newscrawl/outbox/full")
        self._past.append(article)
        while any(one is article for one in self._past):
            async with self._passing:  # who waits here meanwhile goes along with the next
                batch, self._past = self._past, []
                self._past = await self._pass(batch) + self._past
            if self._past:
                await asyncio.sleep(1)

    async def _pass(self, batch: list[Article]) -> list[Article]:
        """Put articles into the index; return those it does not take now."""
        try:
            results = await self._in_thread(lambda: self.index.put(batch)) if batch else []
        except ArchiveError as error:
            logger.error("%s", error)
            return batch
        for article, result in zip(batch, results, strict=True):
            if isinstance(result, Rejected):
                logger.error("the index refuses %s: %s", article.url, result.reason)
        self.linker.written(
            article for article, result in zip(batch, results, strict=True) if result in ("new", "changed")
        )
        self.sender.outcomes.update(
            "rejected" if isinstance(r, Rejected) else str(r) for r in results if not isinstance(r, Deferred)
        )
        return [article for article, result in zip(batch, results, strict=True) if isinstance(result, Deferred)]

    async def _in_thread(self, call: Callable[[], _R]) -> _R:
        return await asyncio.get_running_loop().run_in_executor(self._look_ups, call)

    async def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """Tell which of these the index holds, or will when the outbox is empty. Who asks while a look-up is under way goes along with the next."""
        wanted = list(ids)
        answer: asyncio.Future[dict[str, Known]] = asyncio.get_running_loop().create_future()
        self._asked.append((wanted, answer))
        if len(self._asked) == 1 and not self._asking.locked():
            self._asking_task = asyncio.ensure_future(self._ask())
        return await answer

    async def _ask(self) -> None:
        async with self._asking:
            while self._asked:
                batch, self._asked = self._asked, []
                try:
                    held = await self._look_up([key for wanted, _ in batch for key in wanted])
                except Exception as error:  # a bug: each of those who asked is told, none waits for ever
                    for _, answer in batch:
                        answer.set_exception(error)
                    continue
                for wanted, answer in batch:
                    if not answer.done():
                        answer.set_result({key: held[key] for key in wanted if key in held})

    async def _look_up(self, wanted: list[str]) -> dict[str, Known]:
        waiting = self.outbox.holds(wanted) if self.outbox.count else {}
        found = {key: known_of(article.to_dict()) for key, article in waiting.items()}
        try:
            held = await self._in_thread(lambda: self.index.known(wanted))
            self._down = False
        except ArchiveError as error:
            if not self._down:
                logger.warning("%s: until it answers, known articles are downloaded again", error)
            self._down, held = True, {}
            self.stats.inc_value("newscrawl/look_ups_failed")
        return {**held, **found}

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

    async def checked(self, article_id: str, validators: Mapping[str, str]) -> None:
        """Note that a known article's page was asked for just now; written together with others."""
        self._checked[article_id] = {"checked_at": now(), **({"validators": dict(validators)} if validators else {})}
        if len(self._checked) >= CHECKED:
            await self._in_thread(self._write_checked)

    def _write_checked(self) -> None:
        changes, self._checked = self._checked, {}
        try:
            self.index.amend(changes)
        except ArchiveError as error:
            logger.warning("%s: of %d articles it is not noted that they were looked at", error, len(changes))

    def report(self) -> None:
        """Bring the sender's counts into the crawl's statistics."""
        for outcome, count in self.sender.outcomes.items():
            self.stats.set_value(f"newscrawl/articles/{outcome}", count)
        self.stats.set_value("newscrawl/linked", self.linker.linked)

    async def finish(self) -> None:
        """Send what still waits; count what cannot be sent as undelivered: the next crawl sends it."""
        if self._trimming:
            self._trimming.cancel()
        patience = self.patience
        undelivered = await self._in_thread(lambda: self.sender.finish(patience))
        if self._checked:
            await self._in_thread(self._write_checked)
        self.report()
        self.stats.set_value("newscrawl/undelivered", undelivered)
        if undelivered:
            logger.error(
                "%d articles are still undelivered (%s). They are kept in %s, and go with the next crawl or with: newscrawl index outbox drain",
                undelivered, self.sender.error or "the index was too slow", self.outbox.path.parent,
            )  # fmt: skip
        self.outbox.close()
        self.index.close()
        self._look_ups.shutdown(wait=False)
