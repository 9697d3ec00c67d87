"""``scrapy shell``: Scrapy's own command; what it extracts goes to no index."""

from __future__ import annotations

from scrapy.commands import shell

from newscrawl.commands import WithoutIndex


class Command(WithoutIndex, shell.Command):
    """Scrapy's command."""
