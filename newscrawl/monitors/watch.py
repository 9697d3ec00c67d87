"""Looks after all sites, or after one whose crawl has just ended, and tells what has changed."""

from __future__ import annotations

import logging
import platform
import time
from collections.abc import Collection, Iterable, Sequence

from scrapy.settings import BaseSettings

from newscrawl.delivery.outbox import outbox_folder, outbox_status
from newscrawl.errors import NotTold
from newscrawl.index.protocol import RecordStore
from newscrawl.items import CrawlRun
from newscrawl.messages.mail import MailServer, check_address
from newscrawl.messages.webhook import check_webhook
from newscrawl.monitors.alarms import Change, Ways, mark_told, update
from newscrawl.monitors.freshness import check_freshness, check_outbox
from newscrawl.monitors.runs import check_run
from newscrawl.monitors.verdicts import Verdict

logger = logging.getLogger(__name__)
HISTORY = 200
"""Crawls of a site that one is compared with, the newest ones."""
_SILENCES = 3_000
"""Crawls of a site by which its usual silences are known: two months of a crawl each half hour."""


def ways_of(settings: BaseSettings) -> Ways:
    """Return how somebody is told. Raises ArgumentError for an address that is none."""
    mail, webhook = settings.get("MONITOR_MAIL") or None, settings.get("MONITOR_WEBHOOK") or None
    check_address(mail, "MONITOR_MAIL")
    check_webhook(webhook)
    server = MailServer.from_url(settings["SMTP_URL"]) if mail else None
    return Ways(mail, server, settings["MONITOR_SENDER"], webhook)


def verdicts_of_site(records: RecordStore, site: str, now: float | None = None) -> list[Verdict]:
    """Check the last crawl of a site, and how long ago it was. Raises ArchiveError."""
    runs = records.runs(site, limit=_SILENCES)
    ended = [run for run in runs if run.reason != "running"][:HISTORY]
    checked = check_run(ended[0], ended[1:]) if ended else []
    return checked + check_freshness(site, runs, time.time() if now is None else now)


def verdicts_of_run(records: RecordStore, run: CrawlRun) -> list[Verdict]:
    """Check a crawl that has just ended. Raises ArchiveError."""
    before = [one for one in records.runs(run.site, limit=HISTORY) if one.id != run.id and one.reason != "running"]
    return check_run(run, before)


def verdicts_of_machine(settings: BaseSettings) -> list[Verdict]:
    """Check what waits on this machine for the index."""
    status = outbox_status(outbox_folder(settings["OUTBOX_DIR"], settings["INDEX_URL"]))
    longest = settings.getfloat("MONITOR_OUTBOX_SECONDS")
    return check_outbox(platform.node(), status.oldest_at, status.waiting, status.dead, longest, time.time())


def sites_of(records: RecordStore) -> Sequence[str]:
    """Return the sites that were crawled of late."""
    return sorted({run.site for run in records.runs(limit=10 * HISTORY)})


def look_after(
    settings: BaseSettings, records: RecordStore, verdicts: Iterable[Verdict], complete: Collection[str] = ()
) -> Change:
    """Bring the alarms up to date and tell what has changed. Raises ArchiveError.

    What cannot be told is in the log, and told again the next time. See ``update`` for ``complete``.
    """
    change = update(records, verdicts, complete)
    for line in change.lines():
        logger.error("%s", line) if line.startswith("ALARM") else logger.warning("%s", line)
    if change:
        try:
            ways_of(settings).tell(change)
        except NotTold as error:
            logger.error("%s; it is told again the next time", error)
        else:
            mark_told(records, change)
    return change
