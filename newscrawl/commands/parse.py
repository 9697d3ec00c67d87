"""``scrapy parse``: Scrapy's own command; what it extracts goes to no index."""

from __future__ import annotations

from scrapy.commands import parse

from newscrawl.commands import WithoutIndex


class Command(WithoutIndex, parse.Command):
    """Scrapy's command."""
