"""What a full disk, a broken row and an engine that defers may not lose: on real disks, with a real engine."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from newscrawl.delivery.clean import clean_article
from newscrawl.delivery.linker import Linker
from newscrawl.delivery.outbox import Outbox, outbox_folder
from newscrawl.delivery.past import PastOutbox
from newscrawl.delivery.sender import Batching, Sender
from newscrawl.errors import ArchiveError
from newscrawl.index import SearchRequest, open_index
from newscrawl.index.protocol import Deferred
from newscrawl.items import Article
from tests.conftest import article, run


def some(count: int, start: int = 0) -> list[Article]:
    return [
        clean_article(
            article(f"https://x.example/{n}", body=[f"number {n} " + " ".join(f"w{n}x{k}" for k in range(60))])
        )
        for n in range(start, start + count)
    ]


def test_of_articles_that_go_past_a_full_outbox_at_once_none_is_lost(tmp_path: Path) -> None:
    """Each that waits comes back when the index has its own article, and not when another took it along."""
    index = open_index(f"tantivy:{tmp_path}/index")
    put, calls = index.put, []

    def defers_all_but_one(articles: Sequence[Article]) -> list[Any]:
        calls.append(len(articles))
        taken = put(articles[:1])
        return [*taken, *(Deferred("busy") for _ in articles[1:])]

    index.put = defers_all_but_one  # type: ignore[method-assign]

    async def bring() -> None:
        async def in_thread(call: Any) -> Any:
            return await asyncio.to_thread(call)

        past = PastOutbox(index, Linker(index), in_thread)
        await asyncio.gather(*(past.put(one) for one in some(4)))
        assert past.outcomes == {"new": 4}

    asyncio.run(asyncio.wait_for(bring(), 60))
    assert len(calls) >= 4
    assert open_index(f"tantivy:{tmp_path}/index").search(SearchRequest(limit=0)).total == 4


def test_a_row_that_is_no_article_becomes_a_dead_letter_and_the_others_are_sent(tmp_path: Path) -> None:
    index, env = tmp_path / "index", {"NEWSCRAWL_OUTBOX_DIR": str(tmp_path / "boxes")}
    outbox = Outbox(outbox_folder(tmp_path / "boxes", f"tantivy:{index}"))
    outbox.add(some(3))
    outbox.close()
    with sqlite3.connect(outbox.path) as connection:
        for text in ("not JSON", '{"headline": "no address"}', "[1]"):
            values = ("x", "y", len(text), text)
            connection.execute("INSERT INTO waiting (id, text_hash, bytes, article) VALUES (?, ?, ?, ?)", values)
    done = run("newscrawl.cli", "index", "outbox", "drain", index=index, env=env)
    assert done.returncode == 0 and "(3 new)" in done.stdout, done.stderr
    assert open_index(f"tantivy:{index}").search(SearchRequest(limit=0)).total == 3
    shown = run("newscrawl.cli", "index", "outbox", "dead", index=index, env=env)
    assert shown.stdout.count("it is not the JSON of an article") == 3 and "not JSON" in shown.stdout
    assert (
        run("newscrawl.cli", "index", "outbox", "requeue", index=index, env=env).stdout == "0 dead letters wait again\n"
    )


def test_the_bound_of_the_outbox_is_reached_and_left_where_a_row_is_broken(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "box")
    with sqlite3.connect(outbox.path) as connection:
        connection.execute("INSERT INTO waiting (id, text_hash, bytes, article) VALUES ('x', 'y', 1, '?')")
    outbox.add(some(5))
    outbox.count += 1
    sender = Sender(outbox, open_index(f"tantivy:{tmp_path}/index"), Batching())
    sender.start()
    assert sender.finish(20) == 0 and sender.outcomes == {"new": 5}
    outbox.close()


def test_a_full_disk_of_the_archive_is_one_sentence_whatever_is_written(small_disk: Path) -> None:
    index = open_index(f"tantivy:{small_disk}/index")
    index.put(some(20))
    (small_disk / "filler").write_bytes(b"x" * 2_000_000)
    with pytest.raises(ArchiveError, match="cannot be written"):
        for n in range(200):
            index.load(some(100, start=1000 * (n + 1)))
    with pytest.raises(ArchiveError, match="cannot be written"):
        for _ in range(200):
            index.amend({one.id: {"cluster": one.id} for one in some(20)})


def test_a_search_that_no_index_can_answer_does_not_call_the_archive_damaged(tmp_path: Path) -> None:
    index = open_index(f"tantivy:{tmp_path}/index")
    index.put(some(1))
    for query in ("a<b*", "tag:a<b*", "author:a<b", "~*", 'tag:"(*"', "tag:[x*"):
        index.search(SearchRequest(query))
