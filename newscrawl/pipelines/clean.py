"""The first pipeline: cleans the texts of articles."""

from __future__ import annotations

from typing import Any

from newscrawl.delivery.clean import clean_article
from newscrawl.items import Article


class CleanPipeline:
    """Cleans articles; passes other items through."""

    def process_item(self, item: Any) -> Any:
        """Return the item, cleaned, with its word count and content hash."""
        return clean_article(item) if isinstance(item, Article) else item
