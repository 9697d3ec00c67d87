"""``newscrawl runs`` and ``front-pages``: what crawls did, and what they saw on listing pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from newscrawl.cli.options import Options
from newscrawl.cli.terminal import console, echo_json, paint
from newscrawl.index.dates import instants


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that both commands have."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="One JSON object a line."),
        click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many."),
        click.option("--until", help="Up to this day (included) or time."),
        click.option("--since", help="From this day, time or age, e.g. 2023-11-01 or 7d; days are those of UTC."),
        click.option("--site", help="Only of this site."),
    ):
        command = option(command)
    return command


@click.command("runs")
@_options
@click.pass_obj
def runs_command(
    options: Options, site: str | None, since: str | None, until: str | None, limit: int, as_json: bool
) -> None:
    """Show the crawls that brought the archive's articles, the newest first."""
    found = options.open_archive().records.runs(site, *instants(since, until), limit)
    if as_json:
        for run in found:
            echo_json(run.to_dict())
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("started", "site", "end", "pages", "new", "changed", "rejected", "seconds"):
        table.add_column(name, justify="left" if name in ("started", "site", "end") else "right")
    for run in found:
        counts = (run.pages, run.new, run.changed, sum(run.rejected.values()))
        cells = [run.started_at[:19].replace("T", " "), run.site, run.reason]
        table.add_row(*cells, *(f"{count:,}" for count in counts), f"{run.seconds:,.0f}")
    console().print(table if found else "no crawl is on record")


@click.command("front-pages")
@_options
@click.pass_obj
def front_pages_command(
    options: Options, site: str | None, since: str | None, until: str | None, limit: int, as_json: bool
) -> None:
    """Show what was on listing pages beside their articles: ticker, most read, running stories; the newest first."""
    found = options.open_archive().records.front_pages(site, *instants(since, until), limit)
    if as_json:
        for page in found:
            echo_json(page.to_dict())
        return
    out = console()
    if not found:
        out.print("no front page was kept")
    for page in found:
        seen = page.seen_at if page.seen_at == page.last_seen_at else f"{page.seen_at} to {page.last_seen_at}"
        out.print(paint(f"{page.site}  {page.url}", "bold"), soft_wrap=True)
        out.print(Text(f"  seen {seen}", style="dim"))
        for line in page.ticker:
            out.print(paint(f"  ticker     {f'{line.speaker}: ' if line.speaker else ''}{line.statement}"))
        for link in page.most_read:
            out.print(paint(f"  most read  {link.rank}. {link.headline}"))
        for story in page.coverage:
            out.print(paint(f"  coverage   {story.headline}"))
