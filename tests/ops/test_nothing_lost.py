"""Nothing lost, nothing twice: crawls of 2,000 articles while servers, disks and the crawl itself fail."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from newscrawl.delivery.clean import clean_article
from newscrawl.delivery.outbox import Outbox, outbox_folder, outbox_status
from newscrawl.delivery.sender import Batching, Sender
from newscrawl.errors import ArchiveError
from newscrawl.index import ArticleIndex, SearchRequest, open_index
from newscrawl.items import Article
from newscrawl.runs.process import crawl_command
from tests.conftest import FAST, ROOT, Newsroom, article, differences, export, run, running_newsroom
from tests.servers.elasticsearch import Cluster, Node
from tests.servers.proxy import Proxy

ARTICLES = 2000
ONLY_HTML = ("-s", "BROWSER=/none")  # what is lost or not does not hang on a browser


@pytest.fixture(scope="module")
def big_newsroom() -> Iterator[Newsroom]:
    """2,000 articles an edition; nobody changes it."""
    with running_newsroom("--articles", str(ARTICLES)) as one:
        yield one


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A node that a test may kill."""
    with Node(tmp_path / "node") as one:
        yield one


def command(newsroom: Newsroom, *arguments: str) -> list[str]:
    return [*crawl_command("almayadeen-en", [f"base={newsroom.en}"], []), *FAST, *ONLY_HTML, *arguments]


