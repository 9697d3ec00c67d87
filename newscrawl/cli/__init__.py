"""The command line: thin commands over the index and Scrapy."""

from newscrawl.cli.main import main

__all__ = ["main"]
