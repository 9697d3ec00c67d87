"""Gives a job that is due to a scrapyd: never one whose last run may still have a process, on the one with least to
do.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from newscrawl.schedules.plan import Job
from newscrawl.schedules.scrapyd import Scrapyd, ScrapydAway, ScrapydRefused
from newscrawl.schedules.store import Run, ScheduleStore

logger = logging.getLogger(__name__)
_AHEAD = 0.1
"""A listing that is due within this share of its interval is looked at with those that are due."""


@dataclass
class Dispatcher:
    """Starts runs."""

    jobs: dict[str, Job]
    store: ScheduleStore
    servers: list[Scrapyd]
    arguments: dict[str, str] = field(default_factory=dict)
    """For every crawl, such as ``base``."""
    settings: Sequence[str] = ()
    """NAME=VALUE, for every crawl."""
    clock: Callable[[], float] = time.time

    def start(self, name: str) -> None:
        """Start a run of a job now, or let it wait for the end of those that exclude it.

        A job begins after its own last run, and, unless its site file says ``together``, after those of its site.
        """
        job = self.jobs[name]
        state = self.store.jobs()[name]
        active = [run for run in self.store.runs(active=True) if run.job == name or self._excludes(job, run)]
        if active:
            if not state.waits:
                logger.info("%s waits: %s of %s has not ended", name, active[0].id, active[0].job)
            self.store.change_job(name, waits=1)
            return
        self.store.change_job(name, waits=0)
        due = self._due_listings(job)
        now = self.clock()
        stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
        listings = ",".join(due) if due != list(job.listings) else None
        run = Run(f"{job.site}-{job.way}-{stamp}", name, job.site, "", "asked", state.attempt, state.due_at, now)
        run.listings = listings
        self._ask(job, run)

    def _excludes(self, job: Job, run: Run) -> bool:
        return run.site == job.site and not job.together

    def _due_listings(self, job: Job) -> list[str]:
        """Return the listings of a job that are due, or nearly; all those that it has none kept of."""
        kept, now = self.store.listings(job.name), self.clock()
        due = [n for n in job.listings if n not in kept or kept[n].due_at <= now + _AHEAD * kept[n].interval]
        return due or list(job.listings)

    def _ask(self, job: Job, run: Run) -> None:
        """Ask the scrapyds one after the other, that with least to do first."""
        arguments = {**job.arguments, **self.arguments}
        if run.listings:
            arguments["sections"] = ",".join(path.strip("/") for path in run.listings.split(","))
        refused = []
        for server in self._by_load():
            run.server = server.url
            self.store.keep_run(run)  # before it is asked: after a crash it is looked for there
            try:
                server.schedule(job.site, run.id, arguments, self.settings)
            except ScrapydRefused as error:
                refused.append(str(error))
                continue
            except ScrapydAway as error:
                logger.warning("%s: %s; it is not known whether the job was taken", job.name, error)
                return  # asked: what became of it is found out by following it
            run.state = "pending"
            self.store.keep_run(run)
            logger.info("%s: %s runs on %s", job.name, run.id, server.url)
            return
        run.server, run.note = "", "; ".join(refused) or "no scrapyd can be reached"
        self.store.keep_run(run)  # failed, as the next look finds: it is tried again
        logger.error("%s cannot be run: %s", job.name, run.note)

    def _by_load(self) -> list[Scrapyd]:
        found = []
        for server in self.servers:
            try:
                found.append((server.waiting(), server))
            except (ScrapydAway, ScrapydRefused) as error:
                logger.warning("%s", error)
        return [server for _, server in sorted(found, key=lambda pair: pair[0])]
