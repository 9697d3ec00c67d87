"""Which crawls the site files ask for: a job a site and way of discovery."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from newscrawl.discovery.arguments import crawl_arguments
from newscrawl.errors import ArgumentError, SiteError
from newscrawl.sites.model import Site
from newscrawl.sites.schedule import Cadence, parse_age, parse_cadence, parse_hours

WAYS = ("feed", "sections", "sitemap")
_ARGUMENTS: Mapping[str, Mapping[str, str]] = {
    "feed": {"discover": "feed"},
    "sections": {"discover": "sections,related", "listing_pages": "2", "refresh": "auto"},
    "sitemap": {"discover": "sitemap"},
}
"""What a crawl of a way is told, unless the site file says otherwise: of listings the newest pages, older articles
come by the sitemap.
"""


@dataclass(frozen=True)
class Job:
    """One crawl that is to be repeated."""

    site: str
    way: str
    cadence: Cadence
    zone: ZoneInfo
    listings: tuple[str, ...]
    """What it looks at, each of which may have a time of its own: the paths of sections, or its way."""
    arguments: Mapping[str, str]
    jitter: timedelta = timedelta()
    quiet: tuple[tuple[time, time], ...] = ()
    together: bool = False

    @property
    def name(self) -> str:
        """``SITE/WAY``."""
        return f"{self.site}/{self.way}"

    def is_quiet(self, when: datetime) -> bool:
        """True if a time lies in the hours in which the site is left alone."""
        clock = when.astimezone(self.zone).time()
        return any(_lies_in(clock, start, end) for start, end in self.quiet)

    def after_quiet(self, when: datetime) -> datetime:
        """Return the first time from ``when`` on at which the site may be crawled."""
        minute = timedelta(minutes=1)
        for _ in range(24 * 60):
            if not self.is_quiet(when):
                return when
            when = when.replace(second=0, microsecond=0) + minute
        raise SiteError(f"{self.site}: schedule.quiet leaves no time of the day")


def _lies_in(clock: time, start: time, end: time) -> bool:
    return start <= clock < end if start <= end else clock >= start or clock < end


def plan_jobs(sites: Iterable[Site]) -> dict[str, Job]:
    """Return the jobs that site files ask for, by name. Raises SiteError for arguments that no crawl takes."""
    found = {}
    for site in sites:
        for way in WAYS:
            if text := getattr(site.schedule, way):
                job = _job(site, way, parse_cadence(text))
                found[job.name] = job
        if unknown := sorted(set(site.schedule.arguments) - set(WAYS)):
            raise SiteError(f"{site.name}: schedule.arguments: no way {unknown[0]!r}; there are {', '.join(WAYS)}")
    return found


def _job(site: Site, way: str, cadence: Cadence) -> Job:
    schedule = site.schedule
    arguments = {**_ARGUMENTS[way], **schedule.arguments.get(way, {})}
    try:
        crawl_arguments(site, arguments)
    except ArgumentError as error:
        raise SiteError(f"{site.name}: schedule.arguments.{way}: {error}") from error
    sections = tuple(section.path.rstrip("/") for section in site.sections if section.listing)
    by_section = way == "sections" and cadence.is_adaptive and sections and "sections" not in arguments
    jitter = parse_age(schedule.jitter) if schedule.jitter else timedelta()
    quiet = tuple(map(parse_hours, schedule.quiet))
    return Job(
        site.name, way, cadence, site.zone, sections if by_section else (way,), arguments, jitter, quiet,
        schedule.together,
    )  # fmt: skip


def job_named(name: str, jobs: Mapping[str, Job]) -> Job:
    """Return a job. Raises ArgumentError that says which there are."""
    if name not in jobs:
        known = ", ".join(sorted(jobs)) or "none: no site file has a table [schedule]"
        raise ArgumentError(f"there is no job {name!r}; there are {known}")
    return jobs[name]
