"""The newscrawl command: for people by default, for programs with --json; what is wrong is one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import FAST, Newsroom, run


@pytest.fixture(scope="module")
def index(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("cli") / "index"
    done = run(
        "newscrawl.cli",
        "crawl",
        "almayadeen-ar",
        "-a",
        f"base={newsroom.ar}",
        "-a",
        "max_articles=60",
        *FAST,
        "--json",
        index=made,
    )
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert (
        summary["site"] == "almayadeen-ar"
        and summary["new"] + summary["duplicate"] >= 57
        and summary["coverage"]["body"] >= 55
    )
    assert summary["layers"]["headline"]["metadata"] > 0 and summary["undelivered"] == 0
    return made


def test_the_summary_for_people_names_pages_articles_rejections_and_coverage(newsroom: Newsroom, index: Path) -> None:
    done = run(
        "newscrawl.cli", "crawl", "almayadeen-ar", "-a", f"base={newsroom.ar}", "-a", "max_pages=30", *FAST, index=index
    )
    assert done.returncode == 0
    for words in (
        "almayadeen-ar max_pages: 30 pages",
        "pages/s",
        "new, ",
        "links to known articles not downloaded",
        "rejected: 1 robots-txt",
    ):
        assert words in done.stdout, done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_arabic_is_printed_as_it_is_written(index: Path) -> None:
    done = run("newscrawl.cli", "search", "المقاومة", "--limit", "3", index=index)
    assert "مقاومة" in done.stdout and "\u2067" not in done.stdout  # no bidi marks into a pipe


def test_show_takes_an_id_its_beginning_and_an_address(index: Path) -> None:
    hit = json.loads(run("newscrawl.cli", "search", "--limit", "1", "--json", index=index).stdout)
    shown = [
        run("newscrawl.cli", "show", key, "--json", index=index) for key in (hit["id"], hit["id"][:12], hit["url"])
    ]
    assert [json.loads(done.stdout)["id"] for done in shown] == [hit["id"]] * 3
    assert hit["headline"] in run("newscrawl.cli", "show", hit["id"], index=index).stdout


def test_stats_and_export_agree(index: Path) -> None:
    stats = json.loads(run("newscrawl.cli", "stats", "--json", index=index).stdout)
    lines = run("newscrawl.cli", "export", "--lang", "ar", "--format", "jsonl", index=index).stdout.splitlines()
    assert stats["articles"] == len(lines) == stats["sites"]["almayadeen-ar"]
    assert {"body", "layers", "content_hash", "first_seen_at"} <= set(json.loads(lines[0]))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["search", '"open'], "unclosed quote"),
        (["search", "x", "--since", "soon"], "'soon' is not a date"),
        (["search", "x", "--since", "2023-11-02", "--until", "2023-11-01"], "is after until"),
        (["search", "colour:red"], "no field 'colour'"),
        (["show", "ffffffffffff"], "holds no article"),
        (["crawl", "nowhere"], "unknown site 'nowhere'"),
        (["crawl", "almayadeen-ar", "-a", "since"], "-a takes NAME=VALUE"),
        (["--index", "mysql:x", "stats"], "INDEX_URL takes"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_a_code(index: Path, arguments: list[str], words: str) -> None:
    done = run("newscrawl.cli", *arguments, index=index)
    said = [line for line in done.stderr.splitlines() if line.startswith("newscrawl: ")]
    assert done.returncode == 2 and len(said) == 1 and words in said[0]
    assert "Traceback" not in done.stderr and not done.stdout
