"""``newscrawl backup`` and ``restore``: an embedded archive as one file."""

from __future__ import annotations

from pathlib import Path

import click

from newscrawl.cli.options import Options
from newscrawl.cli.progress import Progress
from newscrawl.cli.terminal import amount, echo
from newscrawl.errors import ArgumentError
from newscrawl.index.backup import back_up_archive, restore_archive


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_obj
def backup(options: Options, file: Path, force: bool) -> None:
    """Copy the embedded archive into one file, while crawls write to it and people search it."""
    if file.exists() and not force:
        raise ArgumentError(f"{file} is there already; --force writes over it")
    progress = Progress("copied", "bytes")
    made = back_up_archive(options.index_url, file, progress.show)
    progress.end()
    echo(f"{file}: {amount(made.articles, 'article')}, {made.bytes / 1e6:,.1f} MB, as of {made.made_at}")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def restore(options: Options, file: Path) -> None:
    """Make the archive that --index names out of a backup: every byte is checked before it is there.

    The archive must not be there yet.
    """
    progress = Progress("restored", "bytes")
    made = restore_archive(file, options.index_url, progress.show)
    progress.end()
    echo(f"{options.index_url}: {amount(made.articles, 'article')}, as of {made.made_at}")
