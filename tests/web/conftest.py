"""An archive with everything a page can show, in both engines, and servers of it as processes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from bench.articles import generate
from newscrawl.delivery.clean import clean_article
from newscrawl.delivery.linker import link_all
from newscrawl.index import ArticleIndex, open_index
from newscrawl.items import Article, CrawlRun, FrontPage, Image, Link, RankedLink, TickerLine
from tests.conftest import ROOT, article

HOSTILE = '<script>alert(1)</script> "&amp; \u202eevil\u202c =cmd()'
ENGINES = ("tantivy", "elasticsearch")


@dataclass
class Served:
    """A running server."""

    url: str
    index_url: str
    process: subprocess.Popen[str]

    def get(self, path: str, **options: object) -> httpx.Response:
        return httpx.get(self.url + path, timeout=30, **options)  # type: ignore[arg-type]

    def json(self, path: str) -> object:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def serving(index_url: str, *arguments: str) -> Iterator[Served]:
    """Run ``newscrawl serve`` at a free port, until the block ends."""
    command = [sys.executable, "-m", "newscrawl.cli", "--index", index_url, "serve", "--port", "0", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r" is at http://[^ ]*:(\d+)/", line)
    try:
        assert found, line + process.stderr.read()
        yield Served(f"http://127.0.0.1:{found[1]}", index_url, process)
    finally:
        process.terminate()
        rest = process.stderr.read()
        process.wait(20)
    assert "Traceback" not in rest, rest[-4000:]


def edited(one: Article, number: int) -> Article:
    """The article as its site changed it."""
    body = [f"Correction {number}: the talks were held in Sidon.", *one.body[1:]]
    changed = replace(
        one,
        headline=f"{one.headline} (updated {number})",
        body=body,
        crawled_at=f"2023-11-0{number + 1}T12:00:00+00:00",
    )
    return clean_article(changed)


def fill(index: ArticleIndex) -> None:
    """Put into an archive what every page can show."""
    articles = list(generate(150))
    hostile = article(
        "http://127.0.0.1:8901/hostile", site="almayadeen-en", headline=HOSTILE, summary="=1+1", language="en",
        body=["<img src=x onerror=alert(2)>", "javascript:alert(3) is no link."], tags=["<b>bold</b>", "=2+2"],
        published_at="2023-11-05T10:00:00+02:00", image=Image("javascript:alert(4)", "<i>caption</i>"),
        related=[Link("javascript:alert(5)", "<u>related</u>")], crawled_at="2023-11-08T00:00:00+00:00",
    )  # fmt: skip
    undated = article(
        "http://127.0.0.1:8901/undated",
        site="almayadeen-en",
        headline="An undated bulletin about Iran",
        body=["Nothing."],
    )
    copied = next(one for one in articles if one.language == "en" and one.word_count > 120)
    copy = replace(
        copied, url="http://echo.example/copy", id="", site="echo", headline="The same report, elsewhere", cluster="",
        body=[*copied.body, "A line of its own."], also_at=[],
    )  # fmt: skip
    index.put([*articles, *map(clean_article, (hostile, undated, copy))])
    english = [one for one in articles if one.language == "en"][:6]
    index.put([edited(one, 1) for one in english])
    index.put([edited(one, 2) for one in english[:1]])
    gone = next(one for one in articles if one.language == "es")
    index.amend({gone.id: {"retracted_at": "2023-11-09T08:00:00+00:00"}})
    link_all(index, lambda count: None)
    for number in (1, 2, 3):
        lines = [TickerLine("Ceasefire talks go on", "Cairo"), TickerLine(f"Statement number {number}")]
        ranked = [
            RankedLink(number, "http://127.0.0.1:8901/a", "A report that many read"),
            RankedLink(4 - number, "http://127.0.0.1:8901/b", "Another one"),
        ]
        stamp = f"2023-11-0{number}T18:00:00+00:00"
        index.records.keep_front_page(
            FrontPage("http://127.0.0.1:8901/", "almayadeen-en", "en", stamp, ticker=lines, most_read=ranked)
        )
    for number, day in enumerate(("2023-11-04", "2023-11-07")):
        index.records.keep_run(
            CrawlRun(
                "almayadeen-en", f"{day}T01:00:00+00:00", f"{day}T02:00:00+00:00", "finished", id=f"run-{number}", pages=60, new=50,
                seconds=12.0, coverage={"headline": 50, "body": 49}, layers={"headline": {"metadata": 50}}, rejected={"too-short": 2},
            )
        )  # fmt: skip


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The archive in a folder."""
    url = f"tantivy:{tmp_path_factory.mktemp('web')}/archive"
    index = open_index(url)
    fill(index)
    index.close()
    return url


@pytest.fixture(scope="session")
def in_elasticsearch(request: pytest.FixtureRequest) -> str:
    """The archive in a server."""
    url = f"{request.getfixturevalue('elasticsearch').url}/web"
    index = open_index(url)
    fill(index)
    index.close()
    return url


@pytest.fixture(scope="module", params=ENGINES)
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """A server of the archive in either engine."""
    name = "embedded" if request.param == "tantivy" else "in_elasticsearch"
    with serving(request.getfixturevalue(name)) as server:
        yield server


@pytest.fixture(scope="module")
def page_server(embedded: str) -> Iterator[Served]:
    """A server of the archive in a folder."""
    with serving(embedded) as server:
        yield server


def folder_of(index_url: str) -> Path:
    return Path(index_url.partition(":")[2])
