"""The ``newscrawl`` command; its help texts are its manual. Errors are one sentence and a code that is not 0."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from newscrawl import __version__
from newscrawl.cli.options import Options
from newscrawl.cli.terminal import prepare_output, say
from newscrawl.errors import NewscrawlError
from newscrawl.settings import INDEX_URL

REFUSED = 2
"""Exit code for what could not be begun: wrong arguments, no archive."""
FAILED = 1
"""Exit code for what was begun and did not go well."""


_PLACES = {
    "backup": ("backup", "backup", "Copy the embedded archive into one file."),
    "changes": ("insights", "changes_command", "Show what was edited after it was published, across sites."),
    "cluster": ("cluster", "cluster_group", "Show crawls that several workers share."),
    "copies": ("articles", "copies_command", "Show all near copies of an article."),
    "crawl": ("crawl", "crawl", "Crawl sites, one after the other, and tell what came of it."),
    "delete": ("articles", "delete_command", "Take articles down for good."),
    "doctor": ("doctor", "doctor", "Check settings, site files, browser, disk, index, Redis, scrapyd and more."),
    "export": ("export", "export", "Print whole articles."),
    "explain": ("insights", "explain_command", "Show how a query is understood."),
    "freeze": ("saved", "freeze_command", "Keep the articles of a search under a name that can be cited."),
    "front-pages": ("records", "front_pages_command", "Show what was on listing pages beside their articles."),
    "frozen": ("saved", "frozen_command", "Show all frozen results, or the articles of one."),
    "history": ("articles", "history_command", "Show what was changed in an article since it was first seen."),
    "index": ("index", "index_group", "Set up, show, check, move, copy and compare archives."),
    "mcp": ("mcp", "mcp_command", "Serve search, article, history and trend as tools of the Model Context Protocol."),
    "monitor": ("monitor", "monitor_group", "Check all sites, the outbox and the scheduler."),
    "quotes": ("quotes", "quotes_command", "Show who said what: quotations whose speaker is certain."),
    "replay": ("crawl", "replay", "Extract articles again from WARC files, without the network."),
    "restore": ("backup", "restore", "Make the archive that --index names out of a backup."),
    "rising": ("insights", "rising_command", "Show the tags that rise and fall."),
    "runs": ("records", "runs_command", "Show the crawls that brought the archive's articles."),
    "sample": ("insights", "sample_command", "Draw articles at random from all that a query finds."),
    "schedule": ("schedule", "schedule_group", "Crawl when the site files say, through scrapyd."),
    "search": ("search", "search", "Search the archive."),
    "serve": ("serve", "serve", "Serve the web page and the API of the archive, until Ctrl-C."),
    "show": ("articles", "show_command", "Show one article."),
    "sites": ("sites", "sites_group", "List the sites that can be crawled; draft, check and try site files."),
    "stats": ("search", "stats", "Show what the archive holds."),
    "trend": ("insights", "trend_command", "Show one or more queries over time."),
    "watch": ("saved", "watch_group", "Save searches, and tell what is new since the last time."),
}
"""Each command, the file of this folder it is in, its name there, and what ``newscrawl --help`` says of it.

Nothing of a command is imported before it is called: the crawling ones import all of Scrapy.
"""
_WRITERS = {"crawl", "replay", "delete", "copy", "link", "drain", "migrate", "init", "requeue", "backup", "restore"}
"""Commands that are run for what they do, and not for what they print."""


class _Group(click.Group):
    """Finds the commands of ``_PLACES``; prints the project's own errors, and those of the output, as a sentence
    instead of a traceback.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_PLACES)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _PLACES:
            return None
        module, attribute, _ = _PLACES[name]
        command: click.Command = getattr(import_module(f"newscrawl.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, _, told) in sorted(_PLACES.items())])

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
    ctx.obj = Options(index_url)
