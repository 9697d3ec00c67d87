"""``newscrawl crawl``: runs ``scrapy crawl`` a site at a time, shows progress, and sums up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from newscrawl.cli.show import console
from newscrawl.commands.crawl import check_index
from newscrawl.errors import ArgumentError
from newscrawl.index import Credentials
from newscrawl.items import CrawlRun
from newscrawl.settings import SITES_DIRS
from newscrawl.sites import site_named
from newscrawl.spiders.arguments import crawl_arguments


def crawl_sites(
    index_url: str, sites: Sequence[str], arguments: Sequence[str], settings: Sequence[str], as_json: bool
) -> int:
    """Crawl sites and print a summary of each; return the exit code.

    Raises NewscrawlError before anything is fetched if a site, an argument or the index is wrong.
    """
    values = dict(_pair("-a", text) for text in arguments)
    for text in settings:
        _pair("-s", text)
    for name in sites:
        crawl_arguments(site_named(name, SITES_DIRS), **values)
    check_index(index_url, Credentials.from_settings({}))
    code = 0
    for name in sites:
        run, exit_code = _crawl(index_url, name, arguments, settings)
        code = code or exit_code
        if run is not None:
            print_run(run, as_json)
    return code


def _pair(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ArgumentError(f"{option} takes NAME=VALUE, not {text!r}")
    return name, value


def crawl_command(name: str, arguments: Sequence[str], settings: Sequence[str]) -> list[str]:
    """Return the command that crawls a site; arguments and settings are NAME=VALUE."""
    pairs = [*(("-a", text) for text in arguments), *(("-s", text) for text in settings)]
    return [sys.executable, "-m", "scrapy", "crawl", name, *(part for pair in pairs for part in pair)]


def crawl_environment(index_url: str) -> dict[str, str]:
    """Return the environment of a crawl into an index."""
    return {**os.environ, "NEWSCRAWL_INDEX_URL": index_url, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings"}


def _crawl(index_url: str, name: str, arguments: Sequence[str], settings: Sequence[str]) -> tuple[CrawlRun | None, int]:
    with tempfile.TemporaryDirectory() as folder:
        report, log = Path(folder) / "report.jsonl", Path(folder) / "crawl.log"
        command = crawl_command(name, arguments, [f"CRAWL_REPORT={report}", f"LOG_FILE={log}", *settings])
        process = subprocess.Popen(command, env=crawl_environment(index_url))
        try:
            last = _follow(process, report, name)
        except KeyboardInterrupt:
            last = None
            process.wait()
        if process.returncode and log.exists():
            tail(log)
        return (CrawlRun(**last) if last else None), process.returncode


def _follow(process: subprocess.Popen[bytes], report: Path, name: str) -> dict[str, Any] | None:
    """Show the counts of a running crawl until it ends; return the last report."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[counts]}"),
        TimeElapsedColumn(),
    )
    last: dict[str, Any] | None = None
    read = 0
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=None, counts="")
        while True:
            ended = process.poll() is not None
            if (added := _added(report, read)).endswith(b"\n"):
                read += len(added)
                last = json.loads(added.splitlines()[-1])
                progress.update(task, counts=f"{last['pages']:,} pages, {last['new']:,} new articles")
            if ended:
                return last
            try:
                process.wait(0.5)
            except subprocess.TimeoutExpired:
                continue


def _added(file: Path, start: int) -> bytes:
    """Return what was written to a file after its first ``start`` bytes; nothing while it is not there."""
    if not file.exists():
        return b""
    with file.open("rb") as stream:
        stream.seek(start)
        return stream.read()


def tail(log: Path) -> None:
    """Print the errors at the end of a crawl's log."""
    lines = [
        line for line in log.read_text(errors="replace").splitlines() if " ERROR: " in line or " CRITICAL: " in line
    ]
    for line in lines[-5:]:
        print(f"newscrawl: {line}", file=sys.stderr)


def print_run(run: CrawlRun, as_json: bool) -> None:
    """Print the summary of one crawl."""
    if as_json:
        values = {name: getattr(run, name) for name in run.__slots__}
        print(json.dumps(values, ensure_ascii=False), flush=True)
        return
    out = console()
    seconds = max(run.seconds, 0.001)
    out.print(
        f"[bold]{run.site}[/] {run.reason}: {run.pages:,} pages in {seconds:.1f} s ({run.pages / seconds:.0f} pages/s)"
    )
    changed = f"{run.new:,} new, {run.changed:,} changed, {run.unchanged:,} unchanged, {run.duplicate:,} duplicate" + (
        f", {run.retracted:,} retracted" if run.retracted else ""
    )
    more = [
        (run.known_skipped, "links to known articles not downloaded"),
        (run.not_modified, "pages not modified"),
        (run.linked, "near copies linked"),
    ]
    out.print(
        "; ".join(
            [
                f"  articles: {changed}",
                *(f"{count:,} {what}" for count, what in more if count or what.startswith("links")),
            ]
        )
    )
    if run.rejected:
        out.print("  rejected: " + ", ".join(f"{count:,} {reason}" for reason, count in sorted(run.rejected.items())))
    if run.undelivered:
        out.print(
            f"  [red]undelivered: {run.undelivered:,} articles wait in the outbox; they go with the next crawl, or with: newscrawl index outbox drain[/]"
        )
    total = run.new + run.changed + run.unchanged
    if total and run.coverage:
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
        for name, count in run.coverage.items():
            layers = ", ".join(f"{layer} {n:,}" for layer, n in run.layers.get(name, {}).items())
            table.add_row(f"  {name}", f"{100 * count / max(run.coverage.values()):.0f} %", layers, style="dim")
        out.print(table)
    for note in run.notes:
        out.print(f"  note: {note}", markup=False)
