"""``newscrawl monitor``: what is wrong with crawls, told when it begins and when it ends."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path

import click
from scrapy.settings import BaseSettings

from newscrawl.cli.options import Options
from newscrawl.cli.terminal import amount, echo, echo_json, say
from newscrawl.errors import ArgumentError, NotTold
from newscrawl.items import now
from newscrawl.monitors.alarms import Alarm, Change, Ways, alarms
from newscrawl.monitors.verdicts import Verdict
from newscrawl.monitors.watch import look_after, sites_of, verdicts_of_machine, verdicts_of_site, ways_of
from newscrawl.schedules.store import ScheduleStore
from newscrawl.schedules.watched import OF_JOBS, check_scheduler


@click.group("monitor", invoke_without_command=True)
@click.option("--site", "sites", multiple=True, help="Only this site.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an alarm.")
@click.pass_context
def monitor_group(ctx: click.Context, sites: tuple[str, ...], as_json: bool) -> None:
    """Check all sites, the outbox and the scheduler; exit with 1 if anything is wrong.

    Each site is compared with its own history. What has begun or ended since the last time is told by MONITOR_MAIL and
    MONITOR_WEBHOOK too, once. Run it by cron, so that somebody sees when the scheduler itself stops.
    """
    if ctx.invoked_subcommand is not None:
        return
    options: Options = ctx.obj
    settings, records = options.settings, options.open_archive().records
    verdicts = [one for site in sites or sites_of(records) for one in verdicts_of_site(records, site)]
    if not sites:
        verdicts += [*verdicts_of_machine(settings), *_of_scheduler(settings)]
    has_schedule = not sites and Path(settings["SCHEDULE_DIR"]).exists()
    change = look_after(settings, records, verdicts, OF_JOBS if has_schedule else ())
    standing = [alarm for alarm in alarms(records) if not sites or alarm.site in sites]
    for alarm in standing:
        if as_json:
            echo_json(asdict(alarm))
        else:
            echo(f"{alarm.since}  {'  '.join(filter(None, (alarm.site, alarm.check)))}: {alarm.text}")
    if not as_json:
        for alarm in change.ended:
            echo(f"over: {'  '.join(filter(None, (alarm.site, alarm.check)))}, since {alarm.since}")
        say(f"{amount(len(verdicts), 'check')}, {amount(len(standing), 'alarm')}")
    if standing:
        ctx.exit(1)


def _of_scheduler(settings: BaseSettings) -> list[Verdict]:
    folder = Path(settings["SCHEDULE_DIR"])
    return check_scheduler(ScheduleStore(folder), time.time()) if folder.exists() else []


@monitor_group.command("test")
@click.pass_obj
def monitor_test(options: Options) -> None:
    """Send a message by each way that is set, to see that it arrives."""
    ways: Ways = ways_of(options.settings)
    if not ways.mail and not ways.webhook:
        raise ArgumentError("nobody would be told: set NEWSCRAWL_MONITOR_MAIL or NEWSCRAWL_MONITOR_WEBHOOK")
    trial = Alarm("test", "", "test", "", "this is a test of newscrawl monitor: nothing is wrong", now())
    try:
        ways.tell(Change([trial], []))
    except NotTold as error:
        say(str(error))
        raise SystemExit(1) from error
    echo(f"sent to {' and '.join(filter(None, (ways.mail, 'the webhook' if ways.webhook else None)))}")
