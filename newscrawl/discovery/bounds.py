"""Bounds that a crawl puts on what a site says, and how often each was hit: the summary of the crawl tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Bounds:
    """What of a site's lists is read at most; each has a setting of its name, in capitals (``settings.py``)."""

    robots_max_bytes: int = 524_288
    sitemap_max_bytes: int = 52_428_800
    sitemap_max_entries: int = 50_000
    sitemap_max_depth: int = 4
    sitemap_max_files: int = 5_000
    feed_max_bytes: int = 2_000_000
    feed_max_entries: int = 1_000
    page_max_bytes: int = 4_000_000
    page_max_elements: int = 100_000
    page_max_links: int = 10_000
    listing_max_stale: int = 50

    @classmethod
    def from_settings(cls, settings: Any) -> Bounds:
        """Read the bounds from Scrapy's settings."""
        return cls(**{f.name: settings.getint(f.name.upper(), f.default) for f in fields(cls)})


Hit = Callable[[str], None]
"""Is told the name of a setting whose bound was hit."""
