"""The ``newscrawl`` command; its help texts are its manual. Errors are one sentence and a code that is not 0."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from newscrawl import __version__
from newscrawl.cli import history, show
from newscrawl.cli.crawl import crawl_sites
from newscrawl.cli.index import index_group
from newscrawl.cli.replay import replay_files
from newscrawl.cli.sites import sites_group
from newscrawl.errors import ArchiveError, NewscrawlError
from newscrawl.index import ArticleIndex, SearchRequest, open_index
from newscrawl.index.near import copies
from newscrawl.index.query import FACETS
from newscrawl.items import Article


class _Group(click.Group):
    """Prints the project's own errors as a sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NewscrawlError as error:
            click.echo(f"newscrawl: {error}", err=True)
            ctx.exit(2)
        except BrokenPipeError:  # the reader of a pipe has gone, e.g. head
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--index",
    "index_url",
    envvar="NEWSCRAWL_INDEX_URL",
    default="tantivy:archive",
    show_default=True,
    help="Where the archive is.",
)
@click.pass_context
def main(ctx: click.Context, index_url: str) -> None:
    """Crawl news sites, and search what they published."""
    ctx.obj = index_url


def _open(url: str) -> ArticleIndex:
    return open_index(url, create=False)


def _filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the filters that search and export share."""
    options = [
        click.option(
            "--tag", "tags", multiple=True, help="Only with this tag; give it again for more that must all be there."
        ),
        click.option("--topic", help="Only of this running story."),
        click.option("--section", help="Only of this section, e.g. Politics or News/Politics."),
        click.option("--author", help="Only by this author."),
        click.option("--source", help="Only from this agency."),
        click.option("--region", help="Only about this region."),
        click.option("--site", help="Only of this site, e.g. almayadeen-en."),
        click.option("--lang", "language", help="Only in this language, e.g. ar."),
        click.option("--kind", help="Only of this kind: news, opinion, analysis, video, …"),
        click.option(
            "--since", help="Published on or after: 2023-11-01, 2023-11, a time with offset, or an age such as 7d."
        ),
        click.option("--until", help="Published on or before (the whole day, month or year)."),
        click.option("--timezone", help="Whose days these are, e.g. UTC. Without it: the newsroom's own."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@main.command()
@click.argument("query", default="")
@_filters
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", show_default=True)
@click.option("--limit", type=int, default=10, show_default=True, help="Hits to show.")
@click.option("--offset", type=int, default=0, help="Hits to pass over.")
@click.option(
    "--facet", "facets", multiple=True, type=click.Choice(FACETS), help="Also count the values of this field."
)
@click.option(
    "--copies", is_flag=True, help="All near copies; without it, of the copies of one text the best one is shown."
)
@click.option("--histogram", type=click.Choice(["day", "week", "month"]), help="Also count articles over time.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def search(index_url: str, /, query: str, as_json: bool, **options: Any) -> None:
    """Search the archive.

    QUERY: words, "a phrase", -not, OR, prefix*, headline:word, tag:value, words:300..800, since:2023-11-01
    """
    request = SearchRequest(text=query, **options)
    result = _open(index_url).search(request)
    if as_json:
        for hit in result.hits:
            click.echo(json.dumps(show.as_json(hit), ensure_ascii=False))
    else:
        show.print_result(result, request)


@main.command()
@_filters
@click.argument("query", default="")
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@click.pass_obj
def export(index_url: str, /, query: str, form: str, **options: Any) -> None:
    """Print whole articles, one JSON object a line, newest first."""
    for article in _open(index_url).scan(SearchRequest(text=query, **options)):
        click.echo(json.dumps(article.to_dict(), ensure_ascii=False))


def _find(index: ArticleIndex, article: str) -> Article:
    found = show.find(index, article)
    if found is None:
        raise ArchiveError(f"the archive holds no article {article!r}")
    return found


@main.command("show")
@click.argument("article")
@click.option("--json", "as_json", is_flag=True, help="The article as JSON.")
@click.pass_obj
def show_command(index_url: str, article: str, as_json: bool) -> None:
    """Show one article, by its id (or the beginning of one shown by search) or its address."""
    found = _find(_open(index_url), article)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        show.print_article(found)


@main.command("history")
@click.argument("article")
@click.option("--json", "as_json", is_flag=True, help="All versions whole, newest first, one JSON object a line.")
@click.pass_obj
def history_command(index_url: str, article: str, as_json: bool) -> None:
    """Show what was changed in an article since it was first seen. See also: search is:changed, changed:headline, is:retracted."""
    found = _find(_open(index_url), article)
    if as_json:
        for row in history.as_json(found):
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        history.print_history(found)


@main.command("copies")
@click.argument("article")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def copies_command(index_url: str, article: str, as_json: bool) -> None:
    """Show all near copies of an article, the first published first, and how many of its words each has."""
    index = _open(index_url)
    found = copies(index, _find(index, article))
    if as_json:
        for one, similar in found:
            click.echo(json.dumps(show.copy_as_json(one, similar), ensure_ascii=False))
    else:
        show.print_copies(found)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def stats(index_url: str, as_json: bool) -> None:
    """Show what the archive holds."""
    values = _open(index_url).stats()
    click.echo(json.dumps(values, ensure_ascii=False)) if as_json else show.print_stats(values)


@main.command()
@click.argument("sites", nargs=-1, required=True, metavar="SITE…")
@click.option(
    "-a",
    "arguments",
    multiple=True,
    metavar="NAME=VALUE",
    help="A crawl argument: sections, since, until, max_articles, discover, refresh, base …",
)
@click.option("-s", "settings", multiple=True, metavar="NAME=VALUE", help="A Scrapy setting.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON, a line a site.")
@click.pass_obj
def crawl(
    index_url: str, sites: tuple[str, ...], arguments: tuple[str, ...], settings: tuple[str, ...], as_json: bool
) -> None:
    """Crawl sites, one after the other, and tell what came of it."""
    sys.exit(crawl_sites(index_url, sites, arguments, settings, as_json))


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", help="The site all pages are of; without it, each page's host tells.")
@click.option(
    "--base", help="The scheme, host and port that stand in the place of the site's own, as in a crawl's argument."
)
@click.pass_obj
def replay(index_url: str, files: tuple[Path, ...], site: str | None, base: str | None) -> None:
    """Extract articles again from WARC files, without the network: kept pages of a crawl, or others' such as Common Crawl's."""
    counts = replay_files(index_url, files, site, base)
    click.echo(
        f"{counts.pop('pages', 0):,} pages: " + ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items()))
    )


main.add_command(sites_group)
main.add_command(index_group)
