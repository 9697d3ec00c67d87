"""Past the outbox: while its disk is full, articles go straight into the index, and who brings one waits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from newscrawl.delivery.linker import Linker
from newscrawl.errors import ArchiveError
from newscrawl.index.protocol import ArticleIndex, Deferred, Outcome, Rejected
from newscrawl.items import Article

logger = logging.getLogger(__name__)
PAUSE = 1.0  # seconds between tries of what the index does not take now
_Results = list[Outcome | Rejected | Deferred]
_InThread = Callable[[Callable[[], _Results]], Awaitable[_Results]]


class PastOutbox:
    """Puts articles into the index, those that come meanwhile together. ``outcomes`` counts what became of them."""

    def __init__(self, index: ArticleIndex, linker: Linker, in_thread: _InThread) -> None:
        self.index, self.linker, self._in_thread = index, linker, in_thread
        self.outcomes: dict[str, int] = {}
        self._waiting: list[tuple[Article, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def put(self, article: Article) -> None:
        """Put an article; returns when the index has it or refuses it, and not before."""
        settled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((article, settled))
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._run())
        await settled

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            left = await self._pass(batch)
            self._waiting = left + self._waiting
            if left:
                await asyncio.sleep(PAUSE)

    async def _pass(
        self, batch: list[tuple[Article, asyncio.Future[None]]]
    ) -> list[tuple[Article, asyncio.Future[None]]]:
        """Put some articles; return those that the index does not take now."""
        articles = [article for article, _ in batch]
        try:
            results = await self._in_thread(lambda: self.index.put(articles))
        except ArchiveError as error:
            logger.error("%s", error)
            return batch
        left = []
        for (article, settled), result in zip(batch, results, strict=True):
            if isinstance(result, Deferred):
                left.append((article, settled))
                continue
            self._count(article, result)
            if not settled.done():
                settled.set_result(None)
        return left

    def _count(self, article: Article, result: Outcome | Rejected) -> None:
        outcome = "rejected" if isinstance(result, Rejected) else result
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        if isinstance(result, Rejected):
            logger.error("the index refuses %s: %s", article.url, result.reason)
        elif result in ("new", "changed"):
            self.linker.note_written([article])