def begin(newsroom: Newsroom, url: str, boxes: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a crawl and leave it running."""
    env = {**os.environ, "NEWSCRAWL_INDEX_URL": url, "NEWSCRAWL_OUTBOX_DIR": str(boxes)}
    process = subprocess.Popen(
        command(newsroom, *arguments),
        cwd=ROOT,
        env=env,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    return process


def ended(process: subprocess.Popen[str]) -> str:
    _, log = process.communicate(timeout=300)
    assert "Traceback" not in log, log[-3000:]
    return log


def crawl(newsroom: Newsroom, url: str, boxes: Path, *arguments: str) -> tuple[int, str]:
    process = begin(newsroom, url, boxes, *arguments)
    log = ended(process)
    return process.returncode, log


def holds_all(newsroom: Newsroom, url: str, boxes: Path) -> None:
    """The index is the newsroom, and nothing waits. Second addresses of an article stand behind a button, and no
    browser is used here.
    """
    assert differences(newsroom.truth("en"), export(url), skip=("also_at",)) == []
    assert outbox_status(outbox_folder(boxes, url)).waiting == 0


def held(url: str) -> int:
    try:
        return open_index(url).search(SearchRequest(limit=0)).total
    except ArchiveError:
        return 0


def until(true: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def some(count: int) -> list[Article]:
    text = "a text of some words, so that a batch has a size to speak of, again and again " * 10
    return [
        clean_article(article(f"https://x.example/{n}", body=[f"{n} {text}"], crawled_at="2023-11-02T00:00:00+00:00"))
        for n in range(count)
    ]


def send(
    articles: list[Article], url: str, folder: Path, meanwhile: Callable[[], None] = lambda: None, patience: float = 60
) -> Sender:
    """Put articles through an outbox while something happens to the index."""
    outbox, index = Outbox(folder), open_index(url)
    sender = Sender(outbox, index, Batching(articles=100, first_wait=0.1, longest_wait=1.0))
    sender.start()
    accident = threading.Thread(target=meanwhile)
    accident.start()
    for one in articles:
        outbox.add([one])
        sender.wake()
    accident.join()
    sender.finish(patience)
    outbox.close()
    return sender


def test_the_server_is_down_for_the_whole_crawl_and_then_up(big_newsroom: Newsroom, node: Node, tmp_path: Path) -> None:
    url, boxes = f"{node.url}/archive", tmp_path / "boxes"
    node.kill()
    code, log = crawl(big_newsroom, url, boxes, "-s", "OUTBOX_PATIENCE_SECONDS=1")
    assert code == 1
    told = re.search(r"(\d+) articles are still undelivered \(Elasticsearch at (.+) cannot be reached", log)
    assert told and told[2] == url and int(told[1]) >= ARTICLES  # some pages have an article's second address
    assert "newscrawl index outbox drain" in log
    node.start()
    env = {"NEWSCRAWL_OUTBOX_DIR": str(boxes)}
    done = run("newscrawl.cli", "index", "outbox", "drain", index=url, env=env)
    assert re.fullmatch(rf"{int(told[1]):,} articles sent \({ARTICLES:,} new, \d+ unchanged\)\n", done.stdout), (
        done.stdout + done.stderr
    )
    holds_all(big_newsroom, url, boxes)


def test_the_server_is_killed_in_the_middle_of_a_bulk_and_restarted(
    big_newsroom: Newsroom, node: Node, tmp_path: Path
) -> None:
    url, boxes = f"{node.url}/archive", tmp_path / "boxes"
    process = begin(big_newsroom, url, boxes, "-s", "INDEX_BATCH_ARTICLES=50")
    for goal in (200, 900):
        until(lambda goal=goal: held(url) >= goal)  # type: ignore[misc]
        node.kill()
        time.sleep(2)
        node.start()
    ended(process)
    assert process.returncode == 0
    holds_all(big_newsroom, url, boxes)


def test_one_of_three_nodes_is_killed_during_a_bulk(tmp_path: Path) -> None:
    with Cluster(tmp_path / "cluster") as cluster:
        url = f"http://{cluster.hosts}/archive"
        index = open_index(url)
        articles = some(ARTICLES)
        index.put(articles[:1])
        cluster.nodes[0].wait(3, "green")  # else the only copy may be on the node that is killed
        urls = [f"{n.url}/archive" for n in cluster.nodes]

        def kill() -> None:
            until(lambda: held(urls[1]) >= 500)
            master = open_index(urls[1]).client.cat.master(format="json")[0]["node"]  # type: ignore[attr-defined]
            next(n for n in cluster.nodes if n.name == master).kill()

        sender = send(articles, url, tmp_path / "box", kill)
        assert sender.outbox.count == 0
        found = [a.id for a in index.scan(SearchRequest())]
        assert len(found) == ARTICLES and set(found) == {a.id for a in articles}


@pytest.mark.parametrize("engine", ["tantivy", "elasticsearch"])
def test_the_crawl_is_killed_at_ten_random_moments(
    big_newsroom: Newsroom, elasticsearch: Node, prefix: str, tmp_path: Path, engine: str
) -> None:
    url = f"tantivy:{tmp_path}/index" if engine == "tantivy" else f"{elasticsearch.url}/{prefix}"
    boxes, draw, counts = tmp_path / "boxes", random.Random(engine), []
    for _ in range(10):
        big_newsroom.requests("en")  # counts anew
        process = begin(
            big_newsroom,
            url,
            boxes,
            "-s",
            "INDEX_BATCH_ARTICLES=20",
            "-s",
            "INDEX_BATCH_SECONDS=0.3",
            "-s",
            "LOG_LEVEL=ERROR",
        )
        until(lambda: len(big_newsroom.requests("en")) > 0)  # it has begun; how long that takes is the machine's
        time.sleep(draw.uniform(0.3, 2.5))
        process.send_signal(signal.SIGKILL)
        ended(process)
        counts.append(held(url))
    assert counts == sorted(counts) and counts[-1] > 0, counts
    code, _ = crawl(big_newsroom, url, boxes)
    assert code == 0
    holds_all(big_newsroom, url, boxes)


def test_the_disk_of_the_outbox_is_full(big_newsroom: Newsroom, place: str, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)], check=True)
    try:
        code, log = crawl(big_newsroom, place, disk, "-s", "INDEX_BATCH_ARTICLES=1000", "-s", "INDEX_BATCH_SECONDS=4")
        assert "articles go straight to the index" in log, "the disk was never full"
        assert code == 0, log[-2000:]
        holds_all(big_newsroom, place, disk)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_the_server_answers_429_for_thirty_seconds(
    big_newsroom: Newsroom, elasticsearch: Node, prefix: str, tmp_path: Path
) -> None:
    boxes = tmp_path / "boxes"
    with Proxy(elasticsearch.url) as proxy:
        url = f"{proxy.url}/{prefix}"
        begun: list[float] = []

        def busy(request: web.Request, body: bytes) -> web.Response | None:
            if request.path != "/_bulk":
                return None
            begun.append(time.monotonic())
            if time.monotonic() - begun[0] < 30:
                return web.json_response(
                    {"error": {"type": "es_rejected_execution_exception", "reason": "queue is full"}}, status=429
                )
            return None

        proxy.answer = busy
        code, log = crawl(big_newsroom, url, boxes)
        assert code == 0 and "cannot answer now: 429" in log and "takes articles again" in log
        assert 5 < proxy.requests.count("/_bulk") < 120, "retries are neither given up nor hammered"
        holds_all(big_newsroom, url, boxes)


def test_two_crawls_write_the_same_articles_at_once(big_newsroom: Newsroom, place: str, tmp_path: Path) -> None:
    boxes = tmp_path / "boxes"
    both = [begin(big_newsroom, place, boxes, "-s", "INDEX_BATCH_ARTICLES=40") for _ in range(2)]
    for process in both:
        ended(process)
    assert [process.returncode for process in both] == [0, 0]
    holds_all(big_newsroom, place, boxes)
    assert {a["revision"] for a in export(place).values()} == {1}


def test_one_poisonous_article_in_a_batch_does_not_hold_up_the_others(place: str, tmp_path: Path) -> None:
    articles = some(ARTICLES)
    articles[777].published_at = "the day before yesterday"
    sender = send(articles, place, tmp_path / "box")
    assert sender.outcomes == {"new": ARTICLES - 1, "rejected": 1}
    outbox = Outbox(tmp_path / "box")
    (letter,) = outbox.dead()
    assert letter.article.id == articles[777].id and "the day before yesterday" in letter.reason
    assert {a.id for a in open_index(place).scan(SearchRequest())} == {a.id for a in articles} - {articles[777].id}


def test_a_mapping_that_does_not_fit_keeps_all_articles_until_it_does(
    elasticsearch: Node, prefix: str, tmp_path: Path
) -> None:
    url, articles = f"{elasticsearch.url}/{prefix}", some(ARTICLES)
    index: Any = open_index(url)
    index.client.indices.create(index=f"{prefix}-articles", mappings={"properties": {"tags": {"type": "date"}}})
    sender = send(articles, url, tmp_path / "box", patience=1)
    assert "was not made by newscrawl" in str(sender.error)
    assert outbox_status(tmp_path / "box").waiting == ARTICLES
    index.client.indices.delete(index=f"{prefix}-articles")
    assert send([], url, tmp_path / "box").outcomes == {"new": ARTICLES}
    assert {a.id for a in open_index(url).scan(SearchRequest())} == {a.id for a in articles}


def test_a_clock_that_goes_backwards_loses_no_change(place: str) -> None:
    index: ArticleIndex = open_index(place)
    url, newer, older = "https://x.example/1", "2023-11-02T00:00:00+00:00", "2023-10-01T00:00:00+00:00"

    def version(number: int, modified: str, crawled: str) -> Article:
        return clean_article(article(url, body=[f"version {number}"], modified_at=modified, crawled_at=crawled))

    assert index.put([version(1, "2023-11-01T10:00:00+00:00", newer)]) == ["new"]
    # our clock was set back: what the site changed counts all the same
    assert index.put([version(2, "2023-11-01T11:00:00+00:00", older)]) == ["changed"]
    # the site's clock was set back
    assert index.put([version(3, "2023-11-01T09:00:00+00:00", newer)]) == ["changed"]
    # an outbox brings, late, what both clocks call older
    assert index.put([version(1, "2023-11-01T08:00:00+00:00", older)]) == ["unchanged"]
    (found,) = index.scan(SearchRequest())
    assert found.body == ["version 3"] and found.revision == 3 and found.first_seen_at == newer
