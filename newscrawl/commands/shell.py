"""``scrapy shell``: Scrapy's own command; what it extracts goes to no index."""

from __future__ import annotations

from scrapy.commands import shell


class Command(shell.Command):
    """Scrapy's command."""

    default_settings = {**shell.Command.default_settings, "DELIVER": False}
