"""``newscrawl quotes``: who said what."""

from __future__ import annotations

from typing import Any

import click
from rich.text import Text

from newscrawl.cli.filters import filters, make_request
from newscrawl.cli.options import Options
from newscrawl.cli.terminal import console, echo_json, paint, say
from newscrawl.insights.quotes import LOOKED_AT, Quoted, quotes, ticker_quotes
from newscrawl.text import escape_commands


@click.command("quotes")
@filters
@click.option(
    "--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="newest", show_default=True,
    help="The order of the articles.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Quotations to show.")
@click.option("--ticker", is_flag=True, help="Lines of the breaking-news ticker in the place of articles.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def quotes_command(
    options: Options, /, query: tuple[str, ...], limit: int, ticker: bool, as_json: bool, **values: Any
) -> None:
    """Show who said what: quotations whose speaker is certain.

    QUERY as in a search; said:ceasefire asks for a word inside a quotation, speaker:"Hakan Fidan" for who said it, and
    both for what that person said.
    """
    index = options.open_archive()
    request = make_request(index, options.known_sites, query, values)
    if ticker:
        found = ticker_quotes(index, request, limit)
    else:
        result = quotes(index, request, limit)
        found = result.quotes
        if result.partial:
            say(f"only the first {LOOKED_AT:,} articles were looked at")
    for one in found:
        if as_json:
            echo_json(one.to_dict())
        else:
            _print(one)
    if not as_json and not found:
        console().print("no quotation")


def _print(one: Quoted) -> None:
    out = console()
    out.print(paint(one.quote.speaker, "bold"))
    out.print(paint(f"“{one.quote.text}”"))
    day = (one.published_at or "no date")[:10]
    out.print(Text(f"  {day}  {one.site}  ", style="dim") + paint(one.headline or "on the ticker", "dim"))
    out.print(Text(f"  {escape_commands(one.url)}", style="dim", no_wrap=True, overflow="ignore"))
    out.print()
