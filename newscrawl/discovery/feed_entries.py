"""What the feeds of a crawl say of articles."""

from __future__ import annotations

from datetime import UTC, datetime

from newscrawl.discovery.sitemaps import Entry

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_MOST = 20_000  # articles of one crawl of which entries are kept


class FeedEntries:
    """The entries of the feeds of one crawl, by the canonical addresses of the articles."""

    def __init__(self) -> None:
        self._told: dict[str, Entry] = {}

    def note(self, url: str, entry: Entry) -> None:
        """Keep what a feed says of one article, of several the latest change; of more than some thousands, those that
        came first.
        """
        held = self._told.get(url)
        is_later = held is None or (entry.modified or _LONG_AGO) > (held.modified or _LONG_AGO)
        if (entry.published or entry.authors or entry.tags) and is_later and len(self._told) < _MOST:
            self._told[url] = entry

    def of(self, url: str) -> Entry | None:
        """Return the entry of an article; None if no feed has named it."""
        return self._told.get(url)
