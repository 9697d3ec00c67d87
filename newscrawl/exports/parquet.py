"""Articles as Parquet, for pandas, DuckDB and Spark; needs the extra ``newscrawl[parquet]``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import orjson

from newscrawl.errors import NewscrawlError
from newscrawl.exports.manifest import Manifest
from newscrawl.index.batches import batches
from newscrawl.items import Article

_ROWS = 2_000  # of a row group; whole articles have some 5 KB
_TEXTS = ("id", "url", "site", "language", "kind", "headline", "summary", "cluster")
_LISTS = ("section", "region", "tags", "topics", "authors", "sources", "body", "also_at")
_TIMES = ("published_at", "modified_at", "first_seen_at", "crawled_at", "retracted_at")
_NUMBERS = ("revision", "word_count")


class _Sink:
    """Takes what a writer writes, until it is fetched."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._at += len(part)
        return len(part)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        self.closed = True

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def write_parquet(articles: Iterable[Article], manifest: Manifest) -> Iterator[bytes]:
    """Yield a file with a row an article; times are in UTC, the manifest stands in its metadata as ``newscrawl``.

    Raises NewscrawlError where pyarrow is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise NewscrawlError("parquet needs pyarrow: pip install 'newscrawl[parquet]'") from error
    return _pieces(pyarrow, articles, manifest)


def _pieces(arrow: Any, articles: Iterable[Article], manifest: Manifest) -> Iterator[bytes]:
    schema = _schema(arrow).with_metadata({b"newscrawl": orjson.dumps(manifest.to_dict())})
    sink = _Sink()
    with arrow.parquet.ParquetWriter(arrow.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        for batch in batches(articles, _ROWS):
            columns = [[_value(name, getattr(article, name)) for article in batch] for name in schema.names]
            writer.write_table(arrow.table(columns, schema=schema))
            yield sink.take()
    yield sink.take()


def _schema(arrow: Any) -> Any:
    kinds: list[tuple[tuple[str, ...], Any]] = [
        (_TEXTS, arrow.string()),
        (_LISTS, arrow.list_(arrow.string())),
        (_TIMES, arrow.timestamp("us", tz="UTC")),
        (_NUMBERS, arrow.int32()),
    ]
    return arrow.schema([(name, kind) for names, kind in kinds for name in names])


def _value(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in _TIMES and value else value or None if name in _TIMES else value
