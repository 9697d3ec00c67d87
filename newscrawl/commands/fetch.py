"""``scrapy fetch``: Scrapy's own command; what it extracts goes to no index."""

from __future__ import annotations

from scrapy.commands import fetch

from newscrawl.commands import WithoutIndex


class Command(WithoutIndex, fetch.Command):
    """Scrapy's command."""
