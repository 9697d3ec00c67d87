"""``newscrawl cluster``: what several workers have under way in Redis."""

from __future__ import annotations

from dataclasses import asdict

import click
from scrapy.settings import BaseSettings

from newscrawl.cli.options import pass_settings
from newscrawl.cli.terminal import amount, echo, echo_json
from newscrawl.errors import ArgumentError


@click.group("cluster")
def cluster_group() -> None:
    """Show crawls that several workers share.

    The setting REDIS_URL lets them; see docs/cluster.md.
    """


@cluster_group.command("status")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: crawls, then hosts.")
@pass_settings
def status(settings: BaseSettings, as_json: bool) -> None:
    """Show each crawl with its workers, leases and queue, and the rate of each host."""
    if not settings["REDIS_URL"]:
        raise ArgumentError("no Redis is named: set NEWSCRAWL_REDIS_URL, e.g. redis://localhost:6379/0")
    try:
        from newscrawl.cluster.server import Server
        from newscrawl.cluster.status import crawls, hosts
    except ImportError as error:
        raise ArgumentError("many machines need scrapy-redis: pip install 'newscrawl[cluster]'") from error

    server = Server.at(settings["REDIS_URL"], 0)
    found = crawls(server)
    for crawl in found:
        if as_json:
            echo_json(asdict(crawl))
            continue
        waiting = f"{crawl.requests:,} wait, {crawl.leased:,} leased, {crawl.backlog:,} in the backlog"
        echo(f"{crawl.site}  {waiting}, {amount(crawl.sitemaps, 'sitemap')}")
        for worker in crawl.workers:
            echo(f"  {worker.worker}  {worker.leased:,} leased, heard of {worker.silent_for:.0f} s ago")
        if not crawl.workers:
            echo("  no worker: the next crawl with the same arguments goes on with it")
    if not found and not as_json:
        echo("no crawl is under way")
    for host in hosts(server):
        rate = f"{host.rate:.1f} requests/s in the last minute"
        told = f"{rate}, {host.delay:.2f} s between two, {host.under_way} under way"
        echo_json(asdict(host)) if as_json else echo(f"{host.host}  {told}")
