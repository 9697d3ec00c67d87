"""Finds out what became of runs: from scrapyd whether they have ended, from the crawl's own record how.

scrapyd keeps no exit code and forgets its jobs when it is restarted; the record of the crawl is in the archive, and
says "running" with a time that moves while the process lives.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from scrapy.settings import BaseSettings

from newscrawl.errors import ArchiveError
from newscrawl.index.protocol import RecordStore
from newscrawl.items import CrawlRun, instant
from newscrawl.runs.ledger import KILLED, RUNNING, mark_killed
from newscrawl.schedules.adaptive import Listing, next_interval
from newscrawl.schedules.plan import Job
from newscrawl.schedules.scrapyd import JobsOf, Scrapyd, ScrapydAway, ScrapydRefused
from newscrawl.schedules.store import Run, ScheduleStore

logger = logging.getLogger(__name__)
_STOPPED = "shutdown"  # Scrapy's reason for a crawl that a signal ended
ANSWERED = "answered "
"""The facts that tell when each scrapyd answered last begin so."""


@dataclass(frozen=True)
class Patience:
    """How long things may take, in seconds, and how often a failed job is tried again."""

    retries: int = 3
    first_retry: float = 60.0
    """Then twice as long each time."""
    stuck: float = 3600.0
    """That a job may wait in scrapyd's queue before it is said."""
    silent: float = 300.0
    """After which a crawl that scrapyd does not know, and whose record has not moved, is taken for dead."""
    recordless: float = 60.0
    """After which a job that has ended, or that scrapyd does not know, and that has no record, is taken for failed."""
    last_record: float = 5.0
    """After which a job that has ended, and whose record says that it runs, is taken for killed."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Patience:
        """Read the settings whose names begin with ``SCHEDULE_``."""
        return cls(
            settings.getint("SCHEDULE_RETRIES"),
            settings.getfloat("SCHEDULE_RETRY_SECONDS"),
            settings.getfloat("SCHEDULE_STUCK_SECONDS"),
            settings.getfloat("SCHEDULE_SILENT_SECONDS"),
        )


class Follower:
    """Brings the runs of a schedule up to date."""

    def __init__(
        self,
        jobs: dict[str, Job],
        store: ScheduleStore,
        servers: list[Scrapyd],
        records: Callable[[], RecordStore],
        patience: Patience = Patience(),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.jobs, self.store, self.records = jobs, store, records
        self.servers = {server.url: server for server in servers}
        self.patience, self.clock = patience, clock
        self._away: set[str] = set()

    def look(self) -> list[Run]:
        """Bring all runs that have not ended up to date; return those that have now."""
        ended, found = [], self._jobs_of_servers()
        for run in self.store.runs(active=True):
            if not run.server:  # nobody took it
                self._note_end(run, None, self.clock())
                self._go_on(run, None, self.clock())
                ended.append(run)
                continue
            jobs = found.get(run.server)
            if jobs is None and (run.server not in self.servers or self.store.is_cancelled(run.id)):
                jobs = JobsOf(frozenset(), {}, {})  # its own record tells what became of it
            if jobs is not None and self._update(run, jobs):
                ended.append(run)
        return ended

    def _jobs_of_servers(self) -> dict[str, JobsOf]:
        found = {}
        for url, server in self.servers.items():
            try:
                found[url] = server.jobs()
                if url in self._away:
                    self._away.discard(url)
                    logger.warning("%s is back", url)
                self.store.note(f"{ANSWERED}{url}", self.clock())
            except (ScrapydAway, ScrapydRefused) as error:
                if url not in self._away:
                    logger.warning("%s: what runs there is looked for until it is back", error)
                self._away.add(url)
        return found

    def _update(self, run: Run, jobs: JobsOf) -> bool:
        """Update one run; True if it has ended."""
        state, now = jobs.state(run.id), self.clock()
        if state == "pending":
            self._note_stuck(run, now)
            return False
        try:
            record = self._record(run)
        except ArchiveError as error:
            logger.warning("%s: what became of %s is not known yet", error, run.id)
            return False
        if state == "running":
            if run.state != "running":
                run.state, run.started_at, run.note = "running", now, None
                self.store.keep_run(run)
            return False
        if state == "unknown" and not self._is_gone(run, record, now):
            return False
        return self._end(run, record, now)

    def _note_stuck(self, run: Run, now: float) -> None:
        waited = now - run.asked_at
        note = f"waits for {waited / 60:.0f} minutes in the queue of {run.server}"
        is_news = waited > self.patience.stuck and run.note is None
        if is_news:
            logger.error("%s: %s %s", run.job, run.id, note)
        if run.state != "pending" or is_news:
            run.state, run.note = "pending", note if waited > self.patience.stuck else None
            self.store.keep_run(run)

    def _record(self, run: Run) -> CrawlRun | None:
        since = datetime.fromtimestamp(run.asked_at - 60, UTC).replace(microsecond=0).isoformat()
        found = self.records().runs(run.site, since, limit=None)
        return next((one for one in found if one.job == run.id), None)

    def _is_gone(self, run: Run, record: CrawlRun | None, now: float) -> bool:
        """True if a job that its scrapyd does not know has no process: it was restarted, or never got it."""
        if record is not None:
            return record.reason != RUNNING or now - instant(record.finished_at) > self.patience.silent
        return now - run.asked_at > self.patience.recordless

    def _end(self, run: Run, record: CrawlRun | None, now: float) -> bool:
        """Note the end of a run; False while its last record may be on its way."""
        if record is None or record.reason == RUNNING:
            if run.ended_at is None:
                run.ended_at = now
                self.store.keep_run(run)
            known = record is not None or self.store.is_cancelled(run.id)
            if now - run.ended_at < (self.patience.last_record if known else self.patience.recordless):
                return False
        if record is not None and record.reason == RUNNING:
            mark_killed(record)
            self.records().keep_run(record)
        self._note_end(run, record, now)
        self._go_on(run, record, now)
        return True

    def _note_end(self, run: Run, record: CrawlRun | None, now: float) -> None:
        given, run.note = run.note, None
        run.ended_at = run.ended_at or now
        if not run.server:
            run.state, run.note = "failed", given
        elif record is None and self.store.is_cancelled(run.id):
            run.state, run.note = "cancelled", "it was cancelled before it began"
        elif record is None:
            run.state, run.note = "failed", "it left no record: its log tells why, if scrapyd has started it"
        else:
            run.code, run.reason, run.new = record.code, record.reason, record.new
            run.state = _state(record, self.store.is_cancelled(run.id))
            run.note = "; ".join(record.notes) or None
        self.store.keep_run(run)
        level = logging.INFO if run.state in ("finished", "cancelled") else logging.ERROR
        logger.log(level, "%s: %s has ended: %s%s", run.job, run.id, run.state, f" ({run.note})" if run.note else "")

    def _go_on(self, run: Run, record: CrawlRun | None, now: float) -> None:
        """Set when the job is due again: soon if it failed, as the news come if it is adaptive."""
        job, state = self.jobs.get(run.job), self.store.jobs().get(run.job)
        if job is None or state is None:
            return
        failed = run.state in ("failed", "killed")
        if failed and state.attempt < self.patience.retries:
            again = now + self.patience.first_retry * 2**state.attempt
            due = after_quiet(job, min(again, max(state.due_at, now)))
            self.store.change_job(run.job, attempt=state.attempt + 1, due_at=due, waits=0)
            return
        self.store.change_job(run.job, attempt=0, **({"waits": 0} if failed else {}))
        if failed:
            logger.error("%s failed %d times in a row: it waits for its next time", run.job, state.attempt + 1)
        elif record is not None and job.cadence.is_adaptive and run.state == "finished":
            self._adapt(job, run, record, now)

    def _adapt(self, job: Job, run: Run, record: CrawlRun, now: float) -> None:
        held = {name: one for name, one in self.store.listings(job.name).items() if name in job.listings}
        kept = {one.name: one for one in first_listings(job, now)} | held
        looked = run.listings.split(",") if run.listings else list(job.listings)
        for name in looked:
            if name in kept:
                kept[name] = looked_at(kept[name], job, record, now)
        self.store.keep_listings(job.name, kept.values())
        due = min(one.due_at for one in kept.values())
        late = random.uniform(0, job.jitter.total_seconds())
        self.store.change_job(job.name, due_at=after_quiet(job, due + late))


def first_listings(job: Job, now: float) -> list[Listing]:
    """Return the listings of a job as they are before the first look."""
    shortest = job.cadence.shortest
    return [Listing(name, shortest.total_seconds(), now) for name in job.listings] if shortest else []


def looked_at(listing: Listing, job: Job, record: CrawlRun, now: float) -> Listing:
    """Return a listing as it is after a look."""
    assert job.cadence.shortest and job.cadence.longest
    new = record.new if listing.name == job.way else record.listings.get(listing.name, 0)
    interval = next_interval(listing.interval, new, job.cadence.shortest, job.cadence.longest)
    return replace(
        listing,
        interval=interval,
        due_at=instant(record.started_at) + interval if now - instant(record.started_at) < interval else now,
        looks=listing.looks + 1,
        hits=listing.hits + bool(new),
        news=listing.news + new,
        since=listing.since or instant(record.started_at),
    )


def after_quiet(job: Job, due_at: float) -> float:
    """Return the first time (seconds since 1970) from ``due_at`` on that is not in a job's quiet hours."""
    return job.after_quiet(datetime.fromtimestamp(due_at, UTC)).timestamp()


def _state(record: CrawlRun, is_cancelled: bool) -> str:
    if record.reason == _STOPPED and is_cancelled:
        return "cancelled"
    if record.reason in (KILLED, _STOPPED):  # stopped: with its scrapyd, or its machine
        return "killed"
    return "finished" if record.code == 0 else "failed"
