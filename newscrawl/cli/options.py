"""What every command is told: where the archive is. Scrapy's settings are read only by those that crawl, for reading
them takes as long as ten searches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any

import click

from newscrawl import settings as defaults

if TYPE_CHECKING:
    from scrapy.settings import Settings

    from newscrawl.index import ArticleIndex


@dataclass
class Options:
    """The options of ``newscrawl`` itself, before the name of a command."""

    index_url: str

    @cached_property
    def settings(self) -> Settings:
        """The settings, as Scrapy reads them."""
        from newscrawl.runs.configuration import project_settings

        return project_settings(index_url=self.index_url)

    def open_archive(self) -> ArticleIndex:
        """Open the archive. Raises ArchiveError if there is none."""
        from newscrawl.index import open_index

        return open_index(self.index_url, create=False)

    def known_sites(self) -> list[str]:
        """Return the names of the sites that have a site file."""
        from newscrawl.sites import load_sites

        return list(load_sites(defaults.SITES_DIRS, broken=[]))


def pass_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Pass the settings to a command as its first argument, as ``click.pass_obj`` passes the options."""

    @click.pass_obj
    @wraps(command)
    def run(options: Options, /, *args: Any, **values: Any) -> Any:
        return command(options.settings, *args, **values)

    return run
