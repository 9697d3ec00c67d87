"""``newscrawl doctor``: is all there that crawls need, and does it work?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import click
from scrapy.settings import BaseSettings

from newscrawl.cli.options import pass_settings
from newscrawl.cli.terminal import console, echo_json, paint
from newscrawl.doctor.findings import Finding
from newscrawl.doctor.machine import check_machine, readable_sites
from newscrawl.doctor.services import check_index, check_redis, check_robots, check_scrapyd
from newscrawl.sites import site_named

_STYLES = {"good": "green", "doubtful": "yellow", "bad": "red"}


@click.command("doctor")
@click.argument("names", nargs=-1, metavar="[SITE]…")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_settings
def doctor(settings: BaseSettings, names: tuple[str, ...], as_json: bool) -> None:
    """Check settings, site files, browser, disk, index, Redis, scrapyd and more.

    Each thing that is not good comes with what to do. Scheduler, clock and robots.txt are looked at too; robots.txt
    is asked for of the named sites, or of those with a schedule. Exit code 1 if anything is bad.
    """
    bad = False
    for finding in _findings(settings, names):
        bad |= finding.state == "bad"
        if as_json:
            echo_json(asdict(finding))
            continue
        line = paint(f"{finding.state:8}  ", _STYLES[finding.state])
        console().print(line + paint(f"{finding.what}: {finding.text}"), soft_wrap=True)
        if finding.advice and finding.state != "good":
            console().print(paint(f"          → {finding.advice}"), soft_wrap=True)
    if bad:
        raise SystemExit(1)


def _findings(settings: BaseSettings, names: tuple[str, ...]) -> Iterator[Finding]:
    named = [site_named(name, settings.getlist("SITES_DIRS")) for name in names]
    yield from check_machine(settings)
    yield from check_index(settings)
    yield from check_redis(settings)
    known = readable_sites(settings)
    yield from check_scrapyd(settings, known)
    scheduled = [site for site in known if site.schedule.model_dump(exclude_defaults=True)]
    yield from check_robots(settings, named or scheduled)
