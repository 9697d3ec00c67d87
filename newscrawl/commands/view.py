"""``scrapy view``: Scrapy's own command; what it extracts goes to no index."""

from __future__ import annotations

from scrapy.commands import view

from newscrawl.commands import WithoutIndex


class Command(WithoutIndex, view.Command):
    """Scrapy's command."""
