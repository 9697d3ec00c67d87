"""``newscrawl sites``: lists the sites, drafts the file of a new one, checks one, tries one on a page."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from scrapy.settings import BaseSettings

from newscrawl.cli.options import pass_settings
from newscrawl.cli.repair import repair
from newscrawl.cli.terminal import amount, console, echo, echo_json, paint, say
from newscrawl.discovery.arguments import crawl_arguments
from newscrawl.errors import ArgumentError, NotAnArticle, SiteError, SurveyError
from newscrawl.extraction import Page, extract_page
from newscrawl.items import Article
from newscrawl.runs.configuration import project_settings, split_pair
from newscrawl.sites import Site, load_sites, site_named
from newscrawl.sites.files import parse_site
from newscrawl.survey.check import NEEDED, Report, judge
from newscrawl.survey.draft import Draft, layers, to_toml
from newscrawl.survey.fetch import Fetcher
from newscrawl.survey.render import renderer
from newscrawl.survey.sample import take_sample
from newscrawl.survey.survey import Survey

SAMPLE = 30
_DOUBTS = 20  # that are printed one by one
_HIDDEN = ("layers", "history", "revision", "near_bands", "content_hash", "cluster")


@click.group("sites", invoke_without_command=True)
@click.pass_context
def sites_group(ctx: click.Context) -> None:
    """List the sites that can be crawled; draft, check and try site files.

    Exit code 1 if a site file is wrong: the others are listed, and can be crawled.
    """
    if ctx.invoked_subcommand is not None:
        return
    broken: list[SiteError] = []
    for name, site in sorted(load_sites(ctx.obj.settings.getlist("SITES_DIRS"), broken).items()):
        echo(f"{name}\t{site.language}\t{site.base}\t{site.title}")
    for error in broken:
        for line in str(error).splitlines():
            say(line)
    if broken:
        ctx.exit(1)


sites_group.add_command(repair)


@sites_group.command()
@click.argument("url")
@click.option("--name", help="The site's name; without it, made of its host.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the file goes; without it, the first of NEWSCRAWL_SITES_DIRS, or ./sites.",
)
@click.option("--pause", type=click.FloatRange(0), default=1.0, show_default=True, help="Seconds between two requests.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@pass_settings
def new(settings: BaseSettings, url: str, name: str | None, folder: Path | None, pause: float, force: bool) -> None:
    """Look at a news site, or at an edition of it (https://news.example/en), and write a site file for it."""
    directories = settings.getlist("SITES_DIRS")
    if name and not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise ArgumentError(f"--name: {name!r} is no name of a site; use small letters, digits and -")
    folder = folder or Path(directories[0] if directories else "sites")
    with Console(stderr=True).status("looking …") as status, renderer(settings) as render:
        draft = Survey(url, settings, pause, lambda text: status.update(text), render).run()
    draft.name = name or draft.name
    if draft.name in load_sites((), broken=[]) and not force:
        raise SurveyError(
            f"{draft.name} is a site that newscrawl brings along; --force replaces it, --name gives another"
        )
    path = folder / f"{draft.name}.toml"
    if path.exists() and not force:
        raise SurveyError(f"{path} is there already; --force writes over it, --name gives another name")
    text = to_toml(draft, datetime.now(UTC).date().isoformat())
    parse_site(text, str(path))
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    _print_draft(draft, path)
    known = bool(directories) and folder == Path(directories[0])
    variable = "" if known else f"NEWSCRAWL_SITES_DIRS={folder} "
    echo(f"go on with:  {variable}newscrawl sites check {draft.name}")


def _print_draft(draft: Draft, path: Path) -> None:
    echo(f"{path}: {draft.title}, {draft.language}, {draft.timezone}; {amount(draft.requests, 'page')} looked at")
    echo(f"  articles   {'  '.join(draft.articles)}")
    script = ", by JavaScript" if draft.javascript else ""
    lists = f"feeds {len(draft.feeds)}, sitemaps {len(draft.sitemaps)}"
    echo(f"  sections   {len(draft.sections)}, {lists}{script}")
    echo(f"  sample     {amount(len(draft.examples), 'article')}: {layers(draft)}")
    if draft.places:
        echo(f"  places     {', '.join(f'{p.field} {p.selector} ({p.right} of {p.known})' for p in draft.places)}")
    for note in draft.notes:
        echo(f"  to look at {note}")


@sites_group.command()
@click.argument("name")
@click.option("-n", "count", type=click.IntRange(1), default=SAMPLE, show_default=True, help="Articles to look at.")
@click.option(
    "-a", "arguments", multiple=True, metavar="NAME=VALUE", help="A crawl argument, e.g. base=http://127.0.0.1:8901."
)
@click.option("-s", "pairs", multiple=True, metavar="NAME=VALUE", help="A Scrapy setting.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_settings
def check(
    settings: BaseSettings,
    name: str,
    count: int,
    arguments: Sequence[str],
    pairs: Sequence[str],
    as_json: bool,
) -> None:
    """Crawl a sample of a site, into no archive; show which fields are there, from which layer, and what looks wrong.

    Exit code 1 if headline, text or date are missing too often.
    """
    settings = project_settings(pairs, settings["INDEX_URL"])
    site = site_named(name, settings.getlist("SITES_DIRS"))
    crawl_arguments(site, dict(split_pair("-a", pair) for pair in arguments))
    with Console(stderr=True).status(f"crawling {amount(count, 'article')} of {name} …"):
        sample = take_sample(name, count, arguments, pairs)
    if not sample.articles and sample.failed:
        for line in sample.errors:
            say(line)
        raise SurveyError(f"{name}: {sample.failed}; the site file could not be judged")
    report = judge(sample.articles, site)
    if as_json:
        echo_json({**vars(report), "good": report.good})
    else:
        _print_report(report)
    sys.exit(0 if report.good else 1)


def _print_report(report: Report) -> None:
    out = console()
    out.print(f"[bold]{amount(report.articles, 'article')}[/]")
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for name, share in report.coverage.items():
        counts = ", ".join(f"{layer} {n}" for layer, n in report.layers[name].most_common())
        table.add_row(f"  {name}", f"{100 * share:.0f} %", counts)
    out.print(table)
    for url, what in report.doubts[:_DOUBTS]:
        out.print(paint("  doubtful ", "yellow") + paint(what))
        out.print(paint(f"           {url}"), soft_wrap=True)
    if len(report.doubts) > _DOUBTS:
        out.print(f"  … and {len(report.doubts) - _DOUBTS} more")
    for advice in report.advice:
        out.print(paint(f"  to do: {advice}"))
    needed = ", ".join(NEEDED)
    out.print("good: the site can be crawled" if report.good else f"not good yet: {needed} are missing too often")


@sites_group.command("try")
@click.argument("name")
@click.argument("url")
@click.option(
    "--selector", "selectors", multiple=True, metavar="FIELD=CSS", help="A selector to try, as in [selectors]."
)
@pass_settings
def try_command(settings: BaseSettings, name: str, url: str, selectors: tuple[str, ...]) -> None:
    """Extract one page with a site's file, and show each field and the layer that answered it."""
    site = site_named(name, settings.getlist("SITES_DIRS"))
    tried = [_split_selector(pair) for pair in selectors]
    site = _with_selectors(site, tried) if tried else site
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ArgumentError(f"{url!r} is not the address of a page; use e.g. https://news.example/a-story")
    found = Fetcher(f"{parts.scheme}://{parts.netloc}", settings, 0.0).get(url)
    if found is None:
        raise SurveyError(f"{url} gives no page (not found, forbidden by robots.txt, or too large)")
    try:
        article = extract_page(Page(found.body, found.url, found.content_type), site)
    except NotAnArticle as error:
        raise SurveyError(f"{url} holds no article: {error.reason}") from error
    _print_fields(article)
    for field, _ in tried:
        if article.layers.get(field) != "site":
            say(f"the selector for {field} finds nothing on this page")


def _split_selector(pair: str) -> tuple[str, str]:
    field, equals, selector = pair.partition("=")
    if not equals:
        raise ArgumentError(f"--selector takes FIELD=CSS, not {pair!r}")
    return field, selector


def _with_selectors(site: Site, selectors: Sequence[tuple[str, str]]) -> Site:
    """Return a site with selectors before its own. Raises ArgumentError for one that is wrong."""
    values = site.model_dump()
    for field, selector in selectors:
        values["selectors"].setdefault(field, []).insert(0, selector)
    try:
        return type(site).model_validate(values)
    except ValidationError as error:
        raise ArgumentError(f"--selector: {error.errors()[0]['msg'].removeprefix('Value error, ')}") from error


def _print_fields(article: Article) -> None:
    for name, value in article.to_dict().items():
        if value and name not in _HIDDEN:
            if name == "body":
                shown = ("\n" + 27 * " ").join(value)
            else:
                shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            echo(f"{name:15} {article.layers.get(name, ''):10} {shown}")
