"""``scrapy parse``: Scrapy's own command; what it extracts goes to no index."""

from __future__ import annotations

from scrapy.commands import parse


class Command(parse.Command):
    """Scrapy's command."""

    default_settings = {**parse.Command.default_settings, "DELIVER": False}
