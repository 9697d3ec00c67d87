"""The embedded engine: what it refuses, and that writers wait for each other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.errors import ArchiveError
from newscrawl.index import SearchRequest, open_index
from newscrawl.index.embedded.schema import SCHEMA
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
