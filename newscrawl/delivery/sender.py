"""Sends what waits in the outbox to the index: batches by count, bytes and age; retries what may be retried."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.delivery.linker import Linker
from newscrawl.delivery.outbox import Outbox, Row
from newscrawl.errors import ArchiveError, BatchTooLarge
from newscrawl.index.protocol import ArticleIndex, Deferred, Outcome, Rejected

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Batching:
    """When a batch goes: at so many articles, so many bytes, or when the oldest has waited so many seconds."""

    articles: int = 500
    bytes: int = 4_000_000
    seconds: float = 5.0
    first_wait: float = 0.5
    """Seconds before the first retry; doubled for each further one, and drawn from the upper half at random."""
    longest_wait: float = 20.0


class Sender:
    """Threads that empty one outbox into one index. ``outcomes`` counts what became of the articles."""

    def __init__(self, outbox: Outbox, index: ArticleIndex, batching: Batching, linker: Linker | None = None) -> None:
        """``linker`` is told of what was written, and given time to link it."""
        self.outbox, self.index, self.batching, self.linker = outbox, index, batching, linker
        self.outcomes: Counter[str] = Counter()
        self.earlier: Counter[str] = Counter()
        """Of the ``outcomes``, those of articles that earlier processes had left in the outbox."""
        self.error: ArchiveError | None = None
        """What keeps articles waiting; None while the index takes them."""
        self._state = threading.Condition()
        self._busy: dict[int, Row] = {}
        self._since: float | None = (
            time.monotonic() - batching.seconds if outbox.count else None
        )  # what is left of earlier runs goes at once
        self._deadline: float | None = None
        self._patience = 0.0
        self._threads = [
            threading.Thread(target=self._run, name=f"sender-{n}", daemon=True) for n in range(index.writers)
        ]

    def start(self) -> None:
        """Begin to send."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Tell that articles were added."""
        if self._since is None:
            self._since = time.monotonic()  # the clock on the wall may go backwards
        if self._due() and self._state.acquire(
            blocking=False
        ):  # who adds never waits; a busy thread looks again by itself
            self._state.notify()
            self._state.release()

    def finish(self, patience: float) -> int:
        """Send all that waits; where nothing gets through for so many seconds, give up. Return how many are
        undelivered.
        """
        with self._state:
            self._patience, self._deadline = patience, time.monotonic() + patience
            self._state.notify_all()
        for thread in self._threads:
            thread.join()
        self._link(everything=True)
        return self.outbox.count

    # -- one thread

    def _run(self) -> None:
        while rows := self._take():
            try:
                self._send(rows)
                self._link()
            except Exception as error:  # a bug: the articles stay in the outbox, the thread lives
                logger.exception("a batch of %d articles could not be sent", len(rows))
                self.error = ArchiveError(f"{type(error).__name__}: {error}")
                self._pause(self.batching.longest_wait)
            finally:
                with self._state:
                    for row in rows:
                        del self._busy[row.number]
                    self._state.notify_all()

    def _take(self) -> list[Row]:
        """Return the next batch, as ``_next`` does; what goes wrong in taking it does not end the thread."""
        while True:
            try:
                return self._next()
            except Exception as error:  # the outbox's disk, or a bug: what waits goes on waiting
                self._note(ArchiveError(f"the outbox cannot be read: {type(error).__name__}: {error}"))
                if self._over():
                    return []
                self._pause(self.batching.first_wait)

    def _due(self) -> bool:
        waiting = self.outbox.count - len(self._busy)
        if waiting <= 0:
            return False
        if self._deadline is not None or waiting >= self.batching.articles or self.outbox.bytes >= self.batching.bytes:
            return True
        return self._since is not None and time.monotonic() - self._since >= self.batching.seconds

    def _next(self) -> list[Row]:
        """Wait for a batch that is due and take it; an empty one means that the thread has to end."""
        with self._state:
            while True:
                if self._over():
                    return []
                if self._due():
                    rows = self.outbox.take(self.batching.articles, self.batching.bytes, self._busy.values())
                    if rows:
                        self._busy |= {row.number: row for row in rows}
                        self._since = time.monotonic() if self.outbox.count > len(self._busy) else None
                        return rows
                if self._deadline is not None and self.outbox.count == 0:
                    return []
                self._state.wait(0.2)

    def _over(self) -> bool:
        return self._deadline is not None and self.error is not None and time.monotonic() > self._deadline

    def _send(self, rows: Sequence[Row]) -> None:
        """Put a batch until each of its articles is in the index, refused by it, or the time is over."""
        waiting, wait = list(rows), self.batching.first_wait
        while waiting:
            try:
                results = self.index.put([row.article for row in waiting])
                waiting, deferred = self._settle(waiting, results)
                error = ArchiveError(f"{len(waiting)} articles have to wait: {deferred.reason}") if deferred else None
            except BatchTooLarge as too_large:
                self._split(waiting, too_large)
                return
            except ArchiveError as archive_error:
                error = archive_error
            self._note(error)
            if error is not None and waiting:
                if self._over():
                    return
                self._pause(wait * random.uniform(0.5, 1.0))
                wait = min(wait * 2, self.batching.longest_wait)

    def _split(self, rows: list[Row], error: BatchTooLarge) -> None:
        if len(rows) == 1:
            self.outbox.bury(rows[0], str(error))
            self.outcomes["rejected"] += 1
            return
        half = len(rows) // 2
        self._send(rows[:half])
        self._send(rows[half:])

    def _settle(
        self, rows: list[Row], results: Sequence[Outcome | Rejected | Deferred]
    ) -> tuple[list[Row], Deferred | None]:
        """Let go of what the index has or refuses; return what is still to be put, and why."""
        done, left, written, deferred = [], [], [], None
        for row, result in zip(rows, results, strict=True):
            if isinstance(result, Rejected):
                self.outbox.bury(row, result.reason)
                self.outcomes["rejected"] += 1
                logger.warning("the index refuses %s: %s", row.article.url, result.reason)
            elif isinstance(result, Deferred):
                left.append(row)
                deferred = result
            else:
                done.append(row)
                if result in ("new", "changed"):
                    written.append(row.article)
        self.outbox.done(done)
        if self.linker:
            self.linker.note_written(written)
        for row, result in zip(rows, results, strict=True):
            if not isinstance(result, Rejected | Deferred):
                self._count(row, result)
        return left, deferred

    def _count(self, row: Row, outcome: Outcome) -> None:
        self.outcomes[outcome] += 1
        if row.number <= self.outbox.earlier:
            self.earlier[outcome] += 1

    def _note(self, error: ArchiveError | None) -> None:
        """Log when sending begins to fail, and when it works again; not each retry."""
        if error is not None and self.error is None:
            logger.error("%s (%d articles wait in the outbox)", error, self.outbox.count)
        elif error is None and self.error is not None:
            logger.info("the index takes articles again")
        self.error = error
        if error is None and self._deadline is not None:
            self._deadline = time.monotonic() + self._patience

    def _link(self, everything: bool = False) -> None:
        if self.linker:
            try:
                self.linker.link(everything)
            except ArchiveError as error:
                logger.warning("near copies are not linked for now: %s", error)
            except Exception:  # a bug: the articles are in the index, and sending goes on
                logger.exception("near copies could not be linked; newscrawl index link looks for them again")

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        with self._state:
            while (left := end - time.monotonic()) > 0 and not self._over():
                self._state.wait(min(left, 0.5))
