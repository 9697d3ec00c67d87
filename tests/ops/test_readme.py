"""Every command of the README runs, on an archive made from the newsroom."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.conftest import FAST, ROOT, Newsroom, scrapy_crawl
from tests.servers.elasticsearch import Node

BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
(ELASTIC,) = [block for block in BLOCKS if "localhost:9200" in block]
(SCRAPYD,) = [block for block in BLOCKS if "scrapyd-deploy" in block]  # run by test_scrapyd.py
COMMANDS = [
    line.split("    #")[0].strip()
    for block in BLOCKS
    if block not in (ELASTIC, SCRAPYD)
    for line in block.splitlines()
    if line.strip()
]
SERVE = "newscrawl serve"
SEARCHES = [c for c in COMMANDS if c.startswith("newscrawl") and " crawl " not in c and c != SERVE]
CRAWLS = [c for c in COMMANDS if " crawl " in c]


@pytest.fixture(scope="module")
def archive(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("readme") / "index"
    for lang in ("ar", "en"):
        scrapy_crawl(lang, newsroom.base(lang), index, "-a", "max_articles=300")
    return index


def shell(command: str, index: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "NEWSCRAWL_INDEX_URL": f"tantivy:{index}",
    }
    return subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_the_readme_has_the_commands_it_promises() -> None:
    assert COMMANDS[:2] == ["make demo", "make test"]
    assert set(COMMANDS) == {*COMMANDS[:2], SERVE, *SEARCHES, *CRAWLS}, "a command that no test runs"
    assert len(SEARCHES) >= 7 and len(CRAWLS) == 2


@pytest.mark.parametrize("command", SEARCHES)
def test_a_search_of_the_readme_prints_something(archive: Path, command: str) -> None:
    done = shell(command, archive)
    assert done.returncode == 0 and done.stdout.strip(), done.stderr
    assert not done.stdout.startswith("0 articles")
    assert "\x1b" not in done.stdout  # no colours into a pipe


def test_the_commands_for_elasticsearch_run_one_after_the_other(archive: Path, elasticsearch: Node) -> None:
    commands = ELASTIC.replace("http://localhost:9200", f"{elasticsearch.url}/readme").replace(
        "tantivy:archive", f"tantivy:{archive}"
    )
    done = shell(f"set -e\n{commands}", archive)
    assert done.returncode == 0, done.stderr
    assert "templates for 14 languages are in place" in done.stdout and "articles read" in done.stdout
    assert "identical: " in done.stdout and "readme-articles-en-v1" in done.stdout


def test_the_page_of_the_readme_is_served_where_it_says(archive: Path) -> None:
    address = re.search(r"<(http://127\.0\.0\.1:8765/)>", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert address and "8765" in shell(f"{SERVE} --help", archive).stdout
    server = subprocess.Popen(
        [sys.executable, "-m", "newscrawl.cli", "--index", f"tantivy:{archive}", "serve"], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )  # fmt: skip
    try:
        assert server.stderr is not None and address[1] in server.stderr.readline()
        for _ in range(100):
            try:
                with urlopen(address[1]) as answer:
                    assert answer.status == 200
                    break
            except ConnectionError:
                time.sleep(0.1)
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0


@pytest.mark.parametrize("command", CRAWLS)
def test_a_crawl_of_the_readme_runs(newsroom: Newsroom, tmp_path: Path, command: str) -> None:
    done = shell(f"{command} -a base={newsroom.en} {' '.join(FAST)}", tmp_path / "index")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_make_demo_crawls_once_and_downloads_nothing_twice(tmp_path: Path) -> None:
    """Runs the demo in a copy of the checkout with a blank in its path, on the environment of this test run."""
    copy = tmp_path / "a checkout"
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in files.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    runs = [
        subprocess.run(
            [sys.executable, "-m", "tests.demo"],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy)},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        for _ in range(2)
    ]
    assert [r.returncode for r in runs] == [0, 0], runs[0].stderr
    first, second = (r.stdout for r in runs)
    assert first.count("articles: 100 new") == 3 and "300 articles in archive" in first
    assert second.count("articles: 0 new, 0 changed, 0 unchanged") == 3 and "not downloaded again" in second
    assert second.count(" articles, 1 to 3 shown") == 3


def test_no_file_names_a_registry() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    word = "pypi" + ".org"
    assert not [f for f in files if f and (ROOT / f).is_file() and word.encode() in (ROOT / f).read_bytes()]
