"""Reads pages back from WARC files: our own, and those of others, such as Common Crawl's news crawl."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from newscrawl.errors import ReplayError

_CHUNK = 1_000_000
_END = b"\r\n\r\n"  # behind each record (ISO 28500, 4)


@dataclass(frozen=True)
class StoredPage:
    """One HTML page: its address, its bytes, and when it was fetched (ISO 8601)."""

    url: str
    body: bytes
    content_type: str
    fetched_at: str


class WarcReader:
    """Reads the pages of some files in their order; revisit records are resolved to the page they point back to."""

    def __init__(self, largest: int) -> None:
        """Pages of more than ``largest`` bytes are passed over, as a crawl would."""
        self.largest = largest
        self.broken: list[str] = []
        """Files that end in the middle of a record: all before that was read."""
        self._places: dict[str, tuple[Path, int]] = {}

    def pages(self, path: Path) -> Iterator[StoredPage]:
        """Yield the HTML pages answered with 200. Raises ReplayError for what is no WARC file."""
        count = 0
        try:
            with path.open("rb") as stream:
                records = ArchiveIterator(stream)
                for record in _whole_headers(records):
                    count += 1
                    if record.rec_type == "response":
                        yield from self._response(record, path, records)
                    elif record.rec_type == "revisit":
                        yield from self._revisit(record)
        except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
            if not count:
                why = str(error).splitlines()[0] if str(error) else type(error).__name__
                raise ReplayError(f"{path}: not a WARC file that can be read ({why})") from error
            self.broken.append(str(path))
            return
        if not count:
            raise ReplayError(f"{path}: not a WARC file that can be read (it holds no record)")
        if not _is_whole(path, records):
            self.broken.append(str(path))

    def _response(self, record: ArcWarcRecord, path: Path, records: ArchiveIterator) -> Iterator[StoredPage]:
        page = self._page(record)
        if page is not None:
            if digest := record.rec_headers.get_header("WARC-Payload-Digest"):
                self._places.setdefault(digest, (path, records.get_record_offset()))  # reads on to the record's end
            yield page

    def _revisit(self, record: ArcWarcRecord) -> Iterator[StoredPage]:
        place = self._places.get(record.rec_headers.get_header("WARC-Payload-Digest") or "")
        if place is None:
            return
        with place[0].open("rb") as stream:
            stream.seek(place[1])
            page = self._page(next(iter(ArchiveIterator(stream))))
        if page is not None:
            url, when = (record.rec_headers.get_header(name) for name in ("WARC-Target-URI", "WARC-Date"))
            yield StoredPage(url or page.url, page.body, page.content_type, when or page.fetched_at)

    def _page(self, record: ArcWarcRecord) -> StoredPage | None:
        headers = record.http_headers
        if headers is None or headers.get_statuscode() != "200":
            return None
        content_type = headers.get_header("Content-Type") or ""
        if content_type and "html" not in content_type.lower():
            return None
        body = record.content_stream().read(self.largest + 1)
        if len(body) > self.largest or getattr(record.raw_stream, "limit", 0) > 0:  # too large, or cut off
            return None
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        when = (record.rec_headers.get_header("WARC-Date") or "").replace("Z", "+00:00")
        return StoredPage(url.strip("<>"), body, content_type, when)


def _whole_headers(records: ArchiveIterator) -> Iterator[ArcWarcRecord]:
    """Yield the records of a file. Raises EOFError where a record's header is cut off."""
    while True:
        try:
            record = next(records, None)
        except AttributeError as error:  # warcio's word for a header that ends before it names the record's address
            raise EOFError("the header of a record is cut off") from error
        if record is None:
            return
        yield record


def _is_whole(path: Path, records: ArchiveIterator) -> bool:
    """True if a file, all records of which were read, does not end in the middle of one; warcio takes what there is of
    it without a word.
    """
    with path.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            start, length = records.member_info  # of the last record
            stream.seek(start + length)
            rest = stream.read(_CHUNK)
            return len(rest) >= len(_END) and not rest.strip()
        stream.seek(0)
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while chunk := stream.read(_CHUNK):
            while chunk:
                if member.eof:
                    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
                try:
                    member.decompress(chunk)
                except zlib.error:
                    return False
                chunk = member.unused_data
        return member.eof
