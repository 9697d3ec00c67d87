"""Checks of what did not happen: nothing new for longer than usual at this hour, no crawl, articles that wait."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from newscrawl.items import CrawlRun, instant
from newscrawl.monitors.verdicts import Verdict

_HOUR, _WEEK = 3600.0, 7 * 86_400.0
_WEEKS = 8
_SLACK = 1.5
_NIGHTS = 2 * 86_400.0  # a history of less knows no quiet night
_RUNS = 5  # crawls that tell how often a site is crawled


def check_freshness(site: str, runs: Sequence[CrawlRun], now: float) -> list[Verdict]:
    """Check when a site brought something new last; ``runs`` are its crawls, ``now`` is in seconds since 1970.

    It is compared with how long it had been at the same hour of the same weekday in the weeks before, so that a quiet
    night is none to wake anybody for.
    """
    news = sorted(instant(run.finished_at) for run in runs if run.new)
    # one that goes on is a crawl of now
    crawled = sorted(instant(run.finished_at if run.reason == "running" else run.started_at) for run in runs)
    verdicts = []
    if len(crawled) >= _RUNS:
        verdicts.append(_crawled(site, crawled, now))
    usual = _usual_silence(news, now)
    if news and usual is not None and crawled and crawled[-1] > news[-1]:
        silent = now - news[-1]
        told = f"nothing new for {_in_hours(silent)}; at this hour of the week it was {_in_hours(usual)} at most"
        verdicts.append(Verdict("freshness", site, "", silent <= _SLACK * usual + _HOUR / 2, told))
    elif news and now - news[-1] < _HOUR / 2:
        verdicts.append(Verdict("freshness", site, "", True))
    return verdicts


def _usual_silence(news: Sequence[float], now: float) -> float | None:
    """Return the longest silence there was at this hour in earlier weeks; of a shorter history, its longest."""
    found = []
    for week in range(1, _WEEKS + 1):
        then = now - week * _WEEK
        earlier = [when for when in news if when <= then]
        if earlier:
            found.append(then - earlier[-1])
    if len(found) >= 2:
        return max(found)
    gaps = [after - before for before, after in pairwise(news)]
    return max(gaps) if len(gaps) >= _RUNS and news[-1] - news[0] >= _NIGHTS else None


def _crawled(site: str, crawled: Sequence[float], now: float) -> Verdict:
    recent = [when for when in crawled if when >= crawled[-1] - _WEEK]
    gaps = [after - before for before, after in pairwise(recent)] or [_WEEK]
    usual = max(gaps)  # a site may be left alone at night
    silent = now - crawled[-1]
    told = f"no crawl for {_in_hours(silent)}; before there was one every {_in_hours(median(gaps))}"
    return Verdict("crawled", site, "", silent <= 2 * usual + _HOUR / 2, told)


def check_outbox(
    machine: str, oldest_at: str | None, waiting: int, dead: int, longest: float, now: float
) -> list[Verdict]:
    """Check what waits on a machine for the index: since when (ISO 8601), how much; ``longest`` in seconds."""
    age = now - instant(oldest_at) if oldest_at else 0.0
    told = f"{waiting:,} articles wait for the index, the first for {_in_hours(age)} (newscrawl index outbox drain)"
    letters = f"{dead:,} articles were refused by the index (newscrawl index outbox dead)"
    return [
        Verdict("outbox", "", machine, not waiting or age <= longest, told),
        Verdict("dead-letters", "", machine, not dead, letters),
    ]


def _in_hours(seconds: float) -> str:
    if seconds < 2 * _HOUR:
        return f"{max(seconds, 0) / 60:.0f} minutes"
    return f"{seconds / _HOUR:.0f} hours" if seconds < 72 * _HOUR else f"{seconds / 86_400:.0f} days"
