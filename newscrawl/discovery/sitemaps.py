"""Reads sitemaps (https://www.sitemaps.org/protocol.html, as XML or as text, also gzipped) and news sitemaps (their
times of publication: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).

They are read as a stream, and no further than their bounds: a small file may unpack to gigabytes.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

from lxml import etree

from newscrawl.discovery.bounds import Bounds, Hit
from newscrawl.sites.patterns import compile_pattern
from newscrawl.urls import join

Kind = Literal["sitemapindex", "urlset", "none"]
_GZIP = b"\x1f\x8b"
_BLANK = b"\xef\xbb\xbf \t\r\n"
_CHUNK = 65_536
_OLDEST, _NEWEST = 1990, timedelta(days=366)  # a time before, or so much later than now, is a fault of the list


class Entry(NamedTuple):
    """An address, and what a list tells of it: when it was last changed and published, and in a feed by whom, and with
    which tags.
    """

    url: str
    modified: datetime | None
    published: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class SitemapReader:
    """Reads one sitemap. ``kind`` is known when the first entry was read, ``skipped`` counts entries that are none."""

    def __init__(self, body: bytes, url: str, bounds: Bounds, hit: Hit = lambda name: None) -> None:
        """``url`` is the sitemap's own address; ``hit`` is told the bounds that end the reading."""
        self.kind: Kind = "none"
        self.skipped = 0
        self._body, self._url, self._bounds, self._hit = body, url, bounds, hit

    def entries(self) -> Iterator[Entry]:
        """Yield the entries up to the bound; for what is no sitemap, nothing."""
        count = 0
        for place, stamp in self._places():
            url = join(self._url, place) if place else ""
            if not url.startswith(("http://", "https://")):
                self.skipped += 1
                continue
            if count == self._bounds.sitemap_max_entries:
                self._hit("SITEMAP_MAX_ENTRIES")
                return
            count += 1
            yield Entry(url, read_time(stamp))

    def _places(self) -> Iterator[tuple[str, str | None]]:
        stream = _Bounded(self._body, self._bounds.sitemap_max_bytes, self._hit)
        start = stream.peek()
        if start.lstrip(_BLANK).startswith(b"<"):
            yield from self._elements(stream)
        else:
            self.kind = "urlset"
            yield from ((line, None) for line in _lines(stream) if "://" in line)

    def _elements(self, stream: _Bounded) -> Iterator[tuple[str, str | None]]:
        options = {"recover": True, "resolve_entities": False, "no_network": True, "remove_comments": True}
        try:
            for event, element in etree.iterparse(stream, events=("start", "end"), huge_tree=True, **options):
                name = etree.QName(element).localname if isinstance(element.tag, str) else ""
                if event == "start":
                    if element.getparent() is None:
                        self.kind = name if name in ("sitemapindex", "urlset") else "none"  # type: ignore[assignment]
                    continue
                if name in ("url", "sitemap") and element.getparent() is not None:
                    yield _of_element(element)
                    _let_go(element)
        except (etree.XMLSyntaxError, ValueError):  # what came before was read
            return


def _of_element(element: etree._Element) -> tuple[str, str | None]:
    """Return address and time of a ``<url>`` or ``<sitemap>``."""
    place = element.findtext("{*}loc") or element.findtext("loc") or ""
    stamp = element.findtext("{*}lastmod") or element.findtext("{*}news/{*}publication_date")
    return place.strip(), stamp


def _let_go(element: etree._Element) -> None:
    """Free an element that was read, and what stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


class _Bounded(io.RawIOBase):
    """The bytes of a file, unpacked if they are gzipped, up to a bound."""

    def __init__(self, body: bytes, most: int, hit: Hit) -> None:
        self._left, self._hit = most, hit
        self._source = _unpack(body) if body[:2] == _GZIP else iter((body,))
        self._buffer = b""

    def peek(self) -> bytes:
        """Return the first bytes without reading them."""
        if not self._buffer:
            self._buffer = next(self._source, b"")
        return self._buffer[:_CHUNK]

    def readable(self) -> bool:
        """See ``io.RawIOBase``."""
        return True

    def read(self, size: int = -1) -> bytes:
        """See ``io.RawIOBase``; returns at most what is left of the bound."""
        wanted = min(_CHUNK if size is None or size < 0 else size, self._left)
        if not self.peek():
            return b""
        if not wanted:
            if self._left == 0:
                self._hit("SITEMAP_MAX_BYTES")
                self._left = -1
            return b""
        piece, self._buffer = self._buffer[:wanted], self._buffer[wanted:]
        self._left -= len(piece)
        return piece


def _unpack(body: bytes) -> Iterator[bytes]:
    """Yield what a gzip file holds, a piece at a time; one that is cut off gives what there is."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    data: bytes = body
    while data and not unpacker.eof:
        try:
            piece = unpacker.decompress(data, _CHUNK)
        except zlib.error:
            return
        data = unpacker.unconsumed_tail
        if piece:
            yield piece


def _lines(stream: _Bounded) -> Iterator[str]:
    rest = b""
    while piece := stream.read(_CHUNK):
        *lines, rest = (rest + piece).split(b"\n")
        rest = rest[-_CHUNK:]
        yield from (line.decode("utf-8-sig", "replace").strip() for line in lines)
    yield rest.decode("utf-8-sig", "replace").strip()


def month_overlaps(url: str, pattern: str, since: date | None, until: date | None) -> bool:
    """False if the address names a month (``pattern`` has groups year and month) outside the range."""
    year, month = month_key(url, pattern)
    try:
        first = date(year, month, 1)
    except ValueError:
        return True
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return not ((since and last < since) or (until and first > until))


def month_key(url: str, pattern: str) -> tuple[int, int]:
    """Return (year, month) of a monthly sitemap's address for sorting; (0, 0) where it names none."""
    match = compile_pattern(pattern).search(url)
    try:
        return (int(match["year"]), int(match["month"])) if match else (0, 0)
    except (IndexError, ValueError, TypeError):
        return 0, 0


def read_time(text: str | None) -> datetime | None:
    """Return the time of a list's entry, aware; None for what is none, or lies where no article can."""
    try:
        when = datetime.fromisoformat(text.strip()[:40]) if text else None
    except ValueError:
        return None
    if when is None or not _OLDEST <= when.year < 9000:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return when if when < datetime.now(UTC) + _NEWEST else None
