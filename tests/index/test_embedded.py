"""The embedded engine: what it refuses, and that writers wait for each other."""

from __future__ import annotations

import gc
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from newscrawl.errors import ArchiveError
from newscrawl.index import SearchRequest, open_index
from newscrawl.index.embedded.schema import SCHEMA
from newscrawl.items import FrontPage
from tests.conftest import ROOT, article, run

WRITER = """
import sys
from newscrawl.index import open_index
from tests.conftest import article
index = open_index("tantivy:" + sys.argv[1])
for n in range(8):
    index.put([article(f"https://x.example/{sys.argv[2]}/{n}/{k}") for k in range(5)])
"""


def test_writers_in_several_processes_lose_nothing(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "index"), str(n)], cwd=ROOT) for n in range(4)
    ]
    assert [writer.wait(120) for writer in writers] == [0] * 4
    assert open_index(f"tantivy:{tmp_path}/index").search(SearchRequest(limit=1)).total == 160


def make(folder: Path) -> None:
    open_index(f"tantivy:{folder}").put([article(f"https://x.example/{n}", body=["some text"]) for n in range(50)])


def test_an_older_schema_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    make(tmp_path / "index")
    marker = tmp_path / "index" / "archive.json"
    marker.write_text(json.dumps({"schema": 0}))
    with pytest.raises(ArchiveError, match=f"has schema 0, this newscrawl needs {SCHEMA}"):
        open_index(f"tantivy:{tmp_path}/index")
    assert json.loads(marker.read_text()) == {"schema": 0}


@pytest.mark.parametrize("damage", ["meta.json", "archive.json", "*.store", "*.term"])
def test_a_damaged_index_is_said_in_one_sentence(tmp_path: Path, damage: str) -> None:
    make(tmp_path / "index")
    for file in (tmp_path / "index").glob(damage):
        file.write_bytes(b"garbage")
    done = run("newscrawl.cli", "search", "text", index=tmp_path / "index")
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stderr
    assert next(line for line in done.stderr.splitlines() if line.startswith("newscrawl: ")).count(" is damaged (") == 1


def test_a_folder_that_is_no_archive_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(ArchiveError, match="not empty"):
        open_index(f"tantivy:{tmp_path}")
    assert [p.name for p in tmp_path.iterdir()] == ["letters.txt"]


def test_searching_where_no_archive_is_makes_none(tmp_path: Path) -> None:
    done = run("newscrawl.cli", "search", "text", index=tmp_path / "none")
    assert done.returncode == 2 and "there is no archive in" in done.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("tables", ["", "CREATE TABLE tombstones (id TEXT PRIMARY KEY, deleted_at TEXT NOT NULL)"])
def test_records_that_are_just_being_made_hold_nothing_yet(tmp_path: Path, tables: str) -> None:
    records = open_index(f"tantivy:{tmp_path / 'archive'}").records
    with closing(sqlite3.connect(tmp_path / "archive" / "records.sqlite")) as writer:  # the file comes before its tables
        writer.execute("PRAGMA user_version = 1")
        writer.executescript(tables)
    assert (records.runs(), records.tombstones(), records.find_buried(["a"]), records.saved("watch")) == ([], [], set(), {})
    records.bury(["a"], "2023-11-01T10:00:00+00:00")
    assert records.find_buried(["a", "b"]) == {"a"} and records.runs() == []


def test_an_archive_of_the_schema_before_is_moved_with_all_it_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = f"tantivy:{tmp_path / 'archive'}"
    index = open_index(place)
    body = ["Lena Harrow came back.", '"We will not wait any longer," Harrow said.']
    index.put([article(f"https://x.example/{n}", body=body, headline=f"text {n}") for n in range(30)])
    index.put([article("https://x.example/0", body=[*body, "More."], headline="text 0, changed", content_hash="other")])
    index.records.keep_front_page(FrontPage("https://x.example/", "x", "en", "2023-11-01T10:00:00+00:00"))
    before = {one.id: one for one in index.scan(SearchRequest())}
    del index  # what has it open, no other process may move
    gc.collect()
    (tmp_path / "archive" / "archive.json").write_text('{"schema": 2}')  # it stores what schema 2 stores
    done = run("newscrawl.cli", "search", "text", index=tmp_path / "archive")
    assert done.returncode == 2 and "run newscrawl index migrate" in done.stderr
    done = run("newscrawl.cli", "index", "migrate", index=tmp_path / "archive")
    assert done.returncode == 0 and "30 articles" in done.stdout, done.stderr
    moved = open_index(place, create=False)
    after = {one.id: one for one in moved.scan(SearchRequest())}
    assert {key: replace(one, quotes=[]) for key, one in after.items()} == before
    assert all([quote.speaker for quote in one.quotes] == ["Lena Harrow"] for one in after.values())
    assert len(moved.records.front_pages()) == 1 and moved.search(SearchRequest("said:longer")).total == 30
    assert (tmp_path / "archive.schema2" / "archive.json").exists() and not (tmp_path / ".archive.new").exists()
    done = run("newscrawl.cli", "index", "migrate", index=tmp_path / "archive")
    assert done.returncode == 0 and "present schema already" in done.stdout


def test_an_archive_that_is_written_to_is_not_moved(tmp_path: Path) -> None:
    make(tmp_path / "index")
    (tmp_path / "index" / "archive.json").write_text('{"schema": 2}')
    with FileLock(tmp_path / "index" / ".write.lock"):
        done = run("newscrawl.cli", "index", "migrate", index=tmp_path / "index")
    assert done.returncode != 0 and "another process writes" in done.stderr
    assert (tmp_path / "index" / "archive.json").read_text() == '{"schema": 2}'


def test_an_archive_that_is_open_elsewhere_is_not_moved_and_a_broken_move_is_finished(tmp_path: Path) -> None:
    make(tmp_path / "index")
    (tmp_path / "index" / "archive.json").write_text('{"schema": 2}')
    code = "import sys, tantivy; index = tantivy.Index.open(sys.argv[1]); s = index.searcher(); print('open', flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "index")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None and other.stdout.readline()
    done = run("newscrawl.cli", "index", "migrate", index=tmp_path / "index")
    other.communicate("\n")
    assert done.returncode != 0 and f"is open in process {other.pid}" in done.stderr
    assert run("newscrawl.cli", "index", "migrate", index=tmp_path / "index").returncode == 0
    # killed between the two renames
    (tmp_path / "index").rename(tmp_path / ".index.new")
    done = run("newscrawl.cli", "search", "text", index=tmp_path / "index")
    assert done.returncode != 0 and not (tmp_path / "index").exists()
    with pytest.raises(ArchiveError, match="was broken off"):
        open_index(f"tantivy:{tmp_path}/index")
    assert run("newscrawl.cli", "index", "migrate", index=tmp_path / "index").returncode == 0
    assert open_index(f"tantivy:{tmp_path}/index").search(SearchRequest(limit=1)).total == 50
