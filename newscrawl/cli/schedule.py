"""``newscrawl schedule``: crawl when the site files say, through scrapyd; what ran, and what runs next."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from types import FrameType

import click
from rich.table import Table
from scrapy.settings import BaseSettings

from newscrawl.cli.options import pass_settings
from newscrawl.cli.terminal import amount, console, echo, echo_json, paint, say
from newscrawl.errors import ArgumentError
from newscrawl.items import instant
from newscrawl.runs.checks import check_settings
from newscrawl.runs.configuration import split_pair
from newscrawl.schedules.plan import Job, job_named, plan_jobs
from newscrawl.schedules.present import JobLine, coming, in_units, iso, job_lines, run_values
from newscrawl.schedules.scrapyd import ScrapydAway, scrapyds
from newscrawl.schedules.service import make_service
from newscrawl.schedules.store import ScheduleStore
from newscrawl.schedules.watched import HEARTBEAT
from newscrawl.sites import load_sites
from newscrawl.sites.schedule import parse_age

_SILENT_SECONDS = 60.0


@click.group("schedule")
def schedule_group() -> None:
    """Crawl when the site files say, through scrapyd.

    A table [schedule] in a site file says how often each way of discovery is used; see docs/schedule.md.
    """


def _jobs(settings: BaseSettings) -> dict[str, Job]:
    return plan_jobs(load_sites(settings.getlist("SITES_DIRS")).values())


def _store(settings: BaseSettings) -> ScheduleStore:
    return ScheduleStore(Path(settings["SCHEDULE_DIR"]), create=False)


@schedule_group.command("start")
@click.option("-a", "arguments", multiple=True, metavar="NAME=VALUE", help="A crawl argument, for every crawl.")
@click.option("-s", "pairs", multiple=True, metavar="NAME=VALUE", help="A setting of every crawl; SCHEDULE_…: its own.")
@click.option("--site", "sites", multiple=True, help="Only the jobs of this site.")
@click.option("-v", "--verbose", is_flag=True, help="Also say what goes well.")
@pass_settings
def start(
    settings: BaseSettings, arguments: tuple[str, ...], pairs: tuple[str, ...], sites: tuple[str, ...], verbose: bool
) -> None:
    """Run the scheduler until Ctrl-C or SIGTERM.

    What was due while it did not run is made up for by one run a job. Crawls that it has started go on when it ends,
    and it finds them again.
    """
    is_told_to_end = _end_on_signals()
    logging.basicConfig(format="%(asctime)s %(levelname)s: %(message)s", level=logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of each look that takes longer than planned
    logging.getLogger("newscrawl").setLevel(logging.INFO if verbose else logging.WARNING)
    planned = _jobs(settings)
    jobs = {name: job for name, job in planned.items() if not sites or job.site in sites}
    if not jobs:
        raise ArgumentError("no site file has a table [schedule]: there is nothing to do (docs/schedule.md)")
    own, others = _own_settings(settings, pairs)
    service = make_service(own, jobs, dict(split_pair("-a", text) for text in arguments), others)
    service.store.remove_jobs(but=planned)
    say(f"{amount(len(jobs), 'job')} through {', '.join(server.url for server in service.dispatcher.servers)}")
    service.run(is_told_to_end)


def _end_on_signals() -> Callable[[], bool]:
    """Let SIGINT and SIGTERM be noted; return what says whether one came."""
    told: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    return lambda: bool(told)


def _own_settings(settings: BaseSettings, pairs: Sequence[str]) -> tuple[BaseSettings, list[str]]:
    """Return the settings with those of the scheduler among ``pairs``, and the others. Raises ArgumentError."""
    own = settings.copy()
    others = []
    for pair in pairs:
        name, value = split_pair("-s", pair)
        if name.startswith("SCHEDULE_"):
            own.set(name, value, priority="cmdline")
        else:
            others.append(pair)
    check_settings(own)
    return own, others


@schedule_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_settings
def list_jobs(settings: BaseSettings, as_json: bool) -> None:
    """Show all jobs: how often, when next, how the last run ended, and what looking as the news come has saved."""
    store = _store(settings)
    lines = job_lines(_jobs(settings), store)
    if as_json:
        for line in lines:
            echo_json(asdict(line))
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("job", "every", "next", "now every", "looks saved", "last run"):
        table.add_column(name, justify="right" if name in ("now every", "looks saved") else "left", no_wrap=True)
    for line in lines:
        now_every = in_units(line.interval) if line.interval else ""
        saved = "" if line.looks_saved is None else f"{100 * line.looks_saved:.0f} %"
        table.add_row(line.job, line.every, _next(line), now_every, saved, line.last or "never")
    console().print(table if lines else "no site file has a table [schedule]")
    _say_if_silent(store)


def _next(line: JobLine) -> str:
    if line.paused:
        return "paused"
    if line.waits:
        return "after this run"
    if line.next_at is None:
        return "at its start"
    return f"in {in_units(max(0.0, instant(line.next_at) - time.time()))}"


def _say_if_silent(store: ScheduleStore) -> None:
    looked = store.fact(HEARTBEAT)
    if looked is None:
        say("the scheduler has not run yet: newscrawl schedule start")
    elif time.time() - float(looked) > _SILENT_SECONDS:
        say(f"the scheduler does not run: it looked last at {iso(float(looked))}")


@schedule_group.command("next")
@click.option("--within", default="1d", show_default=True, help="How far ahead, e.g. 12h or 7d.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_settings
def next_runs(settings: BaseSettings, within: str, as_json: bool) -> None:
    """Show when which job runs next, if nothing new comes in between."""
    try:
        ahead = parse_age(within)
    except ValueError as error:
        raise ArgumentError(f"--within: {error}") from error
    for when, name in coming(_jobs(settings), _store(settings), ahead):
        line = {"at": when.isoformat(timespec="seconds"), "job": name}
        echo_json(line) if as_json else echo(f"{line['at']}  {name}")


@schedule_group.command("run")
@click.argument("names", nargs=-1, required=True, metavar="JOB…")
@pass_settings
def run_now(settings: BaseSettings, names: tuple[str, ...]) -> None:
    """Let jobs (SITE/WAY) run now, or as soon as their present runs have ended; the scheduler starts them."""
    _change(settings, names, due_at=time.time(), paused=0)
    _say_if_silent(_store(settings))


@schedule_group.command("pause")
@click.argument("names", nargs=-1, required=True, metavar="JOB…")
@pass_settings
def pause(settings: BaseSettings, names: tuple[str, ...]) -> None:
    """Let jobs (SITE/WAY) rest until they are resumed; what runs goes on."""
    _change(settings, names, paused=1)


@schedule_group.command("resume")
@click.argument("names", nargs=-1, required=True, metavar="JOB…")
@pass_settings
def resume(settings: BaseSettings, names: tuple[str, ...]) -> None:
    """Let paused jobs run again; what was due meanwhile is made up for by one run."""
    _change(settings, names, paused=0)


def _change(settings: BaseSettings, names: tuple[str, ...], **values: float) -> None:
    jobs, store = _jobs(settings), _store(settings)
    for name in names:
        job_named(name, jobs)
    for name in names:
        store.add_job(name, time.time())
        store.change_job(name, **values)


@schedule_group.command("cancel")
@click.argument("names", nargs=-1, required=True, metavar="JOB…")
@pass_settings
def cancel(settings: BaseSettings, names: tuple[str, ...]) -> None:
    """End the present runs of jobs in good order: what was scraped is delivered."""
    jobs, store = _jobs(settings), _store(settings)
    servers = {one.url: one for one in scrapyds(settings["SCRAPYD_URLS"])}
    for name in names:
        job_named(name, jobs)
        active = store.runs(name, active=True)
        for run in active:
            store.cancel(run.id)
            try:
                if run.server in servers:
                    servers[run.server].cancel(run.id)
            except ScrapydAway as error:
                say(f"{error}; if {run.id} runs, it is waited for until its record stands still")
        echo(f"{name}: {amount(len(active), 'run')} cancelled")


@schedule_group.command("history")
@click.argument("name", required=False, metavar="[JOB]")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_settings
def history(settings: BaseSettings, name: str | None, limit: int, as_json: bool) -> None:
    """Show the runs of all jobs, or of one, the latest first: how each ended, and why."""
    store = _store(settings)
    if name and name not in store.jobs():
        job_named(name, _jobs(settings))
    runs = store.runs(name, limit)
    if as_json:
        for run in runs:
            echo_json(run_values(run))
        return
    out = console()
    for run in runs:
        took = f"{run.ended_at - run.asked_at:,.0f} s" if run.ended_at else "under way"
        news = "" if run.new is None else amount(run.new, "new article")
        code = "" if run.code is None else f"exit code {run.code}"
        tried = f"retry {run.attempt}" if run.attempt else ""
        told = " · ".join(filter(None, (run.state, code, took, news, tried, run.listings, run.note)))
        out.print(paint(f"{iso(run.asked_at)}  {run.job}  {told}"), soft_wrap=True)
    if not runs:
        out.print("nothing has run yet")
