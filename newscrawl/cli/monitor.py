"""``newscrawl monitor``: what is wrong with crawls, told when it begins and when it ends."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from newscrawl.cli.options import Options
from newscrawl.cli.terminal import amount, echo, echo_json, say
from newscrawl.errors import ArgumentError, NotTold
from newscrawl.items import now
from newscrawl.monitors.alarms import Alarm, Change, Ways, alarms
from newscrawl.monitors.watch import look_after, verdicts_of_site, ways_of
from newscrawl.schedules.store import ScheduleStore
from newscrawl.schedules.watched import look_after_all


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
    if sites:
        verdicts = [one for site in sites for one in verdicts_of_site(records, site)]
        change = look_after(settings, records, verdicts)
    else:
        folder = Path(settings["SCHEDULE_DIR"])
        verdicts, change = look_after_all(settings, records, ScheduleStore(folder) if folder.exists() else None)
    standing = [alarm for alarm in alarms(records) if not sites or alarm.site in sites]
    for alarm in standing:
        if as_json:
            echo_json(asdict(alarm))
        else:
            echo(f"{alarm.since}  {alarm.name}: {alarm.text}")
    if not as_json:
        for alarm in change.ended:
            echo(f"over: {alarm.name}, since {alarm.since}")
        say(f"{amount(len(verdicts), 'check')}, {amount(len(standing), 'alarm')}")
    if standing:
        ctx.exit(1)


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
