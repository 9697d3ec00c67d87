"""Articles as a pandas table, for notebooks; needs the extra ``newscrawl[pandas]``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from newscrawl.errors import NewscrawlError
from newscrawl.items import Article

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS = (
    "id", "url", "site", "language", "kind", "section", "headline", "summary", "authors", "sources", "tags", "topics",
    "published_at", "modified_at", "word_count", "revision", "cluster",
)  # fmt: skip


def to_pandas(articles: Iterable[Article], columns: Iterable[str] = COLUMNS) -> DataFrame:
    """Return a table with a row an article, in their order; times are in UTC.

    ``columns`` are names of fields of an Article. Raises NewscrawlError where pandas is not installed, AttributeError
    for a column that is no field.
    """
    try:
        import pandas
    except ImportError as error:
        raise NewscrawlError("to_pandas needs pandas: pip install 'newscrawl[pandas]'") from error
    names = list(columns)
    table = pandas.DataFrame([[getattr(article, name) for name in names] for article in articles], columns=names)
    for name in names:
        if name.endswith("_at"):
            table[name] = pandas.to_datetime(table[name], utc=True, format="ISO8601")
    return table
