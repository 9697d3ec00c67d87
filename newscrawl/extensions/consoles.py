"""Scrapy's add-on that keeps the consoles of Scrapy out of a crawl."""

from __future__ import annotations

from scrapy.settings import BaseSettings

_CONSOLES = ("scrapy.extensions.telnet.TelnetConsole", "scrapy.extensions.remote_control.RemoteControl")


class NoConsoles:
    """Takes the consoles from the list of Scrapy's own extensions. They are off, and the second brings a web server
    along: in ``EXTENSIONS``, Scrapy imports also what stands there with None.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        """Change the settings of one crawl."""
        own = settings.getdict("EXTENSIONS_BASE")
        kept = {name: order for name, order in own.items() if name not in _CONSOLES}
        settings.set("EXTENSIONS_BASE", kept, priority="addon")
