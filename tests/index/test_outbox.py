"""The outbox: on disk before it is sent, gone when the index has it; batches, retries, dead letters."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from newscrawl.delivery.clean import clean_article
from newscrawl.delivery.outbox import Outbox, outbox_folder, outbox_status
from newscrawl.delivery.sender import Batching, Sender
from newscrawl.errors import BatchTooLarge, OutboxFull, Unavailable
from newscrawl.index import SearchRequest, open_index
from newscrawl.index.protocol import Deferred
from newscrawl.items import Article
from tests.conftest import ROOT, article, run

QUICK = Batching(articles=50, seconds=0.2, first_wait=0.05, longest_wait=0.2)


def some(count: int, start: int = 0) -> list[Article]:
    return [
        clean_article(article(f"https://x.example/{n}", body=[f"text number {n} of them"]))
        for n in range(start, start + count)
    ]


class Gate:
    """The embedded index behind a gate that a test opens, closes or narrows: the index itself is real."""

    writers = 2

    def __init__(self, folder: Path) -> None:
        self.index = open_index(f"tantivy:{folder}")
        self.failures: list[Exception] = []
        self.limit: int | None = None
        self.batches: list[int] = []

    def put(self, articles: Sequence[Article]) -> Any:
        if self.failures:
            raise self.failures.pop(0)
        if self.limit is not None and len(articles) > self.limit:
            raise BatchTooLarge("too large")
        self.batches.append(len(articles))
        return self.index.put(articles)


def send(outbox: Outbox, gate: Gate, patience: float = 20, batching: Batching = QUICK) -> Sender:
    sender = Sender(outbox, gate, batching)  # type: ignore[arg-type]
    sender.start()
    sender.finish(patience)
    return sender


def test_what_waits_outlives_its_process_and_is_sent_by_the_next(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from newscrawl.delivery.outbox import Outbox; from tests.index.test_outbox import some\n"
        "outbox = Outbox(Path(sys.argv[1])); [outbox.add([a]) for a in some(120)]; os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path / "box")], cwd=ROOT, check=False).returncode == -9
    assert outbox_status(tmp_path / "box").waiting == 120
    outbox, gate = Outbox(tmp_path / "box"), Gate(tmp_path / "index")
    assert outbox.count == 120
    assert send(outbox, gate).outcomes == {"new": 120}
    outbox.close()
    assert list((tmp_path / "box").glob("*.sqlite")) == []
    assert gate.index.search(SearchRequest(limit=0)).total == 120


def test_two_processes_have_an_outbox_each_and_the_files_of_dead_ones_are_taken_over(tmp_path: Path) -> None:
    first, second = Outbox(tmp_path), Outbox(tmp_path)
    assert first.path != second.path
    first.add(some(3))
    second.add(some(4, start=3))
    assert outbox_status(tmp_path).senders == 2 and outbox_status(tmp_path).waiting == 7
    for outbox in (first, second):
        outbox.close()
    third = Outbox(tmp_path)
    assert third.count == 7 and len(list(tmp_path.glob("*.sqlite"))) == 1
    assert len(third.take(100, 10**9)) == 7


def test_the_last_articles_do_not_wait_for_a_full_batch(tmp_path: Path) -> None:
    outbox, gate = Outbox(tmp_path / "box"), Gate(tmp_path / "index")
    sender = Sender(outbox, gate, QUICK)  # type: ignore[arg-type]
    sender.start()
    outbox.add(some(3))
    sender.wake()
    for _ in range(200):
        if outbox.count == 0:
            break
        time.sleep(0.05)
    assert outbox.count == 0 and gate.batches == [3]
    sender.finish(1)


def test_batches_are_bound_by_count_and_by_bytes(tmp_path: Path) -> None:
    outbox, gate = Outbox(tmp_path / "box"), Gate(tmp_path / "index")
    outbox.add(some(120))
    size = outbox.bytes // 120
    assert len(outbox.take(50, 10**9)) == 50
    assert len(outbox.take(50, size * 10 + size // 2)) == 10
    assert len(outbox.take(50, 1)) == 1  # one at least
    send(outbox, gate)
    assert max(gate.batches) == 50 and sum(gate.batches) == 120


def test_nothing_overtakes_an_earlier_version_of_itself(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    first, other = some(2)
    later = clean_article(article(first.url, body=["text, changed"]))
    outbox.add([first, other, later])
    busy = outbox.take(1, 10**9)
    assert [row.article.url for row in outbox.take(10, 10**9, busy)] == [other.url]
    outbox.done(busy)
    assert [row.article.body for row in outbox.take(10, 10**9)] == [other.body, later.body]


def test_what_may_be_retried_is_retried(tmp_path: Path) -> None:
    outbox, gate = Outbox(tmp_path / "box"), Gate(tmp_path / "index")
    outbox.add(some(120))
    gate.failures = [Unavailable("busy"), Unavailable("away"), Unavailable("busy"), RuntimeError("a bug")]
    assert send(outbox, gate).outcomes == {"new": 120}
    assert outbox.count == 0


def test_an_index_that_stays_away_leaves_all_in_the_outbox(tmp_path: Path) -> None:
    outbox, gate = Outbox(tmp_path / "box"), Gate(tmp_path / "index")
    outbox.add(some(120))
    gate.failures = [Unavailable("away")] * 1000
    sender = send(outbox, gate, patience=0.5)
    assert str(sender.error) == "away" and outbox.count == 120
    outbox.close()
    assert outbox_status(tmp_path / "box").waiting == 120


def test_a_bug_ends_with_the_articles_in_the_outbox_and_not_in_a_wait_for_ever(tmp_path: Path) -> None:
    outbox, gate = Outbox(tmp_path / "box"), Gate(tmp_path / "index")
    outbox.add(some(10))
    gate.failures = [RuntimeError("a bug")] * 1000
    sender = send(outbox, gate, patience=0.3)
    assert str(sender.error) == "RuntimeError: a bug" and outbox.count == 10


def test_a_batch_that_is_too_large_is_split_and_one_article_that_is_too_large_buried(tmp_path: Path) -> None:
    outbox, gate = Outbox(tmp_path / "box"), Gate(tmp_path / "index")
    outbox.add(some(50))
    gate.limit = 7
    assert send(outbox, gate).outcomes == {"new": 50}
    outbox.add(some(1, start=50))
    gate.limit = 0
    assert send(outbox, gate).outcomes == {"rejected": 1}
    assert [letter.reason for letter in outbox.dead()] == ["too large"]


def test_articles_that_are_deferred_one_by_one_are_put_again(tmp_path: Path) -> None:
    outbox, gate = Outbox(tmp_path / "box"), Gate(tmp_path / "index")
    outbox.add(some(40))
    put, draw = gate.index.put, random.Random(5)

    def some_later(articles: Sequence[Article]) -> Any:
        later = {a.id for a in articles if draw.random() < 0.5}
        done = dict(
            zip(
                [a.id for a in articles if a.id not in later],
                put([a for a in articles if a.id not in later]),
                strict=True,
            )
        )
        return [done.get(a.id, Deferred("429 queue full")) for a in articles]

    gate.index.put = some_later  # type: ignore[method-assign]
    assert send(outbox, gate).outcomes == {"new": 40}


def test_a_full_disk_is_told_and_what_was_kept_stays(tmp_path: Path) -> None:
    """On a real, small disk."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], check=True)
    try:
        outbox, kept = Outbox(disk / "box"), 0
        with pytest.raises(OutboxFull, match="is full"):
            for one in some(5000):
                outbox.add([one])
                kept += 1
        assert 20 < kept < 5000 and outbox.count == kept
        assert outbox_status(disk / "box").waiting == kept
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_the_folder_is_one_an_index_and_its_name_holds_no_password(tmp_path: Path) -> None:
    plain = outbox_folder(tmp_path, "http://localhost:9200")
    assert (
        outbox_folder(tmp_path, "http://me:secret@localhost:9200")
        == plain
        != outbox_folder(tmp_path, "http://localhost:9200/other")
    )
    assert outbox_folder(tmp_path, "tantivy:a") == outbox_folder(tmp_path, "tantivy:./a")


def test_the_outbox_commands_show_drain_and_requeue(tmp_path: Path) -> None:
    index, env = tmp_path / "index", {"NEWSCRAWL_OUTBOX_DIR": str(tmp_path / "boxes")}
    folder = outbox_folder(tmp_path / "boxes", f"tantivy:{index}")
    outbox = Outbox(folder)
    poison = clean_article(article("https://x.example/poison", published_at="yesterday"))
    outbox.add([*some(5), poison])
    outbox.close()

    def command(*arguments: str) -> str:
        done = run("newscrawl.cli", "index", "outbox", *arguments, index=index, env=env)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert command("status").startswith("6 articles wait (")
    assert command("drain").splitlines()[-1] == "6 articles sent (5 new, 1 rejected)"
    assert json.loads(command("status", "--json"))["dead"] == 1
    assert "https://x.example/poison\n  ValueError: Invalid isoformat string: 'yesterday'" in command("dead")
    assert json.loads(command("dead", "--json"))["article"]["url"] == poison.url
    assert command("requeue") == "1 dead letter waits again\n"
    assert command("status").startswith("1 article waits (")
    assert open_index(f"tantivy:{index}").search(SearchRequest(limit=0)).total == 5
