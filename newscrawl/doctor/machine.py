"""What is of this machine: settings, site files, browser, disk, outbox."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from scrapy.settings import BaseSettings

from newscrawl.browser import INSTALL, find_browser
from newscrawl.delivery.outbox import outbox_folder, outbox_status
from newscrawl.doctor.findings import Finding
from newscrawl.errors import NewscrawlError, SiteError
from newscrawl.runs.checks import check_settings
from newscrawl.sites import Site, load_sites

_LITTLE = 2_000_000_000
_SHARE = 0.05


def check_machine(settings: BaseSettings) -> Iterator[Finding]:
    """Look at all of it."""
    yield _settings(settings)
    yield from _sites(settings)
    yield _contact(settings)
    yield _browser(settings)
    yield from _disks(settings)
    yield _outbox(settings)


def _settings(settings: BaseSettings) -> Finding:
    try:
        check_settings(settings)
    except NewscrawlError as error:
        return Finding("settings", "bad", str(error), "see docs/settings.md")
    return Finding("settings", "good", "all values can be used")


def _sites(settings: BaseSettings) -> Iterator[Finding]:
    broken: list[SiteError] = []
    try:
        sites = load_sites(settings.getlist("SITES_DIRS"), broken)
    except SiteError as error:
        yield Finding("site files", "bad", str(error), "correct NEWSCRAWL_SITES_DIRS")
        return
    for line in (line for one in broken for line in str(one).splitlines()):
        yield Finding("site files", "bad", line, "the keys are explained in docs/sites.md")
    guessed = [site.name for site in sites.values() if site.timezone_is_a_guess]
    if guessed:
        told = f"the time zone of {', '.join(guessed)} is a guess"
        yield Finding("site files", "doubtful", told, "set the newsroom's own, and delete timezone_is_a_guess")
    if not broken:
        yield Finding("site files", "good", f"{len(sites)} sites can be crawled")


def _contact(settings: BaseSettings) -> Finding:
    if settings.get("CONTACT"):
        return Finding("contact", "good", str(settings["CONTACT"]))
    told = "a site's owner cannot reach you: the user agent names no contact"
    return Finding("contact", "doubtful", told, "set NEWSCRAWL_CONTACT to a page or an address")


def _browser(settings: BaseSettings) -> Finding:
    if found := find_browser(settings.get("BROWSER")):
        return Finding("browser", "good", found)
    needed = [site.name for site in readable_sites(settings) if site.discovery.javascript or site.discovery.load_more]
    told = "no Chromium is installed" + (f"; {', '.join(needed)} need one for older articles" if needed else "")
    return Finding("browser", "doubtful" if needed else "good", told, INSTALL.strip("()") if needed else "")


def readable_sites(settings: BaseSettings) -> list[Site]:
    """Return the sites whose files can be read."""
    try:
        return list(load_sites(settings.getlist("SITES_DIRS"), []).values())
    except SiteError:
        return []


def _disks(settings: BaseSettings) -> Iterator[Finding]:
    places = {"outbox": settings["OUTBOX_DIR"], "kept pages": settings["WARC_DIR"]}
    if str(settings["INDEX_URL"]).startswith("tantivy:"):
        places["archive"] = settings["INDEX_URL"].removeprefix("tantivy:")
    for what, place in places.items():
        if place:
            yield _disk(what, Path(place).expanduser().absolute())


def _disk(what: str, place: Path) -> Finding:
    there = next(folder for folder in (place, *place.parents) if folder.exists())
    usage = shutil.disk_usage(there)
    told = f"{usage.free / 1e9:,.1f} GB free at {there}"
    if usage.free < _LITTLE or usage.free < _SHARE * usage.total:
        return Finding(f"disk of {what}", "doubtful", told, "make room: what cannot be written waits, then crawls stop")
    return Finding(f"disk of {what}", "good", told)


def _outbox(settings: BaseSettings) -> Finding:
    try:
        status = outbox_status(outbox_folder(settings["OUTBOX_DIR"], settings["INDEX_URL"]))
    except (NewscrawlError, OSError) as error:
        return Finding("outbox", "bad", str(error), "name a folder that can be written (NEWSCRAWL_OUTBOX_DIR)")
    if status.dead:
        told = f"the index refused {status.dead:,} articles"
        return Finding("outbox", "doubtful", told, "newscrawl index outbox dead tells why")
    if status.waiting and not status.senders:
        told = f"{status.waiting:,} articles wait, and no crawl sends them"
        return Finding("outbox", "doubtful", told, "newscrawl index outbox drain")
    return Finding("outbox", "good", f"{status.waiting:,} articles wait")
