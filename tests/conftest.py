"""Starts the real thing for the tests: the replica newsroom as a process, crawls as processes."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from newscrawl.items import Article
from tests.demo import wait_for
from tests.servers.elasticsearch import Node
from tests.servers.ports import free_ports

ROOT = Path(__file__).resolve().parent.parent
OUTBOXES = tempfile.mkdtemp(prefix="newscrawl-outboxes-")
atexit.register(shutil.rmtree, OUTBOXES, True)
FAST = ["-s", "AUTOTHROTTLE_ENABLED=False"]  # AutoThrottle is for other people's servers


class Newsroom:
    """A running replica; ``ar``, ``en``, ``es`` are its editions' addresses."""

    def __init__(self, port: int) -> None:
        self.ar, self.en, self.es = (f"http://127.0.0.1:{port + n}" for n in range(3))

    def base(self, lang: str) -> str:
        return str(getattr(self, lang))

    def truth(self, lang: str) -> dict[str, dict[str, Any]]:
        """What the edition holds, by address."""
        with urlopen(f"{self.base(lang)}/_newsroom/truth") as response:
            articles = [json.loads(line) for line in response]
        return {article["url"]: article for article in articles}

    def post(self, lang: str, what: str) -> Any:
        with urlopen(Request(f"{self.base(lang)}/_newsroom/{what}", method="POST")) as response:
            return json.load(response)

    def requests(self, lang: str) -> dict[str, int]:
        """How often each path was asked for since the last call."""
        with urlopen(f"{self.base(lang)}/_newsroom/requests") as response:
            return dict(json.load(response))

    def page(self, url: str) -> bytes:
        with urlopen(quote(url, safe=":/?#[]@!$&'()*+,;=%")) as response:
            return bytes(response.read())


@contextmanager
def running_newsroom(*arguments: str) -> Iterator[Newsroom]:
    """A replica newsroom as a process of its own, until the block ends."""
    port, *_ = free_ports(3)
    command = [sys.executable, "-m", "tests.newsroom", "--port", str(port), *arguments]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        for edition in range(3):  # each listens on a port of its own, one after the other
            wait_for(f"http://127.0.0.1:{port + edition}/robots.txt", server)
        yield Newsroom(port)
    finally:
        server.kill()
        server.wait()


@pytest.fixture(scope="session")
def newsroom() -> Iterator[Newsroom]:
    """500 articles an edition; nobody changes it."""
    with running_newsroom("--articles", "500") as one:
        yield one


@pytest.fixture(scope="session")
def renamed_newsroom() -> Iterator[Newsroom]:
    """The same, with every class name changed."""
    with running_newsroom("--articles", "500", "--classes", "alternative") as one:
        yield one


@pytest.fixture
def living_newsroom() -> Iterator[Newsroom]:
    """80 articles an edition, for one test to publish in, to edit and to break."""
    with running_newsroom("--articles", "80", "--slow", "0.3") as one:
        yield one


@pytest.fixture(scope="session")
def elasticsearch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A real node, started by the first test that needs it."""
    with Node(tmp_path_factory.mktemp("elasticsearch")) as node:
        yield node


@pytest.fixture
def prefix() -> str:
    """A name for indices of this test alone."""
    return f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture(params=["tantivy", "elasticsearch"])
def place(request: pytest.FixtureRequest, tmp_path: Path, prefix: str) -> str:
    """An INDEX_URL of either engine."""
    if request.param == "tantivy":
        return f"tantivy:{tmp_path}/index"
    return f"{request.getfixturevalue('elasticsearch').url}/{prefix}"


def refresh(place: str) -> None:
    """Let a server show what was written into one of its indices; the embedded engine does so at once."""
    if place.startswith("http"):
        urlopen(Request(f"{place.rpartition('/')[0]}/_refresh", method="POST")).close()


Crawl = Callable[..., subprocess.CompletedProcess[str]]


def run(*command: str, index: Path | str | None = None, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command of ours (module and arguments) as its own process, in UTF-8."""
    environment = {**os.environ, "PYTHONUTF8": "1", **options.pop("env", {})}
    environment.setdefault("NEWSCRAWL_OUTBOX_DIR", OUTBOXES)
    if index is not None:
        environment["NEWSCRAWL_INDEX_URL"] = str(index) if ":" in str(index) else f"tantivy:{index}"
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=options.pop("cwd", ROOT),
        env=environment,
        text=True,
        capture_output=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
        check=False,
        **options,
    )


def scrapy_crawl(
    lang: str, base: str, index: Path | str, *arguments: str, **options: Any
) -> subprocess.CompletedProcess[str]:
    """``scrapy crawl almayadeen-LANG`` on a newsroom; must end in good order."""
    done = run("scrapy", "crawl", f"almayadeen-{lang}", "-a", f"base={base}", *FAST, *arguments, index=index, **options)
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    return done


def export(index: Path | str, *arguments: str) -> dict[str, dict[str, Any]]:
    """All articles of an index by address, by our own export."""
    done = run("newscrawl.cli", "export", *arguments, index=index)
    assert done.returncode == 0, done.stderr
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    found = {article["url"]: article for article in articles}
    assert len(found) == len(articles), "an article stands twice in the index"
    return found


def differences(
    truth: dict[str, dict[str, Any]], found: dict[str, dict[str, Any]], skip: tuple[str, ...] = ()
) -> list[str]:
    """Compare what should be with what is, field by field."""
    wrong = [f"missing: {url}" for url in truth if url not in found]
    wrong += [f"not published: {url}" for url in found if url not in truth]
    for url in truth.keys() & found.keys():
        for name, value in truth[url].items():
            if name not in skip and found[url][name] != value:
                wrong.append(f"{url} {name}: {found[url][name]!r} instead of {value!r}")
    return wrong


def article(url: str, **values: Any) -> Article:
    """An article with a text of its own, for index tests."""
    values.setdefault("site", "test")
    values.setdefault("language", "en")
    values.setdefault("headline", url)
    return Article(url=url, **values)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)
