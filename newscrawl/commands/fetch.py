"""``scrapy fetch``: Scrapy's own command; what it extracts goes to no index."""

from __future__ import annotations

from scrapy.commands import fetch


class Command(fetch.Command):
    """Scrapy's command."""

    default_settings = {**fetch.Command.default_settings, "DELIVER": False}
