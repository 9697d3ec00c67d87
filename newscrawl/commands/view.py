"""``scrapy view``: Scrapy's own command; what it extracts goes to no index."""

from __future__ import annotations

from scrapy.commands import view


class Command(view.Command):
    """Scrapy's command."""

    default_settings = {**view.Command.default_settings, "DELIVER": False}
