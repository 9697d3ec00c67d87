"""When feeds say that articles were published and changed, for pages that show no such time, or a day only."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from newscrawl.discovery.sitemaps import Entry
from newscrawl.items import FEED, MIDNIGHT, Article

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_MOST = 20_000  # articles of one crawl whose times are kept


class FeedTimes:
    """What the feeds of one crawl say, by the canonical addresses of the articles."""

    def __init__(self) -> None:
        self._told: dict[str, Entry] = {}

    def note(self, url: str, entry: Entry) -> None:
        """Keep what a feed says of one article, of several the latest change; of more than some thousands, those that
        came first.
        """
        held = self._told.get(url)
        is_later = held is None or (entry.modified or _LONG_AGO) > (held.modified or _LONG_AGO)
        if entry.published and is_later and len(self._told) < _MOST:
            self._told[url] = entry

    def complete(self, article: Article, zone: tzinfo) -> None:
        """Give an article without a time that of its feed, in a newsroom's zone; one with a day only, if the feed names
        the same day. The time of a later change as well, so that it is not taken for a new one each time.
        """
        told = self._told.get(article.url)
        if told is None or told.published is None:
            return
        day = article.published_at
        zone = (datetime.fromisoformat(day).tzinfo if day else None) or zone
        found = told.published.astimezone(zone).isoformat(timespec="seconds")
        if day is None or (MIDNIGHT in day and found[:10] == day[:10]):
            article.published_at, article.layers["published_at"] = found, FEED
        if article.modified_at is None and told.modified and told.modified > told.published:
            article.modified_at = told.modified.astimezone(zone).isoformat(timespec="seconds")
            article.layers["modified_at"] = FEED
