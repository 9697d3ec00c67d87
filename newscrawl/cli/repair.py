"""``newscrawl sites repair``: mends a site file after a redesign, and reads again what was read badly since."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from scrapy.settings import BaseSettings

from newscrawl.cli.options import Options
from newscrawl.cli.terminal import amount, console, echo, say
from newscrawl.errors import ArgumentError, SurveyError
from newscrawl.index import ArticleIndex, SearchRequest
from newscrawl.items import instant
from newscrawl.repair.pages import COMPARED
from newscrawl.repair.repair import Repair, draft_repair, fetched_pages, kept_pages, known_articles, redesigned_since
from newscrawl.repair.write import with_rules
from newscrawl.runs.process import run_crawl
from newscrawl.sites import Site
from newscrawl.sites.files import site_at, site_source
from newscrawl.survey.places import KnownPage


@click.command("repair")
@click.argument("name")
@click.option("--base", help="Scheme, host and port in the place of the site's own.")
@click.option("--since", help="When the redesign was first seen (ISO 8601); without it, that of the alarm.")
@click.option("--pages", "most", type=click.IntRange(3, 100), default=10, show_default=True, help="Pages to look at.")
@click.option("--pause", type=click.FloatRange(0), default=1.0, show_default=True, help="Seconds between two requests.")
@click.option(
    "--dir", "folder", type=click.Path(file_okay=False, path_type=Path), help="Where the site file is written."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--no-backfill", is_flag=True, help="Do not read the articles since the redesign again.")
@click.option("-s", "pairs", multiple=True, metavar="NAME=VALUE", help="A Scrapy setting of the second reading.")
@click.pass_obj
def repair(
    options: Options,
    name: str,
    base: str | None,
    since: str | None,
    most: int,
    pause: float,
    folder: Path | None,
    yes: bool,
    no_backfill: bool,
    pairs: Sequence[str],
) -> None:
    """Mend a site file after a redesign: find in the new pages what is known of their articles.

    Shows each field before and after, and asks. Then the site file is written, and the articles that were read since
    the redesign are read again. Kept pages (WARC_DIR) of before show that nothing else is spoilt.
    """
    directories = options.settings.getlist("SITES_DIRS")
    index, site = options.open_archive(), site_at(name, base, directories)
    since = _moment(since) or redesigned_since(index.records, name)
    found = draft_repair(site, _known_pages(options.settings, index, site, since, most, pause))
    _print(found)
    if not found.mended:
        raise SurveyError(f"{name}: no rule was found that reads more than the present ones")
    text = with_rules(site_source(name, directories), found.site, datetime.now(UTC).date().isoformat())
    folder = folder or Path(directories[0] if directories else "sites")
    _write(folder, name, text, yes, directories)
    if since and not no_backfill:
        _backfill(options, index, name, base, since, [*pairs, f"SITES_DIRS={folder.absolute()}"])


def _known_pages(
    settings: BaseSettings, index: ArticleIndex, site: Site, since: str | None, most: int, pause: float
) -> list[KnownPage]:
    with Console(stderr=True).status("looking …") as status:
        show = lambda url: status.update(f"reading {url}")  # noqa: E731
        pages = fetched_pages(site, known_articles(index, site, since), settings, most, pause, show)
        if settings["WARC_DIR"] and since:
            largest = settings.getint("DOWNLOAD_MAXSIZE")
            pages += kept_pages(index, Path(settings["WARC_DIR"]), largest, since, 5 * most)
    return pages


def _write(folder: Path, name: str, text: str, yes: bool, directories: Sequence[str]) -> None:
    file = folder / f"{name}.toml"
    if not yes and not click.confirm(f"write {file}?", err=True):
        raise SystemExit(1)
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    echo(f"{file} is written")
    if str(folder) not in directories:
        say(f"it is read where NEWSCRAWL_SITES_DIRS names {folder}; scrapyd needs it, and a new deployment")


def _moment(text: str | None) -> str | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat() if text else None
    except ValueError as error:
        raise ArgumentError(f"--since: {text!r} is no time; use e.g. 2023-11-01T18:00") from error


def _print(found: Repair) -> None:
    new = sum(one.is_new for one in found.pages)
    echo(f"{amount(new, 'new page')}, {amount(len(found.pages) - new, 'kept page')} of known articles")
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("field", "right before", "right after", "from its layer before", "after"):
        table.add_column(title, justify="left" if title == "field" else "right")
    for name in COMPARED:
        before, after = found.before[name], found.after[name]
        if before.known:
            shares = (before.right, after.right, before.from_layer, after.from_layer)
            table.add_row(name, *(f"{100 * count / before.known:.0f} %" for count in shares))
    console().print(table)
    for name in found.spoilt:
        say(f"{name} is read less often than before")


def _backfill(
    options: Options, index: ArticleIndex, name: str, base: str | None, since: str, pairs: Sequence[str]
) -> None:
    """Read the articles again that were read since a time."""
    read = (a for a in index.scan(SearchRequest(site=name)) if a.crawled_at and instant(a.crawled_at) >= instant(since))
    urls = [article.url for article in islice(read, 100_000) if not article.retracted_at]
    if not urls:
        return
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(urls))
        file.flush()
        arguments = [f"urls={file.name}", *([f"base={base}"] if base else [])]
        end = run_crawl(name, options.index_url, arguments, pairs)
    for line in end.errors:
        say(line)
    run = end.run
    told = f"{run.changed:,} changed, {run.unchanged:,} as they were" if run else "no record"
    echo(f"{amount(len(urls), 'article')} read again: {told}")
    if end.exit_code:
        raise SystemExit(end.exit_code)
