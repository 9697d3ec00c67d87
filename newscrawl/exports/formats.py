"""The formats: each makes bytes of articles, piece by piece, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from newscrawl.exports.feeds import write_atom, write_rss
from newscrawl.exports.manifest import Manifest
from newscrawl.exports.parquet import write_parquet
from newscrawl.exports.tables import write_csv, write_excel
from newscrawl.index.batches import batches
from newscrawl.items import Article

Write = Callable[[Iterable[Article], Manifest], Iterator[bytes]]


@dataclass(frozen=True)
class Format:
    """One format: what it is called over HTTP, how its files end, and what makes it."""

    media_type: str
    extension: str
    write: Write
    most: int | None = None
    """Articles at most: a feed has the latest ones only."""
    is_text: bool = True


def write_json_lines(articles: Iterable[Article], manifest: Manifest) -> Iterator[bytes]:
    """Yield whole articles, one JSON object a line."""
    for batch in batches(articles, _LINES):
        yield b"".join(article.to_json() + b"\n" for article in batch)


FEED_ENTRIES = 100
_LINES = 100  # that are sent at once
FORMATS: dict[str, Format] = {
    "jsonl": Format("application/x-ndjson", "jsonl", write_json_lines),
    "csv": Format("text/csv; charset=utf-8", "csv", write_csv),
    "excel": Format("text/csv; charset=utf-8", "csv", write_excel),
    "parquet": Format("application/vnd.apache.parquet", "parquet", write_parquet, is_text=False),
    "rss": Format("application/rss+xml; charset=utf-8", "rss", write_rss, FEED_ENTRIES),
    "atom": Format("application/atom+xml; charset=utf-8", "atom", write_atom, FEED_ENTRIES),
}
"""By the names that people write."""
