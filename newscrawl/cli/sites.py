"""``newscrawl sites``: lists the sites, drafts the file of a new one, checks one, tries one on a page."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.table import Table

from newscrawl.cli.crawl import crawl_command, crawl_environment, tail
from newscrawl.cli.show import console
from newscrawl.errors import ArgumentError, SurveyError
from newscrawl.extraction import Page, extract_page
from newscrawl.items import Article
from newscrawl.settings import SITES_DIRS
from newscrawl.sites import load_sites, site_named
from newscrawl.sites.files import parse_site
from newscrawl.spiders.arguments import crawl_arguments
from newscrawl.survey.check import Report, judge
from newscrawl.survey.draft import layers, to_toml
from newscrawl.survey.fetch import Fetcher
from newscrawl.survey.render import renderer
from newscrawl.survey.survey import Survey

SAMPLE = 30


@click.group("sites", invoke_without_command=True)
@click.pass_context
def sites_group(ctx: click.Context) -> None:
    """List the sites that can be crawled; draft, check and try site files."""
    if ctx.invoked_subcommand is None:
        for name, site in sorted(load_sites(SITES_DIRS).items()):
            click.echo(f"{name}\t{site.language}\t{site.base}\t{site.title}")


@sites_group.command()
@click.argument("url")
@click.option("--name", help="The site's name; without it, made of its host.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the file goes; without it, the first of NEWSCRAWL_SITES_DIRS, or ./sites.",
)
@click.option("--pause", default=1.0, show_default=True, help="Seconds between two requests.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def new(url: str, name: str | None, folder: Path | None, pause: float, force: bool) -> None:
    """Look at a news site and write a site file for it."""
    folder = folder or Path(SITES_DIRS[0] if SITES_DIRS else "sites")
    with Console(stderr=True).status("looking …") as status, renderer() as render:
        draft = Survey(url, pause, lambda text: status.update(text), render).run()
    draft.name = name or draft.name
    path = folder / f"{draft.name}.toml"
    if path.exists() and not force:
        raise SurveyError(f"{path} is there already; --force writes over it, --name gives another name")
    text = to_toml(draft, datetime.now(UTC).date().isoformat())
    parse_site(text, str(path))
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    click.echo(f"{path}: {draft.title}, {draft.language}, {draft.timezone}; {draft.requests} pages were looked at")
    click.echo(f"  articles   {'  '.join(draft.articles)}")
    click.echo(
        f"  sections   {len(draft.sections)}, feeds {len(draft.feeds)}, sitemaps {len(draft.sitemaps)}{', by JavaScript' if draft.javascript else ''}"
    )
    click.echo(f"  sample     {len(draft.examples)} articles: {layers(draft)}")
    for note in draft.notes:
        click.echo(f"  to look at {note}")
    variable = "" if SITES_DIRS and folder == Path(SITES_DIRS[0]) else f"NEWSCRAWL_SITES_DIRS={folder} "
    click.echo(f"go on with:  {variable}newscrawl sites check {draft.name}")


@sites_group.command()
@click.argument("name")
@click.option("-n", "count", default=SAMPLE, show_default=True, help="Articles to look at.")
@click.option(
    "-a", "arguments", multiple=True, metavar="NAME=VALUE", help="A crawl argument, e.g. base=http://127.0.0.1:8901."
)
@click.option("-s", "settings", multiple=True, metavar="NAME=VALUE", help="A Scrapy setting.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def check(name: str, count: int, arguments: tuple[str, ...], settings: tuple[str, ...], as_json: bool) -> None:
    """Crawl a sample of a site, into no archive; show which fields are there, from which layer, and what looks wrong.

    Exit code 1 if headline, text or date are missing too often.
    """
    crawl_arguments(site_named(name, SITES_DIRS), **dict(pair.partition("=")[::2] for pair in arguments))
    report = judge(_sample(name, count, arguments, settings))
    if as_json:
        click.echo(json.dumps(vars(report), ensure_ascii=False))
    else:
        _print(report)
    sys.exit(0 if report.good else 1)


def _sample(name: str, count: int, arguments: tuple[str, ...], settings: tuple[str, ...]) -> list[Article]:
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status(f"crawling {count} articles of {name} …"):
        items, log = Path(folder) / "items.jsonl", Path(folder) / "crawl.log"
        command = crawl_command(
            name, [f"max_articles={count}", *arguments], [*settings, f"LOG_FILE={log}", f"OUTBOX_DIR={folder}/outbox"]
        )
        command += ["-o", str(items)]
        environment = crawl_environment(f"tantivy:{folder}/index")
        code = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
        if code and log.exists():
            tail(log)
        lines = items.read_text(encoding="utf-8").splitlines() if items.exists() else []
        return [Article.from_dict(json.loads(line)) for line in lines]


def _print(report: Report) -> None:
    out = console()
    out.print(f"[bold]{report.articles} articles[/]")
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for name, share in report.coverage.items():
        table.add_row(
            f"  {name}",
            f"{100 * share:.0f} %",
            ", ".join(f"{layer} {n}" for layer, n in report.layers[name].most_common()),
        )
    out.print(table)
    for url, what in report.doubts[:20]:
        out.print(f"  [yellow]doubtful[/] {what}\n           {url}", highlight=False)
    if len(report.doubts) > 20:
        out.print(f"  … and {len(report.doubts) - 20} more")
    for advice in report.advice:
        out.print(f"  to do: {advice}", markup=False)
    out.print(
        "good: the site can be crawled" if report.good else "not good yet: headline, text or date are missing too often"
    )


@sites_group.command("try")
@click.argument("name")
@click.argument("url")
@click.option(
    "--selector",
    "selectors",
    multiple=True,
    metavar="FIELD=CSS",
    help="A selector to try, as it would stand in [selectors].",
)
def try_command(name: str, url: str, selectors: tuple[str, ...]) -> None:
    """Extract one page with a site's file, and show each field and the layer that answered it."""
    site = site_named(name, SITES_DIRS)
    if selectors:
        values = site.model_dump()
        for pair in selectors:
            field, equals, selector = pair.partition("=")
            if not equals:
                raise ArgumentError(f"--selector takes FIELD=CSS, not {pair!r}")
            values["selectors"].setdefault(field, []).insert(0, selector)
        try:
            site = type(site).model_validate(values)
        except ValueError as error:
            raise ArgumentError(f"--selector: {str(error).splitlines()[2].strip()}") from error
    found = Fetcher(f"{urlsplit(url).scheme}://{urlsplit(url).netloc}", 0.0).get(url)
    if found is None:
        raise SurveyError(f"{url} gives no page (not found, forbidden by robots.txt, or too large)")
    article = extract_page(Page(found.body, found.url, found.content_type), site)
    for name_, value in article.to_dict().items():
        if value and name_ not in ("layers", "history", "revision"):
            shown = (
                ("\n" + 27 * " ").join(value)
                if name_ == "body"
                else json.dumps(value, ensure_ascii=False)
                if not isinstance(value, str)
                else value
            )
            click.echo(f"{name_:15} {article.layers.get(name_, ''):10} {shown}")
