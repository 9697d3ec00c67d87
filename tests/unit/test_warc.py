"""A WARC file may end anywhere: what was whole before is read, and the rest is said."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl.errors import ReplayError
from newscrawl.runs.warc import WarcReader


def warc(pages: int, gzip: bool) -> tuple[bytes, list[int]]:
    """Return a file of some pages, and where each record ends in it."""
    stream, ends = io.BytesIO(), []
    writer = WARCWriter(stream, gzip=gzip)
    for number in range(pages):
        body = f"<html><p>Page {number}: {' '.join(map(str, range(200)))}</html>".encode()
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            f"http://x.example/{number}", "response", payload=io.BytesIO(body), http_headers=headers
        )
        writer.write_record(record)
        ends.append(stream.tell())
    return stream.getvalue(), ends


@pytest.mark.parametrize("gzip", [True, False], ids=["gzip", "plain"])
def test_a_file_that_is_cut_off_anywhere_gives_its_whole_pages_and_is_said(gzip: bool, tmp_path: Path) -> None:
    data, ends = warc(3, gzip)
    path = tmp_path / "pages.warc"
    for cut in range(1, len(data), 3):
        path.write_bytes(data[:cut])
        reader = WarcReader(1_000_000)
        whole = sum(end <= cut for end in ends)
        try:
            found = list(reader.pages(path))
        except ReplayError as error:
            assert cut < ends[0] and "not a WARC file that can be read" in str(error), cut
            continue
        assert whole <= len(found) <= whole + 1, cut  # a page may be whole without the blank lines behind it
        assert all(page.body.endswith(b"</html>") for page in found), cut
        assert cut in ends or reader.broken == [str(path)], cut
