"""Asks the index what it knows, for all who ask at about the same time at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from newscrawl.delivery.outbox import Outbox
from newscrawl.errors import ArchiveError
from newscrawl.index.known import known_of
from newscrawl.index.protocol import ArticleIndex
from newscrawl.items import Known

logger = logging.getLogger(__name__)
_Found = dict[str, Known]
_InThread = Callable[[Callable[[], _Found]], Awaitable[_Found]]


class LookUps:
    """Look-ups of a crawl; who asks while one is under way goes along with the next."""

    def __init__(self, index: ArticleIndex, outbox: Outbox, in_thread: _InThread) -> None:
        self.index, self.outbox, self._in_thread = index, outbox, in_thread
        self.failed = 0
        """Look-ups that the index did not answer."""
        self._down = False
        self._asked: list[tuple[list[str], asyncio.Future[_Found]]] = []
        self._asking = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def known(self, ids: Iterable[str]) -> _Found:
        """Tell which of these the index holds, or will when the outbox is empty."""
        wanted = list(ids)
        answer: asyncio.Future[_Found] = asyncio.get_running_loop().create_future()
        self._asked.append((wanted, answer))
        if len(self._asked) == 1 and not self._asking.locked():
            self._task = asyncio.ensure_future(self._ask())
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

    async def _look_up(self, wanted: list[str]) -> _Found:
        waiting = self.outbox.holds(wanted) if self.outbox.count else {}
        found = {key: known_of(article.to_dict()) for key, article in waiting.items()}
        try:
            held = await self._in_thread(lambda: self.index.known(wanted))
            self._down = False
        except ArchiveError as error:
            if not self._down:
                logger.warning("%s: until it answers, known articles are downloaded again", error)
            self._down, held = True, {}
            self.failed += 1
        return {**held, **found}
