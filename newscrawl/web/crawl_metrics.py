"""What crawls did, for Prometheus: read from their records, since a crawl is gone before anybody could ask it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.core import Metric

from newscrawl.delivery.outbox import outbox_folder, outbox_status
from newscrawl.errors import NewscrawlError
from newscrawl.index.protocol import RecordStore
from newscrawl.items import CrawlRun, instant, now
from newscrawl.monitors.alarms import alarms
from newscrawl.schedules.store import ACTIVE, ScheduleStore
from newscrawl.schedules.watched import HEARTBEAT
from newscrawl.web.archive import Archive

_RUNS = 500  # of all sites, the newest first
_COUNTS = {
    "pages": "Pages that the last crawl read.",
    "new": "Articles that the last crawl brought.",
    "changed": "Articles that the last crawl found changed.",
    "unchanged": "Articles that the last crawl found as they were.",
    "undelivered": "Articles that the last crawl left in its outbox.",
    "seconds": "Seconds that the last crawl took.",
    "peak_memory": "Bytes of memory that the last crawl had at most.",
}


class CrawlMetrics:
    """A collector of prometheus-client."""

    def __init__(self, archive: Archive, outbox: Path | None, schedule: Path | None) -> None:
        self.archive, self.outbox, self.schedule = archive, outbox, schedule

    def describe(self) -> Iterator[Metric]:
        """Yield nothing: what there is depends on what was crawled."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield all figures; none of what cannot be read now."""
        with suppress(NewscrawlError):
            records = self.archive.index.records
            yield from _of_runs(records)
            yield _of_alarms(records)
        with suppress(NewscrawlError, OSError):  # a folder that only others may write
            yield from self._of_machine()

    def _of_machine(self) -> Iterator[Metric]:
        if self.outbox is not None:
            status = outbox_status(outbox_folder(self.outbox, self.archive.index_url))
            yield Gauge("newscrawl_outbox_articles", "Articles that wait for the index.", value=status.waiting)
            yield Gauge("newscrawl_outbox_dead_letters", "Articles that the index refused.", value=status.dead)
            age = instant(now()) - instant(status.oldest_at) if status.oldest_at else 0.0
            yield Gauge("newscrawl_outbox_age_seconds", "How long the first of them has waited.", value=age)
        if self.schedule is not None and self.schedule.exists():
            store = ScheduleStore(self.schedule, create=False)
            looked = float(store.fact(HEARTBEAT) or 0)
            yield Gauge("newscrawl_scheduler_looked_timestamp_seconds", "When the scheduler looked last.", value=looked)
            runs = Gauge("newscrawl_scheduler_runs", "Runs under way.", labels=("state",))
            active = [run.state for run in store.runs(active=True)]
            for state in ACTIVE:
                runs.add_metric((state,), active.count(state))
            yield runs


def _of_runs(records: RecordStore) -> Iterator[Metric]:
    last: dict[str, CrawlRun] = {}
    for run in records.runs(limit=_RUNS):
        if run.reason != "running":
            last.setdefault(run.site, run)
    of_site = ("site",)
    ended = Gauge("newscrawl_crawl_ended_timestamp_seconds", "When the last crawl ended.", labels=of_site)
    good = Gauge("newscrawl_crawl_good", "1 if the last crawl ended well.", labels=of_site)
    rejected = Gauge("newscrawl_crawl_rejected", "Its pages without an article.", labels=(*of_site, "reason"))
    fields = Gauge("newscrawl_crawl_field_ratio", "Share of its articles with a field.", labels=(*of_site, "field"))
    layers = Gauge("newscrawl_crawl_layer_articles", "Its fields by layer.", labels=(*of_site, "field", "layer"))
    counts = {name: Gauge(f"newscrawl_crawl_{name}", told, labels=of_site) for name, told in _COUNTS.items()}
    for site, run in last.items():
        ended.add_metric((site,), instant(run.finished_at))
        good.add_metric((site,), float(run.code == 0))
        for name, gauge in counts.items():
            gauge.add_metric((site,), getattr(run, name))
        for reason, count in run.rejected.items():
            rejected.add_metric((site, reason), count)
        whole = max(run.coverage.values(), default=0)
        for name, count in run.coverage.items():
            fields.add_metric((site, name), count / whole)
        for name, given in run.layers.items():
            for layer, count in given.items():
                layers.add_metric((site, name, layer), count)
    yield from (ended, good, rejected, fields, layers, *counts.values())


def _of_alarms(records: RecordStore) -> Metric:
    found = Gauge("newscrawl_alarm", "1 while something is wrong.", labels=("site", "check", "subject"))
    for alarm in alarms(records):
        found.add_metric((alarm.site, alarm.check, alarm.subject), 1)
    return found
