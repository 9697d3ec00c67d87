"""``newscrawl mcp``: the archive as tools for language models."""

from __future__ import annotations

import click

from newscrawl.cli.options import Options
from newscrawl.errors import NewscrawlError


@click.command("mcp")
@click.pass_obj
def mcp_command(options: Options) -> None:
    """Serve search, article, history and trend as tools of the Model Context Protocol. Over standard input and output.

    Read-only. Needs the extra: pip install 'newscrawl[mcp]'
    """
    try:
        from newscrawl.assistants.tools import make_server
    except ImportError as error:
        raise NewscrawlError("mcp needs its package: pip install 'newscrawl[mcp]'") from error
    make_server(options.open_archive()).run()
