"""``newscrawl search`` and ``stats``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from newscrawl.cli import show
from newscrawl.cli.filters import filters, make_request
from newscrawl.cli.options import Options
from newscrawl.cli.terminal import amount, echo_json, say
from newscrawl.index import ArticleIndex
from newscrawl.index.nodes import WRITTEN, keywords
from newscrawl.index.present import hit_as_json, result_as_json
from newscrawl.index.query import FACETS, SearchRequest
from newscrawl.insights.explain import explain, notes_on
from newscrawl.insights.near_values import near_values

_HINTS = 4  # that are said where nothing is found


@click.command()
@filters
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", show_default=True)
@click.option("--limit", type=int, default=10, show_default=True, help="Hits to show.")
@click.option("--offset", type=int, default=0, show_default=True, help="Hits to pass over.")
@click.option(
    "--facet", "facets", multiple=True, type=click.Choice(FACETS), help="Also count the values of this field."
)
@click.option("--copies", is_flag=True, help="All near copies; without it, of the copies of one text the best one.")
@click.option("--histogram", type=click.Choice(["day", "week", "month", "year"]), help="Also count articles over time.")
@click.option(
    "--unit",
    type=click.Choice(["articles", "texts", "sites"]),
    default="articles",
    show_default=True,
    help="What facets and histogram count; of a text, near copies are counted once.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a hit.")
@click.option(
    "--summary",
    is_flag=True,
    help="With --json: a last line with total, texts, facets and histogram; --facet and --histogram ask for it too.",
)
@click.pass_obj
def search(options: Options, /, query: tuple[str, ...], as_json: bool, summary: bool, **values: Any) -> None:
    """Search the archive.

    QUERY: words, "a phrase", -not, OR, prefix*, headline:word, tag:value, words:300..800, since:2023-11-01 … A query
    that begins with a minus stands behind two: newscrawl search -- -football
    """
    index = options.open_archive()
    request = make_request(index, options.known_sites, query, values)
    result = index.search(request)
    for note in notes_on(request.text):
        if note.kind == "lowercase":
            say(f"{note.text!r} was read as a word; perhaps you mean: {note.instead}")
    if not result.total:
        _say_what_is_near(index, request)
    if not as_json:
        show.print_result(result, request)
        return
    for hit in result.hits:
        echo_json(hit_as_json(hit))
    if summary or request.facets or request.histogram or not request.limit:
        echo_json(result_as_json(result))


def _say_what_is_near(index: ArticleIndex, request: SearchRequest) -> None:
    """Name values that are spelt nearly as those that were asked for and that nothing has."""
    for node in keywords(request.tree()):
        if node.match == "whole" and not index.search(SearchRequest(where=node, limit=0)).total:
            near = near_values(index, node.field, node.value)
            meant = f"; did you mean {' or '.join(repr(value) for value in near)}?" if near else ""
            say(f"no article has {node.value!r} as {WRITTEN.get(node.field, node.field)}{meant}")
    for one in explain(index, request).suggestions[:_HINTS]:
        how = {"without": "without ", "spelling": "with the spelling ", "as": ""}[one.kind]
        say(f"try it {how}{one.text}: {amount(one.total, 'article')}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def stats(options: Options, as_json: bool) -> None:
    """Show what the archive holds."""
    found = options.open_archive().stats()
    echo_json(asdict(found)) if as_json else show.print_stats(found)
