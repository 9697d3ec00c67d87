"""APScheduler's trigger of one job: its cadence, jitter, and the quiet hours of its site."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from newscrawl.schedules.plan import Job


class JobTrigger(BaseTrigger):  # type: ignore[misc]
    """Tells when a job is due next."""

    def __init__(self, job: Job, pause: Callable[[], float]) -> None:
        """``pause`` returns the seconds until the next look, of a job that is not told by cron."""
        self.job, self.pause = job, pause
        self._cron = CronTrigger.from_crontab(job.cadence.cron, timezone=job.zone) if job.cadence.cron else None

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return the next time (UTC): never in quiet hours, at once where the job never ran and no cron says more."""
        if self._cron:
            found: datetime = self._cron.get_next_fire_time(previous_fire_time, now)
        else:
            found = previous_fire_time + timedelta(seconds=self.pause()) if previous_fire_time else now
            found = max(found, now)  # what was missed while the scheduler stood is made up for once
        jitter = timedelta(seconds=random.uniform(0, self.job.jitter.total_seconds()))
        return self.job.after_quiet(found + jitter).astimezone(UTC)

    def __str__(self) -> str:
        return self.job.name
