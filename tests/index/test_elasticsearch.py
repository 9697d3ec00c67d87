"""The Elasticsearch engine on a real node: set-up, refusals, moving to a new mapping, what its users ask it directly."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from newscrawl.delivery.clean import clean_article
from newscrawl.errors import ArchiveError
from newscrawl.index import SearchRequest, open_index
from newscrawl.index.compare import compare, copy
from newscrawl.index.elastic import mapping as mapping_module
from newscrawl.index.elastic.engine import ElasticIndex
from newscrawl.index.elastic.mapping import ANALYZERS, SCHEMA
from newscrawl.index.protocol import Rejected
from newscrawl.items import Article, Embed, Link
from tests.conftest import article, run
from tests.servers.elasticsearch import Node


def some(count: int, **values: Any) -> list[Article]:
    values.setdefault("published_at", "2023-11-01T12:00:00+02:00")
    values.setdefault("crawled_at", "2023-11-02T00:00:00+00:00")
    return [
        clean_article(article(f"https://x.example/{n}", body=[f"text number {n} of them"], **values))
        for n in range(count)
    ]


def opened(url: str, create: bool = True) -> ElasticIndex:
    index = open_index(url, create)
    assert isinstance(index, ElasticIndex)
    return index


def call(node: Node, method: str, path: str, body: Any = None) -> Any:
    client = Elasticsearch(node.url)
    headers = {"accept": "application/json", "content-type": "application/json"}
    return client.perform_request(method, path, headers=headers, body=body)


def test_init_puts_templates_and_the_first_article_of_a_language_makes_its_index(
    elasticsearch: Node, prefix: str
) -> None:
    url = f"{elasticsearch.url}/{prefix}"
    done = run("newscrawl.cli", "--index", url, "index", "init")
    assert done.stdout == f"templates for {len(ANALYZERS)} languages are in place at {url}\n"
    index = opened(url)
    index.put(some(2))
    assert [row.index for row in index.status()] == [f"{prefix}-articles-en-v1"]
    el, ar = article("https://x.example/el", language="el"), article("https://x.example/ar", language="ar")
    assert index.put([el, ar]) == ["new", "new"]
    rows = {row.index.removeprefix(f"{prefix}-articles-"): row for row in index.status()}
    assert {name: row.articles for name, row in rows.items()} == {"en-v1": 2, "ar-v1": 1, "xx-v1": 1}
    assert all(row.health == "green" and row.version == SCHEMA for row in rows.values())
    analyzer = call(elasticsearch, "GET", f"/{prefix}-articles-ar-v1/_settings")[f"{prefix}-articles-ar-v1"][
        "settings"
    ]["index"]["analysis"]
    assert analyzer["analyzer"]["text"] == {"type": "arabic", "stopwords": "_none_"}


def test_an_index_of_somebody_else_or_of_another_version_is_refused_and_left_alone(
    elasticsearch: Node, prefix: str
) -> None:
    call(elasticsearch, "PUT", f"/{prefix}-articles", {"mappings": {"properties": {"tags": {"type": "text"}}}})
    with pytest.raises(ArchiveError, match="was not made by newscrawl"):
        opened(f"{elasticsearch.url}/{prefix}").put(some(1))
    for version, advice in (
        (SCHEMA - 1, "run newscrawl index migrate"),
        (SCHEMA + 1, "use the newscrawl that made it"),
    ):
        meta = {
            "mappings": {"_meta": {"newscrawl": {"schema": version}}},
            "aliases": {f"{prefix}{version}-articles": {}},
        }
        call(elasticsearch, "PUT", f"/{prefix}{version}-articles-en-v1", meta)
        with pytest.raises(ArchiveError, match=advice):
            opened(f"{elasticsearch.url}/{prefix}{version}").put(some(1))
        assert call(elasticsearch, "GET", f"/{prefix}{version}-articles/_count")["count"] == 0


def test_a_language_the_server_has_no_analyzer_for_goes_to_the_general_index(
    elasticsearch: Node, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(mapping_module.ANALYZERS, "es", "klingon")
    index = opened(f"{elasticsearch.url}/{prefix}")
    index.put(some(1, language="es"))
    assert [row.index for row in index.status()] == [f"{prefix}-articles-xx-v1"]


def test_one_poisonous_article_is_refused_with_the_servers_reason_and_the_others_are_not(
    elasticsearch: Node, prefix: str
) -> None:
    index = opened(f"{elasticsearch.url}/{prefix}")
    articles = some(20)
    articles[3].published_at = "2023-02-31T00:00:00+00:00"  # our own reading refuses it
    articles[7].tags = ["x" * 40_000]  # more than Lucene takes as one term
    articles[9].modified_at = "2023-11-01T00:00:00+23:59"  # a time to us, none to Elasticsearch
    results = index.put(articles)
    assert {n: type(r) for n, r in enumerate(results) if r != "new"} == {3: Rejected, 7: Rejected, 9: Rejected}
    assert "day is out of range" in results[3].reason  # type: ignore[union-attr]
    assert "immense term" in results[7].reason  # type: ignore[union-attr]
    assert "modified_at" in results[9].reason  # type: ignore[union-attr]
    assert index.search(SearchRequest(limit=0)).total == 17


def test_a_mapping_that_was_tampered_with_refuses_articles_with_a_reason(elasticsearch: Node, prefix: str) -> None:
    index = opened(f"{elasticsearch.url}/{prefix}")
    index.put(some(1))
    strange = {
        "mappings": {
            "dynamic": "strict",
            "_meta": {"newscrawl": {"schema": SCHEMA}},
            "properties": {"id": {"type": "keyword"}},
        }
    }
    call(
        elasticsearch,
        "PUT",
        f"/{prefix}-articles-fr-v1",
        {**strange, "aliases": {f"{prefix}-articles": {}, f"{prefix}-articles-fr": {}}},
    )
    call(elasticsearch, "DELETE", f"/{prefix}-articles-fr-v1")
    client = Elasticsearch(elasticsearch.url)
    client.indices.delete_index_template(name=f"{prefix}-articles-fr")
    call(
        elasticsearch,
        "PUT",
        f"/{prefix}-articles-fr-v1",
        {**strange, "aliases": {f"{prefix}-articles": {}, f"{prefix}-articles-fr": {}}},
    )
    results = index.put([article("https://x.example/fr", language="fr"), article("https://x.example/en2")])
    assert isinstance(results[0], Rejected) and "strict_dynamic_mapping_exception" in results[0].reason
    assert results[1] == "new"


def test_many_writers_of_the_same_articles_agree(elasticsearch: Node, prefix: str) -> None:
    """Optimistic concurrency: each version counts once, whoever was faster."""
    url, articles = f"{elasticsearch.url}/{prefix}", some(200)
    results: list[list[Any]] = []

    def write(version: int) -> None:
        for one in range(0, 200, 50):
            batch = [
                clean_article(article(a.url, body=[*a.body, f"version {version}"], crawled_at=a.crawled_at))
                for a in articles[one : one + 50]
            ]
            results.append(opened(url).put(batch))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    flat = [result for batch in results for result in batch]
    assert len(flat) == 800 and flat.count("new") == 200 and flat.count("changed") == 600
    assert {a.revision for a in opened(url).scan(SearchRequest())} == {4}


def test_one_text_under_two_addresses_by_two_writers_at_once_ends_as_one_article(
    elasticsearch: Node, prefix: str
) -> None:
    """Elasticsearch shows neither writer, in that moment, what the other has written."""
    url, long = f"{elasticsearch.url}/{prefix}", "words enough to be told from another text by them alone, again " * 4
    writers = [opened(url), opened(url)]
    writers[0].put(some(1))
    for number in range(5):
        for name, writer in zip("ab", writers, strict=True):
            one = clean_article(
                article(
                    f"https://x.example/{name}/{number}",
                    headline="h",
                    body=[f"{number} {long}"],
                    crawled_at=f"2023-11-02T00:00:0{number}Z",
                )
            )
            assert writer.put([one]) in (["new"], ["duplicate"])
    for writer in writers:
        writer.close()
    found = {a.url: a.also_at for a in opened(url).scan(SearchRequest()) if "/a/" in a.url or "/b/" in a.url}
    assert len(found) == 5
    assert {frozenset([key, *also]) for key, also in found.items()} == {
        frozenset({f"https://x.example/a/{n}", f"https://x.example/b/{n}"}) for n in range(5)
    }


def test_migrate_moves_everything_while_reads_and_writes_go_on(elasticsearch: Node, prefix: str) -> None:
    url = f"{elasticsearch.url}/{prefix}"
    opened(url).put([*some(600), article("https://x.example/ar", language="ar")])
    client = Elasticsearch(elasticsearch.url)
    old = {"newscrawl": {"schema": SCHEMA - 1}}
    client.indices.put_mapping(index=f"{prefix}-articles", meta=old)  # as a version before this one left it
    writer, stop, totals, written = opened(url), threading.Event(), [], []
    writer._prepared = True  # it began before the new version was installed
    writer.indices.put_templates()

    def write() -> None:
        number = 0
        while not stop.is_set():
            one = clean_article(article(f"https://x.example/new/{number}", body=[f"new text {number}"]))
            changed = clean_article(article(f"https://x.example/{number % 600}", body=[f"changed {number}"]))
            results: list[Any] = []
            while not results or not all(isinstance(r, str) for r in results):  # what the outbox does
                results = writer.put([one, changed])
            written.append((one.id, changed.id, changed.body))
            number += 1

    def read() -> None:
        reader = opened(url, create=False)
        while not stop.is_set():
            totals.append(reader.search(SearchRequest(limit=0)).total)

    threads = [threading.Thread(target=write), threading.Thread(target=read)]
    for thread in threads:
        thread.start()
    try:
        moved = opened(url).migrate(False, True, lambda name, count: None)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert [(m.old, m.new) for m in moved] == [
        (f"{prefix}-articles-{lang}-v1", f"{prefix}-articles-{lang}-v2") for lang in ("ar", "en")
    ]
    index = opened(url)
    found = {a.id: a for a in index.scan(SearchRequest())}
    assert len(found) == 601 + len(written) and written
    assert {one for one, _, _ in written} <= found.keys()
    newest = {changed: body for _, changed, body in written}
    assert {key: found[key].body for key in newest} == newest
    assert totals and totals == sorted(totals), "a search saw an archive with a hole"
    assert [(row.index, row.version) for row in index.status()] == [
        (f"{prefix}-articles-{lang}-v2", SCHEMA) for lang in ("ar", "en")
    ]
    assert opened(url).migrate(False, False, lambda name, count: None) == []


def test_a_copy_is_identical_and_keeps_revisions_and_times(elasticsearch: Node, prefix: str, tmp_path: Path) -> None:
    first, second = open_index(f"tantivy:{tmp_path}/index"), opened(f"{elasticsearch.url}/{prefix}")
    first.put(some(700))
    first.put(some(300, headline="another headline", crawled_at="2023-12-01T00:00:00+00:00"))
    assert copy(first, second) == (700, 700)
    assert compare(first, second, times=True).identical
    assert copy(first, second) == (700, 0)
    second.put(some(1, headline="a third headline"))
    found = compare(first, second)
    assert list(found.unequal.values()) == [["headline", "content_hash", "revision", "history"]]
    back = open_index(f"tantivy:{tmp_path}/back")
    assert copy(second, back) == (700, 700) and compare(second, back, times=True).identical
    done = run("newscrawl.cli", "index", "verify", f"tantivy:{tmp_path}/index", f"{elasticsearch.url}/{prefix}")
    assert done.returncode == 1 and done.stdout.startswith("1 article differs: ")
    done = run(
        "newscrawl.cli", "index", "verify", "--times", f"tantivy:{tmp_path}/back", f"{elasticsearch.url}/{prefix}"
    )
    assert (done.returncode, done.stdout) == (0, "identical: 700 articles, every field\n")


def test_posts_of_a_handle_and_links_to_a_page_can_be_asked(elasticsearch: Node, prefix: str, tmp_path: Path) -> None:
    post = Embed("x", "TRT Planet", "TRTplanet", "2023-11-01", "quake", ["https://t.example/1"])
    articles = some(3)
    articles[0].embeds, articles[1].related = [post], [Link("https://x.example/0", "a headline")]
    for url in (f"{elasticsearch.url}/{prefix}", f"tantivy:{tmp_path}/index"):
        index = open_index(url)
        index.put(articles)
        for query, expected in (
            ("handle:trtplanet", 0),
            ("link:https://x.example/0", 1),
            ("link:https://t.example/1", 0),
        ):
            assert [hit.article.url for hit in index.search(SearchRequest(query)).hits] == [articles[expected].url]
    nested = {"query": {"nested": {"path": "embeds", "query": {"term": {"embeds.handle": "TRTplanet"}}}}}
    assert call(elasticsearch, "POST", f"/{prefix}-articles/_search", nested)["hits"]["total"]["value"] == 1


def test_a_server_that_is_away_is_one_sentence(prefix: str) -> None:
    for command in (["search", "x"], ["stats"], ["index", "status"], ["export"]):
        done = run("newscrawl.cli", "--index", f"http://localhost:1/{prefix}", *command)
        assert done.returncode == 2 and done.stderr.count("\n") == 1
        assert done.stderr.startswith(f"newscrawl: Elasticsearch at http://localhost:1/{prefix} cannot be reached")


@pytest.mark.parametrize(
    "url", ["http://", "http://:9200", "http://localhost:port", "http://localhost:9200/UPPER", "ftp://localhost"]
)
def test_a_malformed_index_url_is_one_sentence(url: str) -> None:
    done = run("newscrawl.cli", "--index", url, "stats")
    assert done.returncode == 2 and done.stderr.startswith("newscrawl: INDEX_URL") and done.stderr.count("\n") == 1


def test_an_export_of_an_archive_as_json_lines_is_the_same_from_both(
    elasticsearch: Node, prefix: str, tmp_path: Path
) -> None:
    exported = []
    for url in (f"{elasticsearch.url}/{prefix}", f"tantivy:{tmp_path}/index"):
        open_index(url).put(some(1200))
        done = run("newscrawl.cli", "--index", url, "export")
        exported.append(sorted(json.loads(line)["url"] for line in done.stdout.splitlines()))
    assert exported[0] == exported[1] and len(exported[0]) == 1200
