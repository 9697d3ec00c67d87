"""The scheduler: APScheduler, with its jobs in the schedule's own file, and a look at what runs every few seconds."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import requests
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job as TimedJob
from apscheduler.jobstores.base import BaseJobStore, JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from filelock import FileLock, Timeout
from scrapy.settings import BaseSettings

from newscrawl.errors import ArchiveError, NewscrawlError
from newscrawl.index import Credentials, open_index
from newscrawl.schedules.dispatch import Dispatcher
from newscrawl.schedules.follow import Follower, Patience
from newscrawl.schedules.plan import Job
from newscrawl.schedules.present import interval_of
from newscrawl.schedules.scrapyd import scrapyds
from newscrawl.schedules.store import JobState, ScheduleStore
from newscrawl.schedules.trigger import JobTrigger
from newscrawl.schedules.watched import HEARTBEAT, look_after_all

logger = logging.getLogger(__name__)
LOCK = "scheduler.lock"
_PING_SECONDS = 60.0


class DurableJobs(BaseJobStore):  # type: ignore[misc]
    """APScheduler's store of jobs: what they are is in the site files, when they are due in the schedule's file."""

    def __init__(self, store: ScheduleStore) -> None:
        super().__init__()
        self.store = store
        self._jobs: dict[str, TimedJob] = {}

    def lookup_job(self, job_id: str) -> TimedJob | None:
        """Return a job."""
        return self._jobs.get(job_id)

    def get_due_jobs(self, now: datetime) -> list[TimedJob]:
        """Return the jobs that are due, the one that waits longest first."""
        return [self._at(state) for state in self._states() if state.due_at <= now.timestamp()]

    def get_next_run_time(self) -> datetime | None:
        """Return when the next job is due."""
        return next((datetime.fromtimestamp(state.due_at, UTC) for state in self._states()), None)

    def get_all_jobs(self) -> list[TimedJob]:
        """Return all jobs that are not paused, in the order of their times."""
        return [self._at(state) for state in self._states()]

    def _states(self) -> list[JobState]:
        states = [s for s in self.store.jobs().values() if not s.paused and s.name in self._jobs]
        return sorted(states, key=lambda state: state.due_at)

    def _at(self, state: JobState) -> TimedJob:
        job = self._jobs[state.name]
        job.next_run_time = datetime.fromtimestamp(state.due_at, UTC)
        return job

    def add_job(self, job: TimedJob) -> None:
        """Add a job; one that was there before a restart keeps its time."""
        self._jobs[job.id] = job
        self.store.add_job(job.id, job.next_run_time.timestamp())

    def update_job(self, job: TimedJob) -> None:
        """Keep when a job is due."""
        self.store.change_job(job.id, due_at=job.next_run_time.timestamp())

    def remove_job(self, job_id: str) -> None:
        """Take a job out. Raises JobLookupError if it is not there."""
        if self._jobs.pop(job_id, None) is None:
            raise JobLookupError(job_id)

    def remove_all_jobs(self) -> None:
        """Take all jobs out."""
        self._jobs.clear()


@dataclass
class Service:
    """The scheduler of one folder; there is one at a time."""

    dispatcher: Dispatcher
    follower: Follower
    folder: Path
    look_seconds: float = 5.0
    ping: str | None = None
    """An address that is asked each minute: a dead man's switch, which tells somebody else when that ends."""
    watch: Callable[[], object] = lambda: None
    """Looks after all sites."""
    watch_seconds: float = 300.0

    def __post_init__(self) -> None:
        self.store, self.jobs = self.dispatcher.store, self.dispatcher.jobs
        self._lock = FileLock(self.folder / LOCK)
        self._pinged = self._watched = 0.0

    def run(self, until: Callable[[], bool]) -> None:
        """Schedule until told to end. Raises ArchiveError if another scheduler has the folder."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise ArchiveError(f"another scheduler runs with {self.folder}") from None
        with self._lock:
            self.look()
            scheduler = self._scheduler()
            scheduler.start(paused=True)
            for name, job in self.jobs.items():
                self._bring_forward(name, job)
            scheduler.resume()
            try:
                while not until():
                    time.sleep(0.2)
            finally:
                scheduler.shutdown()
                self._lock.release()

    def _scheduler(self) -> BackgroundScheduler:
        # one thread: what is due and what has ended is dealt with one after the other
        made = BackgroundScheduler(
            jobstores={"default": DurableJobs(self.store), "look": {"type": "memory"}},
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            timezone=UTC,
        )
        for name, job in self.jobs.items():
            made.add_job(self._start, JobTrigger(job, partial(interval_of, job, self.store)), args=[name], id=name)
        made.add_job(self.look, "interval", seconds=self.look_seconds, jobstore="look")
        return made

    def _bring_forward(self, name: str, job: Job) -> None:
        """Let a job whose site file has changed not wait for the time of before."""
        state, now = self.store.jobs()[name], time.time()
        due_at = state.due_at
        if job.cadence.cron and due_at > now and not state.attempt:
            moment = datetime.fromtimestamp(now, UTC)
            self.store.change_job(
                name, due_at=JobTrigger(job, lambda: 0.0).get_next_fire_time(None, moment).timestamp()
            )
        elif job.cadence.longest and due_at > now + job.cadence.longest.total_seconds():
            self.store.change_job(name, due_at=now + job.cadence.longest.total_seconds())

    def _start(self, name: str) -> None:
        try:
            self.dispatcher.start(name)
        except NewscrawlError as error:
            logger.error("%s: %s", name, error)

    def look(self) -> None:
        """Bring the runs up to date, start what waits for them, and tell that the scheduler lives."""
        try:
            self.follower.look()
            for name, state in self.store.jobs().items():
                may_begin = name in self.jobs and not self.jobs[name].is_quiet(datetime.now(UTC))
                if state.waits and not state.paused and may_begin:
                    self.dispatcher.start(name)
            self.store.note(HEARTBEAT, time.time())
            if time.time() - self._watched > self.watch_seconds:
                self._watched = time.time()
                self.watch()
        except NewscrawlError as error:
            logger.error("%s", error)
        now = time.time()
        self.store.note(HEARTBEAT, now)
        if self.ping and now - self._pinged > _PING_SECONDS:
            self._pinged = now
            _ping(self.ping)


def make_service(
    settings: BaseSettings,
    jobs: dict[str, Job],
    arguments: dict[str, str],
    pairs: Sequence[str],
) -> Service:
    """Make the scheduler that the settings describe; ``arguments`` and ``pairs`` (NAME=VALUE) go with every crawl.

    Raises ScrapydRefused for an address that is none.
    """
    folder = Path(settings["SCHEDULE_DIR"])
    store = ScheduleStore(folder)
    servers = scrapyds(settings["SCRAPYD_URLS"])
    index = open_index(settings["INDEX_URL"], credentials=Credentials.from_settings(settings))
    return Service(
        Dispatcher(jobs, store, servers, arguments, pairs),
        Follower(jobs, store, servers, lambda: index.records, Patience.from_settings(settings)),
        folder,
        settings.getfloat("SCHEDULE_LOOK_SECONDS"),
        settings.get("DEADMAN_URL") or None,
        lambda: look_after_all(settings, index.records, store),
        settings.getfloat("MONITOR_SECONDS"),
    )


def _ping(url: str) -> Any:
    try:
        return requests.get(url, timeout=5.0)
    except requests.RequestException as error:
        logger.warning("the dead man's switch cannot be reached: %s", type(error).__name__)
        return None
