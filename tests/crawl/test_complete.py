"""A crawl finds every article, each once, with every field right."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Newsroom, differences, export, run, scrapy_crawl

LANGS = ("ar", "en", "es")


@pytest.fixture(scope="module")
def crawled(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """All three editions in one index, found by sections and related links only."""
    index = tmp_path_factory.mktemp("complete") / "index"
    logs = {}
    for lang in LANGS:
        done = scrapy_crawl(
            lang, newsroom.base(lang), index, "-a", "discover=sections,related", "-o", f"{index.parent}/{lang}.jsonl"
        )
        assert done.returncode == 0, done.stderr[-3000:]
        logs[lang] = done.stderr
    return index, logs


@pytest.mark.parametrize("lang", LANGS)
def test_every_article_is_found_once_and_every_field_is_right(newsroom: Newsroom, crawled: Any, lang: str) -> None:
    truth = newsroom.truth(lang)
    assert len(truth) == 500
    assert differences(truth, export(crawled[0], "--lang", lang)) == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_feed_export_holds_each_article_once_as_the_index_has_it(newsroom: Newsroom, crawled: Any, lang: str) -> None:
    lines = (crawled[0].parent / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines()
    articles = [json.loads(line) for line in lines]
    assert len(articles) == 500
    # an address that a later page adds is known to the index only
    assert differences(newsroom.truth(lang), {a["url"]: a for a in articles}, skip=("also_at",)) == []
    assert not any(a.keys() & {"layers", "near_bands"} for a in articles)  # they serve the program
    layers = [a["layers"] for a in export(crawled[0]).values() if a["language"] == lang]
    assert all(one["headline"] in ("metadata", "json-ld", "meta", "structure") for one in layers)


def test_pages_that_robots_txt_forbids_are_never_asked_for(newsroom: Newsroom, crawled: Any) -> None:
    assert "newscrawl/rejected/robots-txt" in crawled[1]["en"]
    assert not [path for path in newsroom.requests("en") if "internal" in path]


@pytest.mark.parametrize("lang", LANGS)
def test_changed_class_names_lose_nothing(renamed_newsroom: Newsroom, tmp_path: Path, lang: str) -> None:
    scrapy_crawl(lang, renamed_newsroom.base(lang), tmp_path / "index")
    truth, found = renamed_newsroom.truth(lang), export(tmp_path / "index")
    exact = ("headline", "summary", "published_at", "modified_at", "tags", "authors", "language", "url")
    skip = tuple(name for name in next(iter(truth.values())) if name not in exact)
    assert differences(truth, found, skip) == []
    for url, article in truth.items():
        true, got = re.findall(r"\w+", " ".join(article["body"])), re.findall(r"\w+", " ".join(found[url]["body"]))
        assert len(set(true) - set(got)) <= 0.02 * len(set(true)), url
        assert len(set(got) - set(true)) <= 0.02 * len(set(got)), url


def test_search_finds_what_the_crawl_brought(newsroom: Newsroom, crawled: Any) -> None:
    done = run(
        "newscrawl.cli",
        "search",
        "Iran",
        "--tag",
        "turkey",
        "--since",
        "2023-11-01",
        "--until",
        "2023-11-07",
        "--limit",
        "500",
        "--json",
        index=crawled[0],
    )
    hits = [json.loads(line) for line in done.stdout.splitlines()]
    expected = {
        url
        for url, a in newsroom.truth("en").items()
        if "Turkey" in a["tags"] and "2023-11-01" <= a["published_at"][:10] <= "2023-11-07" and re.search(r"\bIran\b", json.dumps(
            [a["headline"], a["summary"], a["body"], a["tags"], a["image"], a["topics"], a["authors"], [e["text"] for e in a["embeds"]]]
        ))
    }  # fmt: skip
    assert {hit["url"] for hit in hits} == expected
    assert expected
    for hit in hits:
        assert {
            "id",
            "url",
            "site",
            "language",
            "kind",
            "headline",
            "summary",
            "section",
            "tags",
            "topics",
            "authors",
            "published_at",
        } <= set(hit)
        assert {"modified_at", "score", "highlights"} <= set(hit)
