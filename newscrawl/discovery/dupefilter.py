"""Scrapy's filter of duplicate requests, in eight bytes a request; with a ``JOBDIR`` kept in a file.

Scrapy's own keeps each fingerprint as a text of forty letters in a set: 150 MB for a million of requests.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.dupefilters import BaseDupeFilter
from scrapy.utils.job import job_dir

from newscrawl.discovery.seen import Seen

FILE = "requests.seen8"
_BYTES = 8


class SeenFilter(BaseDupeFilter):
    """Remembers eight bytes of the fingerprint of each request."""

    def __init__(self, crawler: Crawler, folder: str | None) -> None:
        assert crawler.request_fingerprinter
        self._fingerprint = crawler.request_fingerprinter.fingerprint
        self._seen = Seen()
        self._file: BinaryIO | None = None
        self.is_closed = False
        """True when the scheduler has closed, and keeps nothing that is given to it."""
        if folder:
            path = Path(folder) / FILE
            known = path.read_bytes() if path.exists() else b""
            for start in range(0, len(known) - _BYTES + 1, _BYTES):
                self._seen.add(known[start : start + _BYTES].hex())
            self._file = path.open("ab")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SeenFilter:
        """Build the filter."""
        return cls(crawler, job_dir(crawler.settings))

    def request_seen(self, request: Request) -> bool:
        """True if a request like this one was seen, as it is from now on; for each one if the scheduler has closed."""
        if self.is_closed:
            return True
        key = self._fingerprint(request)[:_BYTES]
        if not self._seen.add(key.hex()):
            return True
        if self._file:
            self._file.write(key)
        return False

    def close(self, reason: str) -> None:
        """Close the file, and let nothing more through."""
        self.is_closed = True
        if self._file:
            self._file.close()
