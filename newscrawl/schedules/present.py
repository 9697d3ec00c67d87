"""Jobs and runs of a schedule as plain values: what commands print, and metrics count."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from newscrawl.schedules.adaptive import saved_share
from newscrawl.schedules.plan import Job
from newscrawl.schedules.store import JobState, Run, ScheduleStore
from newscrawl.schedules.trigger import JobTrigger
from newscrawl.sites.schedule import Cadence

_UNITS = (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60))
_MOST = 1_000
_TIMES = ("due_at", "asked_at", "started_at", "ended_at")


@dataclass(frozen=True)
class JobLine:
    """What is to be told of one job; ``next_at`` is ISO 8601, None where it is paused or the scheduler never ran."""

    job: str
    every: str
    next_at: str | None
    paused: bool
    waits: bool
    failed_in_a_row: int
    interval: float | None
    """Seconds between looks at present, of the listing that is looked at most often."""
    looks_saved: float | None
    """Share of looks that adapting has saved, against the shortest interval."""
    last: str | None


def job_lines(jobs: Mapping[str, Job], store: ScheduleStore) -> list[JobLine]:
    """Return a line for each job."""
    states = store.jobs()
    return [_line(job, states.get(name), store) for name, job in jobs.items()]


def _line(job: Job, state: JobState | None, store: ScheduleStore) -> JobLine:
    kept = list(store.listings(job.name).values())
    last = store.runs(job.name, limit=1)
    shortest = job.cadence.shortest
    return JobLine(
        job.name,
        _cadence(job.cadence),
        iso(state.due_at) if state and not state.paused else None,
        bool(state and state.paused),
        bool(state and state.waits),
        state.attempt if state else 0,
        min((one.interval for one in kept), default=None),
        saved_share(kept, shortest, time.time()) if shortest else None,
        last[0].state if last else None,
    )


def coming(jobs: Mapping[str, Job], store: ScheduleStore, ahead: timedelta) -> list[tuple[datetime, str]]:
    """Return when which job is due within some time from now, if nothing new comes in between."""
    now = datetime.now(UTC)
    states = [state for state in store.jobs().values() if state.name in jobs and not state.paused]
    found = [pair for state in states for pair in _times(jobs, store, state, now + ahead)]
    return sorted(found)[:_MOST]


def _times(
    jobs: Mapping[str, Job], store: ScheduleStore, state: JobState, end: datetime
) -> Iterator[tuple[datetime, str]]:
    job = jobs[state.name]
    trigger = JobTrigger(job, lambda: interval_of(job, store))
    when = datetime.fromtimestamp(max(state.due_at, time.time()), UTC)
    for _ in range(_MOST):
        if when > end:
            return
        yield when, job.name
        when = trigger.get_next_fire_time(when, when)


def interval_of(job: Job, store: ScheduleStore) -> float:
    """Return the seconds until a job's next look: of its listings that which is looked at most often."""
    shortest = job.cadence.shortest.total_seconds() if job.cadence.shortest else 0.0
    kept = store.listings(job.name).values() if job.cadence.is_adaptive else ()
    return min((one.interval for one in kept if one.name in job.listings), default=shortest)


def run_values(run: Run) -> dict[str, Any]:
    """Return a run as plain JSON values, its times in ISO 8601."""
    return {
        key: (iso(value) if value is not None else None) if key in _TIMES else value
        for key, value in asdict(run).items()
    }


def iso(when: float) -> str:
    """Return a time in seconds since 1970 as ISO 8601 in UTC."""
    return datetime.fromtimestamp(when, UTC).isoformat(timespec="seconds")


def _cadence(cadence: Cadence) -> str:
    limits = [in_units(age.total_seconds()) for age in (cadence.shortest, cadence.longest) if age]
    return cadence.cron or " to ".join(dict.fromkeys(limits))


def in_units(seconds: float) -> str:
    """Return a length of time as site files write it: ``15m``, ``2h``."""
    whole = round(seconds)
    exact = next((f"{whole // size}{unit}" for unit, size in _UNITS if whole >= size and whole % size == 0), None)
    return exact or (f"{whole // 60}m" if whole > 600 else f"{whole}s")
