"""The ``newscrawl`` command; its help texts are its manual. Errors are one sentence and a code that is not 0."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from newscrawl import __version__
from newscrawl.cli.articles import copies_command, delete_command, history_command, show_command
from newscrawl.cli.crawl import crawl, replay
from newscrawl.cli.index import index_group
from newscrawl.cli.outbox import outbox_group
from newscrawl.cli.records import front_pages_command, runs_command
from newscrawl.cli.search import export, search, stats
from newscrawl.cli.sites import sites_group
from newscrawl.cli.terminal import prepare_output, say
from newscrawl.errors import NewscrawlError
from newscrawl.runs.configuration import project_settings
from newscrawl.settings import INDEX_URL

REFUSED = 2
"""Exit code for what could not be begun: wrong arguments, no archive."""
FAILED = 1
"""Exit code for what was begun and did not go well."""


_WRITERS = {"crawl", "replay", "delete", "copy", "link", "drain", "migrate", "init", "requeue"}
"""Commands that are run for what they do, and not for what they print."""


class _Group(click.Group):
    """Prints the project's own errors, and those of the output, as a sentence instead of a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        is_closed = prepare_output()
        try:
            return super().main(*args, **kwargs)
        except OSError as error:  # of a help text; commands are below
            say(f"the output cannot be written: {error.strerror or error}")
            sys.exit(FAILED)
        finally:
            if is_closed and not _WRITERS & set(sys.argv):
                say("the output is closed: nothing was printed")
                os._exit(FAILED)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # a full disk is noticed now, and not after all is done
            return result
        except NewscrawlError as error:
            for line in str(error).splitlines():
                say(line)
            ctx.exit(REFUSED)
        except BrokenPipeError:  # the reader of a pipe has gone, e.g. head
            _drop_output()
            ctx.exit(0)
        except OSError as error:
            _drop_output()
            say(f"{error.filename or 'the output'} cannot be written or read: {error.strerror or error}")
            ctx.exit(FAILED)


def _drop_output() -> None:
    """Let what is left in the output's buffer go nowhere: writing it again would fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--index", "index_url", default=INDEX_URL, show_default=True, help="Where the archive is (NEWSCRAWL_INDEX_URL)."
)
@click.pass_context
def main(ctx: click.Context, index_url: str) -> None:
    """Crawl news sites, and search what they published.

    Exit codes: 0 all went well, 1 something did not, 2 it could not begin (a wrong argument, no archive), 130 and 143
    stopped by Ctrl-C or kill.
    """
    ctx.obj = project_settings(index_url=index_url)


for command in (
    search, export, show_command, history_command, copies_command, delete_command, stats, crawl, replay, runs_command,
    front_pages_command, sites_group, index_group,
):  # fmt: skip
    main.add_command(command)
index_group.add_command(outbox_group)
