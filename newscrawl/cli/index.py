"""``newscrawl index``: sets up, shows, checks, moves, copies and compares archives."""

from __future__ import annotations

from dataclasses import asdict, replace

import click
from rich.table import Table

from newscrawl.cli.options import Options
from newscrawl.cli.outbox import outbox_group
from newscrawl.cli.progress import Progress
from newscrawl.cli.terminal import amount, console, echo, echo_json, say
from newscrawl.delivery.linker import link_all
from newscrawl.errors import ArgumentError
from newscrawl.index import ArticleIndex, open_index
from newscrawl.index.compare import check as check_archive
from newscrawl.index.compare import compare, copy
from newscrawl.index.migrate import migrate as move
from newscrawl.items import Article

_DAMAGES = 20  # that are named one by one


@click.group("index")
def index_group() -> None:
    """Set up, show, check, move, copy and compare archives."""


@index_group.command()
@click.pass_obj
def init(options: Options) -> None:
    """Create the archive, or bring its templates up to date."""
    echo(open_index(options.index_url).set_up())


@index_group.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def status(options: Options, as_json: bool) -> None:
    """Show health, articles, size and mapping version of each index."""
    rows = options.open_archive().status()
    if as_json:
        echo_json([asdict(row) for row in rows])
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("index", "health", "articles", "MB", "version"):
        table.add_column(name, justify="left" if name in ("index", "health") else "right")
    for row in rows:
        table.add_row(row.index, row.health, f"{row.articles:,}", f"{row.bytes / 1e6:.1f}", str(row.version))
    console().print(table)


@index_group.command()
@click.pass_obj
def check(options: Options) -> None:
    """Read everything that the archive holds; exit code 1 if something is damaged.

    What can still be read goes into a new archive with: newscrawl index copy --salvage OLD NEW
    """
    progress = Progress("read")
    read, damaged = check_archive(options.open_archive(), progress.show)
    progress.end()
    for what in damaged[:_DAMAGES]:
        echo(what)
    if damaged:
        echo(f"damaged in {amount(len(damaged), 'place')}; {amount(read, 'article')} can be read")
        raise SystemExit(1)
    echo(f"sound: {amount(read, 'article')} can be read")


@index_group.command()
@click.option("--force", is_flag=True, help="Move indices of the present mapping too, e.g. after a change of shards.")
@click.option("--delete-old", is_flag=True, help="Delete each old index once its articles are in the new one.")
@click.pass_obj
def migrate(options: Options, force: bool, delete_old: bool) -> None:
    """Move articles to the present schema.

    In Elasticsearch searches and crawls go on meanwhile. An embedded archive is copied into a new folder, which then
    takes its place: stop crawls and the web page first.
    """
    progress = Progress("moved")
    moved = move(options.index_url, force, delete_old, lambda name, count: progress.show(count), _with_quotes)
    progress.end()
    for one in moved:
        unused = "" if delete_old else f"; {one.old} is no longer used and can be deleted"
        echo(f"{one.old} → {one.new}: {amount(one.articles, 'article')}{unused}")
    if not moved:
        echo("everything has the present schema already")


def _with_quotes(article: Article) -> Article:
    """Read the quotations of an article that was indexed before there were any."""
    from newscrawl.extraction.quotations import find_quotes

    return article if article.quotes else replace(article, quotes=find_quotes(article.body, article.language))


@index_group.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--salvage", is_flag=True, help="Pass over what cannot be read of a damaged archive.")
def copy_command(source: str, target: str, salvage: bool) -> None:
    """Copy an archive, e.g. from tantivy:archive to http://localhost:9200, front pages and runs included."""
    if source == target:
        raise ArgumentError("FROM and TO are the same archive")
    progress = Progress("copied")
    read, written = copy(open_index(source, create=False), open_index(target), progress.show, say if salvage else None)
    progress.end()
    echo(f"{read:,} articles read, {written:,} written; {read - written:,} were there already")


@index_group.command()
@click.argument("first")
@click.argument("second")
@click.option("--times", is_flag=True, help="Also compare when, and by which job, each article came in.")
def verify(first: str, second: str, times: bool) -> None:
    """Compare two archives article by article, field by field; exit code 1 if they differ.

    With --times two copies are the same, but not two crawls of the same site.
    """
    one, other = open_index(first, create=False), open_index(second, create=False)
    progress = Progress("compared")
    found = compare(one, other, times, progress.show)
    progress.end()
    if found.identical:
        what = "every field" if times else "every field but the times of the crawl"
        echo(f"identical: {found.articles:,} articles, {what}")
        return
    for ids, what in (
        (found.only_first, f"only in {_place(one)}"),
        (found.only_second, f"only in {_place(other)}"),
    ):
        if ids:
            echo(f"{amount(len(ids), 'article')} {what}: {', '.join(ids[:5])}{' …' if len(ids) > 5 else ''}")
    if found.unequal:
        shown = "; ".join(f"{key} ({', '.join(fields)})" for key, fields in list(found.unequal.items())[:5])
        differ = "article differs" if len(found.unequal) == 1 else "articles differ"
        echo(f"{len(found.unequal):,} {differ}: {shown}{' …' if len(found.unequal) > 5 else ''}")
    raise SystemExit(1)


def _place(index: ArticleIndex) -> str:
    return index.stats().place


@index_group.command("link")
@click.pass_obj
def link_command(options: Options) -> None:
    """Look for near copies in the whole archive, e.g. after a crawl was killed."""
    index = options.open_archive()
    progress = Progress("looked at")
    changed = link_all(index, progress.show)
    progress.end()
    index.close()
    given = "was given another cluster" if changed == 1 else "were given another cluster"
    echo(f"{amount(changed, 'article')} {given}")


index_group.add_command(outbox_group)
