"""The ArticleIndex protocol, its engines, analysis and query language."""

from __future__ import annotations

from pathlib import Path

from newscrawl.errors import ArchiveError
from newscrawl.index.address import Credentials, parse_address
from newscrawl.index.frames import to_pandas
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import SearchRequest

__all__ = ["ArticleIndex", "Credentials", "SearchRequest", "open_index", "to_pandas"]


def open_index(url: str, create: bool = True, credentials: Credentials | None = None) -> ArticleIndex:
    """Open the index that an ``INDEX_URL`` names; ``create`` makes an empty one where there is none.

    Credentials are taken from the environment unless they are given. Raises ArchiveError for a URL of
    another form, and if an embedded index cannot be opened; a server is first asked by the first call.
    """
    # each engine is imported where it is asked for: Elasticsearch's client alone takes longer than a search
    scheme, _, place = url.partition(":")
    if scheme == "tantivy" and place:
        from newscrawl.index.embedded.engine import EmbeddedIndex

        return EmbeddedIndex(Path(place).expanduser(), create)
    if scheme in ("http", "https") and place.startswith("//"):
        from newscrawl.index.elastic.engine import ElasticIndex

        return ElasticIndex(parse_address(url, credentials or Credentials.from_settings({})), create)
    raise ArchiveError(
        f"INDEX_URL takes tantivy:PATH or http(s)://HOST:9200, not {scheme + ':…' if '@' in url else url!r}"
    )
