"""The first pipeline: cleans the texts of articles, unless that was done where they were read."""

from __future__ import annotations

from typing import Any

from newscrawl.delivery.clean import clean_article
from newscrawl.items import Article


class CleanPipeline:
    """Cleans articles; passes other items through."""

    def process_item(self, item: Any) -> Any:
        """Return the item, cleaned, with its word count and content hash."""
        return clean_article(item) if isinstance(item, Article) and not item.content_hash else item
