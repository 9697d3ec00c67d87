"""The record of a crawl run, read from Scrapy's statistics."""

from __future__ import annotations

import os
import platform
import resource
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from newscrawl import __version__
from newscrawl.browser import INSTALL
from newscrawl.items import CrawlRun, now

PREFIX = "newscrawl/"
_COUNTS = {
    "pages": f"{PREFIX}pages",
    "new": f"{PREFIX}articles/new",
    "changed": f"{PREFIX}articles/changed",
    "unchanged": f"{PREFIX}articles/unchanged",
    "duplicate": f"{PREFIX}articles/duplicate",
    "deleted": f"{PREFIX}articles/deleted",
    "earlier": f"{PREFIX}earlier",
    "known_skipped": f"{PREFIX}known",
    "not_modified": f"{PREFIX}not_modified",
    "linked": f"{PREFIX}linked",
    "retracted": f"{PREFIX}retracted",
    "undelivered": f"{PREFIX}undelivered",
}
"""Field of the record → name of the statistic."""
_TABLES = {
    "rejected": "rejected",
    "coverage": "field",
    "bounds": "bound",
    "errors": "error",
    "listings": "listing",
}
"""Field of the record → the part of a statistic's name that its entries stand under."""


def begin_run(site: str, job: str | None) -> CrawlRun:
    """Return the record of a crawl that begins now."""
    begun = now()
    return CrawlRun(site, begun, begun, "running", uuid.uuid4().hex, platform.node(), __version__, os.getpid(), job=job)


def exit_code(stats: Mapping[str, Any]) -> int:
    """Return what a crawl exits with: 1 if articles wait in the outbox, or no page could be had."""
    return int(bool(stats.get(f"{PREFIX}undelivered") or stats.get(f"{PREFIX}failed")))


def update_run(run: CrawlRun, stats: Mapping[str, Any], reason: str) -> None:
    """Bring the record of a crawl up to date."""
    run.finished_at, run.reason = now(), reason
    run.code = None if reason == "running" else exit_code(stats)
    begun, ended = stats.get("start_time"), stats.get("finish_time")
    run.seconds = ((ended or datetime.now(UTC)) - begun).total_seconds() if begun else 0.0
    run.peak_memory = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # Linux tells it in KB
    for name, statistic in _COUNTS.items():
        setattr(run, name, stats.get(statistic, 0))
    for name, part in _TABLES.items():
        start = f"{PREFIX}{part}/"
        setattr(run, name, {key.removeprefix(start): n for key, n in stats.items() if key.startswith(start)})
    run.layers = {}
    for key, count in stats.items():
        if key.startswith(f"{PREFIX}layer/"):
            _, _, name, layer = key.split("/")
            run.layers.setdefault(name, {})[layer] = count
    run.notes = list(_notes(stats))


def _notes(stats: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a person should know of a crawl beside its counts."""
    if failed := stats.get(f"{PREFIX}failed"):
        yield str(failed)
    if why := stats.get(f"{PREFIX}robots_unreachable"):
        yield f"nothing was crawled while robots.txt could not be had (RFC 9309): {why}"
    if waiting := stats.get(f"{PREFIX}needs_browser"):
        sections = (
            "section goes on behind a button that needs"
            if waiting == 1
            else "sections go on behind a button that needs"
        )
        yield f"{waiting} {sections} a browser {INSTALL}"
    if stats.get(f"{PREFIX}text_needs_browser"):
        yield f"the site's text is made by JavaScript and needs a browser {INSTALL}"
    if ending := stats.get(f"{PREFIX}repeated_ending"):
        yield str(ending)
    if not_kept := stats.get(f"{PREFIX}not_kept"):
        yield f"{not_kept} times a front page or a record of a crawl could not be kept in the archive"
