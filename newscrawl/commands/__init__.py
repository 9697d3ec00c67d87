"""Scrapy commands of the project: ``crawl`` with arguments checked first and an honest exit code; those that look at
single pages, without an index.
"""

from __future__ import annotations

import argparse

from scrapy.settings import Settings


class WithoutIndex:
    """The part of a command by which what it extracts goes to no index; stands before Scrapy's own command."""

    settings: Settings | None

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Let no archive be opened, or made."""
        super().process_options(args, opts)  # type: ignore[misc]
        assert self.settings is not None
        self.settings.set("DELIVER", False, priority="cmdline")
