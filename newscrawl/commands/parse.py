"""``scrapy parse``: Scrapy's own command; what it extracts goes to no index."""

from __future__ import annotations

import argparse

from scrapy.commands import parse


class Command(parse.Command):
    """Scrapy's command."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Let no archive be opened, or made."""
        super().process_options(args, opts)
        assert self.settings is not None
        self.settings.set("DELIVER", False, priority="cmdline")
