"""``newscrawl show``, ``history``, ``copies`` and ``delete``: single articles."""

from __future__ import annotations

from itertools import islice
from typing import Any

import click

from newscrawl.cli import history, show
from newscrawl.cli.filters import filters, make_request
from newscrawl.cli.options import Options
from newscrawl.cli.terminal import amount, echo, echo_json
from newscrawl.errors import ArchiveError, ArgumentError
from newscrawl.index.find import SHORTEST, find_article
from newscrawl.index.near import copies
from newscrawl.index.present import copy_as_json, versions_as_json
from newscrawl.index.query import SearchRequest

_SHOWN = 10  # articles of a query that are named before they are deleted
_ARTICLE = "ARTICLE is an id, its beginning (6 digits or more, as search shows them), or an address."


@click.command("show", epilog=_ARTICLE)
@click.argument("article")
@click.option("--json", "as_json", is_flag=True, help="The article as JSON.")
@click.pass_obj
def show_command(options: Options, article: str, as_json: bool) -> None:
    """Show one article."""
    index = options.open_archive()
    found = find_article(index, article)
    if as_json:
        echo_json(found.to_dict(), indent=2)
    else:
        held = index.search(SearchRequest(f"cluster:{found.cluster}", limit=0)).total
        show.print_article(found, copies=max(0, held - 1))


@click.command("history", epilog=_ARTICLE)
@click.argument("article")
@click.option("--json", "as_json", is_flag=True, help="All versions whole, newest first, one JSON object a line.")
@click.pass_obj
def history_command(options: Options, article: str, as_json: bool) -> None:
    """Show what was changed in an article since it was first seen.

    See also: newscrawl search is:changed, changed:headline, is:retracted.
    """
    found = find_article(options.open_archive(), article)
    if as_json:
        for row in versions_as_json(found):
            echo_json(row)
    else:
        history.print_history(found)


@click.command("copies", epilog=_ARTICLE)
@click.argument("article")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def copies_command(options: Options, article: str, as_json: bool) -> None:
    """Show all near copies of an article, the first published first, and how many of its words each has."""
    index = options.open_archive()
    found = copies(index, find_article(index, article))
    if as_json:
        for one, similar in found:
            echo_json(copy_as_json(one, similar))
    else:
        show.print_copies(found)


@click.command("delete")
@filters
@click.option("--article", "articles", multiple=True, help=f"Delete this article. {_ARTICLE}")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def delete_command(
    options: Options, /, query: tuple[str, ...], articles: tuple[str, ...], yes: bool, **values: Any
) -> None:
    """Take articles down for good: those that a query finds, or named ones.

    What is taken down is not crawled again. A QUERY that is an id, the beginning of one or an address names an article.
    """
    index = options.open_archive()
    if len(query) == 1 and not articles and ("://" in query[0] or _is_id(query[0])):
        articles, query = query, ()
    if articles:
        ids = {find_article(index, key).id: key for key in articles}
    else:
        request = make_request(index, options.known_sites, query, values)
        if not request.tree().nodes:
            raise ArgumentError("name an article, or a query that is not empty: this would delete everything")
        ids = {article.id: article.url for article in index.scan(request)}
    if not ids:
        raise ArchiveError("nothing in the archive matches; nothing was deleted")
    if not yes:
        for key, url in islice(ids.items(), _SHOWN):
            echo(f"  {key[:12]}  {url}")
        click.confirm(f"delete {amount(len(ids), 'article')} for good?", abort=True)
    gone = index.delete(ids)
    echo(f"{amount(gone, 'article')} deleted; a crawl does not bring {'it' if gone == 1 else 'them'} back")
    index.close()


def _is_id(text: str) -> bool:
    """True for what can be an id, or the beginning of one; "decade" is a word."""
    is_hex = len(text) >= SHORTEST and not set(text.lower()) - set("0123456789abcdef")
    return is_hex and any(map(str.isdigit, text))
