"""Keeps the pages of articles as WARC files (WARC 1.1, ISO 28500:2017), if the setting ``WARC_DIR`` names a folder.

Gzip a record, a new file after ``WARC_BYTES``; a page whose bytes are kept already becomes a revisit
record. Bodies are kept as decoded: Content-Encoding and Transfer-Encoding are not in the headers kept.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from newscrawl import __version__

_AS_SENT = {b"content-encoding", b"transfer-encoding", b"content-length"}
REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
MOST_DIGESTS = 100_000  # pages a revisit can point back to; 20 MB


class PageRecorder:
    """A Scrapy extension; the spider hands it the pages in which it found an article."""

    def __init__(self, folder: Path, size: int, name: str) -> None:
        self.folder, self.size, self.name = folder, size, name
        self.written: dict[str, tuple[str, str]] = {}
        self.serial = 0
        self._file: Any = None
        self._writer: WARCWriter | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PageRecorder:
        """Build the extension. Raises NotConfigured where no folder is named."""
        folder = crawler.settings.get("WARC_DIR")
        if not folder or not crawler.settings.getbool("DELIVER"):
            raise NotConfigured
        Path(folder).mkdir(parents=True, exist_ok=True)
        recorder = cls(
            Path(folder),
            crawler.settings.getint("WARC_BYTES"),
            crawler.spidercls.name if crawler.spidercls else "crawl",
        )
        crawler.signals.connect(recorder.close, signals.spider_closed)
        return recorder

    def keep(self, response: Response, when: datetime) -> None:
        """Write one page as it was at a time (aware, in UTC)."""
        writer = self._open()
        lines = [
            (k.decode("latin-1"), v.decode("latin-1"))
            for k, values in response.headers.items()
            if k.lower() not in _AS_SENT
            for v in values
        ]
        headers = StatusAndHeaders(
            f"{response.status} OK", [*lines, ("Content-Length", str(len(response.body)))], protocol="HTTP/1.1"
        )
        digester = Digester("sha1")
        digester.update(response.body)
        digest = str(digester)
        date = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        earlier = self.written.get(digest)
        if earlier:
            record = writer.create_revisit_record(
                response.url,
                digest,
                *earlier,
                http_headers=headers,
                warc_headers_dict={"WARC-Date": date, "WARC-Profile": REVISIT},
            )
        else:
            record = writer.create_warc_record(
                response.url,
                "response",
                BytesIO(response.body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": date},
            )
            if len(self.written) < MOST_DIGESTS:
                self.written[digest] = (response.url, date)
        writer.write_record(record)
        self._file.flush()  # a kill loses no whole record

    def _open(self) -> WARCWriter:
        if self._file is not None and self._file.tell() >= self.size:
            self.close()
        if self._writer is None:
            self.serial += 1
            stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
            path = self.folder / f"newscrawl-{self.name}-{stamp}-{os.getpid()}-{self.serial:05}.warc.gz"
            self._file = path.open("wb")
            self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
            about = {
                "software": f"newscrawl/{__version__}",
                "format": "WARC File Format 1.1",
                "description": f"articles of {self.name}",
            }
            self._writer.write_record(self._writer.create_warcinfo_record(path.name, about))
        return self._writer

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
        self._file = self._writer = None
