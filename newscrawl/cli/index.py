"""``newscrawl index``: sets up, shows, moves, copies and compares archives, and looks after the outbox."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click
from rich.table import Table

from newscrawl.cli.show import console
from newscrawl.errors import ArchiveError
from newscrawl.index import ArticleIndex, open_index
from newscrawl.index.compare import compare, copy
from newscrawl.index.elastic import ElasticIndex
from newscrawl.index.migrate import Migration
from newscrawl.index.near import Linker, link_all
from newscrawl.index.outbox import Outbox, OutboxStatus, outbox_folder, outbox_status
from newscrawl.index.sender import Batching, Sender
from newscrawl.settings import OUTBOX_DIR, OUTBOX_PATIENCE_SECONDS


@click.group("index")
def index_group() -> None:
    """Set up, show, move, copy and compare archives."""


def _progress(what: str) -> Callable[[int], None]:
    """Show a count that is written over itself, where somebody looks."""

    def show(count: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{what} {count:,} articles", end="", file=sys.stderr, flush=True)

    return show


def _elastic(url: str, create: bool = True) -> ElasticIndex:
    index = open_index(url, create)
    if not isinstance(index, ElasticIndex):
        raise ArchiveError("this is for Elasticsearch: give --index http://host:9200 or set NEWSCRAWL_INDEX_URL")
    return index


@index_group.command()
@click.pass_obj
def init(index_url: str) -> None:
    """Create the archive, or bring its templates up to date."""
    index = open_index(index_url)
    if isinstance(index, ElasticIndex):
        index.init()
        click.echo(f"templates for {len(index.indices.languages)} languages are in place at {index.address}")
    else:
        index.prepare()
        click.echo(f"the archive {index_url} is ready")


@index_group.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def status(index_url: str, as_json: bool) -> None:
    """Show health, articles, size and mapping version of each index."""
    index = open_index(index_url, create=False)
    rows = index.status()
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("index", "health", "articles", "MB", "version"):
        table.add_column(name, justify="left" if name in ("index", "health") else "right")
    for row in rows:
        table.add_row(
            row["index"], row["health"], f"{row['articles']:,}", f"{row['bytes'] / 1e6:.1f}", str(row["version"])
        )
    console().print(table)


@index_group.command()
@click.option(
    "--force", is_flag=True, help="Move indices of the present mapping too, e.g. after a change of shards or analyzers."
)
@click.option("--delete-old", is_flag=True, help="Delete each old index once its articles are in the new one.")
@click.pass_obj
def migrate(index_url: str, force: bool, delete_old: bool) -> None:
    """Move articles to the present mapping; searches and crawls go on meanwhile."""
    migration = Migration(_elastic(index_url), lambda name, count: _progress(name)(count))
    moved = migration.run(force, delete_old)
    for one in moved:
        click.echo(
            f"{one.old} → {one.new}: {one.articles:,} articles"
            + ("" if delete_old else f"; {one.old} is no longer used and can be deleted")
        )
    if not moved:
        click.echo("every index has the present mapping already")


@index_group.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy_command(source: str, target: str) -> None:
    """Copy an archive, e.g. from tantivy:archive to http://localhost:9200."""
    read, written = copy(open_index(source, create=False), open_index(target), _progress("copied"))
    click.echo(f"{read:,} articles read, {written:,} written; {read - written:,} were there already")


@index_group.command()
@click.argument("first")
@click.argument("second")
@click.option(
    "--times",
    is_flag=True,
    help="Also compare when, and by which job, each article came in: equal in copies, not in two crawls.",
)
def verify(first: str, second: str, times: bool) -> None:
    """Compare two archives article by article, field by field; exit code 1 if they differ."""
    one, other = open_index(first, create=False), open_index(second, create=False)
    found = compare(one, other, times, _progress("compared"))
    if found.identical:
        click.echo(
            f"identical: {found.articles:,} articles, "
            + ("every field" if times else "every field but the times of the crawl")
        )
        return
    for ids, what in ((found.only_first, f"only in {_place(one)}"), (found.only_second, f"only in {_place(other)}")):
        if ids:
            click.echo(f"{len(ids):,} articles {what}: {', '.join(ids[:5])}{' …' if len(ids) > 5 else ''}")
    if found.unequal:
        shown = "; ".join(f"{key} ({', '.join(fields)})" for key, fields in list(found.unequal.items())[:5])
        click.echo(f"{len(found.unequal):,} articles differ: {shown}{' …' if len(found.unequal) > 5 else ''}")
    raise SystemExit(1)


def _place(index: ArticleIndex) -> str:
    return str(index.stats()["place"])


@index_group.command("link")
@click.pass_obj
def link_command(index_url: str) -> None:
    """Look for near copies in the whole archive, e.g. after a crawl was killed."""
    index = open_index(index_url, create=False)
    changed = link_all(index, _progress("looked at"))
    index.close()
    click.echo(f"{changed:,} articles were given another cluster")


# -- outbox


@index_group.group("outbox")
@click.option(
    "--dir", "folder", envvar="NEWSCRAWL_OUTBOX_DIR", default=OUTBOX_DIR, show_default=True, help="Where outboxes are."
)
@click.pass_context
def outbox_group(ctx: click.Context, folder: str) -> None:
    """Look after what waits for the index."""
    ctx.obj = (ctx.obj, outbox_folder(folder, ctx.obj))


def _line(found: OutboxStatus) -> str:
    sending = f"; {found.senders} crawls are sending" if found.senders else ""
    return f"{found.waiting:,} articles wait ({found.bytes / 1e6:.1f} MB), {found.dead:,} dead letters{sending}"


@outbox_group.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def outbox_status_command(where: tuple[str, Path], as_json: bool) -> None:
    """Show how many articles wait, and how many were refused."""
    found = outbox_status(where[1])
    click.echo(json.dumps(vars(found)) if as_json else _line(found))


@outbox_group.command()
@click.option(
    "--patience",
    default=OUTBOX_PATIENCE_SECONDS,
    show_default=True,
    help="Seconds to go on trying where nothing gets through.",
)
@click.pass_obj
def drain(where: tuple[str, Path], patience: float) -> None:
    """Send what waits to the index now."""
    outbox = Outbox(where[1])
    before = outbox.count
    index = open_index(where[0])
    sender = Sender(outbox, index, Batching(), Linker(index))
    sender.start()
    left = sender.finish(patience)
    outbox.close()
    index.close()
    outcomes = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(sender.outcomes.items()))
    click.echo(f"{before - left:,} articles sent" + (f" ({outcomes})" if outcomes else ""))
    if left:
        raise ArchiveError(f"{left:,} articles still wait: {sender.error}")


@outbox_group.command()
@click.option("--json", "as_json", is_flag=True, help="Whole articles with reasons, one JSON object a line.")
@click.pass_obj
def dead(where: tuple[str, Path], as_json: bool) -> None:
    """Show what the index refused, and why."""
    outbox = Outbox(where[1])
    letters = outbox.dead()
    outbox.close()
    for letter in letters:
        values = {"reason": letter.reason, "article": letter.article.to_dict()}
        click.echo(json.dumps(values, ensure_ascii=False) if as_json else f"{letter.article.url}\n  {letter.reason}")
    if not letters and not as_json:
        click.echo("no dead letters")


@outbox_group.command()
@click.pass_obj
def requeue(where: tuple[str, Path]) -> None:
    """Let refused articles wait again, e.g. after a change of the mapping; then drain."""
    outbox = Outbox(where[1])
    count = outbox.requeue()
    outbox.close()
    click.echo(f"{count:,} dead letters wait again")
