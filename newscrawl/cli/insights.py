"""``newscrawl trend``, ``rising``, ``explain``, ``sample`` and ``changes``: answers that take several searches."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import click

from newscrawl.cli import insight_views as views
from newscrawl.cli.filters import filters, make_request
from newscrawl.cli.options import Options
from newscrawl.cli.terminal import echo_json
from newscrawl.insights.edits import Wanted, edits
from newscrawl.insights.explain import explain
from newscrawl.insights.present import edit_as_json, trend_as_json
from newscrawl.insights.rising import last_week, rising
from newscrawl.insights.sample import sample
from newscrawl.insights.trend import trend
from newscrawl.items import REVISED

_JSON = click.option("--json", "as_json", is_flag=True, help="As JSON.")


@click.command("trend")
@filters
@click.option("--and", "others", multiple=True, metavar="QUERY", help="Compare with this query; up to four.")
@click.option("--by", "interval", type=click.Choice(["day", "week", "month", "year"]), help="Without it, as it suits.")
@click.option(
    "--unit",
    type=click.Choice(["articles", "texts", "sites"]),
    default="articles",
    show_default=True,
    help="What is counted.",
)
@click.option("--share", is_flag=True, help="Shares of all articles of the same sites and languages, not counts.")
@_JSON
@click.pass_obj
def trend_command(
    options: Options,
    /,
    query: tuple[str, ...],
    others: tuple[str, ...],
    interval: Any,
    unit: Any,
    share: bool,
    as_json: bool,
    **values: Any,
) -> None:
    """Show one or more queries over time: newscrawl trend iran --and turkey --and 'tag:Lebanon'"""
    index = options.open_archive()
    request = make_request(index, options.known_sites, query, values)
    found = trend(index, [request, *(replace(request, text=other) for other in others)], interval, unit)
    if as_json:
        echo_json(trend_as_json(found))
    else:
        views.print_trend(found, share)


@click.command("rising")
@filters
@click.option("--field", type=click.Choice(views.FIELDS), default="tags", show_default=True, help="Whose values.")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True, help="How many.")
@_JSON
@click.pass_obj
def rising_command(
    options: Options, /, query: tuple[str, ...], field: str, limit: int, as_json: bool, **values: Any
) -> None:
    """Show the tags that rise and fall: from --since to --until, against the rest; without them, in the last week."""
    index = options.open_archive()
    request = make_request(index, options.known_sites, query, values)
    since, until = (request.since, request.until) if request.since or request.until else last_week(index)
    found = rising(index, request, since, until, field, limit)
    echo_json(asdict(found)) if as_json else views.print_shifts(found)


@click.command("explain")
@filters
@_JSON
@click.pass_obj
def explain_command(options: Options, /, query: tuple[str, ...], as_json: bool, **values: Any) -> None:
    """Show how a query is understood: what each term finds, in which forms, and what to try where nothing is found."""
    index = options.open_archive()
    found = explain(index, make_request(index, options.known_sites, query, values))
    echo_json(asdict(found)) if as_json else views.print_explanation(found)


@click.command("sample")
@filters
@click.option("-n", "size", type=click.IntRange(1), default=10, show_default=True, help="Articles to draw.")
@click.option("--seed", default="1", show_default=True, help="The same seed draws the same of the same articles.")
@click.option("--json", "as_json", is_flag=True, help="Whole articles, one JSON object a line.")
@click.pass_obj
def sample_command(
    options: Options, /, query: tuple[str, ...], size: int, seed: str, as_json: bool, **values: Any
) -> None:
    """Draw articles at random from all that a query finds; each is as likely as any other."""
    index = options.open_archive()
    found = sample(index, make_request(index, options.known_sites, query, values), size, seed)
    if as_json:
        for article in found.articles:
            echo_json(article.to_dict())
    else:
        views.print_sample(found)


@click.command("changes")
@filters
@click.option("--seen-since", help="Edits seen on or after this day, time or age, e.g. 7d.")
@click.option("--seen-until", help="Edits seen on or before.")
@click.option(
    "--field", "fields", multiple=True, type=click.Choice(REVISED), help="Only if this (or this) was changed."
)
@click.option(
    "--least", type=click.FloatRange(0, 100), default=0.0, show_default=True, help="Least share of words, in percent."
)
@click.option("--removed", is_flag=True, help="Only edits that cut a sentence.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def changes_command(
    options: Options,
    /,
    query: tuple[str, ...],
    seen_since: str | None,
    seen_until: str | None,
    fields: tuple[str, ...],
    least: float,
    removed: bool,
    limit: int,
    as_json: bool,
    **values: Any,
) -> None:
    """Show what was edited after it was published, across sites, the latest edit first."""
    index = options.open_archive()
    request = make_request(index, options.known_sites, query, values)
    found = edits(index, request, Wanted(seen_since, seen_until, fields, least / 100, removed), limit)
    if as_json:
        for edit in found.edits:
            echo_json(edit_as_json(edit))
    else:
        views.print_edits(found)
