"""The ArticleIndex protocol, its engines, analysis and query language."""

from __future__ import annotations

from pathlib import Path

from newscrawl.errors import ArchiveError
from newscrawl.index.embedded import EmbeddedIndex
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import SearchRequest

__all__ = ["ArticleIndex", "SearchRequest", "open_index"]


def open_index(url: str, create: bool = True) -> ArticleIndex:
    """Open the index that an ``INDEX_URL`` names; ``create`` makes an empty one where there is none.

    Raises ArchiveError for a URL of another form, and if the index cannot be opened.
    """
    scheme, _, place = url.partition(":")
    if scheme == "tantivy" and place:
        return EmbeddedIndex(Path(place).expanduser(), create)
    if scheme in ("http", "https"):
        raise ArchiveError(f"INDEX_URL {scheme}://…: this version has the embedded engine only; use tantivy:PATH")
    raise ArchiveError(f"INDEX_URL takes tantivy:PATH, not {url!r}")
