"""Every recipe of docs/recipes.md finds something in a real Elasticsearch filled from the newsroom."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newscrawl.delivery.clean import clean_article
from newscrawl.index import SearchRequest, open_index
from newscrawl.index.elastic.mapping import PROPERTIES
from tests.conftest import ROOT, Newsroom, article, scrapy_crawl
from tests.servers.elasticsearch import Node

TEXT = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"## (\d+\. .+?)\n.*?```sh\n(.*?)```\n\n```kql\n(.*?)```", TEXT, re.S)


@pytest.fixture(scope="module")
def filled(elasticsearch: Node, newsroom: Newsroom) -> Node:
    for lang in ("ar", "en"):
        scrapy_crawl(lang, newsroom.base(lang), elasticsearch.url, "-s", "BROWSER=/none")
    index = open_index(elasticsearch.url)
    changed = next(iter(index.scan(SearchRequest(language="en"))))
    changed.body.append("Corrected later.")
    recent = article(
        "https://x.example/today", tags=["recent"], published_at=(datetime.now(UTC) - timedelta(days=1)).isoformat()
    )
    assert index.put([clean_article(changed), recent]) == ["changed", "new"]
    index.stats()
    return elasticsearch


def test_there_are_ten_recipes_or_more() -> None:
    assert len(RECIPES) == TEXT.count("\n## ") >= 10


@pytest.mark.parametrize(("title", "command", "kql"), RECIPES, ids=[title for title, _, _ in RECIPES])
def test_a_recipe_finds_something(filled: Node, title: str, command: str, kql: str) -> None:
    done = subprocess.run(
        ["bash", "-c", command],
        env={"ES": filled.url, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert "error" not in answer, answer
    assert answer["hits"]["total"]["value"] > 0
    for aggregation in answer.get("aggregations", {}).values():
        assert buckets(aggregation)


def buckets(aggregation: dict[str, Any]) -> list[Any]:
    """The buckets of an aggregation, or of the one nested in it."""
    if "buckets" in aggregation:
        return list(aggregation["buckets"])
    return next(buckets(inner) for inner in aggregation.values() if isinstance(inner, dict))


@pytest.mark.parametrize("kql", [kql for _, _, kql in RECIPES])
def test_a_kql_recipe_names_mapped_fields(kql: str) -> None:
    plain = re.sub(r'"[^"]*"', '""', kql)
    for outer, inner in re.findall(r"(\w+): \{ (\w+):", plain):
        assert inner in PROPERTIES[outer]["properties"] and PROPERTIES[outer]["type"] == "nested"
    for name in re.findall(r"(?<![{\w] )\b([a-z_]+)(?::| >=| <)", re.sub(r"\{.*?\}", "", plain)):
        assert name in PROPERTIES
