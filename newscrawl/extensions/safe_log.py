"""Keeps what pages say from commanding a terminal through the log: control characters and bidi marks are escaped."""

from __future__ import annotations

import logging

from scrapy.crawler import Crawler

from newscrawl.text import escape_commands


class _SafeRecord(logging.LogRecord):
    def getMessage(self) -> str:
        return escape_commands(super().getMessage())


class SafeLog:
    """A Scrapy extension that is in force from when it is built, for the whole process."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SafeLog:
        """Let all records of the log be of the safe kind."""
        logging.setLogRecordFactory(_SafeRecord)
        return cls()
