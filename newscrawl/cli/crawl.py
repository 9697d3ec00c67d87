"""``newscrawl crawl`` and ``replay``: run crawls a site at a time, show progress, and sum up."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from scrapy.settings import BaseSettings

from newscrawl.cli import progress as plain
from newscrawl.cli.options import pass_settings
from newscrawl.cli.terminal import amount, console, echo, echo_json, paint, say, shares
from newscrawl.delivery.outbox import outbox_folder, outbox_status
from newscrawl.discovery.arguments import NAMES
from newscrawl.errors import ArgumentError
from newscrawl.items import CrawlRun
from newscrawl.runs.checks import check_feeds, check_run, check_settings
from newscrawl.runs.configuration import project_settings, split_pair
from newscrawl.runs.process import CrawlEnd, run_crawl
from newscrawl.runs.replay import replay_files
from newscrawl.sites import load_sites, site_named
from newscrawl.urls import host_key

_KILLED = "it was killed (signal {}); where memory is short, the system does that: see MEMUSAGE_LIMIT_MB"


@click.command()
@click.argument("sites", nargs=-1, metavar="[SITE]…")
@click.option("-a", "arguments", multiple=True, metavar="NAME=VALUE", help=f"A crawl argument: {', '.join(NAMES)}.")
@click.option("-s", "pairs", multiple=True, metavar="NAME=VALUE", help="A Scrapy setting.")
@click.option(
    "-o", "output", multiple=True, metavar="FILE", help="Also write the articles to a file, as scrapy crawl does."
)
@click.option("--url", "urls", multiple=True, help="Read this page and no other; the site is that of its host.")
@click.option(
    "--url-file", type=click.Path(exists=True, dir_okay=False), help="Read the pages of this file, one a line."
)
@click.option("--log-file", type=click.Path(dir_okay=False), help="Keep the log of the crawl.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON, a line a site.")
@pass_settings
def crawl(
    settings: BaseSettings,
    sites: tuple[str, ...],
    arguments: tuple[str, ...],
    pairs: tuple[str, ...],
    output: tuple[str, ...],
    urls: tuple[str, ...],
    url_file: str | None,
    log_file: str | None,
    as_json: bool,
) -> None:
    """Crawl sites, one after the other, and tell what came of it.

    Exit codes: 0 all went well, 1 a site could not be reached or articles still wait in the outbox, 2 a crawl could
    not begin, 130 and 143 stopped by Ctrl-C or kill.
    """
    settings = project_settings(pairs, settings["INDEX_URL"])
    wanted = [*urls, *(Path(url_file).read_text(encoding="utf-8").split() if url_file else ())]
    if not sites and not wanted:
        raise ArgumentError("name a site, or pages with --url; newscrawl sites lists the sites")
    plan = {name: list(arguments) for name in sites}
    with tempfile.TemporaryDirectory() as folder:
        for name, its_urls in _by_site(settings, wanted, sites).items():
            file = Path(folder) / f"{name}.urls"
            file.write_text("\n".join(its_urls), encoding="utf-8")
            plan[name] = [*arguments, f"urls={file}"]
        check_settings(project_settings([*pairs, *([f"LOG_FILE={log_file}"] if log_file else [])]))
        check_feeds(output)
        for name, its_arguments in plan.items():
            values = dict(split_pair("-a", text) for text in its_arguments)
            check_run(settings, site_named(name, settings.getlist("SITES_DIRS")), values)
        code = 0
        for name, its_arguments in plan.items():
            end = _crawl(settings, name, its_arguments, pairs, output, log_file)
            _print_end(name, end, as_json)
            code = code or end.exit_code
            if end.stopped_by is not None:
                break
    sys.exit(code)


def _by_site(settings: BaseSettings, urls: Sequence[str], sites: Sequence[str]) -> dict[str, list[str]]:
    """Return the addresses of each site. Raises ArgumentError for one that is of no site, or of none of those named."""
    directories = settings.getlist("SITES_DIRS")
    known = {name: site_named(name, directories) for name in sites} or load_sites(directories, broken=[])
    if len(sites) == 1 and urls:
        return {sites[0]: list(urls)}
    found: dict[str, list[str]] = {}
    for url in urls:
        try:
            name = next(n for n, site in known.items() if host_key(url) in site.page_hosts)
        except (StopIteration, ValueError) as error:
            raise ArgumentError(
                f"{url[:200]!r} is of no site that is known; name one: newscrawl crawl SITE --url …"
            ) from error
        found.setdefault(name, []).append(url)
    return found


def _crawl(
    settings: BaseSettings,
    name: str,
    arguments: Sequence[str],
    pairs: Sequence[str],
    output: Sequence[str],
    log_file: str | None,
) -> CrawlEnd:
    """Crawl one site, and show how it goes."""
    index_url = settings["INDEX_URL"]
    outbox = outbox_folder(settings["OUTBOX_DIR"], index_url)

    def stopping(times: int) -> None:
        if times == 1:
            say("stopping: pages under way are finished and what waits is delivered; Ctrl-C again stops at once")
        else:
            waiting = outbox_status(outbox).waiting if outbox.exists() else 0
            say(f"stopped at once: {amount(waiting, 'article')} in the outbox go with the next crawl")

    follower = _Bar(name) if sys.stderr.isatty() else _Lines(name)
    with follower:
        return run_crawl(name, index_url, arguments, pairs, output, log_file, follower.follow, stopping)


class _Bar(AbstractContextManager["_Bar"]):
    """Shows a running crawl on a terminal."""

    def __init__(self, name: str) -> None:
        spinner, bar, elapsed = SpinnerColumn(), BarColumn(), TimeElapsedColumn()
        texts = TextColumn("{task.description}"), TextColumn("{task.fields[counts]}")
        self._progress = Progress(
            spinner, texts[0], bar, texts[1], elapsed, console=Console(stderr=True), transient=True
        )
        self._task: TaskID = self._progress.add_task(name, total=None, counts="")

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def follow(self, run: CrawlRun) -> None:
        """Show the state of the crawl."""
        self._progress.update(self._task, counts=_counts(run))


class _Lines(nullcontext["_Lines"]):
    """Tells of a running crawl where nobody looks on: a line now and then."""

    def __init__(self, name: str) -> None:
        super().__init__(self)
        self.name = name
        self._next = time.monotonic() + plain.LINE_SECONDS

    def follow(self, run: CrawlRun) -> None:
        """Tell the state of the crawl, if it is time to."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + plain.LINE_SECONDS
            say(f"{self.name}: {_counts(run)} after {run.seconds:.0f} s")


