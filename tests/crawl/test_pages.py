"""Pages kept as WARC: readable by others' tools, and enough to make the same index again without the network."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl.index import open_index
from newscrawl.index.compare import compare
from tests.conftest import Newsroom, export, run, scrapy_crawl


def warc_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.warc.gz"))


def test_a_replay_makes_the_same_index_again(living_newsroom: Newsroom, place: str, tmp_path: Path) -> None:
    site, kept = living_newsroom, tmp_path / "pages"
    keep = ("-s", f"WARC_DIR={kept}", "-s", "WARC_BYTES=300000")
    scrapy_crawl("en", site.en, place, *keep)
    site.post("en", "edit?n=5")
    scrapy_crawl("en", site.en, place, *keep, "-a", "refresh=9000d")
    files = warc_files(kept)
    assert len(files) > 2, "no new file was begun"
    warcio = Path(sys.executable).parent / "warcio"
    checked = subprocess.run([warcio, "check", "-v", *files], capture_output=True, text=True, check=False)
    assert checked.returncode == 0 and "failed" not in checked.stdout, checked.stdout[-1000:]
    kinds = [r.rec_type for f in files for r in ArchiveIterator(f.open("rb"))]
    assert kinds.count("warcinfo") == len(files) and kinds.count("response") >= 80
    site.post("en", "retract?n=80")  # nothing is to be fetched
    site.requests("en")
    again = tmp_path / "again"
    done = run("newscrawl.cli", "replay", *map(str, files), "--site", "almayadeen-en", "--base", site.en, index=again)
    assert done.returncode == 0 and " 80 new" in done.stdout and "5 changed" in done.stdout, done.stdout + done.stderr
    assert site.requests("en") == {}
    found = compare(open_index(place), open_index(f"tantivy:{again}"))
    assert found.identical, (found.only_first, found.only_second, list(found.unequal.values())[:3])


def test_pages_of_others_are_read_and_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    page = (
        b"<html lang='en'><head><title>A story of ours</title><meta property='article:published_time' content='2024-05-01T10:00:00Z'></head><body><article>"
        b"<h1>A story of ours</h1>"
        + b"".join(
            b"<p>Sentence %d of an invented story, long enough to be taken for running text by anybody.</p>" % n
            for n in range(6)
        )
        + b"</article></body></html>"
    )
    path = tmp_path / "CC-NEWS-20240501.warc.gz"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                "https://paper.example/2024/a-story", "response", BytesIO(page), http_headers=headers
            )
        )
        missing = StatusAndHeaders("404 Not Found", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                "https://paper.example/2024/gone", "response", BytesIO(page), http_headers=missing
            )
        )
    done = run("newscrawl.cli", "replay", str(path), index=tmp_path / "index")
    assert done.stdout == "1 page: 1 new\n", done.stdout + done.stderr
    (article,) = export(tmp_path / "index").values()
    assert article["site"] == "paper.example" and article["headline"] == "A story of ours" and len(article["body"]) == 6
    whole = path.read_bytes()
    (tmp_path / "cut.warc.gz").write_bytes(whole[: len(whole) - 40])
    done = run("newscrawl.cli", "replay", str(tmp_path / "cut.warc.gz"), index=tmp_path / "second")
    assert done.returncode == 1 and "1 new" in done.stdout and "is cut off in the middle of a page" in done.stderr
    (tmp_path / "letter.txt").write_text("no WARC")
    done = run("newscrawl.cli", "replay", str(tmp_path / "letter.txt"), index=tmp_path / "index")
    assert done.returncode == 2 and "not a WARC file" in done.stderr and done.stderr.count("\n") == 1


def test_equal_pages_at_two_addresses_are_kept_once(living_newsroom: Newsroom, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from scrapy.http import HtmlResponse

    from newscrawl.extensions.pages import PageRecorder
    from newscrawl.runs.warc import WarcReader

    archive = PageRecorder(tmp_path, 10**9, "test")
    for name in ("a", "b"):
        archive.keep(
            HtmlResponse(f"https://x.example/{name}", headers={"Content-Type": "text/html"}, body=b"<p>equal</p>"),
            datetime(2024, 1, 1, tzinfo=UTC),
        )
    archive.close()
    (path,) = warc_files(tmp_path)
    assert [r.rec_type for r in ArchiveIterator(path.open("rb"))] == ["warcinfo", "response", "revisit"]
    pages = list(WarcReader(10_000_000).pages(path))
    assert [(p.url, p.body) for p in pages] == [
        ("https://x.example/a", b"<p>equal</p>"),
        ("https://x.example/b", b"<p>equal</p>"),
    ]
