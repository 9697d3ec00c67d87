"""``newscrawl runs`` and ``front-pages``: what crawls did, and what they saw on listing pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from newscrawl.cli.options import Options
from newscrawl.cli.terminal import console, echo_json, paint
from newscrawl.index.dates import UTC_ZONE, date_bound, instants
from newscrawl.insights.standing import Standing, home_pages, shown_at, standings
from newscrawl.items import FrontPage


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
@click.option(
    "--at", help="Only what was to be seen at this time, e.g. 2023-11-01T18:00 (UTC unless it has an offset)."
)
@click.option("--lines", is_flag=True, help="Of front pages proper, each line once: when and where it stood.")
@click.pass_obj
def front_pages_command(
    options: Options,
    site: str | None,
    since: str | None,
    until: str | None,
    limit: int,
    as_json: bool,
    at: str | None,
    lines: bool,
) -> None:
    """Show what was on listing pages beside their articles: ticker, most read, running stories; the newest first."""
    records = options.open_archive().records
    if at:
        moment = date_bound(at, "T" not in at, UTC_ZONE, "at").when.isoformat()  # a day is meant to its end
        found = shown_at(records.front_pages(site, None, moment, None), moment)[:limit]
    else:
        found = records.front_pages(site, *instants(since, until), None if lines else limit)
    if lines:
        _print_lines(standings(home_pages(found))[:limit], as_json)
    elif as_json:
        for page in found:
            echo_json(page.to_dict())
    else:
        _print_pages(found)


def _print_lines(found: list[Standing], as_json: bool) -> None:
    out = console()
    for one in found:
        if as_json:
            echo_json({**asdict(one), "seconds": one.seconds})
            continue
        speaker = f"{one.speaker}: " if one.speaker else ""
        out.print(paint(f"{speaker}{one.text}"), soft_wrap=True)
        stood = f"{one.first_seen_at} to {one.last_seen_at}"
        places = " → ".join(map(str, one.places))
        out.print(Text(f"  {one.site} · {one.kind.replace('_', ' ')} · {stood} · place {places}", style="dim"))


def _print_pages(found: list[FrontPage]) -> None:
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
