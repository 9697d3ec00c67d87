"""Crawls a few articles of a site into no archive, to judge its site file by."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from newscrawl.items import Article
from newscrawl.runs.process import run_crawl


@dataclass(frozen=True)
class Sample:
    """Articles of a site; ``failed`` says why the crawl brought none, ``errors`` is what its log says."""

    articles: list[Article]
    failed: str | None
    errors: list[str]


def take_sample(name: str, count: int, arguments: Sequence[str], pairs: Sequence[str]) -> Sample:
    """Crawl up to ``count`` articles; arguments and settings are NAME=VALUE."""
    with tempfile.TemporaryDirectory() as folder:
        items = Path(folder) / "items.jsonl"
        settings = [*pairs, f"OUTBOX_DIR={folder}/outbox", "FEED_EXPORT_FIELDS=[]"]
        end = run_crawl(name, f"tantivy:{folder}/index", [f"max_articles={count}", *arguments], settings, [str(items)])
        lines = items.read_bytes().splitlines() if items.exists() else []
        articles = [Article.from_dict(orjson.loads(line)) for line in lines]
    notes = end.run.notes if end.run else []
    failed = notes[0] if notes and end.code else ("the crawl ended with code " + str(end.code) if end.code else None)
    return Sample(articles, failed, end.errors)
