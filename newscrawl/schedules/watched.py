"""Checks of the scheduler: that it lives, that no job is stuck, and that none fails again and again."""

from __future__ import annotations

import time

from scrapy.settings import BaseSettings

from newscrawl.index.protocol import RecordStore
from newscrawl.monitors.alarms import Change
from newscrawl.monitors.verdicts import Verdict
from newscrawl.monitors.watch import look_after, sites_of, verdicts_of_machine, verdicts_of_site
from newscrawl.schedules.follow import ANSWERED
from newscrawl.schedules.present import iso
from newscrawl.schedules.store import ACTIVE, ScheduleStore

HEARTBEAT = "looked_at"
"""The fact that tells when the scheduler looked last, in seconds since 1970."""
OF_JOBS = ("stuck", "job", "scrapyd")
"""The checks of which ``check_scheduler`` gives all verdicts there are."""
_SILENT_SECONDS = 300.0
_RECENT = 200  # runs, by which it is known which scrapyds are in use
_FAILED = 3  # runs in a row


def look_after_all(
    settings: BaseSettings, records: RecordStore, store: ScheduleStore | None
) -> tuple[list[Verdict], Change]:
    """Look after all sites, this machine, and the schedule if there is one. Raises ArchiveError."""
    verdicts = [one for site in sites_of(records) for one in verdicts_of_site(records, site)]
    verdicts += verdicts_of_machine(settings)
    if store is not None:
        verdicts += check_scheduler(store, time.time())
    return verdicts, look_after(settings, records, verdicts, OF_JOBS if store is not None else ())


def check_scheduler(store: ScheduleStore, now: float) -> list[Verdict]:
    """Check the schedule of a folder. Raises ArchiveError."""
    looked = store.fact(HEARTBEAT)
    verdicts = []
    if looked is not None:
        told = f"the scheduler does not run: it looked last at {iso(float(looked))}"
        verdicts.append(Verdict("scheduler", "", "", now - float(looked) <= _SILENT_SECONDS, told))
    active = {run.job: run for run in store.runs(active=True)}
    for name in store.jobs():
        site = name.partition("/")[0]
        run = active.get(name)
        stuck = run.note if run and run.state == "pending" and run.note else None
        verdicts.append(Verdict("stuck", site, name, stuck is None, f"{name} {stuck}"))
        last = [one for one in store.runs(name, limit=_FAILED + 1) if one.state not in ACTIVE]
        failed = len(last) >= _FAILED and all(one.state in ("failed", "killed") for one in last[:_FAILED])
        why = last[0].note if last else None
        verdicts.append(Verdict("job", site, name, not failed, f"{name} failed {_FAILED} times in a row: {why}"))
    used = {run.server for run in store.runs(limit=_RECENT)}
    for url, answered in store.facts(ANSWERED).items():
        told = f"the scrapyd {url} has not answered since {iso(float(answered))}"
        good = url not in used or now - float(answered) <= _SILENT_SECONDS
        verdicts.append(Verdict("scrapyd", "", url, good, told))
    return verdicts