def _counts(run: CrawlRun) -> str:
    read = max(run.coverage.values(), default=0)
    return f"{amount(run.pages, 'page')}, {amount(read, 'article')} read"


def _print_end(name: str, end: CrawlEnd, as_json: bool) -> None:
    if end.run is not None:
        print_run(end.run, as_json)
    if end.code < 0 and end.stopped_by is None:
        say(f"{name}: {_KILLED.format(-end.code)}")
    if end.stopped_by is None:
        for line in end.errors:
            say(line)


def print_run(run: CrawlRun, as_json: bool) -> None:
    """Print the summary of one crawl."""
    if as_json:
        echo_json(run.to_dict())
        sys.stdout.flush()
        return
    out = console()
    seconds = max(run.seconds, 0.001)
    speed = f"{amount(run.pages, 'page')} in {seconds:.1f} s ({run.pages / seconds:.0f} pages/s)"
    out.print(f"[bold]{run.site}[/] {run.reason}: {speed}")
    out.print("  " + _articles(run))
    for label, counts in (("rejected", run.rejected), ("bounds that were hit", run.bounds), ("errors", run.errors)):
        if counts:
            listed = ", ".join(f"{count:,} {reason}" for reason, count in sorted(counts.items()))
            out.print(paint(f"  {label}: {listed}"))
    if run.undelivered:
        waiting = f"{amount(run.undelivered, 'article')} in the outbox"
        out.print(
            f"  [red]undelivered: {waiting}; they go with the next crawl, or with: newscrawl index outbox drain[/]"
        )
    if run.new + run.changed + run.unchanged and run.coverage:
        out.print(_coverage(run))
    for note in run.notes:
        out.print(paint(f"  note: {note}"))


def _articles(run: CrawlRun) -> str:
    """Return what became of the articles, in a line."""
    always = [(run.new, "new"), (run.changed, "changed"), (run.unchanged, "unchanged"), (run.duplicate, "duplicate")]
    counts = [f"{count:,} {what}" for count, what in always]
    counts += shares([("retracted", run.retracted), ("deleted", run.deleted)])
    parts = ["articles: " + ", ".join(counts), f"{amount(run.known_skipped, 'link')} to known articles not downloaded"]
    if run.not_modified:
        parts.append(f"{amount(run.not_modified, 'page')} not modified")
    if run.linked:
        parts.append(f"{amount(run.linked, 'near copy', 'near copies')} linked")
    if run.earlier:
        parts.append(f"{run.earlier:,} of earlier crawls sent")
    return "; ".join(parts)


def _coverage(run: CrawlRun) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for name, count in run.coverage.items():
        layers = ", ".join(f"{layer} {n:,}" for layer, n in run.layers.get(name, {}).items())
        table.add_row(f"  {name}", f"{100 * count / max(run.coverage.values()):.0f} %", layers, style="dim")
    return table


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", help="The site all pages are of; without it, each page's host tells.")
@click.option("--base", help="The scheme, host and port in the place of the site's own, as in a crawl's argument.")
@pass_settings
def replay(settings: BaseSettings, files: tuple[Path, ...], site: str | None, base: str | None) -> None:
    """Extract articles again from WARC files, without the network: kept pages of a crawl, or others' such as Common
    Crawl's.

    Exit code 1 if a file is cut off, or articles could not be delivered.
    """
    shown = plain.Progress("replayed", "pages")
    done = replay_files(settings, files, site, base, lambda path, pages: shown.show(pages))
    shown.end()
    counts = [
        *sorted(done.outcomes.items()),
        *((f"rejected: {reason}", n) for reason, n in sorted(done.rejected.items())),
    ]
    echo(f"{amount(done.pages, 'page')}: " + ", ".join(f"{count:,} {what}" for what, count in counts))
    if done.without_site:
        pages = amount(done.without_site, "page")
        say(f"{pages} of no known site, read by what all pages have in common; --site names one")
    for name in done.cut_off:
        say(f"{name} is cut off in the middle of a page; all before that was read")
    if done.undelivered:
        say(f"{amount(done.undelivered, 'article')} still wait in the outbox: {done.error}")
    sys.exit(0 if done.good else 1)
