"""Commands on an archive that is damaged, full, or to be cut down: each as its owner would try them."""

from __future__ import annotations

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.delivery.outbox import Outbox, outbox_folder
from newscrawl.index import SearchRequest, open_index
from newscrawl.items import CrawlRun
from tests.conftest import FAST, ROOT, Newsroom, article, export, run


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of twelve articles, with texts of their own."""
    index = open_index(f"tantivy:{tmp_path}/index")
    for number in range(12):
        lang = "ar" if number % 3 == 0 else "en"
        url = f"https://paper.example/{'long-' * 12}{number}"
        index.put([article(url, headline=f"Report {number}", body=[f"word{number} " * 30], tags=["x"], language=lang)])
    index.close()
    return tmp_path / "index"


def ids(index: Path, query: str = "") -> list[str]:
    return [hit.article.id for hit in open_index(f"tantivy:{index}").search(SearchRequest(query, limit=100)).hits]


def test_what_a_query_finds_is_deleted_when_the_question_is_answered(archive: Path) -> None:
    command = [sys.executable, "-m", "newscrawl.cli", "delete", "tag:x", "--lang", "ar"]
    environment = {**os.environ, "NEWSCRAWL_INDEX_URL": f"tantivy:{archive}"}
    for answer, left in (("n\n", 12), ("y\n", 8)):
        done = subprocess.run(
            command, cwd=ROOT, env=environment, input=answer, capture_output=True, text=True, check=False
        )
        assert len(ids(archive)) == left, done.stderr
    assert ids(archive, "lang:ar") == []


def test_what_can_be_read_of_a_damaged_archive_goes_into_a_new_one(archive: Path, tmp_path: Path) -> None:
    stores = sorted(archive.glob("*.store"))
    assert len(stores) > 1
    stores[0].write_bytes(b"x" * 40 + stores[0].read_bytes()[40:])
    (archive / "records.sqlite").write_bytes(b"no database at all" * 100)
    checked = run("newscrawl.cli", "index", "check", index=archive)
    assert checked.returncode == 1 and "Traceback" not in checked.stderr
    readable = re.search(r"(\d+) articles? can be read", checked.stdout)
    assert readable and 0 < int(readable[1]) < 12, checked.stdout + checked.stderr
    places = (f"tantivy:{archive}", f"tantivy:{tmp_path}/new")
    refused = run("newscrawl.cli", "index", "copy", *places)
    assert refused.returncode != 0 and "Traceback" not in refused.stderr
    salvaged = run("newscrawl.cli", "index", "copy", "--salvage", *places)
    assert salvaged.returncode == 0 and "cannot be read" in salvaged.stderr, salvaged.stderr
    assert len(ids(tmp_path / "new")) == int(readable[1])


def test_show_says_what_became_of_an_article_and_keeps_addresses_whole(archive: Path) -> None:
    index = open_index(f"tantivy:{archive}")
    one = next(index.scan(SearchRequest()))
    changed = article(one.url, headline="Another headline", body=one.body, tags=["two words", "x"])
    changed.crawled_at = "2099-01-01T00:00:00+00:00"
    assert index.put([changed]) == ["changed"]
    index.amend({one.id: {"retracted_at": "2099-01-02T00:00:00+00:00"}})
    index.close()
    shown = at_terminal(archive, "show", one.id[:8])
    assert one.url in shown  # longer than the terminal is wide
    assert "retracted" in shown and re.search(r"1 (?:change|revision|earlier version)|changed", shown)


def at_terminal(index: Path, *command: str, columns: int = 40) -> str:
    """What a command prints on a narrow terminal."""
    controller, terminal = pty.openpty()
    environment = {**os.environ, "NEWSCRAWL_INDEX_URL": f"tantivy:{index}", "COLUMNS": str(columns), "TERM": "xterm"}
    process = subprocess.Popen(
        [sys.executable, "-m", "newscrawl.cli", *command], cwd=ROOT, env=environment, stdout=terminal, stderr=terminal
    )
    os.close(terminal)
    said = b""
    while True:
        try:
            part = os.read(controller, 65_536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        said += part
    assert process.wait(30) == 0, said
    return re.sub(r"\x1b\[[0-9;]*m", "", said.decode())


def test_history_tells_a_tag_that_came_as_one_entry(archive: Path) -> None:
    index = open_index(f"tantivy:{archive}")
    one = next(index.scan(SearchRequest()))
    changed = article(one.url, headline=one.headline, body=one.body, tags=["x", "two words"], authors=["Selma Ortiz"])
    changed.crawled_at = "2099-01-01T00:00:00+00:00"
    assert index.put([changed]) == ["changed"]
    index.close()
    told = run("newscrawl.cli", "history", one.id, "--json", index=archive).stdout.splitlines()
    changes = json.loads(told[0])["changes"]
    assert [p["text"] for p in changes["tags"] if p["kind"] == "added"] == ["two words"]
    assert [p["text"] for p in changes["authors"] if p["kind"] == "added"] == ["Selma Ortiz"]


# -- crawls that meet such an archive


def crawl(newsroom: Newsroom, index: Path, boxes: Path, *arguments: str) -> tuple[CrawlRun, int]:
    command = ("crawl", "almayadeen-en", "--json", "-a", f"base={newsroom.en}", *FAST, *arguments)
    done = run("newscrawl.cli", *command, index=index, env={"NEWSCRAWL_OUTBOX_DIR": str(boxes)})
    assert "Traceback" not in done.stderr
    return CrawlRun.from_dict(json.loads(done.stdout)), done.returncode


def test_a_crawl_into_a_full_disk_ends_with_1_and_says_what_waits(
    newsroom: Newsroom, small_disk: Path, tmp_path: Path
) -> None:
    index = open_index(f"tantivy:{small_disk}/index")
    index.put([article("https://paper.example/1")])
    index.close()
    with pytest.raises(OSError, match="No space"):
        (small_disk / "filler").write_bytes(b"x" * 4_000_000)
    limits = ("-a", "max_articles=20", "-s", "OUTBOX_PATIENCE_SECONDS=1")
    ended, code = crawl(newsroom, small_disk / "index", tmp_path / "boxes", *limits)
    assert code == 1 and ended.undelivered >= 15
    (small_disk / "filler").unlink()
    again, code = crawl(newsroom, small_disk / "index", tmp_path / "boxes", "-a", "max_articles=1")
    assert code == 0 and again.undelivered == 0
    assert again.earlier == ended.undelivered and again.new <= 3  # what the first had read is not called new


def test_a_crawl_at_the_bound_of_its_outbox_goes_on_where_rows_are_broken(newsroom: Newsroom, tmp_path: Path) -> None:
    index, boxes = tmp_path / "index", tmp_path / "boxes"
    outbox = Outbox(outbox_folder(boxes, f"tantivy:{index}"))
    outbox.add([article("https://paper.example/left")])
    outbox.close()
    with sqlite3.connect(outbox.path) as connection:
        for _ in range(3):
            connection.execute("INSERT INTO waiting (id, text_hash, bytes, article) VALUES ('x', 'y', 1, '?')")
    limits = ("-a", "max_articles=20", "-s", "OUTBOX_BOUND_ARTICLES=2", "-s", "INDEX_BATCH_SECONDS=0.1")
    ended, code = crawl(newsroom, index, boxes, *limits, "-o", f"{tmp_path}/items.jsonl")
    assert code == 0 and ended.undelivered == 0 and ended.bounds["OUTBOX_BOUND_ARTICLES"] > 0
    written = {json.loads(line)["id"] for line in (tmp_path / "items.jsonl").read_text().splitlines()}
    left = {"https://paper.example/left"}
    assert written == {one["id"] for url, one in export(index).items() if url not in left} and len(written) >= 15
