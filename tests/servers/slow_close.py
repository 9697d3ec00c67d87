"""A scheduler that takes its time to close, as a loaded machine's does: what comes meanwhile comes too late."""

from __future__ import annotations

from scrapy.core.scheduler import Scheduler
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater


class SlowClose(Scheduler):
    """Scrapy's scheduler, half a second later."""

    def close(self, reason: str) -> Deferred[None]:
        """Close it, then wait."""
        super().close(reason)
        return deferLater(reactor, 0.5, lambda: None)  # type: ignore[arg-type]
