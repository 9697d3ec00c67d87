"""Articles as CSV (RFC 4180): one form for programs, one for Excel. No cell of either is run by a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from newscrawl.exports.manifest import Manifest
from newscrawl.items import Article
from newscrawl.text import safe_cell, safe_parts

COLUMNS = (
    "id", "url", "site", "language", "kind", "headline", "summary", "section", "region", "tags", "topics", "authors",
    "sources", "published_at", "modified_at", "first_seen_at", "retracted_at", "revision", "word_count", "cluster",
    "body",
)  # fmt: skip
_BOM = "\ufeff"  # without it Excel takes UTF-8 for the code page of its system, and Arabic is garbled
_LONGEST = 32_767
"""Characters that a cell of Excel takes; it drops the rest of the file's cell in silence."""
_ROWS = 200  # that are written at once


def write_csv(articles: Iterable[Article], manifest: Manifest) -> Iterator[bytes]:
    """Yield a table with lists as JSON, and the paragraphs of a text parted by blank lines."""
    return _rows(articles, _cell, "", "\n")


def write_excel(articles: Iterable[Article], manifest: Manifest) -> Iterator[bytes]:
    """Yield a table that Excel opens by a double click: a byte order mark, lists parted by semicolons, cells of at most
    32,767 characters.
    """
    return _rows(articles, _excel_cell, _BOM, "\r\n")


def _rows(articles: Iterable[Article], cell: Any, head: str, end: str) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    text.write(head)
    writer = csv.writer(text, lineterminator=end)
    writer.writerow(COLUMNS)
    for number, article in enumerate(articles, 1):
        writer.writerow([safe_cell(cell(name, getattr(article, name))) for name in COLUMNS])
        if number % _ROWS == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    found = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return found


def _cell(name: str, value: Any) -> str:
    if name == "body":
        return "\n\n".join(value)
    if isinstance(value, list):
        return orjson.dumps(value).decode() if value else ""
    return "" if value is None else str(value)


def _excel_cell(name: str, value: Any) -> str:
    text = "; ".join(value) if isinstance(value, list) and name != "body" else _cell(name, value)
    text = safe_parts(text.replace("\0", ""))
    return text if len(text) < _LONGEST else f"{text[: _LONGEST - 2]}…"
