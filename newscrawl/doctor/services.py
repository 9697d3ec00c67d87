"""What is reached over the network: index, Redis, scrapyd, the scheduler's mark, the clock, robots.txt of sites."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import requests
from protego import Protego
from scrapy.settings import BaseSettings

from newscrawl.doctor.findings import Finding
from newscrawl.errors import ArchiveError, NewscrawlError
from newscrawl.index import Credentials, open_index
from newscrawl.schedules.plan import plan_jobs
from newscrawl.schedules.scrapyd import Scrapyd, scrapyds
from newscrawl.schedules.store import ScheduleStore
from newscrawl.schedules.watched import check_scheduler
from newscrawl.sites import Site

_SECONDS = 10.0
_CLOCK_OFF = 30.0


def check_index(settings: BaseSettings) -> Iterator[Finding]:
    """Look whether the archive can be read, and how it is."""
    try:
        index = open_index(settings["INDEX_URL"], create=False, credentials=Credentials.from_settings(settings))
        held = index.stats()
        for one in index.status():
            if one.health != "green":
                state: Any = "bad" if one.health == "red" else "doubtful"
                advice = "red: a part is missing; yellow: it is there once only (docs/elasticsearch.md)"
                yield Finding("index", state, f"{one.index} is {one.health}", advice)
    except ArchiveError as error:
        is_new = str(error).startswith("there is no archive")
        advice = "crawl a site: newscrawl crawl SITE" if is_new else "start it, or correct NEWSCRAWL_INDEX_URL"
        yield Finding("index", "doubtful" if is_new else "bad", str(error), advice)
        return
    yield Finding("index", "good", f"{held.place}: {held.articles:,} articles, {held.bytes / 1e6:,.0f} MB")


def check_redis(settings: BaseSettings) -> Iterator[Finding]:
    """Look at Redis, where the settings name one."""
    if not settings["REDIS_URL"]:
        return
    try:
        from newscrawl.cluster.server import Server

        server = Server.at(settings["REDIS_URL"], 0)
        told: Any = server.ask(lambda client: client.info(), patient=False)
    except ImportError:
        yield Finding("Redis", "bad", "scrapy-redis is not installed", "pip install 'newscrawl[cluster]'")
        return
    except NewscrawlError as error:
        yield Finding("Redis", "bad", str(error), "start it, or correct NEWSCRAWL_REDIS_URL")
        return
    if not told.get("aof_enabled"):
        yield Finding("Redis", "doubtful", "a restart loses what it holds", "redis-server --appendonly yes")
    if told.get("maxmemory") and told.get("maxmemory_policy") != "noeviction":
        advice = "redis-cli config set maxmemory-policy noeviction"
        yield Finding("Redis", "bad", f"it throws entries away when it is full ({told['maxmemory_policy']})", advice)
    yield Finding("Redis", "good", f"{server.place}: {told['used_memory_human']}, version {told['redis_version']}")


def check_scrapyd(settings: BaseSettings, sites: Iterable[Site]) -> Iterator[Finding]:
    """Look at the scrapyds and the scheduler, where a site file has a schedule."""
    try:
        jobs = plan_jobs(sites)
    except NewscrawlError as error:
        yield Finding("schedule", "bad", str(error), "correct the site file")
        return
    wanted = {job.site for job in jobs.values()}
    if not wanted:
        yield Finding("schedule", "good", "no site file has a schedule")
        return
    try:
        servers = scrapyds(settings["SCRAPYD_URLS"])
    except NewscrawlError as error:
        yield Finding("scrapyd", "bad", str(error), "correct NEWSCRAWL_SCRAPYD_URLS")
        return
    for server in servers:
        yield _scrapyd(server, wanted)
    folder = Path(settings["SCHEDULE_DIR"])
    if not folder.exists():
        yield Finding("scheduler", "doubtful", "it has not run yet", "newscrawl schedule start")
        return
    for verdict in check_scheduler(ScheduleStore(folder), time.time()):
        if not verdict.good:
            yield Finding("scheduler", "bad", verdict.text, "newscrawl schedule start; newscrawl schedule history")


def _scrapyd(server: Scrapyd, wanted: set[str]) -> Finding:
    try:
        spiders = set(server.spiders())
    except NewscrawlError as error:
        return Finding("scrapyd", "bad", str(error), "start it, and deploy to it: scrapyd-deploy (docs/scrapyd.md)")
    if missing := sorted(wanted - spiders):
        told = f"{server.url} does not know {', '.join(missing)}"
        return Finding("scrapyd", "bad", told, "give it the site files (NEWSCRAWL_SITES_DIRS), and deploy again")
    return Finding("scrapyd", "good", f"{server.url} knows all {len(wanted)} scheduled sites")


def check_robots(settings: BaseSettings, sites: Sequence[Site]) -> Iterator[Finding]:
    """Look at robots.txt of sites, and by their answers at the clock."""
    clock_told = False
    for site in sites:
        try:
            answer = requests.get(
                f"{site.base}/robots.txt", timeout=_SECONDS, headers={"User-Agent": settings["USER_AGENT"]}
            )
        except requests.RequestException as error:
            yield Finding(site.name, "bad", f"{site.base} cannot be reached: {type(error).__name__}", "try it later")
            continue
        yield _robots(site, answer, settings["USER_AGENT"])
        if not clock_told and (off := _clock_off(answer)) is not None:
            clock_told = True
            state: Any = "good" if abs(off) < _CLOCK_OFF else "bad"
            yield Finding("clock", state, f"{off:+.0f} s from that of {site.base}", "set it by NTP")


def _robots(site: Site, answer: requests.Response, agent: str) -> Finding:
    if answer.status_code >= 500 or answer.status_code == 429:
        told = f"robots.txt answers {answer.status_code}: nothing is crawled until it is back (RFC 9309)"
        return Finding(site.name, "bad", told, "try it later, or ask the site")
    rules = Protego.parse(answer.text[: 512 * 1024] if answer.ok else "")
    paths = [section.path for section in site.sections if section.listing] or ["/"]
    forbidden = [path for path in paths if not rules.can_fetch(site.base + path, agent)]
    if forbidden:
        told = f"robots.txt forbids {', '.join(forbidden[:3])}{' …' if len(forbidden) > 3 else ''}"
        return Finding(site.name, "bad", told, "ask the site for leave; the rest is crawled")
    return Finding(site.name, "good", "robots.txt allows its sections")


def _clock_off(answer: requests.Response) -> float | None:
    try:
        return time.time() - parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (KeyError, ValueError, TypeError):
        return None
