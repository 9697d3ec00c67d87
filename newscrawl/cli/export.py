"""``newscrawl export``: whole results as files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from newscrawl.cli.filters import filters, make_request
from newscrawl.cli.options import Options
from newscrawl.cli.progress import Progress
from newscrawl.cli.terminal import echo_json, say
from newscrawl.errors import ArgumentError
from newscrawl.exports import FORMATS, Format, Manifest, make_manifest
from newscrawl.insights.sample import sample_or_all
from newscrawl.items import Article
from newscrawl.text import escape_commands


@click.command()
@filters
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMATS]),
    help="Without it, as the output's name ends, or jsonl. Excel opens excel, a CSV, by a double click.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write into this file.")
@click.option(
    "--manifest",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write what the export holds: query, time, version, counts.",
)
@click.option("--sample", "size", type=click.IntRange(1, 10_000), help="Only so many, drawn at random.")
@click.option("--seed", default="1", show_default=True, help="Of the sample: the same seed draws the same articles.")
@click.pass_obj
def export(
    options: Options,
    /,
    query: tuple[str, ...],
    form: str | None,
    output: Path | None,
    manifest: Path | None,
    size: int | None,
    seed: str,
    **values: Any,
) -> None:
    """Print whole articles, newest first, in one of many formats. How many there are is said first."""
    index = options.open_archive()
    request = make_request(index, options.known_sites, query, values)
    form = form or (output.suffix[1:] if output and output.suffix[1:] in FORMATS else "jsonl")
    wanted = FORMATS[form]
    drawn = (size, seed) if size else None
    told = make_manifest(index, request, wanted.most, drawn)
    if output is None and not wanted.is_text and sys.stdout.isatty():
        raise ArgumentError(f"{form} is nothing for a terminal; name a file with --output")
    if output or not sys.stdout.isatty():
        of = f" of {told.articles:,}" if told.rows < told.articles else ""
        say(f"exporting {told.rows:,}{of} {'article' if told.articles == 1 else 'articles'}")
    if manifest:
        manifest.write_text(json.dumps(told.to_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    articles = sample_or_all(index, request, drawn, wanted.most)
    progress = Progress("exported", shown=bool(output) or not sys.stdout.isatty())
    _write(wanted, _counted(articles, progress), told, output)
    progress.end()


def _counted(articles: Iterable[Article], progress: Progress) -> Iterator[Article]:
    for count, article in enumerate(articles, 1):
        yield article
        progress.show(count)


def _write(form: Format, articles: Iterable[Article], told: Manifest, output: Path | None) -> None:
    if output is None and form is FORMATS["jsonl"]:
        for article in articles:
            echo_json(article.to_dict())
    elif output is None and sys.stdout.isatty():
        for piece in form.write(articles, told):
            sys.stdout.write(escape_commands(piece.decode().replace("\r\n", "\n")))
    elif output is None:
        sys.stdout.flush()
        _copy(form.write(articles, told), sys.stdout.buffer)
        sys.stdout.buffer.flush()
    else:
        with output.open("wb") as file:
            _copy(form.write(articles, told), file)


def _copy(pieces: Iterable[bytes], file: BinaryIO) -> None:
    for piece in pieces:
        file.write(piece)
